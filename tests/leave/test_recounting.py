"""Holidays that come, or go, inside leave that is granted: the book follows, once, and the person is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from hadir.audit.models import AuditEntry
from hadir.leave import balances, recounting, requests
from hadir.leave.models import AbsenceRequest, LedgerEntry
from hadir.notices.models import Notice
from hadir.people.models import OrgUnit
from hadir.schedules.calendar import services as calendar
from hadir.schedules.calendar.models import CalendarVersion
from hadir.schedules.calendar.rules import Collection, Kind, Line
from tests.cast import SYSTEM, Cast
from tests.jobs import jobs_waiting, run_jobs
from tests.leave.conftest import NOW, Submit

pytestmark = pytest.mark.django_db

# The leave is from Monday 7 to Wednesday 9 December 2026.
JOINT = Line(date(2026, 12, 8), "Cuti bersama", Kind.JOINT)
NATIONAL = Line(date(2026, 12, 9), "Libur nasional", Kind.NATIONAL)
SUNDAY = Line(date(2026, 12, 6), "Libur pada hari Minggu", Kind.NATIONAL)


def confirm(lines: Sequence[Line], source: str = "SKB 1/2026", unit: OrgUnit | None = None) -> CalendarVersion:
    collection = Collection.LOCAL if unit else Collection.DECREE
    data = calendar.VersionData(2026, collection, source, lines, unit.pk if unit else None)
    version = calendar.propose(SYSTEM, data=data, now=NOW)
    return calendar.decide(SYSTEM, version.pk, confirm=True, reason="", now=NOW)


def rest(cast: Cast) -> int:
    assert cast.budi.employee_id is not None
    return balances.rest_by_person([cast.budi.employee_id], "CT", 2026).get(cast.budi.employee_id, 0)


def moves(request: AbsenceRequest) -> list[tuple[str, int]]:
    return list(LedgerEntry.objects.filter(request=request).order_by("pk").values_list("kind", "days"))


def test_joint_leave_inside_granted_leave_comes_back_once(granted: Submit, kinds: Cast) -> None:
    found = granted()
    assert rest(kinds) == 9
    version = confirm([JOINT])
    assert jobs_waiting("leave.recount") == [{"calendar_version": version.pk}]
    run_jobs()
    assert moves(found) == [("use", -3), ("return", 1)]
    assert rest(kinds) == 10
    found.refresh_from_db()
    assert found.amount == 2
    assert "SKB 1/2026" in LedgerEntry.objects.get(request=found, kind="return").reason
    told = Notice.objects.get(kind="absence_recounted")
    assert (told.user_id, told.facts["days"], told.facts["before"]) == (kinds.budi.pk, 2, 3)
    entry = AuditEntry.objects.get(action="leave.recount")
    assert (entry.subject, entry.detail["moved"]) == (f"absence_request:{found.pk}", {"2026": -1})
    assert recounting.recount(SYSTEM, version_id=version.pk, now=NOW) == 0, "the job may run again"
    assert rest(kinds) == 10


def test_a_holiday_withdrawn_takes_the_day_again(granted: Submit, kinds: Cast) -> None:
    found = granted()
    confirm([JOINT, NATIONAL])
    run_jobs()
    assert rest(kinds) == 11
    confirm([JOINT], "SKB 2/2026")
    run_jobs()
    assert moves(found) == [("use", -3), ("return", 2), ("use", -1)]
    assert rest(kinds) == 10


def test_two_calendars_before_the_jobs_run_count_as_they_stand(granted: Submit, kinds: Cast) -> None:
    granted()
    confirm([JOINT, NATIONAL])
    confirm([NATIONAL], "SKB 2/2026")
    run_jobs()
    assert rest(kinds) == 10


def test_leave_granted_after_the_calendar_gets_nothing_back(granted: Submit, kinds: Cast) -> None:
    confirm([JOINT])
    found = granted()
    run_jobs()
    assert moves(found) == [("use", -2)]


def test_called_back_before_the_holiday_there_is_nothing_to_give(granted: Submit, kinds: Cast) -> None:
    found = granted()
    requests.cancel(kinds.joko, request_id=found.pk, from_day=date(2026, 12, 8), note="Dipanggil", now=NOW)
    assert rest(kinds) == 11
    confirm([JOINT])
    run_jobs()
    assert rest(kinds) == 11
    requests_of = AbsenceRequest.objects.get(pk=found.pk)
    assert requests_of.amount == 1


@pytest.mark.parametrize("case", ["sunday", "other agency", "waiting"])
def test_what_touches_no_granted_day_of_work_changes_nothing(granted: Submit, kinds: Cast, case: str) -> None:
    found = granted()
    if case == "sunday":
        confirm([SUNDAY])
    elif case == "other agency":
        confirm([Line(JOINT.day, "Hari jadi dinas", Kind.UNIT)], "SK 1/2026", kinds.dinkes)
    else:
        data = calendar.VersionData(2026, Collection.DECREE, "SKB 1/2026", [JOINT])
        calendar.propose(SYSTEM, data=data, now=NOW)
    run_jobs()
    assert moves(found) == [("use", -3)]
    assert not Notice.objects.filter(kind="absence_recounted").exists()


def test_an_agency_s_own_holiday_counts_for_its_people(granted: Submit, kinds: Cast) -> None:
    found = granted()
    confirm([Line(JOINT.day, "Hari jadi", Kind.UNIT)], "SK 1/2026", kinds.setda)
    run_jobs()
    assert moves(found) == [("use", -3), ("return", 1)]
