"""What holds for every day, whatever the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hadir.attendance.facts import Event, Incident, IncidentState, Seen, Void
from hadir.leave.spans import Absence
from hadir.workdays.encoding import COLUMNS, day_of, digest_of, document_of, from_document, line_of
from hadir.workdays.rules import Facts, derive
from hadir.workdays.shapes import Day, Status
from tests.workdays.building import HOURS, NEVER_OVER, PERSON, absence, at, plan

DAY = date(2026, 10, 5)
_MOMENTS = st.integers(min_value=-180, max_value=36 * 60 * 60).map(lambda second: at(DAY, f"0:0:{second}"))
_SEEN = st.lists(_MOMENTS, max_size=6, unique=True).map(
    lambda moments: [Seen(moment, f"p{number}", "face") for number, moment in enumerate(moments)]
)
_PLANS = st.sampled_from([*HOURS, "libur", "akhir pekan", "tanpa jadwal"]).map(lambda name: plan(name, DAY))
_HOURS = st.tuples(st.integers(6 * 60, 15 * 60), st.integers(10, 300)).map(
    lambda pair: f"{pair[0] // 60:02d}:{pair[0] % 60:02d}-{sum(pair) // 60:02d}:{sum(pair) % 60:02d}"
)
_REASONS = st.one_of(st.sampled_from(["cuti", "dinas", "pagi", "siang"]), _HOURS)
_NOW = st.one_of(_MOMENTS, st.just(NEVER_OVER))


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    first = draw(_MOMENTS)
    state = draw(st.sampled_from(list(IncidentState)))
    return Incident(
        draw(st.integers(1, 5)), "outage", state, first, first + timedelta(hours=draw(st.integers(1, 9))),
        frozenset(), frozenset(),
    )  # fmt: skip


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    seen = draw(_SEEN)
    is_voided = draw(st.booleans())
    event = Event(1, "apel", "Apel", DAY, at(DAY, "7:0"), at(DAY, "7:15"), at(DAY, "8:0"), frozenset({3}), frozenset())
    return Facts(
        person=PERSON,
        plan=draw(_PLANS),
        counts=draw(st.sampled_from([True, True, True, False])),
        seen=seen[1:],
        voids=[(seen[0], Void(seen[0].ref, "k1"))] if seen and is_voided else (),
        absences=[absence(word, DAY, number) for number, word in enumerate(draw(st.lists(_REASONS, max_size=2)))],
        incidents=draw(st.lists(incidents(), max_size=2, unique_by=lambda one: one.id)),
        events=draw(st.sampled_from([(), (event,)])),
        attended=draw(st.sampled_from([frozenset(), frozenset({1})])),
    )


@given(facts(), _NOW)
def test_the_same_facts_give_the_same_day(given: Facts, now: datetime) -> None:
    first, again = derive(given, now), derive(given, now)
    assert first == again
    assert digest_of(first) == digest_of(again)


@given(facts(), _NOW, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(given: Facts, now: datetime, chance: Any) -> None:
    shuffled: dict[str, Any] = {}
    for name in ("seen", "absences", "incidents", "events"):
        rows = list(getattr(given, name))
        chance.shuffle(rows)
        shuffled[name] = rows
    assert derive(replace(given, **shuffled), now) == derive(given, now)


@given(facts(), _NOW)
def test_minutes_are_never_negative_nor_longer_than_the_duty(given: Facts, now: datetime) -> None:
    found = derive(given, now)
    sums = (found.owed_min, found.worked_min, found.late_min, found.early_min, found.made_up_min, found.missing)
    assert min(sums) >= 0
    assert all(one.minutes >= 0 and one.raw_minutes >= one.minutes for one in found.stages)
    net = given.plan.instance.net_min if given.plan.instance else 0
    assert found.owed_min <= net
    assert found.worked_min <= found.owed_min
    assert found.late_min == sum(one.minutes for one in found.stages if one.measure == "arrival")
    assert found.missing == sum(one.missing for one in found.stages)


@given(facts(), _NOW)
def test_absent_only_when_nobody_was_seen_and_no_reason_is_known(given: Facts, now: datetime) -> None:
    found = derive(given, now)
    assert found.absent == (found.status is Status.ABSENT)
    if found.absent:
        assert not given.seen
        assert not any(one.part == "full" for one in given.absences)
        assert not found.has_incident
        assert given.plan.instance is not None
        assert given.counts
        assert found.changes_at is None


@given(facts(), _REASONS)
@settings(max_examples=300)
def test_another_reason_never_makes_a_day_worse(given: Facts, word: str) -> None:
    more: list[Absence] = [*given.absences, absence(word, DAY, 9)]
    assert _weight(derive(replace(given, absences=more), NEVER_OVER)) <= _weight(derive(given, NEVER_OVER))


@given(facts(), incidents())
@settings(max_examples=300)
def test_another_incident_never_makes_a_day_worse(given: Facts, incident: Incident) -> None:
    more = [*given.incidents, replace(incident, id=9)]
    assert _weight(derive(replace(given, incidents=more), NEVER_OVER)) <= _weight(derive(given, NEVER_OVER))


@given(facts())
def test_a_settled_day_stays_as_it_is(given: Facts) -> None:
    found = derive(given, NEVER_OVER)
    assert found.changes_at is None
    assert derive(given, NEVER_OVER + timedelta(days=400)) == found


@given(facts(), _MOMENTS)
def test_a_day_says_when_it_will_change_by_itself(given: Facts, now: datetime) -> None:
    found = derive(given, now)
    if found.changes_at is not None:
        assert found.changes_at > now
        assert derive(given, found.changes_at - timedelta(microseconds=1)) == found
    else:
        assert derive(given, NEVER_OVER) == found


@given(facts(), _NOW)
def test_a_day_comes_back_from_its_stored_form(given: Facts, now: datetime) -> None:
    found = derive(given, now)
    assert from_document(document_of(found)) == found
    row = [getattr(found, name) for name in COLUMNS[:20]]
    assert day_of([*row, document_of(found)["detail"]]) == found
    assert line_of(found).count("\t") == len(COLUMNS) - 1


def _weight(day: Day) -> tuple[bool, int, int]:
    """How bad a day is: absent weighs more than something missing, that more than minutes."""
    return (
        day.absent,
        day.missing + sum(not one.attended and not one.excuse for one in day.events),
        (day.late_min + day.early_min),
    )
