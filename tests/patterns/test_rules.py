"""When a run of check-ins is odd: the limits at their edges, and what a receiver delivers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.attendance.patterns import rules, texts
from hadir.attendance.patterns.rules import Grade, Kind

BY = rules.limits()


@pytest.mark.parametrize(
    ("people", "share", "grade"),
    [
        (4, 1.0, None),  # four may be chance, says the limit
        (5, 0.24, None),
        (5, 0.25, Grade.DOUBT),
        (5, 0.59, Grade.DOUBT),
        (5, 0.6, Grade.GRAVE),
        (1329, 1.0, Grade.GRAVE),
    ],
)
def test_a_shared_point_is_as_grave_as_people_depend_on_it(people: int, share: float, grade: Grade | None) -> None:
    assert rules.shared_grade(people, share, BY) is grade


@pytest.mark.parametrize(
    ("km", "uncertain", "minutes", "impossible"),
    [
        (4.9, 0.0, 1, False),  # too near: a bad fix is likelier
        (30.0, 0.0, 8, False),  # 225 km/h
        (30.0, 0.0, 7, True),  # 257 km/h
        (30.0, 26.0, 1, False),  # the network said "somewhere here"
        (900.0, 0.0, 55, False),  # Palangka Raya to Jakarta by air
        (900.0, 0.0, 50, True),
        (10.0, 0.0, 0, True),  # at two places at once
    ],
)
def test_nobody_travels_faster_than_what_people_travel_in(
    km: float, uncertain: float, minutes: float, impossible: bool
) -> None:
    assert rules.is_impossible(km, uncertain, minutes * 60, BY) is impossible


@given(st.floats(0, 20_000), st.floats(0, 500), st.floats(1, 1e6), st.floats(1, 10))
def test_more_time_never_makes_a_journey_impossible(km: float, uncertain: float, seconds: float, longer: float) -> None:
    if not rules.is_impossible(km, uncertain, seconds, BY):
        assert not rules.is_impossible(km, uncertain, seconds * longer, BY)


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_round"),
    [
        (-2.6891, 111.6312, True),
        (-2.5, 111.0, True),
        (-2.68911, 111.6312, False),  # one of them is enough to come from a receiver
        (-2.6891234, 111.6312345, False),
    ],
)
def test_typed_coordinates_end_early(latitude: float, longitude: float, is_round: bool) -> None:
    assert rules.is_round(latitude, longitude, BY) is is_round


def test_every_kind_has_its_sentence_and_its_harmless_reason() -> None:
    assert set(texts.KINDS) == set(texts.SEEN) == set(texts.HARMLESS) == set(Kind)
