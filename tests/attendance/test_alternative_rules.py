"""PINs and lock-outs; and the decision without a face."""

from __future__ import annotations

import itertools
from datetime import timedelta

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

NIP = "199001012015031003"


def test_only_pin_and_a_second_proof_together_are_accepted() -> None:
    """Every case there is."""
    for second, pin, window, seen in itertools.product(SecondProof, (True, False), (True, False), (True, False)):
        decision = decide_alternative(AlternativeFacts(second, pin, window, seen))
        good = pin and second in {SecondProof.CODE_RIGHT, SecondProof.OFFICER_CONFIRMED}
        assert decision.accepted == good
        assert decision.accepted == (decision.code in ACCEPTING)


@pytest.mark.parametrize(
    "second",
    [SecondProof.CODE_WRONG, SecondProof.CODE_USED, SecondProof.CODE_EXPIRED, SecondProof.CODE_ELSEWHERE],
)
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


@given(st.text(max_size=20))
def test_no_text_is_ever_an_error(typed: str) -> None:
    assert rules.is_pin(typed) <= typed.isascii()


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
