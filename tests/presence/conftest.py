"""A Monday at the Kantor Bupati, and check-ins that somebody has to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from hadir.accounts.models import User
from hadir.attendance.models import Punch
from hadir.attendance.presence import assessing
from hadir.attendance.presence.asking import Asked, asked_of
from hadir.attendance.presence.assessing import Found, Weighed
from hadir.attendance.presence.models import ReviewCase
from hadir.attendance.presence.policies import RULES, PolicyData, propose_policy
from hadir.attendance.presence.rules import Judgement, Outcome, Reason
from hadir.lib.findings import Finding, Weight
from hadir.people import selectors as people
from tests.attendance.conftest import MONDAY, NOW, CheckIn, check_in, office  # noqa: F401 - fixtures
from tests.cast import SYSTEM, Cast

ARRIVAL = datetime(2026, 11, 16, 0, 20, tzinfo=UTC)  # 07.20 WIB

Doubted = Callable[..., ReviewCase]


@pytest.fixture
def doubted(check_in: CheckIn) -> Doubted:  # noqa: F811
    """A check-in that was accepted and has to be looked at."""

    def make(user: User, outcome: Outcome = Outcome.REVIEW, at: datetime = ARRIVAL, **more: object) -> ReviewCase:
        punch = check_in(user, at, **more)
        assess(punch, outcome)
        return ReviewCase.objects.get(punch=punch)

    return make


def assess(punch: Punch, outcome: Outcome, *findings: Finding) -> Asked:
    person = people.employee(punch.employee_id)
    asked = asked_of(person, punch.work_day, session_id=punch.session_id)
    found = Found(
        findings
        or (Finding("places.outside", Weight.DOUBT, {"place": "Kantor Bupati", "accuracy_m": 12, "distance_m": 900}),)
    )
    reasons = (Reason.of(found.findings[0], Weight.GRAVE),) if outcome is Outcome.REVIEW else ()
    assessing.keep(punch, asked, Weighed(Judgement(outcome, reasons), found), now=NOW)
    return asked


def policy(cast: Cast, **values: object) -> None:
    """A policy of the region, proposed by the HR agency and confirmed by its second person."""
    more = {"unit_id": None, "valid_from": MONDAY, "legal_basis": "Perbup 7/2026"} | values
    actor = cast.wati
    row = propose_policy(actor, data=PolicyData(**more), now=NOW)  # type: ignore[arg-type]
    RULES.decide(SYSTEM, row.pk, confirm=True, reason="", now=NOW)
