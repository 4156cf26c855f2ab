"""Changing the organisation: work places and employees. One call, one transaction, one audit entry.

Units stand in `structure`, what changes in a career from a day on in `careers`, heads of units in `heads`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import formats

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput, NotFound
from hadir.people import careers, heads, selectors, texts
from hadir.people.models import Employee, ServiceGap, TimeZone, WorkPlace
from hadir.people.saving import save
from hadir.people.structure import create_region, create_unit, move_unit, rename_unit
from hadir.periods import services as periods
from hadir.periods.rules import Cause

__all__ = [
    "EmployeeData",
    "WorkPlaceData",
    "change_nip",
    "create_region",
    "create_unit",
    "create_work_place",
    "move_unit",
    "register_employee",
    "rename_unit",
    "set_employee_active",
    "update_employee",
    "update_work_place",
]


@dataclass(frozen=True, slots=True)
class EmployeeData:
    """What can be said about a person. `nip` may hold blanks; the stored form has none.

    None as level or grade: nothing is said about it, what is known stays.
    """

    nip: str
    employment_type: str
    name: str
    unit_id: int
    work_place_id: int
    front_title: str = ""
    back_title: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    position_level: str | None = None
    grade: str | None = None

    @property
    def values(self) -> dict[str, object]:
        """What is said, by column of `Employee`."""
        return {name: value for name, value in asdict(self).items() if value is not None}


# Values before and after, by field, as the log tells them.
Change = tuple[dict[str, object], dict[str, object]]
NO_CHANGE: Change = ({}, {})


@dataclass(frozen=True, slots=True)
class WorkPlaceData:
    """A place, apart from where it lies (`places`)."""

    name: str
    time_zone: str = TimeZone.WIB.value


@transaction.atomic
def create_work_place(actor: Authority, *, unit_id: int, data: WorkPlaceData) -> WorkPlace:
    """A place where people of the unit work."""
    actor.require(Right.MANAGE_WORK_PLACES, unit_id)
    place = WorkPlace(unit=selectors.unit(unit_id), **asdict(data))
    save(place)
    _record_place(actor, "create_work_place", place)
    return place


@transaction.atomic
def update_work_place(actor: Authority, *, work_place_id: int, data: WorkPlaceData) -> WorkPlace:
    """Correct a place. Punches keep the position facts of their own time."""
    place = WorkPlace.objects.select_for_update().filter(pk=work_place_id).first()
    if place is None:
        raise NotFound("work_place_not_found", texts.WORK_PLACE_NOT_FOUND)
    actor.require(Right.MANAGE_WORK_PLACES, place.unit_id)
    change = _assign(place, asdict(data))
    save(place)
    if "time_zone" in change[0]:
        periods.mark_unit(None, date.min, date.max, Cause.CAREER)
    _record_place(actor, "update_work_place", place, change)
    return place


@transaction.atomic
def register_employee(
    actor: Authority, *, data: EmployeeData, valid_from: date | None = None, legal_basis: str = ""
) -> Employee:
    """Enter a person, who serves there from `valid_from` (None: today) on.

    The account comes with an invitation, the face with an enrolment.
    """
    actor.require(Right.MANAGE_EMPLOYEES, data.unit_id)
    person = Employee(**{**data.values, "nip": careers.check_nip(data.nip, data.employment_type)})
    _check(data)
    save(person)
    careers.begin_career(person, start=valid_from or careers.today_of(person), legal_basis=legal_basis)
    _record_person(actor, "register_employee", person)
    return person


@transaction.atomic
def update_employee(actor: Authority, *, employee_id: int, data: EmployeeData) -> Employee:
    """Correct a person or move them to another unit, for which the actor must answer too.

    What is dated changes from today on; `careers` has the changes from another day. The account's mail address does
    not follow: whoever may edit a person must not be able to have their password reset mailed elsewhere.
    """
    person = _locked(employee_id)
    actor.require(Right.MANAGE_EMPLOYEES, person.unit_id)
    actor.require(Right.MANAGE_EMPLOYEES, data.unit_id)
    digits = careers.check_nip(data.nip, data.employment_type)
    if digits != person.nip:
        raise InvalidInput("nip_is_fixed", texts.NIP_IS_FIXED, fields={"nip": texts.NIP_IS_FIXED})
    _check(data)
    change = _assign(person, {**data.values, "nip": digits})
    save(person)
    careers.amend_career(person, day=careers.today_of(person))
    _record_person(actor, "update_employee", person, {"fields": sorted(change[0])}, change)
    return person


@transaction.atomic
def change_nip(actor: Authority, *, employee_id: int, nip: str) -> Employee:
    """Mend a wrong number. Call `accounts.services.correct_nip`, which carries the log-in along."""
    person = _locked(employee_id)
    actor.require(Right.MANAGE_EMPLOYEES, person.unit_id)
    change = _assign(person, {"nip": careers.check_nip(nip, person.employment_type)})
    save(person)
    _record_person(actor, "change_nip", person, change=change)
    return person


@transaction.atomic
def set_employee_active(actor: Authority, *, employee_id: int, active: bool, last_day: date | None = None) -> Employee:
    """Someone leaves (all rights end at once, headships with the last day) or returns, without them.

    `last_day`: the last one of somebody who leaves, yesterday unless it is said. The days until the return are kept as
    a gap: the placement runs on, so lists and history stay, but no day is derived there. Raises `InvalidInput`
    (last_day).
    """
    person = _locked(employee_id)
    actor.require(Right.MANAGE_EMPLOYEES, person.unit_id)
    today = careers.today_of(person)
    yesterday = today - timedelta(days=1)
    if active or last_day is None:
        last_day = yesterday
    _check_last_day(person, last_day, today)
    gap = _gap_before_return(person, yesterday) if active and not person.active else None
    change = _assign(person, {"active": active, "left_on": None if active else last_day})
    save(person)
    ended = 0 if active else heads.end_all_of(person, last_day=last_day)
    first_marked = last_day
    detail: dict[str, object] = {"active": active, **({"headships_ended": ended} if ended else {})}
    if gap is not None:
        gap.save()
        first_marked = gap.first or date.min
        detail["away"] = [gap.first.isoformat() if gap.first else "", gap.last.isoformat()]
    periods.mark_people([person.pk], first_marked, date.max, Cause.CAREER)
    _record_person(actor, "set_employee_active", person, detail, change)
    return person


def _check_last_day(person: Employee, last_day: date, today: date) -> None:
    begins = person.placements.filter(superseded_at__isnull=True).order_by("-valid_from").first()
    wrong = None
    if last_day > today:
        wrong = str(texts.LAST_DAY_AHEAD)
    elif begins is not None and last_day < begins.valid_from and last_day < today - timedelta(days=1):
        wrong = str(texts.LAST_DAY_BEFORE).format(begins=formats.date_format(begins.valid_from, "j F Y"))
    if wrong is not None:
        raise InvalidInput("last_day", wrong, fields={"last_day": wrong})


def _gap_before_return(person: Employee, last_day: date) -> ServiceGap | None:
    """The days from leaving up to `last_day`; None when the person returns on the day of leaving."""
    first = person.left_on + timedelta(days=1) if person.left_on else None
    return ServiceGap(employee=person, first=first, last=last_day) if first is None or first <= last_day else None


def _check(data: EmployeeData) -> None:
    """Grade and work place fit the person's kind and unit, and the unit goes on to exist."""
    if data.grade:
        careers.check_grade(data.grade, data.employment_type)
    if selectors.unit(data.unit_id).closed_on is not None:
        raise InvalidInput("unit_not_active", texts.UNIT_NOT_ACTIVE, fields={"unit": texts.UNIT_NOT_ACTIVE})
    if not selectors.work_places_for(data.unit_id).filter(pk=data.work_place_id).exists():
        sentence = texts.WORK_PLACE_ELSEWHERE
        raise InvalidInput("work_place_elsewhere", sentence, fields={"work_place": sentence})


def _locked(employee_id: int) -> Employee:
    person = Employee.objects.select_for_update().filter(pk=employee_id).first()
    return person or selectors.employee(employee_id)


def _assign(row: Employee | WorkPlace, values: dict[str, object]) -> Change:
    """Set the values; returns what changed in the form of the log, which does not repeat addresses and numbers."""
    change = audit.difference({name: getattr(row, name) for name in values}, values)
    for name in change[0]:
        setattr(row, name, values[name])
    return change


def _record_place(actor: Authority, deed: str, place: WorkPlace, change: Change = NO_CHANGE) -> None:
    audit.record(
        f"people.{deed}",
        actor=actor.actor,
        subject=f"work_place:{place.pk}",
        detail={"fields": sorted(change[0])} if change[0] else {},
        unit_id=place.unit_id,
        right=Right.MANAGE_WORK_PLACES,
        before=change[0],
        after=change[1],
    )


def _record_person(
    actor: Authority,
    deed: str,
    person: Employee,
    detail: dict[str, object] | None = None,
    change: Change = NO_CHANGE,
) -> None:
    audit.record(
        f"people.{deed}",
        actor=actor.actor,
        subject=f"employee:{person.pk}",
        detail=detail or {},
        unit_id=person.unit_id,
        right=Right.MANAGE_EMPLOYEES,
        before=change[0],
        after=change[1],
    )
