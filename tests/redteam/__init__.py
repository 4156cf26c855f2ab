"""Attacks on the check-in by people who own the client: everything that a page does, done by a program that lies.

`attacks` is the register: every attack with what the attacker has and where it must end. docs/red-team.md is written
from it (`python -m tests.redteam.attacks`), and every test says by name which line it plays. Attacks through a real
browser stand with the other browser tests (tests/browser/test_red_team.py).
"""
