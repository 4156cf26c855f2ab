"""Sensitive rights open for minutes: a fresh proof, a reason, a log entry, an early end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from hadir.accounts import elevations, permissions, rules
from hadir.accounts.models import Elevation, User
from hadir.accounts.roles import RIGHTS_NEEDING_ELEVATION
from hadir.audit import selectors as audit
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from tests.cast import Cast

NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def opened(
    user: User, *, proved: datetime | None = NOW, now: datetime = NOW, reason: str = "Aduan 12/2025"
) -> Elevation:
    return elevations.open_elevation(user, right=Right.SEE_EVIDENCE, reason=reason, proved_at=proved, now=now)


def may(user: User, right: Right, unit: object, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        try:
            permissions.require_elevated(user, right, unit)  # type: ignore[arg-type]
        except NotPermitted as error:
            return error.code
        return "yes"


def test_a_held_right_is_closed_until_it_is_opened_and_closes_by_itself(cast: Cast) -> None:
    assert may(cast.siti, Right.SEE_EVIDENCE, cast.setda, NOW) == "elevation_needed"
    opened(cast.siti)
    assert may(cast.siti, Right.SEE_EVIDENCE, cast.setda, NOW) == "yes"
    assert may(cast.siti, Right.SEE_EVIDENCE, cast.setda, NOW + 10 * MINUTE - timedelta(seconds=1)) == "yes"
    assert may(cast.siti, Right.SEE_EVIDENCE, cast.setda, NOW + 10 * MINUTE) == "elevation_needed"


def test_an_open_right_reaches_no_further_than_the_held_one(cast: Cast) -> None:
    opened(cast.siti)
    assert may(cast.siti, Right.SEE_EVIDENCE, cast.dinkes, NOW) == "not_permitted"
    assert may(cast.siti, Right.EXPORT_EMPLOYEES, cast.setda, NOW) == "elevation_needed"
    assert may(cast.rahma, Right.SEE_EVIDENCE, cast.setda, NOW) == "elevation_needed"


def test_other_rights_need_no_opening(cast: Cast) -> None:
    assert may(cast.siti, Right.SEE_ATTENDANCE, cast.setda, NOW) == "yes"
    with pytest.raises(InvalidInput, match="not_elevatable"):
        elevations.open_elevation(cast.siti, right=Right.SEE_ATTENDANCE, reason="x", proved_at=NOW, now=NOW)


@pytest.mark.parametrize("proved", [None, NOW - 5 * MINUTE - timedelta(seconds=1), NOW + MINUTE])
def test_an_old_missing_or_future_proof_opens_nothing(cast: Cast, proved: datetime | None) -> None:
    with pytest.raises(NotPermitted, match="proof_needed"):
        opened(cast.siti, proved=proved)
    assert not Elevation.objects.exists()


def test_the_time_runs_from_the_proof_not_from_the_form(cast: Cast) -> None:
    assert opened(cast.siti, proved=NOW - 4 * MINUTE).closes_at == NOW + 6 * MINUTE
    assert rules.closing_time(NOW - 5 * MINUTE, NOW) == NOW + 5 * MINUTE


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_asked_for(cast: Cast, reason: str) -> None:
    with pytest.raises(InvalidInput, match="reason_missing"):
        opened(cast.siti, reason=reason)


@pytest.mark.parametrize("who", ["budi", "made", "wati", "dewi"])
def test_who_does_not_hold_the_right_opens_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted, match="not_permitted"):
        opened(getattr(cast, who))


def test_opening_and_closing_stand_in_the_log(cast: Cast) -> None:
    elevation = opened(cast.siti)
    elevations.close_elevation(cast.siti, elevation.pk, now=NOW + MINUTE)
    assert may(cast.siti, Right.SEE_EVIDENCE, cast.setda, NOW + MINUTE) == "elevation_needed"
    closing, opening = audit.entries_about(f"user:{cast.siti.pk}")[:2]
    assert (opening.action, opening.detail["reason"], opening.detail["right"]) == (
        "accounts.open_elevation",
        "Aduan 12/2025",
        "see_evidence",
    )
    assert closing.action == "accounts.close_elevation"
    with pytest.raises(Conflict, match="elevation_closed"):
        elevations.close_elevation(cast.siti, elevation.pk, now=NOW + MINUTE)


def test_nobody_closes_somebody_else_s(cast: Cast) -> None:
    with pytest.raises(NotFound, match="elevation_not_found"):
        elevations.close_elevation(cast.rahma, opened(cast.siti).pk, now=NOW)


def test_opening_again_closes_the_earlier_one(cast: Cast) -> None:
    first, second = opened(cast.siti), opened(cast.siti, proved=NOW + MINUTE, now=NOW + MINUTE)
    first.refresh_from_db()
    assert first.closed_at == NOW + MINUTE
    assert list(permissions.open_elevations(cast.siti, NOW + 2 * MINUTE)) == [second]


def test_auditors_read_all_and_others_their_own(cast: Cast) -> None:
    mine, theirs = opened(cast.siti), opened(cast.dedi)
    assert list(elevations.visible_elevations(cast.agus)) == [theirs, mine]
    assert list(elevations.visible_elevations(cast.siti)) == [mine]
    assert list(elevations.visible_elevations(cast.dedi)) == [theirs]
    assert list(elevations.visible_elevations(cast.made)) == []


@pytest.mark.parametrize(
    "values", [{"closes_at": NOW}, {"closed_at": NOW + 11 * MINUTE}, {"closed_at": NOW - MINUTE}, {"reason": ""}]
)
def test_the_database_refuses_nonsense(cast: Cast, values: dict[str, object]) -> None:
    elevation = opened(cast.siti)
    with pytest.raises(IntegrityError), transaction.atomic():
        Elevation.objects.filter(pk=elevation.pk).update(**values)


def test_what_is_sensitive_is_named() -> None:
    assert {
        *(Right.SEE_EVIDENCE, Right.EXPORT_EMPLOYEES, Right.EXPORT_AUDIT_LOG, Right.MANAGE_API_TOKENS)
    } == RIGHTS_NEEDING_ELEVATION
