"""Shapes of PINs, lengths of lock-outs. Pure."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

PIN_DIGITS = 6
FAILURES_TAKEN = 5
_FIRST_LOCK = timedelta(minutes=15)
_LONGEST_LOCK = timedelta(hours=12)


def digits_of(typed: str) -> str:
    """What was typed without the blanks and dashes that people put between digits."""
    return "".join(character for character in typed if character not in " -\u00a0")


def is_easy(pin: str, nip: str) -> bool:
    """Whether a PIN is one of those that everybody tries first: one digit, a run, a part of the NIP, two pairs.

    The NIP holds the date of birth, and everybody in the office knows it.
    """
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    birth = nip[6:8] + nip[4:6] + nip[2:4]  # DDMMYY
    halves = pin[: PIN_DIGITS // 2] == pin[PIN_DIGITS // 2 :]
    return len(steps) == 1 or pin in nip or pin == birth or halves or pin == pin[:2] * 3


def is_pin(typed: str) -> bool:
    """Six ASCII digits."""
    return len(typed) == PIN_DIGITS and typed.isascii() and typed.isdigit()


def lock_after(failures: int, locks: int) -> timedelta | None:
    """How long the PIN rests after so many failures in a row; each further lock-out is twice as long."""
    if failures < FAILURES_TAKEN:
        return None
    return min(_FIRST_LOCK * (1 << min(locks, 10)), _LONGEST_LOCK)
