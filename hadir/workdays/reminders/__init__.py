"""Telling people that a stage is about to close without them, and what yesterday lacks. How early: regional policy."""
