"""Leaving, returning, and changing agencies in a month that is locked: whose days they are, day by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hadir.accounts.models import User
from hadir.lib.authority import System
from hadir.lib.errors import InvalidInput
from hadir.people import careers
from hadir.people import services as people
from hadir.people.models import Employee, OrgUnit, ServiceGap
from hadir.periods import services as periods
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Month
from hadir.workdays import selectors, services
from hadir.workdays.models import DayDifference, DayRecord
from tests.cast import SYSTEM, Cast, employ, make_nip
from tests.workdays.world import AFTERWARDS, MONDAY, punch, settle

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)
GAP = {date(2026, 10, day) for day in range(10, 20)}


@pytest.fixture
def budi(cast: Cast) -> Employee:
    """October is derived and nothing waits."""
    settle(cast)
    services.rebuild(OCTOBER.first, OCTOBER.last, now=AFTERWARDS)
    services.rebuild_marked(AFTERWARDS)
    assert cast.budi.employee is not None
    return cast.budi.employee


def _days(person: Employee) -> set[date]:
    """In October."""
    kept = DayRecord.objects.filter(employee_id=person.pk, day__range=(OCTOBER.first, OCTOBER.last))
    return set(kept.values_list("day", flat=True))


def _set_active(person: Employee, today: date, monkeypatch: pytest.MonkeyPatch, *, active: bool) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(careers, "today_of", lambda _person: today)
        people.set_employee_active(SYSTEM, employee_id=person.pk, active=active)


def _go_and_come(person: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    _set_active(person, date(2026, 10, 10), monkeypatch, active=False)
    _set_active(person, date(2026, 10, 20), monkeypatch, active=True)


def test_whoever_returns_has_no_days_of_the_time_between(budi: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _days(budi)
    _set_active(budi, date(2026, 10, 10), monkeypatch, active=False)
    services.rebuild_marked(AFTERWARDS)
    assert max(_days(budi)) == date(2026, 10, 9)
    _set_active(budi, date(2026, 10, 20), monkeypatch, active=True)
    services.rebuild_marked(AFTERWARDS)
    assert _days(budi) == before - GAP
    services.rebuild(OCTOBER.first, OCTOBER.last, now=AFTERWARDS)
    assert _days(budi) == before - GAP
    assert not list(services.verify(OCTOBER.first, OCTOBER.last, now=AFTERWARDS))


def test_the_last_day_may_be_said_when_it_is_entered_later(budi: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(careers, "today_of", lambda _person: date(2026, 10, 10))
    for wrong in (date(2026, 10, 11), date(1999, 1, 1)):
        with pytest.raises(InvalidInput) as refused:
            people.set_employee_active(SYSTEM, employee_id=budi.pk, active=False, last_day=wrong)
        assert list(refused.value.fields) == ["last_day"]
    people.set_employee_active(SYSTEM, employee_id=budi.pk, active=False, last_day=date(2026, 10, 6))
    services.rebuild_marked(AFTERWARDS)
    assert max(_days(budi)) == date(2026, 10, 6)


def test_the_page_asks_for_the_last_day_and_says_what_ends(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    assert cast.budi.employee is not None
    page, deed = (reverse(name, args=[cast.budi.employee.pk]) for name in ("employee", "employee_active"))
    siti = browser_of(cast.siti)
    assert "Akunnya langsung tertutup" in siti.get(page).content.decode()
    assert (
        "Pilih hari ini atau sebelumnya" in siti.post(deed, {"active": "0", "last_day": "2099-01-01"}).content.decode()
    )
    assert browser_of(cast.dedi).post(deed, {"active": "0", "last_day": ""}).status_code == 404
    assert siti.post(deed, {"active": "0", "last_day": ""}).status_code == 302
    cast.budi.employee.refresh_from_db()
    assert not cast.budi.employee.active
    siti.post(deed, {"active": "1"})
    cast.budi.employee.refresh_from_db()
    assert cast.budi.employee.active


def test_the_career_page_names_the_time_between(
    budi: Employee, cast: Cast, browser_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    _go_and_come(budi, monkeypatch)
    said = "Tidak bertugas 10 Oktober 2026 sampai 19 Oktober 2026"
    assert said in browser_of(cast.siti).get(reverse("career", args=[budi.pk])).content.decode()
    assert said in browser_of(cast.budi).get(reverse("own_career")).content.decode()


def test_a_return_marks_the_whole_time_between(budi: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    _set_active(budi, date(2026, 10, 10), monkeypatch, active=False)
    StaleSpan.objects.all().delete()
    _set_active(budi, date(2026, 10, 20), monkeypatch, active=True)
    (mark,) = StaleSpan.objects.all()
    assert (mark.scope_id, mark.first, mark.last) == (budi.pk, date(2026, 10, 10), date.max)
    assert mark.cause == "career"


def test_several_gaps_and_a_transfer_stand_side_by_side(
    cast: Cast, budi: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _days(budi)
    _go_and_come(budi, monkeypatch)
    _set_active(budi, date(2026, 10, 27), monkeypatch, active=False)
    _set_active(budi, date(2026, 10, 29), monkeypatch, active=True)
    data = careers.PlacementData(unit_id=cast.dinkes.pk, work_place_id=cast.dinkes_office.pk)
    careers.place_employee(SYSTEM, employee_id=budi.pk, data=data, valid_from=date(2026, 10, 14))
    services.rebuild_marked(AFTERWARDS)
    assert _days(budi) == before - GAP - {date(2026, 10, 27), date(2026, 10, 28)}
    agencies = dict(DayRecord.objects.filter(employee_id=budi.pk).values_list("day", "agency_id"))
    assert (agencies[date(2026, 10, 9)], agencies[date(2026, 10, 20)]) == (cast.setda.pk, cast.dinkes.pk)


def test_back_on_the_same_day_is_no_gap(budi: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _days(budi)
    _set_active(budi, date(2026, 10, 10), monkeypatch, active=False)
    _set_active(budi, date(2026, 10, 10), monkeypatch, active=True)
    _set_active(budi, date(2026, 10, 20), monkeypatch, active=True)  # once more changes nothing
    assert not ServiceGap.objects.exists()
    services.rebuild_marked(AFTERWARDS)
    assert _days(budi) == before


def test_left_on_a_day_that_nobody_wrote_down(budi: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    Employee.objects.filter(pk=budi.pk).update(active=False, left_on=None)
    _set_active(budi, date(2026, 10, 20), monkeypatch, active=True)
    services.rebuild_marked(AFTERWARDS)
    assert min(_days(budi)) == date(2026, 10, 20)


def test_a_return_asks_nothing_of_a_locked_month(cast: Cast, budi: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    _set_active(budi, date(2026, 10, 10), monkeypatch, active=False)
    services.rebuild_marked(AFTERWARDS)
    periods.lock(System().actor, unit_id=cast.setda.pk, month=OCTOBER, now=AFTERWARDS)
    _set_active(budi, date(2026, 11, 1), monkeypatch, active=True)
    services.rebuild_marked(AFTERWARDS)
    assert not DayDifference.objects.exists()


def test_a_gap_is_never_rewritten(budi: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    _go_and_come(budi, monkeypatch)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ServiceGap.objects.update(last=date(2026, 10, 11))
    assert {(gap.first, gap.last) for gap in budi.gaps.all()} == {(min(GAP), max(GAP))}


# --- a month of two agencies


@pytest.fixture
def moved(cast: Cast, budi: Employee) -> Employee:
    """To Dinkes from the 19th on."""
    data = careers.PlacementData(unit_id=cast.dinkes.pk, work_place_id=cast.dinkes_office.pk)
    careers.place_employee(SYSTEM, employee_id=budi.pk, data=data, valid_from=date(2026, 10, 19))
    services.rebuild_marked(AFTERWARDS)
    return Employee.objects.select_related("unit", "work_place").get(pk=budi.pk)


LATER = MONDAY + timedelta(days=14)


def _show(person: Employee, locked: OrgUnit | None, *marked: date) -> selectors.PersonMonth:
    if locked is not None:
        periods.lock(System().actor, unit_id=locked.pk, month=OCTOBER, now=AFTERWARDS)
    for day in marked:
        punch(person, day, "7:20", "12:1", "16:2")
    return selectors.month_of(person, OCTOBER, AFTERWARDS)


@pytest.mark.parametrize(("locked", "now_in"), [("setda", "dinkes"), ("dinkes", "dinkes"), ("setda", "setda")])
def test_each_day_is_locked_by_its_own_agency(cast: Cast, moved: Employee, locked: str, now_in: str) -> None:
    """Whatever unit the person is in today."""
    Employee.objects.filter(pk=moved.pk).update(unit=getattr(cast, now_in))
    shown = _show(Employee.objects.get(pk=moved.pk), getattr(cast, locked), MONDAY, LATER)
    fixed, free = (MONDAY, LATER) if locked == "setda" else (LATER, MONDAY)
    assert (shown.days[fixed].status, shown.days[free].status) == ("absent", "present")
    assert (fixed in shown.locked, free in shown.locked) == (True, False)
    assert (fixed in shown.fresh, free in shown.fresh) == (False, True)
    assert (shown.is_locked, shown.is_partly_locked) == (False, True)


def test_a_month_locked_in_both_agencies(cast: Cast, moved: Employee) -> None:
    _show(moved, cast.setda)
    shown = _show(moved, cast.dinkes, MONDAY)
    assert (shown.is_locked, shown.is_partly_locked, shown.fresh) == (True, False, frozenset())


def test_a_day_that_waits_to_go_is_not_shown(cast: Cast, budi: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    _go_and_come(budi, monkeypatch)
    assert GAP.isdisjoint(selectors.month_of(budi, OCTOBER, AFTERWARDS).days)
    shown = _show(budi, cast.setda)
    assert set(shown.days) >= GAP  # until a journal takes them out
    assert shown.is_locked


def test_nothing_enters_a_locked_month_on_the_page(cast: Cast, budi: Employee) -> None:
    person = employ("Tono", make_nip("19880101", "201503", 1, 9), cast.setda, cast.setda_office)
    shown = _show(person, cast.setda)
    assert (shown.days, shown.is_locked) == ({}, True)


def test_a_month_of_two_agencies_costs_no_more_statements(cast: Cast, budi: Employee, moved: Employee) -> None:
    alone = employ("Tono", make_nip("19880101", "201503", 1, 9), cast.setda, cast.setda_office)
    alone = Employee.objects.select_related("unit", "work_place").get(pk=alone.pk)
    with CaptureQueriesContext(connection) as one:
        selectors.month_of(alone, OCTOBER, AFTERWARDS)
    shown = _show(moved, cast.setda, LATER)
    with CaptureQueriesContext(connection) as two:
        selectors.month_of(moved, OCTOBER, AFTERWARDS)
    assert shown.fresh
    told = [query["sql"] for query in two.captured_queries]
    assert len(two) == len(one), told
