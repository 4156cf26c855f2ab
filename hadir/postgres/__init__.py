"""A real PostgreSQL of Hadir's own under `var/`, for installations without a database server. Pure: no Django."""
