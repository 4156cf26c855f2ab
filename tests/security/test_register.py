"""The register of tables and the database say the same, and nothing slips past either."""

from __future__ import annotations

import pytest
from django.db import connection

from hadir.accounts import database_guard, permissions
from hadir.accounts.models import User
from hadir.accounts.roles import ROLES_WITH, Role
from hadir.accounts.row_classes import RIGHTS_OF, RowClass, roles_of
from hadir.accounts.table_register import REGISTER, Access, Table
from hadir.audit import row_guard
from hadir.audit.viewer import viewing_as
from hadir.lib.authority import Right
from hadir.people import selectors as people
from hadir.postgres.cluster import WEB_ROLE
from tests.cast import Cast

pytestmark = pytest.mark.django_db

# Open tables with a column that leads to a person or a unit. What it shows there was looked at; see `open_because`.
LOOKED_AT = {
    "capture_faceprint", "places_sitescreen",
    "places_networkversion", "presence_presencepolicy", "devices_keysighting", "people_headship",
    "people_unitrecord", "people_workplace", "rollout_enrolmentday",
    "rollout_phasedecision", "periods_lockedmonth", "calendar_calendarversion", "rosters_roster", "rosters_shifttype",
    "schedules_workschedule", "schedules_workmodepolicy",
    "incidents_incidentreport", "incidents_incidentunit", "events_plannedevent", "events_eventseries",
    "events_expectedunit",
    "recap_allowanceruleset", "recap_allowancebaselist", "recap_allowancerun",
}  # fmt: skip
LEADING = ("unit_id", "employee_id", "user_id", "person_id", "punch_id", "enrolment_id", "actor_id", "account_id")


def rows_of(statement: str, *values: str | list[str]) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return set(cursor.fetchall())


def test_every_table_stands_in_the_register() -> None:
    with connection.cursor() as cursor:
        there = database_guard.tables(cursor)
    assert there - set(REGISTER) == set(), "say in hadir/accounts/table_register.py who sees these tables"
    assert set(REGISTER) - there == set()


def test_an_open_table_that_leads_to_people_was_looked_at() -> None:
    found = rows_of(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = ANY (%s)",
        list(LEADING),
    )
    leading = {str(name) for (name,) in found}
    assert {name for name in leading if not REGISTER[name].rows} - LOOKED_AT == set()


def test_guarded_tables_have_their_policy_and_others_none() -> None:
    found = rows_of("SELECT tablename FROM pg_policies WHERE policyname = %s", row_guard.POLICY)
    assert {name for (name,) in found} == {name for name, entry in REGISTER.items() if entry.rows}
    off = rows_of("SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity")
    assert not {name for (name,) in off} & {name for name, entry in REGISTER.items() if entry.rows}


def test_the_web_holds_exactly_the_grants_of_the_register() -> None:
    found = rows_of(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s", WEB_ROLE
    )
    wanted = {
        (name, verb)
        for name, entry in REGISTER.items()
        for verb in entry.access.value.split(", ")
        if entry.access.value
    }
    assert found == wanted


def test_append_only_tables_are_facts() -> None:
    found = rows_of(r"SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%\_append\_only\_%%'")
    assert found
    assert {name for (name,) in found if REGISTER[str(name)].access is not Access.FACT} == set()


def test_applying_again_changes_nothing() -> None:
    def state() -> set[tuple[object, ...]]:
        return rows_of("SELECT tablename, qual, with_check FROM pg_policies") | rows_of(
            "SELECT table_name, privilege_type, grantee FROM information_schema.role_table_grants"
        )

    before = state()
    database_guard.apply(WEB_ROLE)
    assert state() == before


def test_a_table_needs_a_guard_or_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Table(Access.READ)
    with pytest.raises(ValueError, match="reason"):
        Table(Access.READ, rows="x", open_because="y")
    with pytest.raises(ValueError, match="plain table name"):
        row_guard.own("a; DROP TABLE b")


def test_both_lines_agree_on_who_is_what(cast: Cast) -> None:
    for user in User.objects.all():
        with viewing_as(user.pk):
            found = rows_of("SELECT role, unit_id FROM hadir_viewer_standing()")
        assert {Role(str(role)) for role, _unit in found} == permissions.roles_of(user) - {Role.EMPLOYEE}, user
        for row_class in RowClass:
            units = set().union(*(permissions.units_for(user, right) for right in RIGHTS_OF[row_class]))
            with viewing_as(user.pk):
                below = {unit for (unit,) in rows_of("SELECT hadir_viewer_units(%s)", row_class.value)}
                ((everywhere,),) = rows_of("SELECT hadir_viewer_everywhere(%s)", row_class.value)
            assert units == (people.all_unit_ids() if everywhere else below), (user, row_class)


# --- classes of rows follow the table of roles


def test_the_database_knows_the_roles_of_every_class() -> None:
    for row_class in RowClass:
        ((found,),) = rows_of("SELECT array_to_string(hadir_class_roles(%s), ',')", row_class.value)
        roles = {name for name in str(found).split(",") if name in set(Role)}
        assert roles == {role.value for role in roles_of(row_class)}, row_class


@pytest.mark.parametrize("row_class", list(RowClass))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_a_class_only_by_a_right(role: Role, row_class: RowClass) -> None:
    holds = any(role in ROLES_WITH[right] for right in RIGHTS_OF[row_class])
    assert (role in roles_of(row_class)) == (holds and role is not Role.EMPLOYEE)


def test_kominfo_opens_neither_attendance_nor_faces_nor_evidence_nor_the_log() -> None:
    closed = {
        RowClass.ATTENDANCE,
        RowClass.FACES,
        RowClass.EVIDENCE,
        RowClass.ALTERNATIVE,
        RowClass.AUDIT,
        RowClass.PRIVACY,
    }
    assert not [one for one in closed if Role.PLATFORM_OPERATOR in roles_of(one)]


# Rights that open no rows by themselves: own records, the public organisation, and what the server's shell does.
WITHOUT_ROWS = {
    Right.CHECK_IN, Right.ENROL_OWN_FACE, Right.SEE_OWN_HISTORY, Right.REQUEST_OWN_DATA, Right.SEE_STRUCTURE,
    Right.MANAGE_UNITS, Right.MANAGE_WORK_PLACES, Right.PUBLISH_NOTICE, Right.ROTATE_KEYS,
    Right.CHANGE_ENGINE, Right.GRANT_OVERSIGHT, Right.RESTORE_OPERATOR, Right.GRANT_PLATFORM_OPERATOR,
    # Rules, hours and holidays are public; own requests are own rows; incidents are about places.
    Right.SEE_SCHEDULES, Right.CONFIRM_SCHEDULES, Right.MANAGE_CALENDAR, Right.CONFIRM_CALENDAR, Right.SWAP_SHIFTS,
    Right.REQUEST_ABSENCE, Right.MANAGE_LEAVE_RULES, Right.REQUEST_CORRECTION, Right.REPORT_INCIDENT,
    Right.CONFIRM_INCIDENT, Right.SEE_ALLOWANCE_RULES, Right.CONFIRM_ALLOWANCE_RULES,
    # The own phone and the own objection are own rows; places, screens and what must be proved name no person.
    Right.BIND_OWN_DEVICE, Right.OBJECT_TO_REVIEW, Right.SEE_WORK_PLACES, Right.OPEN_SITE_SCREEN,
    Right.SEE_PRESENCE_POLICY, Right.MANAGE_PRESENCE_POLICY, Right.CONFIRM_PRESENCE_POLICY,
}  # fmt: skip


def test_every_right_was_thought_of() -> None:
    assert set(Right) - WITHOUT_ROWS == frozenset().union(*RIGHTS_OF.values())
