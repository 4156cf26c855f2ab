"""Tests of phones: what they sign, whose they are, how they change hands."""
