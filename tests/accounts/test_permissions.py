"""Rights: denied by default, by subtree and date. Dedi sees nothing of the Sekretariat; Kominfo sees no attendance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user
from django.test import Client, RequestFactory

from hadir.accounts import permissions, selectors, services
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.accounts.roles import ROLES_WITH, Role
from hadir.lib.errors import NotFound, NotPermitted
from hadir.people import services as people
from scripts import permissions_table
from tests.cast import BEGIN, SYSTEM, Cast, grant

OPERATOR_RIGHTS = [
    Right.SEE_EMPLOYEES,
    Right.MANAGE_EMPLOYEES,
    Right.INVITE,
    Right.SEE_ENROLMENTS,
    Right.DECIDE_ENROLMENT,
    Right.SEE_ATTENDANCE,
]
FORBIDDEN_TO_KOMINFO = [
    Right.CHECK_IN,
    Right.ENROL_OWN_FACE,
    Right.SEE_ENROLMENTS,
    Right.DECIDE_ENROLMENT,
    Right.SEE_ATTENDANCE,
    Right.SEE_EVIDENCE,
    Right.MANAGE_EMPLOYEES,
    Right.MANAGE_UNITS,
    Right.GRANT_OPD_OPERATOR,
    Right.DECIDE_GO_LIVE,
]


def test_every_right_stands_in_the_table() -> None:
    assert set(ROLES_WITH) == set(Right)


def test_the_document_says_what_the_table_says() -> None:
    assert permissions_table.DOCUMENT.read_text(encoding="utf-8") == permissions_table.render(), (
        "run: python -m scripts.permissions_table"
    )


@pytest.mark.parametrize("right", OPERATOR_RIGHTS)
def test_operator_holds_rights_in_the_own_subtree_only(cast: Cast, right: Right) -> None:
    assert permissions.has(cast.siti, right, cast.setda)
    assert permissions.has(cast.siti, right, cast.bagian_umum.pk)
    assert not permissions.has(cast.siti, right, cast.region)
    assert not permissions.has(cast.siti, right, cast.dinkes)
    assert not permissions.has(cast.siti, right, None)
    assert not permissions.has(cast.dedi, right, cast.setda)
    assert permissions.units_for(cast.siti, right) == {cast.setda.pk, cast.bagian_umum.pk}
    assert permissions.units_for(cast.dedi, right) == {cast.dinkes.pk}
    assert permissions.units_for(cast.budi, right) == set()


@pytest.mark.parametrize("right", FORBIDDEN_TO_KOMINFO)
def test_platform_operator_has_nothing_to_do_with_faces_and_attendance(cast: Cast, right: Right) -> None:
    assert not permissions.has(cast.made, right, cast.setda)
    assert not permissions.has(cast.made, right, None)
    assert permissions.units_for(cast.made, right) == set()


@pytest.mark.parametrize(("who", "right"), [("made", Right.MANAGE_WORK_PLACES), ("wati", Right.MANAGE_UNITS)])
def test_platform_and_hr_agency_act_in_the_whole_region(cast: Cast, who: str, right: Right) -> None:
    assert permissions.has(getattr(cast, who), right, None)
    assert permissions.has(getattr(cast, who), right, cast.bagian_umum)
    assert len(permissions.units_for(getattr(cast, who), right)) == 4


def test_employee_has_own_rights_and_no_others(cast: Cast) -> None:
    mine = {right for right in Right if permissions.has(cast.budi, right, None)}
    assert mine == {
        *(Right.CHECK_IN, Right.ENROL_OWN_FACE, Right.SEE_OWN_HISTORY, Right.REQUEST_OWN_DATA),
        *(Right.REQUEST_ABSENCE, Right.REQUEST_CORRECTION, Right.SWAP_SHIFTS),
        *(Right.SEE_SCHEDULES, Right.SEE_ALLOWANCE_RULES),
        *(Right.BIND_OWN_DEVICE, Right.OBJECT_TO_REVIEW, Right.SEE_WORK_PLACES, Right.SEE_PRESENCE_POLICY),
    }
    assert not permissions.has(cast.budi, Right.CHECK_IN, cast.dinkes)
    assert not permissions.has(cast.made, Right.CHECK_IN, None)  # no employee


@pytest.mark.parametrize("right", list(Right))
def test_nobody_has_a_right_in_a_unit_that_does_not_exist(cast: Cast, right: Right) -> None:
    assert not permissions.has(cast.siti, right, 0)


def test_a_refusal_has_a_code(cast: Cast) -> None:
    with pytest.raises(NotPermitted) as caught:
        cast.dedi.require(Right.SEE_EMPLOYEES, cast.setda.pk)
    assert (caught.value.code, caught.value.http_status) == ("not_permitted", 403)


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        ("2025-02-28T16:59:00Z", False),  # still February in the west
        ("2025-02-28T17:00:00Z", True),
        ("2025-03-31T16:59:00Z", True),
        ("2025-03-31T17:00:00Z", False),
    ],
)
def test_a_grant_holds_on_its_days_at_the_work_place(cast: Cast, moment: str, holds: bool) -> None:
    grant(SYSTEM, cast.budi, Role.OPD_OPERATOR, cast.setda, valid_from=date(2025, 3, 1), valid_to=date(2025, 3, 31))
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        assert permissions.has(cast.budi, Right.SEE_ATTENDANCE, cast.setda) is holds
        assert (Role.OPD_OPERATOR in permissions.roles_of(cast.budi)) is holds


def test_rights_end_when_somebody_leaves(cast: Cast) -> None:
    assert cast.siti.employee is not None
    people.set_employee_active(SYSTEM, employee_id=cast.siti.employee.pk, active=False)
    siti = User.objects.get(pk=cast.siti.pk)
    assert permissions.roles_of(siti) == set()
    assert not any(permissions.has(siti, right, cast.setda) for right in Right)
    assert permissions.units_for(siti, Right.SEE_EMPLOYEES) == set()


def test_revoked_is_at_once(cast: Cast) -> None:
    grant = cast.siti.grants.get()
    services.revoke_grant(cast.wati, grant_id=grant.pk, now=datetime.now(UTC))
    assert not permissions.has(cast.siti, Right.SEE_ATTENDANCE, cast.setda)


def test_lists_show_the_own_subtree(cast: Cast) -> None:
    def names(viewer: User) -> list[str]:
        return [person.name.split()[0] for person in selectors.visible_employees(viewer)]

    assert names(cast.siti) == ["Budi", "Joko", "Rahma", "Siti"]
    assert names(cast.dedi) == ["Dedi"]
    assert names(cast.budi) == []
    assert names(cast.made) == ["Budi", "Dedi", "Joko", "Rahma", "Siti"]


def test_dedi_cannot_tell_a_stranger_from_nobody(cast: Cast) -> None:
    assert cast.budi.employee is not None
    assert selectors.visible_employee(cast.siti, cast.budi.employee.pk).name == "Budi Contoh"
    refusals = []
    for employee_id in (cast.budi.employee.pk, 0):
        with pytest.raises(NotFound) as caught:
            selectors.visible_employee(cast.dedi, employee_id)
        refusals.append(str(caught.value))
    assert refusals[0] == refusals[1]


def test_a_list_of_people_costs_the_same_however_long(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    siti = User.objects.select_related("employee__work_place").get(pk=cast.siti.pk)
    with django_assert_num_queries(4):  # grants, headships, subtree, people
        rows = list(selectors.visible_employees(siti))
        seen = [(p.full_name, p.unit.name, p.work_place.name, p.user.username, p.has_joined) for p in rows]
    assert len(seen) == 4


def test_grants_begin_with_the_cast(cast: Cast) -> None:
    assert {(grant.user, grant.role) for grant in selectors.operators()} == {
        (cast.siti, "opd_operator"),
        (cast.rahma, "opd_operator"),
        (cast.dedi, "opd_operator"),
        (cast.made, "platform_operator"),
        (cast.wati, "hr_agency"),
        (cast.agus, "auditor"),
        (cast.dewi, "dpo"),
    }
    assert all(grant.valid_from == BEGIN for grant in selectors.operators())


def test_a_request_loads_person_and_work_place_at_once(
    cast: Cast, browser_of: Callable[[User], Client], django_assert_num_queries: Callable[[int], Any]
) -> None:
    request = RequestFactory().get("/")
    request.session = browser_of(cast.budi).session
    with django_assert_num_queries(2):  # session, person
        user = get_user(request)
        assert isinstance(user, User)
        assert user.employee is not None
        assert user.employee.work_place.zone.key == "Asia/Jakarta"
