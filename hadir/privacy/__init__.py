"""The personal data law (UU 27/2022): requests, registers, breaches, retention."""
