"""Checking in without a face: permission, own PIN, code of the work place or officer on the spot (ADR 0025)."""
