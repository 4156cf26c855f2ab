"""A person over time: placements, grades, kinds of employment, superiors. One call, one transaction, one audit entry.

Every change begins on a day, past or future. What is due today is copied at once into `Employee`, where lists and
right checks read it; what begins later follows on its day (`following`). A wrong row is corrected or withdrawn: it
stays, marked as superseded (ADR 0018).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib import nip as nip_rules
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput, NotFound, NotPermitted
from hadir.people import rules, selectors, texts, timelines
from hadir.people.models import Employee, OrgUnit, SuperiorRecord
from hadir.people.timelines import EMPLOYMENTS, GRADES, PLACEMENTS, SUPERIORS, Track

TRACKS: dict[str, Track] = {
    "placement": PLACEMENTS,
    "grade": GRADES,
    "employment": EMPLOYMENTS,
    "superior": SUPERIORS,
}


@dataclass(frozen=True, slots=True)
class _Known:
    """One timeline of one person, as it is stored."""

    person: Employee
    kind: str
    entries: tuple[rules.Entry, ...]


# How the dated columns are called in `Employee`.
_CURRENT = {
    "unit_id": "unit_id",
    "work_place_id": "work_place_id",
    "position_title": "position",
    "position_level": "position_level",
    "grade": "grade",
    "employment_type": "employment_type",
}


@dataclass(frozen=True, slots=True)
class PlacementData:
    """Where somebody serves and as what; `job_class` from 1 to 17."""

    unit_id: int
    work_place_id: int
    position_title: str = ""
    position_level: str = ""
    job_class: int | None = None


@transaction.atomic
def place_employee(
    actor: Authority, *, employee_id: int, data: PlacementData, valid_from: date, legal_basis: str = ""
) -> Employee:
    """Transfer, promotion or a new work place from a day on.

    The actor must answer for every unit that is left or entered. Raises `InvalidInput` (unit_not_active,
    work_place_elsewhere, invalid), `Conflict` (overlap).
    """
    person = _locked(actor, employee_id)
    _check_work_place(data.unit_id, data.work_place_id)
    return _change(actor, _known(person, "placement"), asdict(data), valid_from, legal_basis)


@transaction.atomic
def change_grade(
    actor: Authority, *, employee_id: int, grade: str, valid_from: date, legal_basis: str = ""
) -> Employee:
    """A new grade (golongan) from a day on. InvalidInput `grade_mismatch`: that kind of employee has no such grade."""
    person = _locked(actor, employee_id)
    _check_grade(person, grade, valid_from)
    return _change(actor, _known(person, "grade"), {"grade": grade}, valid_from, legal_basis)


@transaction.atomic
def change_employment(
    actor: Authority, *, employee_id: int, employment_type: str, valid_from: date, legal_basis: str = ""
) -> Employee:
    """Another kind of employment from a day on: CPNS becomes PNS. The NIP must fit the new kind (`nip_...`)."""
    person = _locked(actor, employee_id)
    check_nip(person.nip, employment_type)
    return _change(actor, _known(person, "employment"), {"employment_type": employment_type}, valid_from, legal_basis)


@transaction.atomic
def set_superior(
    actor: Authority,
    *,
    employee_id: int,
    superior_id: int,
    valid_from: date,
    valid_to: date | None = None,
    legal_basis: str = "",
) -> Employee:
    """Name the superior by decision, for the time in which the tree does not say it rightly.

    Raises `InvalidInput` (own_superior, superior_loop, employee_inactive), `NotPermitted` (not_oneself).
    """
    timelines.take_turns()
    person = _locked(actor, employee_id)
    not_oneself(actor, employee_id)
    _check_superior(employee_id, superior_id)
    values = {"superior_id": superior_id}
    _change(actor, _known(person, "superior"), values, valid_from, legal_basis, until=valid_to)
    _refuse_loop(rules.Bond(employee_id, superior_id, valid_from, valid_to))
    return person


@transaction.atomic
def end_superior(actor: Authority, *, record_id: int, last_day: date) -> Employee:
    """A superior named by decision ends; afterwards the tree says who it is."""
    known = _owner_of(actor, "superior", record_id)
    not_oneself(actor, known.person.pk)
    with timelines.explained():
        after = rules.end_entry(known.entries, record_id, last_day)
    return _store(actor, known, after, "end_superior")


@transaction.atomic
def correct_record(
    actor: Authority,
    *,
    kind: str,
    record_id: int,
    values: Mapping[str, object],
    valid_from: date,
    legal_basis: str = "",
) -> Employee:
    """Put a wrong row right. The wrong one stays, marked as superseded.

    `kind` and `values`: see `TRACKS`; what is not given stays. Raises as the change itself does, and `span`,
    `before_beginning`, NotFound `entry_not_found`.
    """
    if kind == "superior":
        timelines.take_turns()
    known = _owner_of(actor, kind, record_id)
    _check_values(actor, known.person, kind, values, valid_from)
    gapless = TRACKS[kind].gapless
    with timelines.explained():
        after = rules.correct(
            known.entries, record_id, start=valid_from, values=values, legal_basis=legal_basis, gapless=gapless
        )
    _store(actor, known, after, f"correct_{kind}")
    fixed = rules.entry_on(after, valid_from)
    if kind == "superior" and fixed is not None:
        _refuse_loop(rules.Bond(known.person.pk, _number(fixed.values, "superior_id"), valid_from, fixed.end))
    return known.person


@transaction.atomic
def withdraw_record(actor: Authority, *, kind: str, record_id: int) -> Employee:
    """A row that should not be there. Its days fall to the row before, if there is one; the row itself stays, marked.

    The first placement and the first kind of employment cannot be withdrawn (`only_entry`): correct them.
    """
    known = _owner_of(actor, kind, record_id)
    if kind == "superior":
        not_oneself(actor, known.person.pk)
    is_first = bool(known.entries) and known.entries[0].id == record_id
    gapless = TRACKS[kind].gapless and not (kind == "grade" and is_first)
    with timelines.explained():
        after = rules.withdraw(known.entries, record_id, gapless=gapless)
    return _store(actor, known, after, f"withdraw_{kind}")


def not_oneself(actor: Authority, employee_id: int) -> None:
    """Nobody names the own superior or makes himself a head."""
    if actor.actor.employee_id == employee_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)


def check_nip(number: str, employment_type: str) -> str:
    """The digits of a number that fits the kind of employment; InvalidInput with the fault at its field."""
    try:
        kind = nip_rules.EmploymentType(employment_type)
    except ValueError as error:
        raise InvalidInput("invalid", texts.INVALID, fields={"employment_type": texts.INVALID}) from error
    try:
        return nip_rules.parse(number, kind, today=timezone.localdate()).digits
    except nip_rules.NipError as error:
        sentence = texts.NIP_FAULTS[error.fault]
        raise InvalidInput(error.fault.value, sentence, fields={"nip": sentence}) from error


def today_of(person: Employee) -> date:
    """Today where the person works."""
    return timezone.localdate(timezone=person.work_place.zone)


def begin_career(person: Employee, *, start: date, legal_basis: str = "", job_class: int | None = None) -> None:
    """The first rows of somebody who has just been stored."""
    placed = {name: getattr(person, _CURRENT[name]) for name in PLACEMENTS.columns if name in _CURRENT}
    timelines.begin(PLACEMENTS, person.pk, start, {**placed, "job_class": job_class}, legal_basis)
    timelines.begin(EMPLOYMENTS, person.pk, start, {"employment_type": person.employment_type}, legal_basis)
    if person.grade:
        timelines.begin(GRADES, person.pk, start, {"grade": person.grade}, legal_basis)


def amend_career(person: Employee, *, day: date, legal_basis: str = "") -> None:
    """Bring the dated rows in step with values that `update_employee` has just set in `Employee`."""
    now = timezone.now()
    for track in (PLACEMENTS, EMPLOYMENTS, GRADES):
        before = timelines.read(track, person.pk)
        values = {name: getattr(person, _CURRENT[name]) for name in track.columns if name in _CURRENT}
        start = max(day, before[0].start or day) if before else day
        known = rules.entry_on(before, start)
        if values.get("grade") == "" or (
            known is not None and all(known.values[name] == value for name, value in values.items())
        ):
            continue
        with timelines.explained():
            timelines.write(
                track, person.pk, before, rules.amend(before, start, values, legal_basis, carry=False), now=now
            )


def _change(
    actor: Authority,
    known: _Known,
    values: Mapping[str, object],
    start: date,
    legal_basis: str,
    *,
    until: date | None = None,
) -> Employee:
    with timelines.explained():
        after = rules.amend(known.entries, start, values, legal_basis, end=until, carry=False)
    return _store(actor, known, after, f"change_{known.kind}")


def _store(actor: Authority, known: _Known, after: tuple[rules.Entry, ...], deed: str) -> Employee:
    person, before = known.person, known.entries
    touched = [entry for entry in (*before, *after) if not (entry in before and entry in after)]
    if known.kind == "placement":
        _check_units(actor, [entry for entry in touched if entry in after], touched)
    timelines.write(TRACKS[known.kind], person.pk, before, after, now=timezone.now())
    left, change = person.unit_id, _show_current(person, known.kind, after)
    days = [entry.start.isoformat() for entry in touched if entry.start is not None]
    audit.record(
        f"people.{deed}",
        actor=actor.actor,
        subject=f"employee:{person.pk}",
        detail={"days": sorted(set(days)), "fields": sorted(change[0])},
        unit_id=left,
        right=Right.MANAGE_EMPLOYEES,
        before=change[0],
        after=change[1],
    )
    return person


def _show_current(
    person: Employee, kind: str, entries: tuple[rules.Entry, ...]
) -> tuple[dict[str, object], dict[str, object]]:
    """Copy what holds today into `Employee`; the columns that changed, with their values before and after."""
    held = rules.entry_on(entries, today_of(person))
    values = held.values if held is not None else {"grade": ""} if kind == "grade" else {}
    wanted = {_CURRENT[name]: value for name, value in values.items() if name in _CURRENT}
    change = audit.difference({name: getattr(person, name) for name in wanted}, wanted)
    for name in change[0]:
        setattr(person, name, wanted[name])
    if change[0]:
        person.save(update_fields=[name.removesuffix("_id") for name in change[0]])
    return change


def _check_units(actor: Authority, entered: list[rules.Entry], touched: list[rules.Entry]) -> None:
    """The actor answers for all units concerned, and each exists as long as somebody is to serve there."""
    for unit_id in sorted({_number(entry.values, "unit_id") for entry in touched}):
        actor.require(Right.MANAGE_EMPLOYEES, unit_id)
    for entry in entered:
        unit: OrgUnit = selectors.unit(_number(entry.values, "unit_id"))
        ends_after_it = unit.closed_on is not None and (entry.end is None or entry.end > unit.closed_on)
        if ends_after_it or (entry.start is not None and selectors.unit_on(unit.pk, entry.start) is None):
            raise InvalidInput("unit_not_active", texts.UNIT_NOT_ACTIVE, fields={"unit": texts.UNIT_NOT_ACTIVE})


def _check_values(actor: Authority, person: Employee, kind: str, values: Mapping[str, object], day: date) -> None:
    if kind == "placement" and {"unit_id", "work_place_id"} <= set(values):
        _check_work_place(_number(values, "unit_id"), _number(values, "work_place_id"))
    if kind == "grade":
        _check_grade(person, str(values.get("grade", "")), day)
    if kind == "employment":
        check_nip(person.nip, str(values.get("employment_type", "")))
    if kind == "superior":
        not_oneself(actor, person.pk)
        _check_superior(person.pk, _number(values, "superior_id"))


def _check_work_place(unit_id: int, work_place_id: int) -> None:
    if not selectors.work_places_for(unit_id).filter(pk=work_place_id).exists():
        sentence = texts.WORK_PLACE_ELSEWHERE
        raise InvalidInput("work_place_elsewhere", sentence, fields={"work_place": sentence})


def _check_grade(person: Employee, grade: str, day: date) -> None:
    """Civil servants have I/a to IV/e, contract employees I to XVII."""
    held = rules.entry_on(timelines.read(EMPLOYMENTS, person.pk), day)
    check_grade(grade, str(held.values["employment_type"]) if held else person.employment_type)


def check_grade(grade: str, employment_type: str) -> None:
    """InvalidInput `grade_mismatch`: that kind of employee has no such grade."""
    kind = nip_rules.EmploymentType(employment_type)
    known = texts.GRADES_OF_CONTRACTS if kind.is_contract else texts.GRADES_OF_SERVANTS
    if grade not in {code for code, _name in known}:
        raise InvalidInput("grade_mismatch", texts.GRADE_MISMATCH, fields={"grade": texts.GRADE_MISMATCH})


def _check_superior(employee_id: int, superior_id: int) -> None:
    if superior_id == employee_id:
        raise InvalidInput("own_superior", texts.OWN_SUPERIOR, fields={"superior": texts.OWN_SUPERIOR})
    if not selectors.employee(superior_id).active:
        raise InvalidInput("employee_inactive", texts.HEAD_INACTIVE, fields={"superior": texts.HEAD_INACTIVE})


def _bonds(new: rules.Bond) -> list[rules.Bond]:
    """Decisions about superiors that share a day with the new one."""
    reaches = Q(valid_to__isnull=True) | Q(valid_to__gte=new.start)
    rows = SuperiorRecord.objects.filter(reaches, superseded_at__isnull=True)
    if new.end is not None:
        rows = rows.filter(valid_from__lte=new.end)
    return [
        rules.Bond(*row) for row in rows.order_by().values_list("employee_id", "superior_id", "valid_from", "valid_to")
    ]


def _refuse_loop(new: rules.Bond) -> None:
    """Decisions among themselves on all days, decisions and tree together on the first day."""
    with seeing_everything("a circle may run through people of other agencies; only its existence is told"):
        bonds = _bonds(new)
    if rules.closes_loop(bonds, new) or selectors.is_in_a_circle(new.employee_id, new.start):
        raise InvalidInput("superior_loop", texts.SUPERIOR_LOOP, fields={"superior": texts.SUPERIOR_LOOP})


def _locked(actor: Authority, employee_id: int) -> Employee:
    """The person, whom no other change touches until this one is done; the actor answers for the present unit."""
    rows = Employee.objects.select_for_update(of=("self",)).select_related("work_place")
    person = rows.filter(pk=employee_id).first() or selectors.employee(employee_id)
    actor.require(Right.MANAGE_EMPLOYEES, person.unit_id)
    return person


def _known(person: Employee, kind: str) -> _Known:
    return _Known(person, kind, timelines.read(TRACKS[kind], person.pk))


def _owner_of(actor: Authority, kind: str, record_id: int) -> _Known:
    """The timeline in which a dated row stands, its person locked; NotFound `entry_not_found`."""
    track = TRACKS.get(kind)
    row = track.model._default_manager.filter(pk=record_id, superseded_at__isnull=True).first() if track else None
    if track is None or row is None:
        raise NotFound("entry_not_found", texts.ENTRY_NOT_FOUND)
    return _known(_locked(actor, getattr(row, track.owner)), kind)


def _number(values: Mapping[str, object], name: str) -> int:
    """An id among values of which the rules know no types."""
    value = values[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} is no id")
    return value
