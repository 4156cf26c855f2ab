"""Work that happens after the answer: the queue inside PostgreSQL. Each slice's `tasks.py` holds its own jobs."""
