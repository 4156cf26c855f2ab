"""Codes of a work place, shapes of PINs, lengths of lock-outs. Pure.

The code on the screen is a time-based one-time password after RFC 6238 in its idea (an HMAC of the half minute, cut
to digits after RFC 4226, 5.3), with SHA-256 and a key for each work place.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from itertools import pairwise

CODE_DIGITS = 6
WINDOW_S = 30
# The half minute on the screen and the two before it: 60 to 90 seconds for reading, walking back and typing.
WINDOWS_TAKEN = 3

PIN_DIGITS = 6
FAILURES_TAKEN = 5
_FIRST_LOCK = timedelta(minutes=15)
_LONGEST_LOCK = timedelta(hours=12)


def window_of(moment: datetime) -> int:
    """Number of the half minute since 1970 that holds an aware moment."""
    return int(moment.timestamp()) // WINDOW_S


def seconds_left(moment: datetime) -> int:
    """Whole seconds until the code changes, 1..30."""
    return WINDOW_S - int(moment.timestamp()) % WINDOW_S


def code_of(key: bytes, work_place_id: int, window: int) -> str:
    """The digits that the screen at a work place shows in one half minute."""
    digest = hmac.digest(key, f"site-code|{work_place_id}|{window}".encode(), hashlib.sha256)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def window_with(key: bytes, work_place_id: int, typed: str, now: datetime) -> int | None:
    """The half minute whose code was typed, among those still taken; None when it is none of them."""
    current = window_of(now)
    digits = digits_of(typed)
    found = None
    for window in range(current, current - WINDOWS_TAKEN, -1):  # always all of them: no time to be measured
        if hmac.compare_digest(code_of(key, work_place_id, window).encode(), digits.encode()):
            found = window
    return found


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
