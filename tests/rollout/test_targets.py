"""How much is enough before an agency goes on: dated decisions of the HR agency, with a basis, kept for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hadir.audit import selectors as audit
from hadir.lib.errors import InvalidInput, NotPermitted
from hadir.rollout import rules, selectors, services
from hadir.rollout.models import TargetDecision
from hadir.rollout.rules import Step
from hadir.rollout.services import TargetData
from tests.cast import Cast

TODAY = date(2025, 3, 31)
NOW = datetime(2025, 3, 31, 2, 0, tzinfo=UTC)
LENIENT = TargetData(2, 1, 1, 1, 1, TODAY, "SE Sekda 8/2025")


def _done(cast: Cast, step: Step) -> bool:
    (standing,) = selectors.standings([cast.setda], today=TODAY, now=NOW)
    return next(state.done for state in standing.steps if state.step is step)


def test_the_softwares_advice_holds_until_somebody_decides(cast: Cast) -> None:
    assert selectors.targets_on(TODAY) == rules.TARGETS
    services.set_targets(cast.wati, data=replace(LENIENT, starts_on=TODAY + timedelta(days=1)), today=TODAY, now=NOW)
    assert selectors.targets_on(TODAY) == rules.TARGETS
    assert selectors.targets_on(TODAY + timedelta(days=1)).joined == 0.01


def test_a_decision_changes_what_is_done_and_the_last_word_counts(cast: Cast) -> None:
    strict = replace(LENIENT, operators=50)
    services.set_targets(cast.wati, data=strict, today=TODAY, now=NOW)
    assert not _done(cast, Step.OPERATORS)
    services.set_targets(cast.wati, data=LENIENT, today=TODAY, now=NOW)
    assert _done(cast, Step.OPERATORS)
    assert TargetDecision.objects.count() == 2
    assert [row.action for row in audit.entries_about("rollout:targets")] == ["rollout.set_targets"] * 2


@pytest.mark.parametrize("who", ["siti", "dedi", "made", "budi", "agus", "dewi"])
def test_only_the_hr_agency_decides_what_is_enough(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.set_targets(getattr(cast, who), data=LENIENT, today=TODAY, now=NOW)
    assert not TargetDecision.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"starts_on": TODAY - timedelta(days=1)}, "day_passed"),
        ({"legal_basis": "  "}, "basis_missing"),
        ({"operators": 1}, "invalid"),
        ({"ready": 101}, "invalid"),
        ({"tried": 0}, "invalid"),
    ],
)
def test_useless_decisions_are_refused(cast: Cast, change: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        services.set_targets(cast.wati, data=replace(LENIENT, **change), today=TODAY, now=NOW)
    assert not TargetDecision.objects.exists()


def test_decisions_stay_as_they_were(cast: Cast) -> None:
    row = services.set_targets(cast.wati, data=LENIENT, today=TODAY, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetDecision.objects.filter(pk=row.pk).update(joined=2)


def test_the_page_takes_a_decision_and_says_why_not(cast: Cast, browser_of: Any) -> None:
    page = reverse("rollout_targets")
    looking = browser_of(cast.siti).get(page)
    assert (looking.status_code, b'name="joined"' in looking.content) == (200, False)
    assert browser_of(cast.siti).post(page, {}).status_code == 403
    assert browser_of(cast.budi).get(page).status_code == 403
    wati = browser_of(cast.wati)
    assert page in wati.get(reverse("launch_board")).content.decode()
    filled = {"operators": 2, "joined": 90, "ready": 90, "tried": 70, "agreement": 95, "starts_on": "2099-01-01"}
    answer = wati.post(page, filled | {"legal_basis": "", "joined": 300})
    assert answer.status_code == 200
    assert answer.content.decode().count('aria-invalid="true"') == 2
    assert wati.post(page, filled | {"legal_basis": "SE 8"}).status_code == 302
    assert "SE 8" in wati.get(page).content.decode()
