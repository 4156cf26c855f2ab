"""The rotating code of a screen at a work place: what it is, how long it is taken, who has guessed too often. Pure.

A time-based one-time password after the idea of RFC 6238 (an HMAC of the number of a span of time), with SHA-256 and a
key for each work place that lies outside the database. The same HMAC gives two writings: six digits for the eye, cut
after RFC 4226, 5.3, and 128 bits for the camera, in an address of this site.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

CODE_DIGITS = 6
WINDOW_S = 20
# The code on the screen and the one before it. Whoever reads at the last moment still has 20 seconds, whoever reads
# at the first has 40. Reading and typing six digits takes 5 seconds, and 11 at 1.2 seconds a key (the slowest class of
# the keystroke-level model, Card, Moran & Newell 1983): ADR 0049.
WINDOWS_TAKEN = 2
# Codes of five minutes more are refused as well, but told apart from guesses; and a code that arrived may be so old.
WINDOWS_KNOWN = WINDOWS_TAKEN + 15
# A code that reached the server in time stays good this long for the person who sent it: a face takes up to a minute,
# a PIN is typed in peace (WCAG 2.2.1).
ARRIVAL_LIFE = timedelta(minutes=5)

# Six digits and two windows on one screen: a guess is right once in 500,000. Five in a quarter of an hour and twenty a
# day leave a guesser one chance in 25,000 a day on a place with one screen.
WRONG_TAKEN = 5
WRONG_SPAN = timedelta(minutes=15)
WRONG_TAKEN_A_DAY = 20
DAY = timedelta(hours=24)
TRIES_KEPT = timedelta(days=90)

SECRET_BYTES = 16
_SECRET = re.compile(r"([0-9]{1,18})\.([A-Za-z0-9_-]{22})")
_BETWEEN_DIGITS = " -\u00a0\u2009\u202f."


class CodeState(StrEnum):
    """What a code proves. Only RIGHT proves anything; the rest are for sentences and statistics."""

    RIGHT = "right"
    WRONG = "wrong"
    USED = "used"  # right, but this person has used it up
    EXPIRED = "expired"  # right up to five minutes ago
    ELSEWHERE = "elsewhere"  # right, at a place where this person has no business today
    LIMITED = "limited"  # too many wrong ones: it was not looked at


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that is open now."""

    id: int
    place_id: int


@dataclass(frozen=True, slots=True)
class Span:
    """One code: a screen and the number of the span of time in which it was shown."""

    screen: Screen
    window: int

    @property
    def used_as(self) -> tuple[int, int]:
        """What a person uses up: the span at the place, on whichever of its screens."""
        return self.screen.place_id, self.window


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about one person when a code comes. `used` and `arrived`: see `Span.used_as`."""

    screens: tuple[Screen, ...]
    used: frozenset[tuple[int, int]] = frozenset()
    arrived: frozenset[tuple[int, int]] = frozenset()
    wrong: tuple[datetime, ...] = ()  # of the last 24 hours, oldest first


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed or scanned: six digits, or the long secret that names its screen. Neither: it is no code."""

    digits: str = ""
    screen_id: int = 0
    secret: str = ""


def window_of(moment: datetime) -> int:
    """Number of the span of 20 seconds since 1970 that holds an aware moment."""
    return int(moment.timestamp()) // WINDOW_S


def seconds_left(moment: datetime) -> int:
    """Whole seconds until the code changes, 1..20."""
    return WINDOW_S - int(moment.timestamp()) % WINDOW_S


def end_of(window: int) -> datetime:
    """When the screen changes from this span's code to the next."""
    return datetime.fromtimestamp((window + 1) * WINDOW_S, tz=UTC)


def digits_of(key: bytes, screen_id: int, window: int) -> str:
    """The digits that a screen shows in one span; `key` is that of its place."""
    digest = _digest(key, "digits", screen_id, window)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def secret_of(key: bytes, screen_id: int, window: int) -> str:
    """The part of the address in the QR: number of the screen, a dot, 128 bits in base64url."""
    cut = _digest(key, "address", screen_id, window)[:SECRET_BYTES]
    return f"{screen_id}.{base64.urlsafe_b64encode(cut).rstrip(b'=').decode()}"


def read(typed: str) -> Reading:
    """Digits however they are grouped, the secret, or the whole address that holds it at its end."""
    found = _SECRET.fullmatch(typed.strip().rstrip("/").rsplit("/", 1)[-1])
    if found is not None:
        return Reading(screen_id=int(found[1]), secret=found[0])
    digits = "".join(character for character in typed.strip() if character not in _BETWEEN_DIGITS)
    is_code = len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit()
    return Reading(digits=digits if is_code else "")


def spans_of(
    reading: Reading, screens: Iterable[tuple[Screen, bytes]], now: datetime, *, windows: int = WINDOWS_KNOWN
) -> list[Span]:
    """Every one of the last `windows` spans whose code this is, newest first; with six digits there may be several.

    `screens` come with the key of their place. All of them are compared, so that time tells nothing.
    """
    current = window_of(now)
    found = []
    for screen, key in screens:
        if reading.secret and screen.id != reading.screen_id:
            continue
        for window in range(current, current - windows, -1):
            ours = secret_of(key, screen.id, window) if reading.secret else digits_of(key, screen.id, window)
            if hmac.compare_digest(ours.encode(), (reading.secret or reading.digits).encode()):
                found.append(Span(screen, window))
    return sorted(found, key=lambda span: -span.window)


def judge(spans: Collection[Span], standing: Standing, now: datetime) -> tuple[CodeState, Span | None]:
    """The best that these spans, all at places where the person may be, prove; WRONG when there is none.

    A code that has arrived in time counts as in time. Used up counts for more than expired: it says what happened.
    """
    oldest = window_of(now) - WINDOWS_TAKEN + 1
    best: tuple[CodeState, Span | None] = (CodeState.WRONG, None)
    for span in spans:
        if span.used_as in standing.used:
            if best[0] is not CodeState.USED:
                best = (CodeState.USED, span)
        elif span.window >= oldest or span.used_as in standing.arrived:
            return CodeState.RIGHT, span
        elif best[1] is None:
            best = (CodeState.EXPIRED, span)
    return best


def rest_after(wrong: Collection[datetime], now: datetime) -> timedelta | None:
    """How long a person's codes are not looked at after so many wrong ones; None when there is no need."""
    rests = []
    for taken, length in ((WRONG_TAKEN, WRONG_SPAN), (WRONG_TAKEN_A_DAY, DAY)):
        within = sorted(moment for moment in wrong if now - moment < length)
        if len(within) >= taken:
            rests.append(within[-taken] + length - now)
    return max(rests, default=None)


def _digest(key: bytes, writing: str, screen_id: int, window: int) -> bytes:
    return hmac.digest(key, f"{writing}|{screen_id}|{window}".encode(), hashlib.sha256)
