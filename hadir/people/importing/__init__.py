"""Importing the organisation and its people from files.

`columns`, `cells`, `rows`, `shapes` and `reader` are pure and run in a child process that has neither keys
nor database, so that what is not needed never leaves it. `reading` starts that child; the rest compares what came
back with the database.
"""
