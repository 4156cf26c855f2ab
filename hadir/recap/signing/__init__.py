"""Closing a month: stage by stage, each by another person, then the lock."""
