"""Duties of the personal data law (UU 27/2022): requests, registers, assessment, breaches, retention."""
