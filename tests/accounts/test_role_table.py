"""The table of rights, tried out cell by cell: each right with each role, inside and outside its units and days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from hadir.accounts import permissions
from hadir.accounts.models import RoleGrant, User
from hadir.accounts.roles import (
    CRITICAL_RIGHTS,
    FROM_HEADSHIP,
    KEPT_APART,
    NEVER_GRANTED,
    OF_A_UNIT,
    REGION_WIDE,
    RIGHT_TO_GRANT,
    RIGHTS_NEEDING_ELEVATION,
    ROLES_WITH,
    Role,
    needs_second_person,
)
from hadir.lib.authority import Right
from hadir.people.models import Headship, OrgUnit
from tests.cast import Cast

FIRST, LAST = date(2025, 3, 1), date(2025, 3, 31)
DAY = "2025-03-15T02:00:00Z"
GRANTED = [role for role in Role if role not in NEVER_GRANTED]


def bare_account(cast: Cast) -> User:
    """Somebody of the Sekretariat without any role, as a request would load the account."""
    return User.objects.select_related("employee__work_place").get(pk=cast.budi.pk)


def give(user: User, role: Role, unit: OrgUnit | None, *, last: date | None = LAST) -> None:
    RoleGrant.objects.create(user=user, role=role, unit=unit, valid_from=FIRST, valid_to=last)


def head(user: User, unit: OrgUnit, kind: str = "definitive") -> None:
    Headship.objects.filter(unit=unit, kind=kind).update(superseded_at=timezone.now())  # the cast's own heads
    assert user.employee is not None
    Headship.objects.create(
        unit=unit, employee=user.employee, kind=kind, valid_from=FIRST, valid_to=LAST, legal_basis="SK 1/2025"
    )


def own(right: Right) -> bool:
    return Role.EMPLOYEE in ROLES_WITH[right]


@pytest.mark.parametrize("role", GRANTED)
def test_a_granted_role_gives_exactly_its_rights_where_and_when_it_holds(cast: Cast, role: Role) -> None:
    user = bare_account(cast)
    scope = None if role in REGION_WIDE else cast.setda
    give(user, role, scope)
    covered = {cast.setda.pk, cast.bagian_umum.pk} if scope else set(OrgUnit.objects.values_list("pk", flat=True))
    with time_machine.travel(DAY, tick=False):
        for right in Right:
            holds = role in ROLES_WITH[right]
            assert permissions.has(user, right, cast.setda) is holds, right
            assert permissions.has(user, right, cast.bagian_umum) is (holds or own(right)), right
            assert permissions.has(user, right, cast.dinkes) is (holds and scope is None), right
            assert permissions.has(user, right, None) is ((holds and scope is None) or own(right)), right
            assert permissions.units_for(user, right) == (covered if holds else set()), right
    for day in ("2025-02-28T16:59:00Z", "2025-03-31T17:00:00Z"):
        with time_machine.travel(day, tick=False):
            assert not [right for right in Right if permissions.has(user, right, cast.setda)]
            assert not [right for right in Right if permissions.units_for(user, right)]


@pytest.mark.parametrize("kind", ["definitive", "plt", "plh"])
def test_the_head_of_a_unit_is_superior_and_the_head_of_an_opd_its_head(cast: Cast, kind: str) -> None:
    user = bare_account(cast)
    superior = {right for right in Right if Role.SUPERIOR in ROLES_WITH[right]}
    opd_head = {right for right in Right if Role.OPD_HEAD in ROLES_WITH[right]}
    below = {cast.setda.pk, cast.bagian_umum.pk}
    head(user, cast.bagian_umum, kind)
    with time_machine.travel(DAY, tick=False):
        for right in Right:
            units = {cast.bagian_umum.pk} if right in superior else set()
            assert permissions.units_for(user, right) == units, right
            assert not permissions.has(user, right, cast.setda), right
    head(user, cast.setda, kind)
    with time_machine.travel(DAY, tick=False):
        for right in Right:
            holds = right in superior | opd_head
            assert permissions.units_for(user, right) == (below if holds else set()), right
            assert permissions.has(user, right, cast.setda) is holds, right
            assert not permissions.has(user, right, cast.dinkes), right
    with time_machine.travel("2025-03-31T17:00:00Z", tick=False):
        assert not [right for right in Right if permissions.units_for(user, right)]


def test_an_acting_head_takes_the_duties_from_the_appointed_one(cast: Cast) -> None:
    head(cast.rahma, cast.setda)
    head(cast.budi, cast.setda, "plh")
    with time_machine.travel(DAY, tick=False):
        assert Role.OPD_HEAD in permissions.roles_of(cast.budi)
        assert Role.OPD_HEAD not in permissions.roles_of(cast.rahma)


@pytest.mark.parametrize("role", sorted(KEPT_APART))
def test_a_headship_gives_nothing_beside_a_role_that_is_kept_apart(cast: Cast, role: Role) -> None:
    user = bare_account(cast)
    head(user, cast.setda)
    with time_machine.travel(DAY, tick=False):
        assert permissions.has(user, Right.DECIDE_ENROLMENT, cast.setda)
        give(user, role, None)
        assert not permissions.has(user, Right.DECIDE_ENROLMENT, cast.setda)
        assert permissions.roles_of(user) == {role, Role.EMPLOYEE}


def test_a_right_costs_three_statements_at_most_whatever_is_held(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    user = bare_account(cast)
    for last in (LAST, LAST + timedelta(days=1), LAST + timedelta(days=2)):
        give(user, Role.OPD_OPERATOR, cast.setda, last=last)
    head(user, cast.bagian_umum)
    with time_machine.travel(DAY, tick=False), django_assert_max_num_queries(5):
        assert permissions.has(user, Right.SEE_ATTENDANCE, cast.setda)  # grants, headships (3), line of the unit


def test_roles_are_sorted_into_kinds_without_gaps() -> None:
    assert set(RIGHT_TO_GRANT) == set(Role) - NEVER_GRANTED
    assert REGION_WIDE | OF_A_UNIT | {Role.AUDITOR} == set(Role) - NEVER_GRANTED
    assert not FROM_HEADSHIP & KEPT_APART
    assert {role for role in RIGHT_TO_GRANT if needs_second_person(role)} == {
        *(Role.OPD_OPERATOR, Role.OPD_HEAD, Role.HR_AGENCY, Role.AUDITOR)
    }
    assert set(ROLES_WITH) >= CRITICAL_RIGHTS | RIGHTS_NEEDING_ELEVATION


FORBIDDEN = {
    # Kominfo runs the platform and may change nothing about people, rules and attendance, nor see faces or evidence.
    Role.PLATFORM_OPERATOR: {
        *(Right.MANAGE_EMPLOYEES, Right.IMPORT_EMPLOYEES, Right.MANAGE_UNITS, Right.MANAGE_HEADS),
        *(Right.SEE_ENROLMENTS, Right.DECIDE_ENROLMENT, Right.SEE_ATTENDANCE, Right.SEE_EVIDENCE),
        *(Right.GRANT_OPD_OPERATOR, Right.CONFIRM_GRANT, Right.DECIDE_GO_LIVE, Right.MANAGE_API_TOKENS),
        *(Right.ALLOW_NON_BIOMETRIC, Right.RECORD_NON_BIOMETRIC, Right.EXPORT_EMPLOYEES, Right.SEE_AUDIT_LOG),
    },
    # The HR agency writes rules and hands out roles; it hands out no links and decides on no face.
    Role.HR_AGENCY: {
        *(Right.INVITE, Right.DECIDE_ENROLMENT, Right.SEE_EVIDENCE, Right.MANAGE_ACCOUNTS, Right.MANAGE_WORK_PLACES),
    },
    # An agency decides on its own people, not on rules, roles or accounts.
    Role.OPD_OPERATOR: {
        *(Right.MANAGE_UNITS, Right.GRANT_OPD_OPERATOR, Right.CONFIRM_GRANT),
        *(Right.MANAGE_ACCOUNTS, Right.DECIDE_GO_LIVE, Right.SEE_AUDIT_LOG),
    },
}


@pytest.mark.parametrize("role", sorted(FORBIDDEN))
def test_the_division_of_powers_stands(role: Role) -> None:
    assert {right for right in FORBIDDEN[role] if role in ROLES_WITH[right]} == set()


def test_the_auditor_sees_and_exports_and_changes_nothing() -> None:
    held = {right for right, roles in ROLES_WITH.items() if Role.AUDITOR in roles}
    assert all(right.value.startswith(("see_", "export_")) for right in held)
    others = {Right.SEE_OWN_HISTORY, Right.SEE_GRANTS}
    assert {right for right in Right if right.value.startswith("see_")} - others <= held


def test_the_examiner_has_only_what_is_public_until_there_are_cases() -> None:
    assert not {right for right, roles in ROLES_WITH.items() if Role.EXAMINER in roles}


def test_the_appointing_authority_confirms_and_sees_and_enters_nothing() -> None:
    held = {right for right, roles in ROLES_WITH.items() if Role.APPOINTING_AUTHORITY in roles}
    assert all(right.value.startswith(("see_", "confirm_")) for right in held)


@pytest.mark.parametrize(
    "right", [Right.MANAGE_ROSTERS, Right.DECIDE_ABSENCE, Right.DECIDE_CORRECTION, Right.SIGN_RECAP]
)
def test_kominfo_and_auditors_decide_on_nobody_s_day(right: Right) -> None:
    assert not ROLES_WITH[right] & {Role.PLATFORM_OPERATOR, Role.AUDITOR, Role.DPO}
