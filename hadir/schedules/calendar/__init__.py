"""Holidays and joint leave: versions by year, proposed by one person and confirmed by another (ADR 0032)."""
