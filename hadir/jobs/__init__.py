"""Work that is done after the request that asks for it: a queue inside PostgreSQL (ADR 0014)."""
