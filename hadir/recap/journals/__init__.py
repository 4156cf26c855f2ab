"""The only way to change a locked month: journals that show what was, what is to be, and why."""
