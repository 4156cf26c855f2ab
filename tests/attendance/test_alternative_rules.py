"""Codes of a place, PINs and lock-outs; and the decision without a face."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.attendance.alternative import rules
from hadir.attendance.rules import (
    ACCEPTING,
    AlternativeFacts,
    DecisionCode,
    SecondProof,
    decide_alternative,
)

KEY = b"k" * 32
NOW = datetime(2026, 3, 2, 0, 5, 7, tzinfo=UTC)
NIP = "199001012015031003"


def test_only_pin_and_a_second_proof_together_are_accepted() -> None:
    """All 5 x 2 x 2 x 2 cases."""
    for second, pin, window, seen in itertools.product(SecondProof, (True, False), (True, False), (True, False)):
        decision = decide_alternative(AlternativeFacts(second, pin, window, seen))
        good = pin and second in {SecondProof.CODE_RIGHT, SecondProof.OFFICER_CONFIRMED}
        assert decision.accepted == good
        assert decision.accepted == (decision.code in ACCEPTING)


@pytest.mark.parametrize("second", [SecondProof.CODE_WRONG, SecondProof.CODE_USED])
def test_from_far_away_nobody_learns_whether_a_pin_is_right(second: SecondProof) -> None:
    codes = {decide_alternative(AlternativeFacts(second, pin, True, False)).code for pin in (True, False)}
    assert len(codes) == 1
    assert DecisionCode.PIN_WRONG not in codes


def test_the_ways_without_a_face_give_the_codes_of_the_face() -> None:
    confirmed = SecondProof.OFFICER_CONFIRMED
    assert decide_alternative(AlternativeFacts(confirmed, True, True, False)).code is DecisionCode.ACCEPTED
    assert decide_alternative(AlternativeFacts(confirmed, True, True, True)).code is DecisionCode.ACCEPTED_AGAIN
    outside = decide_alternative(AlternativeFacts(confirmed, True, False, False)).code
    assert outside is DecisionCode.ACCEPTED_OUTSIDE_WINDOW


def test_a_code_is_the_hmac_of_place_and_half_minute() -> None:
    """Computed once with `openssl dgst -sha256 -hmac` and cut by hand after RFC 4226, 5.3."""
    import hashlib
    import hmac

    digest = hmac.new(KEY, b"site-code|7|59080330", hashlib.sha256).digest()
    start = digest[31] % 16
    number = int.from_bytes(digest[start : start + 4], "big") % 2**31
    assert rules.code_of(KEY, 7, 59080330) == str(number)[-6:].zfill(6)


@pytest.mark.parametrize(("late_s", "taken"), [(0, True), (52, True), (82, True), (83, False), (-30, False)])
def test_a_code_is_taken_for_sixty_to_ninety_seconds(late_s: int, taken: bool) -> None:
    """NOW is seven seconds into its half minute."""
    code = rules.code_of(KEY, 7, rules.window_of(NOW))
    found = rules.window_with(KEY, 7, code, NOW + timedelta(seconds=late_s))
    assert (found == rules.window_of(NOW)) is taken


def test_a_code_of_another_place_or_key_is_wrong() -> None:
    code = rules.code_of(KEY, 7, rules.window_of(NOW))
    assert rules.window_with(KEY, 8, code, NOW) is None
    assert rules.window_with(b"x" * 32, 7, code, NOW) is None


def test_people_may_type_blanks_between_the_digits() -> None:
    code = rules.code_of(KEY, 7, rules.window_of(NOW))
    assert rules.window_with(KEY, 7, f" {code[:3]} {code[3:]}-", NOW) is not None


@given(st.text(max_size=20))
def test_no_text_is_ever_an_error(typed: str) -> None:
    rules.window_with(KEY, 7, typed, NOW)
    rules.is_pin(typed)


@pytest.mark.parametrize("pin", ["111111", "123456", "987654", "890123", "199001", "010190", "408408", "121212"])
def test_pins_that_everybody_tries_first_are_easy(pin: str) -> None:
    assert rules.is_easy(pin, NIP)


def test_an_ordinary_pin_is_not_easy() -> None:
    assert not rules.is_easy("408271", NIP)


@pytest.mark.parametrize("typed", ["40827", "4082711", "40827a", "٤٠٨٢٧١", ""])
def test_a_pin_is_six_plain_digits(typed: str) -> None:
    assert not rules.is_pin(typed)


def test_each_lock_out_is_twice_as_long_up_to_half_a_day() -> None:
    assert rules.lock_after(4, 0) is None
    lengths = [rules.lock_after(5, locks) for locks in range(8)]
    assert lengths[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert lengths[-1] == timedelta(hours=12)
