"""Hadir: face attendance in which the server proves identity and liveness on every punch."""

__version__ = "0.1.0"
