"""Roles are given by others, for a span of days, and never both kinds at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hadir.accounts import services
from hadir.accounts.models import RoleGrant
from hadir.accounts.roles import Role
from hadir.audit import selectors as audit
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from tests.cast import BEGIN, SYSTEM, Cast, grant

NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)


def test_the_hr_agency_names_an_examiner_of_a_unit(cast: Cast) -> None:
    given = grant(cast.wati, cast.budi, Role.EXAMINER, cast.bagian_umum, legal_basis="SK Sekda 5/2025")
    entry = audit.entries_about(f"user:{cast.budi.pk}").first()
    assert entry is not None
    assert (entry.action, entry.actor_id, entry.unit_id) == (
        "accounts.grant_role",
        cast.wati.pk,
        cast.bagian_umum.pk,
    )
    assert entry.detail == {"role": "examiner", "from": "2025-01-01", "to": None, "basis": "SK Sekda 5/2025"}
    assert (given.valid_to, given.granted_by_id) == (None, cast.wati.pk)


@pytest.mark.parametrize("who", ["made", "agus", "dewi", "siti", "budi", "dedi"])
def test_nobody_else_gives_roles(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted, match="not_permitted"):
        grant(getattr(cast, who), cast.budi, Role.OPD_OPERATOR, cast.setda)


def test_nobody_gives_a_role_to_himself(cast: Cast) -> None:
    with pytest.raises(NotPermitted, match="not_for_oneself"):
        grant(cast.wati, cast.wati, Role.EXAMINER, cast.setda)


@pytest.mark.parametrize("who", ["made", "wati", "siti", "budi"])
def test_platform_operators_are_made_on_the_server_only(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted, match="not_permitted"):
        grant(getattr(cast, who), cast.budi, Role.PLATFORM_OPERATOR)


def test_platform_and_agency_are_never_in_one_hand(cast: Cast) -> None:
    with pytest.raises(Conflict, match="roles_conflict"):
        grant(SYSTEM, cast.siti, Role.PLATFORM_OPERATOR)
    with pytest.raises(Conflict, match="roles_conflict"):
        grant(SYSTEM, cast.made, Role.OPD_OPERATOR, cast.setda)


def test_one_role_after_the_other_is_fine(cast: Cast) -> None:
    grant(SYSTEM, cast.budi, Role.OPD_OPERATOR, cast.setda, valid_to=date(2025, 6, 30))
    with pytest.raises(Conflict):
        grant(SYSTEM, cast.budi, Role.PLATFORM_OPERATOR, valid_from=date(2025, 6, 30))
    grant(SYSTEM, cast.budi, Role.PLATFORM_OPERATOR, valid_from=date(2025, 7, 1))


def test_the_same_open_grant_is_given_once(cast: Cast) -> None:
    with pytest.raises(HadirError):
        grant(SYSTEM, cast.siti, Role.OPD_OPERATOR, cast.setda)
    services.revoke_grant(cast.wati, grant_id=cast.siti.grants.get().pk, now=NOW)
    grant(SYSTEM, cast.siti, Role.OPD_OPERATOR, cast.setda)


def test_a_span_ends_after_it_begins(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="grant_span"):
        grant(SYSTEM, cast.budi, Role.OPD_OPERATOR, cast.setda, valid_to=date(2024, 12, 31))


def test_a_grant_is_revoked_once_and_stays_in_the_book(cast: Cast) -> None:
    given = cast.siti.grants.get()
    services.revoke_grant(cast.wati, grant_id=given.pk, now=NOW)
    with pytest.raises(Conflict):
        services.revoke_grant(cast.wati, grant_id=given.pk, now=NOW)
    given.refresh_from_db()
    assert given.revoked_at == NOW
    with pytest.raises(NotFound):
        services.revoke_grant(cast.wati, grant_id=0, now=NOW)


@pytest.mark.parametrize("who", ["siti", "dedi"])
def test_operators_cannot_revoke_each_other(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.revoke_grant(getattr(cast, who), grant_id=cast.rahma.grants.get().pk, now=NOW)


@pytest.mark.parametrize(
    "values",
    [
        {"role": "opd_operator", "unit": None},
        {"role": "platform_operator"},
        {"role": "employee"},
        {"valid_to": date(2024, 1, 1)},
    ],
)
def test_the_database_refuses_nonsense(cast: Cast, values: dict[str, Any]) -> None:
    row = {"user": cast.budi, "role": "opd_operator", "unit": cast.setda, "valid_from": BEGIN} | values
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(**row)
