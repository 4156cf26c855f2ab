"""Image bytes in, measured face out. Pure: no Django, no database, usable from a notebook."""
