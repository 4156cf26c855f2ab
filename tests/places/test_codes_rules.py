"""The rotating code: writing it, reading it, and what it proves. No database."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.places import codes_rules as rules
from hadir.places.codes_rules import CodeState, Reading, Screen, Span, Standing

KEY = b"k" * 32
NOW = datetime(2026, 3, 2, 0, 5, 7, tzinfo=UTC)  # seven seconds into a span
SCREEN = Screen(id=3, place_id=7)
NOW_WINDOW = 88_620_495
STANDING = Standing(screens=(SCREEN,))


def _judge(typed: str, *, late_s: int = 0, standing: Standing = STANDING) -> tuple[CodeState, Span | None]:
    now = NOW + timedelta(seconds=late_s)
    spans = rules.spans_of(rules.read(typed), [(screen, KEY) for screen in standing.screens], now)
    return rules.judge(spans, standing, now)


def test_the_digits_are_those_of_rfc_4226_over_hmac_sha256() -> None:
    digest = hmac.new(KEY, f"digits|3|{NOW_WINDOW}".encode(), hashlib.sha256).digest()
    start = digest[31] % 16
    number = int.from_bytes(digest[start : start + 4], "big") % 2**31
    assert rules.window_of(NOW) == NOW_WINDOW
    assert rules.digits_of(KEY, 3, NOW_WINDOW) == str(number)[-6:].zfill(6)


def test_the_address_holds_128_bits_that_say_nothing_about_the_digits() -> None:
    screen, _dot, secret = rules.secret_of(KEY, 3, NOW_WINDOW).partition(".")
    mac = base64.urlsafe_b64decode(secret + "==")
    assert (screen, len(mac)) == ("3", 16)
    assert mac == hmac.new(KEY, f"address|3|{NOW_WINDOW}".encode(), hashlib.sha256).digest()[:16]
    assert mac != hmac.new(KEY, f"digits|3|{NOW_WINDOW}".encode(), hashlib.sha256).digest()[:16]


@pytest.mark.parametrize(
    ("late_s", "state"),
    [
        (-8, CodeState.WRONG),  # the span before: not shown yet
        (-7, CodeState.RIGHT),
        (12, CodeState.RIGHT),
        (32, CodeState.RIGHT),
        (33, CodeState.EXPIRED),
        (332, CodeState.EXPIRED),
        (333, CodeState.WRONG),
    ],
)
@pytest.mark.parametrize("writing", [rules.digits_of, rules.secret_of])
def test_a_code_is_taken_for_twenty_to_forty_seconds_and_known_for_five_minutes(
    late_s: int, state: CodeState, writing: object
) -> None:
    assert callable(writing)
    assert _judge(writing(KEY, 3, NOW_WINDOW), late_s=late_s)[0] is state


def test_a_code_belongs_to_its_screen_and_to_the_key_of_its_place() -> None:
    for other in (rules.digits_of(KEY, 4, NOW_WINDOW), rules.secret_of(KEY, 4, NOW_WINDOW)):
        assert _judge(other) == (CodeState.WRONG, None)
    for other in (rules.digits_of(b"x" * 32, 3, NOW_WINDOW), rules.secret_of(b"x" * 32, 3, NOW_WINDOW)):
        assert _judge(other) == (CodeState.WRONG, None)


def test_a_used_code_is_used_on_every_screen_of_the_place() -> None:
    second = Screen(id=4, place_id=7)
    standing = Standing((SCREEN, second), used=frozenset({(7, NOW_WINDOW)}))
    for screen in standing.screens:
        assert _judge(rules.digits_of(KEY, screen.id, NOW_WINDOW), standing=standing)[0] is CodeState.USED
    before = rules.digits_of(KEY, 3, NOW_WINDOW - 1)
    assert _judge(before, standing=standing)[0] is CodeState.RIGHT, "the code before is another one"


def test_what_arrived_in_time_stays_good_and_what_did_not_does_not() -> None:
    code = rules.digits_of(KEY, 3, NOW_WINDOW)
    arrived = Standing((SCREEN,), arrived=frozenset({(7, NOW_WINDOW)}))
    assert _judge(code, late_s=200, standing=arrived) == (CodeState.RIGHT, Span(SCREEN, NOW_WINDOW))
    assert _judge(code, late_s=200)[0] is CodeState.EXPIRED
    used = Standing((SCREEN,), arrived=arrived.arrived, used=arrived.arrived)
    assert _judge(code, late_s=200, standing=used)[0] is CodeState.USED


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("913402", Reading(digits="913402")),
        (" 913 402 ", Reading(digits="913402")),
        ("913-402", Reading(digits="913402")),
        ("913\u00a0402", Reading(digits="913402")),
        ("3." + "A" * 22, Reading(screen_id=3, secret="3." + "A" * 22)),
        ("https://hadir.example/k/3." + "-" * 22, Reading(screen_id=3, secret="3." + "-" * 22)),
        ("https://elsewhere.example/k/3." + "A" * 21, Reading()),
        ("91340", Reading()),
        ("9134021", Reading()),
        ("٩١٣٤٠٢", Reading()),
        ("", Reading()),
    ],
)
def test_digits_may_be_grouped_and_an_address_may_be_whole(typed: str, read: Reading) -> None:
    assert rules.read(typed) == read


def test_nothing_is_never_the_code_of_nothing() -> None:
    assert _judge("") == (CodeState.WRONG, None)


@given(st.text(max_size=60))
def test_no_text_is_ever_an_error(typed: str) -> None:
    assert _judge(typed)[0] in CodeState


def _wrong(*minutes_ago: float) -> list[datetime]:
    return [NOW - timedelta(minutes=minutes) for minutes in minutes_ago]


@pytest.mark.parametrize(
    ("wrong", "rest_min"),
    [
        ([], None),
        (_wrong(1, 2, 3, 4), None),
        (_wrong(1, 2, 3, 4, 5), 10),
        (_wrong(0, 1, 2, 3, 4, 5), 11),
        (_wrong(1, 2, 3, 4, 15), None),
        (_wrong(*range(60, 60 + 19 * 20, 20)), None),
        (_wrong(*range(60, 60 + 20 * 20, 20)), 24 * 60 - 440),
        (_wrong(*([24 * 60] * 20)), None),
    ],
    ids=["none", "four", "five", "six", "one is old", "nineteen a day", "twenty a day", "yesterday"],
)
def test_five_wrong_in_a_quarter_of_an_hour_or_twenty_a_day_are_enough(
    wrong: list[datetime], rest_min: int | None
) -> None:
    rest = rules.rest_after(wrong, NOW)
    assert rest == (None if rest_min is None else timedelta(minutes=rest_min))


def test_the_seconds_on_the_screen_end_when_the_code_does() -> None:
    assert rules.seconds_left(NOW) == 13
    assert rules.end_of(NOW_WINDOW) == NOW + timedelta(seconds=13)
    assert rules.window_of(rules.end_of(NOW_WINDOW)) == NOW_WINDOW + 1
