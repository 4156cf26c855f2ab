"""Outages and disasters: windows in which nobody is held late or absent. Reported by one, confirmed by another."""
