"""Ceremonies and roll calls with an attendance of their own."""
