"""Corrections, incidents and events as their slices keep them reach the day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from hadir.attendance.corrections.models import Correction, CorrectionDecision, CorrectionRule
from hadir.attendance.events.models import ExpectedUnit, PlannedEvent
from hadir.attendance.incidents.models import IncidentReport, IncidentUnit
from hadir.people.models import Employee
from hadir.periods.rules import Month
from hadir.workdays import explaining, selectors, services
from hadir.workdays.shapes import Day, Status
from tests.cast import BEGIN, Cast
from tests.workdays.building import at
from tests.workdays.world import AFTERWARDS, MONDAY, absent_with_reason, punch, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def budi(cast: Cast) -> Employee:
    settle(cast)
    assert cast.budi.employee is not None
    return cast.budi.employee


def _derived(person: Employee) -> Day:
    services.rebuild(MONDAY, MONDAY, now=AFTERWARDS)
    found = selectors.day_of(person.pk, MONDAY)
    assert found is not None
    return found


def _correct(person: Employee, **what: Any) -> None:
    rule, _made = CorrectionRule.objects.get_or_create(
        reason="forgot",
        defaults={
            "days_after": 7, "valid_from": BEGIN, "legal_basis": "Perbup", "status": "confirmed",
            "proposed_at": AFTERWARDS, "proposed_by_label": "W",
        },
    )  # fmt: skip
    asked = Correction.objects.create(
        employee=person, unit_id=person.unit_id, day=MONDAY, reason="forgot", explanation="lupa", rule=rule,
        requested_at=AFTERWARDS, requested_by=1, requested_by_label="B", **what,
    )  # fmt: skip
    CorrectionDecision.objects.create(
        correction=asked, outcome="approved", decided_at=AFTERWARDS, decided_by=2, decided_by_label="S"
    )


def _incident(cast: Cast, state: str, first: datetime, last: datetime) -> None:
    row = IncidentReport.objects.create(
        kind="outage", title="Listrik padam", what_happened="padam", reference="T-1", first_at=first, last_at=last,
        reported_first_at=first, reported_last_at=last, zone="Asia/Jakarta", state=state, reported_at=first,
        reported_by_label="S",
        **({"decided_at": last, "decided_by_label": "W", "legal_basis": "SK 2"} if state == "confirmed" else {}),
    )  # fmt: skip
    IncidentUnit.objects.create(incident=row, unit=cast.setda)


def test_an_approved_correction_stands_for_a_check_in(budi: Employee) -> None:
    punch(budi, MONDAY, "12:0", "16:2")
    assert _derived(budi).missing == 1
    _correct(budi, kind="add", stage="morning", at=at(MONDAY, "7:25"))
    day = _derived(budi)
    assert (day.status, day.corrected, day.stages[0].source) == (Status.PRESENT, True, "correction")
    assert any("koreksi" in line.text for line in explaining.explain(day))


def test_a_voided_check_in_is_out_of_the_reckoning_and_told(budi: Employee) -> None:
    early, *_rest = punch(budi, MONDAY, "7:20", "7:50", "12:0", "16:2")
    _correct(budi, kind="void", punch=early)
    day = _derived(budi)
    assert (day.late_min, day.corrected) == (20, True)
    assert any("07.20" in line.text and "dibatalkan" in line.text for line in explaining.explain(day))


@pytest.mark.parametrize(("state", "status"), [("proposed", Status.PENDING), ("confirmed", Status.SUSPENDED)])
def test_an_incident_keeps_a_day_from_being_absent(cast: Cast, budi: Employee, state: str, status: Status) -> None:
    _incident(cast, state, at(MONDAY, "6:0"), at(MONDAY, "18:0"))
    day = _derived(budi)
    assert (day.status, day.absent, day.has_incident) == (status, False, True)
    assert cast.dedi.employee is not None
    elsewhere = selectors.day_of(cast.dedi.employee.pk, MONDAY)
    assert elsewhere is not None
    assert elsewhere.status is Status.ABSENT


def _roll_call(cast: Cast) -> None:
    event = PlannedEvent.objects.create(
        kind="apel", name="Apel pagi", unit=cast.setda, work_place=cast.setda_office, day=MONDAY,
        opens_at=at(MONDAY, "7:0"), starts_at=at(MONDAY, "7:15"), closes_at=at(MONDAY, "8:0"), legal_basis="SE 1",
        recorded_at=AFTERWARDS, recorded_by_label="S",
    )  # fmt: skip
    ExpectedUnit.objects.create(event=event, unit=cast.setda)


def test_a_missed_roll_call_is_lacking(cast: Cast, budi: Employee) -> None:
    _roll_call(cast)
    punch(budi, MONDAY, "8:20", "12:0", "16:2")
    day = _derived(budi)
    assert [(one.name, one.attended) for one in day.events] == [("Apel pagi", False)]
    assert day.status is Status.INCOMPLETE
    cells = selectors.cells_of([budi.unit_id], Month.of(MONDAY))
    assert cells[budi.pk][MONDAY].code == "T+A"


def test_leave_excuses_from_a_roll_call(cast: Cast, budi: Employee) -> None:
    _roll_call(cast)
    absent_with_reason(budi, MONDAY)
    day = _derived(budi)
    assert (day.status, day.events[0].excuse) == (Status.LEAVE, "absence")
