"""Changing the organisation: units, work places, employees. One call, one transaction, one audit entry."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from hadir.audit import services as audit
from hadir.lib import nip as nip_rules
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people import selectors, texts
from hadir.people.models import Employee, OrgUnit, TimeZone, UnitKind, WorkPlace
from hadir.people.saving import save


@dataclass(frozen=True, slots=True)
class EmployeeData:
    """What can be said about a person. `nip` may hold blanks; the stored form has none."""

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


@dataclass(frozen=True, slots=True)
class WorkPlaceData:
    """A place; position in decimal degrees, radius in metres, all three or none (a radius may be left out)."""

    name: str
    time_zone: str = TimeZone.WIB.value
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    radius_m: int | None = None


@transaction.atomic
def create_region(actor: Authority, *, name: str, code: str) -> OrgUnit:
    """The top of the tree, once."""
    actor.require(Right.MANAGE_UNITS, None)
    if selectors.region() is not None:
        raise Conflict("region_exists", texts.REGION_EXISTS)
    region = OrgUnit(name=name, code=code, kind=UnitKind.REGION)
    save(region)
    _record(actor, "create_region", region)
    return region


@transaction.atomic
def create_unit(actor: Authority, *, parent_id: int, name: str, code: str, kind: str) -> OrgUnit:
    """A new agency below the region, or a unit below an agency or unit."""
    actor.require(Right.MANAGE_UNITS, parent_id)
    parent = selectors.unit(parent_id)
    _check_place_in_tree(kind, parent)
    unit = OrgUnit(parent=parent, name=name, code=code, kind=kind)
    save(unit)
    _record(actor, "create_unit", unit)
    return unit


@transaction.atomic
def rename_unit(actor: Authority, *, unit_id: int, name: str, code: str) -> OrgUnit:
    """New name and code; everything that points to the unit stays."""
    actor.require(Right.MANAGE_UNITS, unit_id)
    unit = selectors.unit(unit_id)
    unit.name, unit.code = name, code
    save(unit)
    _record(actor, "rename_unit", unit)
    return unit


@transaction.atomic
def move_unit(actor: Authority, *, unit_id: int, parent_id: int) -> OrgUnit:
    """Hang a unit, with all below it, under another parent. Moves wait for each other, or two could make a loop."""
    actor.require(Right.MANAGE_UNITS, unit_id)
    actor.require(Right.MANAGE_UNITS, parent_id)
    OrgUnit.objects.select_for_update().filter(kind=UnitKind.REGION).first()
    unit, parent = selectors.unit(unit_id), selectors.unit(parent_id)
    if unit.kind == UnitKind.REGION:
        raise InvalidInput("not_the_region", texts.NOT_THE_REGION)
    _check_place_in_tree(unit.kind, parent)
    if unit.pk in selectors.line_of(parent.pk):
        raise InvalidInput("unit_loop", texts.UNIT_LOOP, fields={"parent": texts.UNIT_LOOP})
    before, unit.parent = unit.parent_id, parent
    save(unit)
    _record(actor, "move_unit", unit, {"from": before, "to": parent.pk})
    return unit


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
    changed = _assign(place, asdict(data))
    save(place)
    _record_place(actor, "update_work_place", place, {"fields": changed})
    return place


@transaction.atomic
def register_employee(actor: Authority, *, data: EmployeeData) -> Employee:
    """Enter a person. The account comes with an invitation, the face with an enrolment."""
    actor.require(Right.MANAGE_EMPLOYEES, data.unit_id)
    person = Employee(**{**asdict(data), "nip": _checked_nip(data.nip, data.employment_type)})
    _check_work_place(data)
    save(person)
    _record_person(actor, "register_employee", person)
    return person


@transaction.atomic
def update_employee(actor: Authority, *, employee_id: int, data: EmployeeData) -> Employee:
    """Correct a person or move them to another unit, for which the actor must answer too.

    The account's mail address does not follow: whoever may edit a person must not be able to have their password
    reset mailed elsewhere.
    """
    person = _locked(employee_id)
    actor.require(Right.MANAGE_EMPLOYEES, person.unit_id)
    actor.require(Right.MANAGE_EMPLOYEES, data.unit_id)
    digits = _checked_nip(data.nip, data.employment_type)
    if digits != person.nip:
        raise InvalidInput("nip_is_fixed", texts.NIP_IS_FIXED, fields={"nip": texts.NIP_IS_FIXED})
    _check_work_place(data)
    changed = _assign(person, {**asdict(data), "nip": digits})
    save(person)
    _record_person(actor, "update_employee", person, {"fields": changed})
    return person


@transaction.atomic
def change_nip(actor: Authority, *, employee_id: int, nip: str) -> Employee:
    """Mend a wrong number. Call `accounts.services.correct_nip`, which carries the log-in along."""
    person = _locked(employee_id)
    actor.require(Right.MANAGE_EMPLOYEES, person.unit_id)
    person.nip = _checked_nip(nip, person.employment_type)
    save(person)
    _record_person(actor, "change_nip", person)
    return person


@transaction.atomic
def set_employee_active(actor: Authority, *, employee_id: int, active: bool) -> Employee:
    """Someone leaves (all rights end at once) or returns."""
    person = _locked(employee_id)
    actor.require(Right.MANAGE_EMPLOYEES, person.unit_id)
    person.active = active
    save(person)
    _record_person(actor, "set_employee_active", person, {"active": active})
    return person


def _checked_nip(number: str, employment_type: str) -> str:
    try:
        kind = nip_rules.EmploymentType(employment_type)
    except ValueError as error:
        raise InvalidInput("invalid", texts.INVALID, fields={"employment_type": texts.INVALID}) from error
    try:
        return nip_rules.parse(number, kind, today=timezone.localdate()).digits
    except nip_rules.NipError as error:
        sentence = texts.NIP_FAULTS[error.fault]
        raise InvalidInput(error.fault.value, sentence, fields={"nip": sentence}) from error


def _check_work_place(data: EmployeeData) -> None:
    if not selectors.work_places_for(data.unit_id).filter(pk=data.work_place_id).exists():
        sentence = texts.WORK_PLACE_ELSEWHERE
        raise InvalidInput("work_place_elsewhere", sentence, fields={"work_place": sentence})


def _check_place_in_tree(kind: str, parent: OrgUnit) -> None:
    if kind == UnitKind.OPD and parent.kind != UnitKind.REGION:
        raise InvalidInput("opd_below_region", texts.OPD_BELOW_REGION, fields={"parent": texts.OPD_BELOW_REGION})
    if kind == UnitKind.UNIT and parent.kind == UnitKind.REGION:
        raise InvalidInput("unit_below_opd", texts.UNIT_BELOW_OPD, fields={"parent": texts.UNIT_BELOW_OPD})
    if kind == UnitKind.REGION:
        raise InvalidInput("not_the_region", texts.NOT_THE_REGION, fields={"kind": texts.NOT_THE_REGION})


def _locked(employee_id: int) -> Employee:
    person = Employee.objects.select_for_update().filter(pk=employee_id).first()
    return person or selectors.employee(employee_id)


def _assign(row: Employee | WorkPlace, values: dict[str, object]) -> list[str]:
    """Set the values; returns the names of those that changed, for the log, which never holds the values."""
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _record(actor: Authority, deed: str, unit: OrgUnit, detail: dict[str, object] | None = None) -> None:
    audit.record(f"people.{deed}", actor=actor.actor, subject=f"unit:{unit.pk}", detail=detail or {}, unit_id=unit.pk)


def _record_place(actor: Authority, deed: str, place: WorkPlace, detail: dict[str, object] | None = None) -> None:
    audit.record(
        f"people.{deed}",
        actor=actor.actor,
        subject=f"work_place:{place.pk}",
        detail=detail or {},
        unit_id=place.unit_id,
    )


def _record_person(actor: Authority, deed: str, person: Employee, detail: dict[str, object] | None = None) -> None:
    audit.record(
        f"people.{deed}",
        actor=actor.actor,
        subject=f"employee:{person.pk}",
        detail=detail or {},
        unit_id=person.unit_id,
    )
