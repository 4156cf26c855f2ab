"""Django's PostgreSQL backend, which tells each connection in whose eyes it answers."""
