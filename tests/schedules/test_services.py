"""Schedules of real people: proposed by one, confirmed by another, marked, dated, nearest unit first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.audit import selectors as audit
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.people import services as people
from hadir.people.models import Employee
from hadir.periods import services as periods
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Month
from hadir.schedules import deciding, reach, seasons, selectors, services
from hadir.schedules.deciding import Kind
from hadir.schedules.instances import Flex, FlexTerms, Off, WorkMode
from hadir.schedules.models import ScheduleDay, ScheduleVersion, WorkModePolicy, WorkSchedule
from hadir.schedules.planning import Planner
from hadir.schedules.presets import presets
from hadir.schedules.proposals import Status
from hadir.schedules.services import AssignmentData, ModeData, ScheduleData, VersionData
from hadir.schedules.weeks import DayRule, Hours, SeasonName
from tests import hours
from tests.cast import BEGIN, SYSTEM, Cast, employ, grant, make_nip

NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)  # 08:00 in the west, a Monday
TODAY = date(2025, 3, 31)
BASIS = "Perbup Contoh 1/2025"
WEEKS = presets()["five_days"].weeks
VERSION = VersionData(date(2025, 4, 1), BASIS, WEEKS)


@pytest.fixture
def seeded(cast: Cast) -> Cast:
    services.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis=BASIS)
    return cast


@pytest.fixture
def ppk(cast: Cast) -> User:
    """A second person: the appointing authority is played by somebody who has no other role."""
    user = people_user(cast, "Ratna", 61)
    grant(SYSTEM, user, Role.APPOINTING_AUTHORITY)
    return user


def people_user(cast: Cast, name: str, serial: int) -> User:
    from tests.cast import join

    return join(employ(f"{name} Contoh", make_nip("19700101", "199503", 2, serial), cast.setda, cast.setda_office))


def budi(cast: Cast) -> Employee:
    assert cast.budi.employee is not None
    return cast.budi.employee


def stages(person: Employee, day: date = TODAY) -> list[str]:
    return [f"{s.code} {s.opens:%H:%M}-{s.closes:%H:%M}" for s in selectors.stages_on(person, day)]


def test_a_new_region_has_the_three_customary_stages(seeded: Cast) -> None:
    expected = ["morning 06:00-09:00", "midday 11:30-13:30", "afternoon 15:30-18:00"]
    assert stages(budi(seeded)) == expected
    assert [stage.kind for stage in selectors.stages_on(budi(seeded), TODAY)] == ["special", "daily", "special"]
    assert services.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis="again") == 0
    assert WorkSchedule.objects.count() == 1
    assert stages(budi(seeded), date(2025, 4, 5)) == [], "a Saturday"


def test_the_stage_of_a_moment_follows_the_zone_of_the_work_place(seeded: Cast) -> None:
    data = people.WorkPlaceData(name="Pos Timur", time_zone="Asia/Jayapura")
    east = people.create_work_place(SYSTEM, unit_id=seeded.setda.pk, data=data)
    there = employ("Yosef Contoh", make_nip("19900101", "201503", 1, 81), seeded.setda, east)
    here = selectors.stage_at(budi(seeded), NOW)
    assert here is not None
    assert (here.code, here.day) == ("morning", TODAY)
    assert selectors.stage_at(there, NOW) is None, "10:00 in the east"


def test_a_night_shift_s_stage_after_midnight_is_yesterday_s(seeded: Cast) -> None:
    night = DayRule(Hours(1320, 1860), (replace(WEEKS[SeasonName.NORMAL][0].stages[2], opens=1830, due=1860,
                                                closes=1920),))  # fmt: skip
    hours.assign(hours.schedule("Malam", {0: night}), person=budi(seeded))
    found = selectors.stage_at(budi(seeded), datetime(2025, 4, 1, 0, 5, tzinfo=UTC))  # Tuesday 07:05
    assert found is not None
    assert (found.code, found.day) == ("afternoon", TODAY)


def test_nothing_holds_before_a_second_person_has_confirmed(seeded: Cast, ppk: User) -> None:
    row = services.create_schedule(seeded.wati, data=ScheduleData("Baru"), version=VERSION, now=NOW)
    with pytest.raises(NotPermitted) as own:
        deciding.confirm(seeded.wati, kind=Kind.VERSION, pk=row.pk, now=NOW)
    assert own.value.code == "second_person_needed"
    given = services.propose_assignment(
        seeded.wati, data=AssignmentData(row.schedule_id, date(2025, 4, 1), BASIS, unit_id=seeded.setda.pk), now=NOW
    )
    with pytest.raises(Conflict) as early:
        deciding.confirm(ppk, kind=Kind.ASSIGNMENT, pk=given.pk, now=NOW)
    assert early.value.code == "schedule_not_in_force"
    deciding.confirm(ppk, kind=Kind.VERSION, pk=row.pk, now=NOW)
    assert source_of(seeded, date(2025, 4, 1)) == "region"
    deciding.confirm(ppk, kind=Kind.ASSIGNMENT, pk=given.pk, now=NOW)
    assert source_of(seeded, date(2025, 3, 31)) == "region"
    assert source_of(seeded, date(2025, 4, 1)) == f"unit:{seeded.setda.pk}"
    with pytest.raises(Conflict) as twice:
        deciding.confirm(ppk, kind=Kind.ASSIGNMENT, pk=given.pk, now=NOW)
    assert twice.value.code == "decided_already"


def source_of(cast: Cast, day: date) -> str:
    (plan,) = selectors.plan_of(budi(cast), day, day)
    return plan.source


def test_rejecting_needs_a_reason_and_withdrawing_leaves_the_row(seeded: Cast, ppk: User) -> None:
    row = services.create_schedule(seeded.wati, data=ScheduleData("Baru"), version=VERSION, now=NOW)
    with pytest.raises(InvalidInput):
        deciding.reject(ppk, kind=Kind.VERSION, pk=row.pk, reason=" ", now=NOW)
    deciding.reject(ppk, kind=Kind.VERSION, pk=row.pk, reason="Tunggu Perbup", now=NOW)
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.REJECTED, "Tunggu Perbup")
    other = services.propose_version(seeded.wati, schedule_id=row.schedule_id, data=VERSION, now=NOW)
    deciding.withdraw(seeded.wati, kind=Kind.VERSION, pk=other.pk, now=NOW)
    assert ScheduleVersion.objects.get(pk=other.pk).status == Status.WITHDRAWN


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"legal_basis": " "}, "basis_missing"),
        ({"valid_to": date(2025, 3, 1)}, "span"),
        ({"weeks": {}}, "week_empty"),
        ({"weeks": {SeasonName.NORMAL: {0: DayRule(Hours(900, 450))}}}, "week_faults"),
        ({"weeks": {SeasonName.NORMAL: {0: DayRule(Hours(450, 960))}}}, "week_off_law"),
        ({"flex": FlexTerms(Flex.MINUTES, 0)}, "flex_terms"),
        ({"flex": FlexTerms(Flex.FIXED, 30, 0)}, "flex_terms"),
        ({"flex": FlexTerms(Flex.NONE, 30)}, "flex_terms"),
    ],
)
def test_a_version_that_cannot_be_leaves_nothing(seeded: Cast, change: dict[str, Any], code: str) -> None:
    before = (WorkSchedule.objects.count(), ScheduleVersion.objects.count(), ScheduleDay.objects.count())
    with pytest.raises(HadirError) as refused:
        services.create_schedule(seeded.wati, data=ScheduleData("Salah"), version=replace(VERSION, **change), now=NOW)
    assert refused.value.code == code
    assert (WorkSchedule.objects.count(), ScheduleVersion.objects.count(), ScheduleDay.objects.count()) == before


def test_a_week_off_the_law_says_how_far_and_goes_with_a_named_exception(seeded: Cast) -> None:
    short = replace(VERSION, weeks={SeasonName.NORMAL: {0: DayRule(Hours(450, 960, None, 60))}})
    with pytest.raises(InvalidInput) as refused:
        services.create_schedule(seeded.wati, data=ScheduleData("Pendek"), version=short, now=NOW)
    assert "7 jam 30 menit" in str(refused.value.message)
    assert "37 jam 30 menit" in str(refused.value.message)
    row = services.create_schedule(
        seeded.wati, data=ScheduleData("Pendek"), version=replace(short, exception_basis="Pasal 7"), now=NOW
    )
    assert row.exception_basis == "Pasal 7"


def test_a_schedule_by_roster_has_no_week_and_its_silence_is_a_gap(seeded: Cast) -> None:
    data = ScheduleData("Sif", by_roster=True)
    with pytest.raises(InvalidInput) as refused:
        services.create_schedule(SYSTEM, data=data, version=VERSION, now=NOW)
    assert refused.value.code == "week_of_roster"
    row = services.create_schedule(SYSTEM, data=data, version=VersionData(BEGIN, BASIS), now=NOW)
    deciding.confirm(SYSTEM, kind=Kind.VERSION, pk=row.pk, now=NOW)
    hours.assign(row, person=budi(seeded))
    (plan,) = selectors.plan_of(budi(seeded), TODAY, TODAY)
    assert plan.off is Off.NO_ROSTER


@pytest.mark.parametrize("who", ["siti", "dedi", "made", "agus", "budi", "dewi"])
def test_who_may_not_write_the_region_s_hours(seeded: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.create_schedule(getattr(seeded, who), data=ScheduleData("X"), version=VERSION, now=NOW)
    with pytest.raises(NotPermitted):
        seasons.propose_season(
            getattr(seeded, who), first=date(2026, 2, 18), last=date(2026, 3, 19), legal_basis=BASIS, now=NOW
        )


def test_an_agency_proposes_for_itself_and_the_region_confirms(seeded: Cast, ppk: User) -> None:
    row = services.create_schedule(seeded.siti, data=ScheduleData("Setda", seeded.setda.pk), version=VERSION, now=NOW)
    for who in (seeded.rahma, seeded.dedi, seeded.siti):
        with pytest.raises(NotPermitted):
            deciding.confirm(who, kind=Kind.VERSION, pk=row.pk, now=NOW)
    deciding.confirm(seeded.wati, kind=Kind.VERSION, pk=row.pk, now=NOW)
    person = AssignmentData(row.schedule_id, date(2025, 4, 7), BASIS, employee_id=budi(seeded).pk)
    with pytest.raises(NotPermitted):
        services.propose_assignment(seeded.dedi, data=person, now=NOW)
    given = services.propose_assignment(seeded.siti, data=person, now=NOW)
    deciding.confirm(ppk, kind=Kind.ASSIGNMENT, pk=given.pk, now=NOW)
    assert source_of(seeded, date(2025, 4, 7)) == f"employee:{budi(seeded).pk}"
    entry = audit.entries_about(f"employee:{budi(seeded).pk}").filter(action="schedules.confirm_proposal").get()
    assert (entry.unit_id, entry.right) == (seeded.bagian_umum.pk, "confirm_schedules")


def test_a_schedule_of_another_agency_cannot_be_taken(seeded: Cast) -> None:
    theirs = hours.schedule("Dinkes", unit=seeded.dinkes)
    data = AssignmentData(theirs.schedule_id, TODAY, BASIS, unit_id=seeded.setda.pk)
    with pytest.raises(NotFound):
        services.propose_assignment(seeded.siti, data=data, now=NOW)


def test_nobody_confirms_the_own_hours(seeded: Cast, ppk: User) -> None:
    version = hours.schedule("Lain")
    data = AssignmentData(version.schedule_id, TODAY, BASIS, employee_id=ppk.employee_id)
    given = services.propose_assignment(seeded.siti, data=data, now=NOW)
    with pytest.raises(NotPermitted) as refused:
        deciding.confirm(ppk, kind=Kind.ASSIGNMENT, pk=given.pk, now=NOW)
    assert refused.value.code == "own_record"


def test_two_assignments_of_one_scope_cannot_begin_on_one_day_and_the_other_is_named(seeded: Cast) -> None:
    version = hours.schedule("Lain")
    hours.assign(version, unit=seeded.setda, valid_from=date(2025, 4, 7))
    data = AssignmentData(version.schedule_id, date(2025, 4, 7), BASIS, unit_id=seeded.setda.pk)
    with pytest.raises(Conflict) as refused:
        services.propose_assignment(seeded.wati, data=data, now=NOW)
    assert refused.value.code == "assigned_that_day"
    assert "Lain" in str(refused.value.message)
    assert "7 April 2025" in str(refused.value.message)


def test_an_assignment_without_a_schedule_gives_back_to_the_wider_scope(seeded: Cast) -> None:
    hours.assign(hours.schedule("Lain"), unit=seeded.setda)
    data = AssignmentData(None, date(2025, 4, 7), BASIS, unit_id=seeded.setda.pk)
    row = services.propose_assignment(SYSTEM, data=data, now=NOW)
    deciding.confirm(SYSTEM, kind=Kind.ASSIGNMENT, pk=row.pk, now=NOW)
    assert [source_of(seeded, day) for day in (date(2025, 4, 4), date(2025, 4, 7))] == [
        f"unit:{seeded.setda.pk}",
        "region",
    ]
    with pytest.raises(InvalidInput):
        services.propose_assignment(SYSTEM, data=AssignmentData(None, TODAY, BASIS), now=NOW)


def test_the_region_as_a_unit_is_the_region(seeded: Cast) -> None:
    data = AssignmentData(hours.schedule("Lain").schedule_id, TODAY, BASIS, unit_id=seeded.region.pk)
    assert services.propose_assignment(seeded.wati, data=data, now=NOW).unit_id is None


def marks() -> set[tuple[str, int, date, date]]:
    return set(StaleSpan.objects.filter(cause="schedule").values_list("scope", "scope_id", "first", "last"))


def test_confirming_marks_whoever_it_concerns_to_the_end_of_next_month(seeded: Cast) -> None:
    end = date(2025, 4, 30)
    version = hours.schedule("Lain", valid_from=date(2025, 3, 3))
    StaleSpan.objects.all().delete()
    for row in (
        AssignmentData(version.schedule_id, date(2025, 3, 10), BASIS, unit_id=seeded.setda.pk),
        AssignmentData(version.schedule_id, date(2025, 3, 12), BASIS, date(2025, 3, 14), employee_id=budi(seeded).pk),
        AssignmentData(version.schedule_id, date(2025, 6, 1), BASIS, unit_id=seeded.dinkes.pk),
    ):
        made = services.propose_assignment(SYSTEM, data=row, now=NOW)
        deciding.confirm(SYSTEM, kind=Kind.ASSIGNMENT, pk=made.pk, now=NOW)
    assert marks() == {
        ("unit", seeded.setda.pk, date(2025, 3, 10), end),
        ("employee", budi(seeded).pk, date(2025, 3, 12), date(2025, 3, 14)),
    }
    StaleSpan.objects.all().delete()
    again = services.propose_version(
        SYSTEM, schedule_id=version.schedule_id, data=replace(VERSION, valid_from=date(2025, 3, 13)), now=NOW
    )
    deciding.confirm(SYSTEM, kind=Kind.VERSION, pk=again.pk, now=NOW)
    assert marks() == {
        ("unit", seeded.setda.pk, date(2025, 3, 13), end),
        ("employee", budi(seeded).pk, date(2025, 3, 13), date(2025, 3, 14)),
    }
    StaleSpan.objects.all().delete()
    ramadan = seasons.propose_season(SYSTEM, first=date(2025, 3, 1), last=date(2025, 3, 30), legal_basis=BASIS, now=NOW)
    deciding.confirm(SYSTEM, kind=Kind.SEASON, pk=ramadan.pk, now=NOW)
    assert marks() == {("region", 0, date(2025, 3, 1), date(2025, 3, 30))}
    assert stages(budi(seeded), date(2025, 3, 27))[0] == "morning 06:30-09:30"


def test_the_reach_of_a_change_is_told_by_agency_and_month(seeded: Cast) -> None:
    periods.lock(SYSTEM.actor, unit_id=seeded.setda.pk, month=Month(2025, 2), now=NOW)
    version = hours.schedule("Lain")
    data = AssignmentData(version.schedule_id, date(2025, 2, 25), BASIS)
    row = services.propose_assignment(SYSTEM, data=data, now=NOW)
    found = reach.reach_of(row, date(2025, 3, 2))
    assert [(one.agency, str(one.month), one.people, one.days, one.locked) for one in found.rows] == [
        ("Dinas Kesehatan", "2025-02", 1, 4, False),
        ("Sekretariat Daerah", "2025-02", 4, 16, True),
        ("Dinas Kesehatan", "2025-03", 1, 2, False),
        ("Sekretariat Daerah", "2025-03", 4, 8, False),
    ]
    assert (found.open_days, found.locked_days) == (14, 16)
    assert reach.reach_of(row, date(2025, 2, 1)).rows == (), "all of it lies ahead"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 2, 18), date(2026, 3, 10), "season_length"),
        (date(2026, 3, 19), date(2026, 2, 18), "span"),
        (date(2025, 3, 20), date(2025, 4, 18), "season_overlaps"),
    ],
)
def test_a_ramadan_that_cannot_be(seeded: Cast, first: date, last: date, code: str) -> None:
    seasons.propose_season(SYSTEM, first=date(2025, 3, 1), last=date(2025, 3, 30), legal_basis=BASIS, now=NOW)
    with pytest.raises(HadirError) as refused:
        seasons.propose_season(SYSTEM, first=first, last=last, legal_basis=BASIS, now=NOW)
    assert refused.value.code == code


def mode(cast: Cast, *, unit: int | None = None, person: int | None = None, **more: Any) -> ModeData:
    values: dict[str, Any] = {"first": date(2025, 4, 7), "last": date(2025, 4, 11), **more}
    return ModeData(WorkMode.HOME, legal_basis=BASIS, unit_id=unit, employee_id=person, **values)


def test_days_at_home_within_the_quota(seeded: Cast) -> None:
    row = services.propose_mode_days(
        seeded.siti, data=mode(seeded, person=budi(seeded).pk, weekdays=frozenset({4})), now=NOW
    )
    deciding.confirm(seeded.wati, kind=Kind.MODE_DAYS, pk=row.pk, now=NOW)
    plans = selectors.plan_of(budi(seeded), date(2025, 4, 10), date(2025, 4, 11))
    assert [plan.instance.mode for plan in plans if plan.instance] == [WorkMode.OFFICE, WorkMode.HOME]


def test_more_than_the_policy_allows_is_refused_with_day_share_and_policy(seeded: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.propose_mode_days(seeded.siti, data=mode(seeded, unit=seeded.setda.pk), now=NOW)
    assert refused.value.code == "quota_exceeded"
    for part in ("Senin 7 April 2025", "4 dari 4", "100 %", "50 %", "SE MenPANRB 1/2024"):
        assert part in str(refused.value.message)


def test_the_quota_counts_what_others_have_already_and_is_asked_again_at_the_end(seeded: Cast) -> None:
    assert seeded.siti.employee_id is not None
    assert seeded.joko.employee_id is not None
    rows = [
        services.propose_mode_days(SYSTEM, data=mode(seeded, person=person), now=NOW)
        for person in (budi(seeded).pk, seeded.joko.employee_id, seeded.siti.employee_id)
    ]
    for row in rows[:2]:
        deciding.confirm(seeded.wati, kind=Kind.MODE_DAYS, pk=row.pk, now=NOW)
    with pytest.raises(InvalidInput) as refused:
        deciding.confirm(seeded.wati, kind=Kind.MODE_DAYS, pk=rows[2].pk, now=NOW)
    assert "3 dari 4" in str(refused.value.message)
    back = services.propose_mode_days(
        SYSTEM, data=replace(mode(seeded, person=budi(seeded).pk), mode=WorkMode.OFFICE), now=NOW
    )
    deciding.confirm(seeded.wati, kind=Kind.MODE_DAYS, pk=back.pk, now=NOW)
    deciding.confirm(seeded.wati, kind=Kind.MODE_DAYS, pk=rows[2].pk, now=NOW)


def test_a_unit_of_direct_service_works_at_the_office(seeded: Cast) -> None:
    row = services.propose_quota(
        seeded.wati, unit_id=seeded.bagian_umum.pk, max_percent=0, valid_from=BEGIN, legal_basis=BASIS, now=NOW
    )
    deciding.confirm(SYSTEM, kind=Kind.QUOTA, pk=row.pk, now=NOW)
    with pytest.raises(InvalidInput) as refused:
        services.propose_mode_days(seeded.siti, data=mode(seeded, person=budi(seeded).pk), now=NOW)
    assert "pelayanan langsung" in str(refused.value.message)
    assert WorkModePolicy.objects.filter(status=Status.CONFIRMED).count() == 2


def test_another_agency_sees_neither_personal_hours_nor_units(seeded: Cast) -> None:
    own = hours.schedule("Khusus Setda", unit=seeded.setda)
    hours.assign(own, unit=seeded.setda)
    hours.assign(own, person=budi(seeded))
    services.propose_mode_days(SYSTEM, data=mode(seeded, person=budi(seeded).pk), now=NOW)
    for who, sees in ((seeded.siti, True), (seeded.wati, True), (seeded.dedi, False)):
        assert selectors.schedules_for(who).filter(pk=own.schedule_id).exists() is sees
        assert selectors.unit_assignments(who).filter(unit=seeded.setda).exists() is sees
        assert selectors.personal_assignments(who).exists() is sees
        assert selectors.mode_days(who).exists() is sees
    assert selectors.personal_assignments(seeded.budi).exists(), "one's own"
    assert not selectors.personal_assignments(seeded.joko).exists()
    with pytest.raises(NotFound):
        selectors.schedule_for(seeded.dedi, own.schedule_id)


def test_loading_asks_the_same_for_few_and_for_many(seeded: Cast, django_assert_num_queries: Any) -> None:
    many = [
        employ(f"Nama {number}", make_nip("19900101", "201503", 1, 100 + number), seeded.setda, seeded.setda_office).pk
        for number in range(20)
    ]
    hours.assign(hours.schedule("Lain"), person=budi(seeded))
    Planner.load([budi(seeded).pk], TODAY, TODAY)  # the book is in memory from here on
    for people_ids in ([], [budi(seeded).pk], [budi(seeded).pk, *many]):
        with django_assert_num_queries(5):
            planner = Planner.load(people_ids, date(2025, 3, 1), TODAY)
        with django_assert_num_queries(0):
            for person in people_ids:
                planner.plan(person, line=(seeded.setda.pk, seeded.region.pk), zone="Asia/Jakarta", day=TODAY)


def test_a_check_in_asks_once_for_its_stage(seeded: Cast, django_assert_num_queries: Any) -> None:
    person = budi(seeded)
    assert person.work_place.zone is not None
    selectors.stage_at(person, NOW)
    with django_assert_num_queries(1):
        assert selectors.stage_at(person, NOW) is not None
    hours.open_always(seeded.setda)  # the book is read anew after a change
    found = selectors.stage_at(person, datetime(2025, 3, 31, 15, 0, tzinfo=UTC))
    assert found is not None
    with django_assert_num_queries(1):
        selectors.stage_at(person, NOW)
