"""Units over time: created, renamed, moved and closed from a day on. One call, one transaction, one audit entry.

What is due today is copied at once into `OrgUnit`, which every list and right check reads; what begins later follows
on its day (`following`). Changes of the tree wait for each other, or two could make a loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput
from hadir.people import heads, rules, selectors, texts, timelines
from hadir.people.models import OrgUnit, Placement, UnitKind, UnitRecord
from hadir.people.saving import save
from hadir.people.timelines import UNITS

_CURRENT = ("name", "code", "parent_id")


@dataclass(frozen=True, slots=True)
class Opening:
    """Since when a new unit exists (None: for longer than the records reach), and by which regulation."""

    valid_from: date | None = None
    legal_basis: str = ""


SINCE_EVER = Opening()


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What a unit is called and where it hangs from `valid_from` (None: today) on; None keeps what is."""

    name: str | None = None
    code: str | None = None
    parent_id: int | None = None
    valid_from: date | None = None
    legal_basis: str = ""

    @property
    def values(self) -> dict[str, object]:
        given = {"name": self.name, "code": self.code, "parent_id": self.parent_id}
        return {name: value for name, value in given.items() if value is not None}


@transaction.atomic
def create_region(actor: Authority, *, name: str, code: str) -> OrgUnit:
    """The top of the tree, once. Conflict `region_exists`."""
    actor.require(Right.MANAGE_UNITS, None)
    if selectors.region() is not None:
        raise Conflict("region_exists", texts.REGION_EXISTS)
    region = OrgUnit(name=name, code=code, kind=UnitKind.REGION)
    save(region)
    timelines.begin(UNITS, region.pk, None, _values(region))
    _record(actor, "create_region", region)
    return region


@transaction.atomic
def create_unit(
    actor: Authority, *, parent_id: int, name: str, code: str, kind: str, opening: Opening = SINCE_EVER
) -> OrgUnit:
    """A new agency below the region, or a unit below an agency or unit."""
    actor.require(Right.MANAGE_UNITS, parent_id)
    timelines.take_turns()
    parent = selectors.unit(parent_id)
    _check_place_in_tree(kind, parent)
    _check_parent_lives(parent, opening.valid_from or selectors.today_in_region())
    unit = OrgUnit(parent=parent, name=name, code=code, kind=kind)
    _check_code(unit, code, opening.valid_from, None)
    save(unit)
    timelines.begin(UNITS, unit.pk, opening.valid_from, _values(unit), opening.legal_basis)
    _record(actor, "create_unit", unit)
    return unit


@transaction.atomic
def rename_unit(
    actor: Authority, *, unit_id: int, name: str, code: str, valid_from: date | None = None, legal_basis: str = ""
) -> OrgUnit:
    """New name and code from a day on (None: today); everything that points to the unit stays."""
    change = UnitChange(name=name, code=code, valid_from=valid_from, legal_basis=legal_basis)
    unit, before = _change(actor, unit_id, change)
    _record(actor, "rename_unit", unit, _when(valid_from), before)
    return unit


@transaction.atomic
def move_unit(
    actor: Authority, *, unit_id: int, parent_id: int, valid_from: date | None = None, legal_basis: str = ""
) -> OrgUnit:
    """Hang a unit, with all below it, under another parent from a day on (None: today)."""
    unit, before = _change(
        actor, unit_id, UnitChange(parent_id=parent_id, valid_from=valid_from, legal_basis=legal_basis)
    )
    _record(actor, "move_unit", unit, {"from": before["parent_id"], "to": parent_id, **_when(valid_from)}, before)
    return unit


@transaction.atomic
def change_unit(actor: Authority, *, unit_id: int, change: UnitChange) -> OrgUnit:
    """New name, code and place in the tree at once, as a regulation on the organisation decides them."""
    unit, before = _change(actor, unit_id, change)
    detail: dict[str, object] = {"fields": sorted(change.values), **_when(change.valid_from)}
    if change.parent_id is not None and change.parent_id != before["parent_id"]:
        detail |= {"from": before["parent_id"], "to": change.parent_id}
    _record(actor, "change_unit", unit, detail, before)
    return unit


@transaction.atomic
def close_unit(actor: Authority, *, unit_id: int, last_day: date, legal_basis: str = "") -> OrgUnit:
    """The unit exists until `last_day`. It keeps its history; its headships end.

    Conflict `unit_still_used` while people serve in it or units hang below it after that day; InvalidInput
    (not_the_region, span).
    """
    actor.require(Right.MANAGE_UNITS, unit_id)
    timelines.take_turns()
    unit = selectors.unit(unit_id)
    if unit.kind == UnitKind.REGION:
        raise InvalidInput("not_the_region", texts.REGION_STAYS)
    _refuse_while_used(unit, last_day)
    before = timelines.read(UNITS, unit_id)
    after = rules.cut(before, last_day)
    if not after or not after[-1].covers(last_day):
        sentence = texts.TIMELINE_FAULTS[rules.Fault.SPAN]
        raise InvalidInput("span", sentence, fields={"last_day": sentence})
    timelines.write(UNITS, unit_id, before, after, now=timezone.now())
    heads.end_all_in(unit_id, last_day=last_day)
    unit.closed_on = last_day
    unit.save(update_fields=["closed_on"])
    _record(actor, "close_unit", unit, {"last_day": last_day.isoformat(), "legal_basis": legal_basis})
    return unit


@transaction.atomic
def reopen_unit(actor: Authority, *, unit_id: int, legal_basis: str = "") -> OrgUnit:
    """A closing that was a mistake, or is revoked: the unit goes on as it was. Its headships do not come back."""
    actor.require(Right.MANAGE_UNITS, unit_id)
    timelines.take_turns()
    unit = selectors.unit(unit_id)
    before = timelines.read(UNITS, unit_id)
    if unit.closed_on is None or not before or unit.parent is None:
        raise Conflict("unit_not_closed", texts.UNIT_NOT_CLOSED)
    _check_parent_lives(unit.parent, unit.closed_on)
    last = before[-1]
    again = rules.Entry(last.start, None, last.values, legal_basis or last.legal_basis)
    timelines.write(UNITS, unit_id, before, (*before[:-1], again), now=timezone.now())
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    _record(actor, "reopen_unit", unit)
    return unit


def _change(actor: Authority, unit_id: int, change: UnitChange) -> tuple[OrgUnit, dict[str, object]]:
    """The unit with its change stored, and what was said of it before."""
    actor.require(Right.MANAGE_UNITS, unit_id)
    if change.parent_id is not None:
        actor.require(Right.MANAGE_UNITS, change.parent_id)
    timelines.take_turns()
    unit, today = selectors.unit(unit_id), selectors.today_in_region()
    day = change.valid_from or today
    before = timelines.read(UNITS, unit_id)
    known = rules.entry_on(before, day)
    if known is None:
        raise InvalidInput("unit_not_active", texts.UNIT_NOT_ACTIVE, fields={"valid_from": texts.UNIT_NOT_ACTIVE})
    _check_new_parent(unit, change.parent_id, day)
    if change.code is not None and change.code != known.values["code"]:
        _check_code(unit, change.code, day, known.end)
    with timelines.explained():
        after = rules.amend(before, day, change.values, change.legal_basis)
    was = _values(unit)
    held = rules.entry_on(after, today)
    if held is not None and any(getattr(unit, name) != held.values[name] for name in _CURRENT):
        unit.name, unit.code = str(held.values["name"]), str(held.values["code"])
        parent_id = held.values["parent_id"]
        unit.parent = selectors.unit(parent_id) if isinstance(parent_id, int) else None
        save(unit)
    timelines.write(UNITS, unit_id, before, after, now=timezone.now())
    if change.parent_id is not None:
        _refuse_loop(unit, day)
    return unit, was


def _check_new_parent(unit: OrgUnit, parent_id: int | None, day: date) -> None:
    if parent_id is None:
        return
    parent = selectors.unit(parent_id)
    if unit.kind == UnitKind.REGION:
        raise InvalidInput("not_the_region", texts.NOT_THE_REGION)
    _check_place_in_tree(unit.kind, parent)
    if unit.pk in (selectors.line_of(parent.pk) if day <= selectors.today_in_region() else (parent.pk,)):
        raise InvalidInput("unit_loop", texts.UNIT_LOOP, fields={"parent": texts.UNIT_LOOP})
    _check_parent_lives(parent, day)


def _check_parent_lives(parent: OrgUnit, day: date) -> None:
    if parent.closed_on is not None or selectors.unit_on(parent.pk, day) is None:
        raise InvalidInput("unit_not_active", texts.UNIT_NOT_ACTIVE, fields={"parent": texts.UNIT_NOT_ACTIVE})


def _check_place_in_tree(kind: str, parent: OrgUnit) -> None:
    if kind == UnitKind.OPD and parent.kind != UnitKind.REGION:
        raise InvalidInput("opd_below_region", texts.OPD_BELOW_REGION, fields={"parent": texts.OPD_BELOW_REGION})
    if kind == UnitKind.UNIT and parent.kind == UnitKind.REGION:
        raise InvalidInput("unit_below_opd", texts.UNIT_BELOW_OPD, fields={"parent": texts.UNIT_BELOW_OPD})
    if kind == UnitKind.REGION:
        raise InvalidInput("not_the_region", texts.NOT_THE_REGION, fields={"kind": texts.NOT_THE_REGION})


def _check_code(unit: OrgUnit, code: str, start: date | None, end: date | None) -> None:
    """No other unit carries the code on any of those days, today or later: on that day it could not become true."""
    others = UnitRecord.objects.filter(code=code, superseded_at__isnull=True).exclude(unit_id=unit.pk)
    if start is not None:
        others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=start))
    if end is not None:
        others = others.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=end))
    if others.exists():
        raise InvalidInput("invalid", texts.INVALID, fields={"code": texts.CODE_TAKEN})


def _refuse_loop(unit: OrgUnit, day: date) -> None:
    """In the tree of that day and of every later day on which it changes."""
    later = UnitRecord.objects.filter(superseded_at__isnull=True, valid_from__gt=day).order_by()
    starts = {start for start in later.values_list("valid_from", flat=True) if start is not None}
    for change_day in {day, *starts}:
        line = selectors.lines_on([unit.pk], change_day).get(unit.pk, ())
        if len(set(line)) < len(line):
            raise InvalidInput("unit_loop", texts.UNIT_LOOP, fields={"parent": texts.UNIT_LOOP})


def _refuse_while_used(unit: OrgUnit, last_day: date) -> None:
    after = Q(superseded_at__isnull=True) & (Q(valid_to__isnull=True) | Q(valid_to__gt=last_day))
    people = Placement.objects.filter(after, unit=unit, employee__active=True).values("employee").distinct().count()
    units = UnitRecord.objects.filter(after, parent=unit).values("unit").distinct().count()
    if people or units:
        raise Conflict("unit_still_used", texts.UNIT_STILL_USED % {"people": people, "units": units})


def _values(unit: OrgUnit) -> dict[str, object]:
    return {name: getattr(unit, name) for name in _CURRENT}


def _when(valid_from: date | None) -> dict[str, object]:
    return {"valid_from": valid_from.isoformat()} if valid_from is not None else {}


def _record(
    actor: Authority,
    deed: str,
    unit: OrgUnit,
    detail: dict[str, object] | None = None,
    was: dict[str, object] | None = None,
) -> None:
    """`was`: what was said of the unit before, where that may have changed; a change to come says its day instead."""
    before, after = audit.difference(was, _values(unit)) if was is not None else ({}, {})
    audit.record(
        f"people.{deed}",
        actor=actor.actor,
        subject=f"unit:{unit.pk}",
        detail=detail or {},
        unit_id=unit.pk,
        right=Right.MANAGE_UNITS,
        before=before,
        after=after,
    )
