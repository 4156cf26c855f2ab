"""Rosters: opening a month, filling it, publishing it, changing what is published. One call, one transaction.

A draft counts for nothing. What is published decides about people's days, so every later change says why, is kept,
marks the day and is told to the person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats

from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.lib.tables import Table
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.people.saving import save
from hadir.periods import services as periods
from hadir.periods.rules import Cause, Month
from hadir.schedules.rosters import checking, grid, saying, selectors, texts
from hadir.schedules.rosters.checking import Finding
from hadir.schedules.rosters.grid import FREE, Cell
from hadir.schedules.rosters.models import Roster, RosterChange, RosterEntry, RosterState


@dataclass(frozen=True, slots=True)
class Fill:
    """A pattern for some people over some days of the month; each next person begins `shift_by` steps further on."""

    pattern: str
    employee_ids: Sequence[int]
    first: date
    last: date
    shift_by: int = 0


@transaction.atomic
def open_roster(actor: Authority, *, unit_id: int, month: Month) -> Roster:
    """The roster of a unit for a month, made when there is none yet."""
    actor.require(Right.MANAGE_ROSTERS, unit_id)
    unit = people.unit(unit_id)
    found, made = Roster.objects.get_or_create(unit=unit, month=month.first)
    if made:
        _record(actor, "open", found, {})
    return found


@transaction.atomic
def set_cells(actor: Authority, roster_id: int, *, cells: Mapping[Cell, str], reason: str = "", now: datetime) -> int:
    """Write cells: a code, `FREE`, or empty to clear. Returns how many differ from before; all of them or none.

    Raises `InvalidInput` (cell_month, cell_person, cell_code, reason_missing), `Conflict` (cell_elsewhere),
    `NotPermitted` (own_cell: nobody takes a duty of his own away once its day has come).
    """
    roster = _locked(roster_id)
    actor.require(Right.MANAGE_ROSTERS, roster.unit_id)
    before = selectors.cells(roster)
    wanted = {cell: code for cell, code in cells.items() if before.get(cell, "") != code}
    if not wanted:
        return 0
    if roster.is_published and not reason.strip():
        raise InvalidInput("reason_missing", texts.CHANGE_REASON, fields={"reason": texts.CHANGE_REASON})
    if roster.is_published:
        _refuse_own(actor, wanted, people.today_in_region(now))
    write(roster, wanted)
    if roster.is_published:
        _refuse_overlaps(roster, {person for person, _day in wanted})
        keep_changes(roster, before, wanted, actor=actor, reason=reason, now=now)
    _record(actor, "fill", roster, {"cells": len(wanted), "reason": reason.strip()[:300]})
    return len(wanted)


def fill_pattern(actor: Authority, roster_id: int, *, fill: Fill, reason: str = "", now: datetime) -> int:
    """Write a repeating pattern. Raises `InvalidInput` (pattern_wrong) besides those of `set_cells`."""
    pattern = grid.pattern_of(fill.pattern)
    if pattern is None:
        raise InvalidInput("pattern_wrong", texts.PATTERN_WRONG, fields={"pattern": texts.PATTERN_WRONG})
    days = grid.days_between(fill.first, fill.last)
    cells = grid.filled(pattern, fill.employee_ids, days, shift_by=fill.shift_by)
    roster = selectors.roster(roster_id)
    serving = {one.employee_id: one.zones for one in selectors.members(roster)}
    kept = {(person, day): code for (person, day), code in cells.items() if day in serving.get(person, {})}
    return set_cells(actor, roster_id, cells=kept, reason=reason, now=now)


class TableRefused(InvalidInput):
    """A table with faults; `sentences` say them by row and column."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("roster_table", texts.FILE_REFUSED, fields={"file": texts.FILE_REFUSED})
        self.sentences = list(sentences)


def load_table(actor: Authority, roster_id: int, *, table: Table, reason: str = "", now: datetime) -> int:
    """Write the cells of a spreadsheet. Raises `TableRefused`, and as `set_cells` does."""
    roster = selectors.roster(roster_id)
    actor.require(Right.MANAGE_ROSTERS, roster.unit_id)
    month = selectors.month_of(roster)
    persons = selectors.names_of([one.employee_id for one in selectors.members(roster)])
    codes = selectors.codes_for(roster.unit_id, month.first, month.last).codes
    by_nip = {person.nip: person.pk for person in persons.values()}
    cells, faults = grid.read_table(table, by_nip=by_nip, days=list(month.days()), codes=codes)
    if faults:
        raise TableRefused(saying.table_faults(faults))
    return set_cells(actor, roster_id, cells=cells, reason=reason, now=now)


def check(roster: Roster, *, away: Collection[Cell] = ()) -> list[Finding]:
    """What is wrong with it now. `away`: days of full leave, which slices above this one know."""
    month = selectors.month_of(roster)
    members = selectors.members(roster)
    return checking.findings(
        members,
        selectors.cells(roster).keys(),
        selectors.instances_around(members, month.first, month.last, draft=roster),
        rest=selectors.rest_in_force(),
        away=away,
        own_hours=selectors.with_own_hours(members),
    )


@transaction.atomic
def publish(
    actor: Authority, roster_id: int, *, remarks: str = "", away: Collection[Cell] = (), now: datetime
) -> Roster:
    """Put the roster in force and tell everybody in it.

    Raises `Conflict` (roster_published, roster_faults), `InvalidInput` (roster_empty, remarks_needed).
    """
    roster = _locked(roster_id)
    actor.require(Right.MANAGE_ROSTERS, roster.unit_id)
    if roster.is_published:
        raise Conflict("roster_published", texts.PUBLISHED_ALREADY)
    cells = selectors.cells(roster)
    if not cells:
        raise InvalidInput("roster_empty", texts.NOTHING_PLANNED)
    found = check(roster, away=away)
    if found and not found[0].is_excusable:
        raise Conflict("roster_faults", str(texts.FAULTS_STAND).format(first=_said(roster, found[0])))
    if found and not remarks.strip():
        raise InvalidInput("remarks_needed", texts.REMARKS_NEEDED, fields={"remarks": texts.REMARKS_NEEDED})
    roster.state, roster.published_at = RosterState.PUBLISHED, now
    roster.published_by_label, roster.remarks = actor.actor.label[:200], remarks.strip()[:300]
    save(roster)
    planned = {person for person, _day in cells}
    month = selectors.month_of(roster)
    periods.mark_people(planned, month.first, month.last, Cause.ROSTER)
    tell(Kind.ROSTER_PUBLISHED, planned, {"unit": roster.unit.name, "from_on": roster.month.isoformat()})
    _record(actor, "publish", roster, {"cells": len(cells), "findings": len(found), "remarks": roster.remarks})
    return roster


# --- shared with swaps


def write(roster: Roster, wanted: Mapping[Cell, str]) -> None:
    """Put cells into the table after checking each against people, month and codes."""
    month = selectors.month_of(roster)
    serving = {one.employee_id: one.zones for one in selectors.members(roster)}
    codes = selectors.codes_for(roster.unit_id, month.first, month.last)
    rows = []
    for (person, day), code in wanted.items():
        if Month.of(day) != month:
            _refuse("cell_month", texts.CELL_MONTH, day=_date(day))
        if code and day not in serving.get(person, {}):
            _refuse("cell_person", texts.CELL_PERSON, name=_name(person), day=_date(day))
        shift = codes.on(code, day) if code and code != FREE else None
        if code and code != FREE and shift is None:
            _refuse("cell_code", texts.CELL_CODE, code=code, day=_date(day))
        if code:
            rows.append(RosterEntry(roster=roster, employee_id=person, day=day, shift=shift))
    persons, days = {person for person, _day in wanted}, {day for _person, day in wanted}
    with seeing_everything("whether another unit's roster has the person already; its name is said, nothing else"):
        others = RosterEntry.objects.filter(employee_id__in=persons, day__in=days).exclude(roster=roster)
        for other in others.select_related("roster__unit"):
            if wanted.get((other.employee_id, other.day)):
                facts = {"name": _name(other.employee_id), "unit": other.roster.unit.name, "day": _date(other.day)}
                raise Conflict("cell_elsewhere", str(texts.CELL_ELSEWHERE).format(**facts))
    stale = RosterEntry.objects.filter(roster=roster, employee_id__in=persons, day__in=days)
    numbers = [pk for pk, *cell in stale.values_list("pk", "employee_id", "day") if tuple(cell) in wanted]
    RosterEntry.objects.filter(pk__in=numbers).delete()
    RosterEntry.objects.bulk_create(rows, batch_size=2000)


def keep_changes(
    roster: Roster,
    before: Mapping[Cell, str],
    wanted: Mapping[Cell, str],
    *,
    actor: Authority,
    reason: str,
    now: datetime,
) -> None:
    """Keep, mark and tell what was changed in a published roster."""
    RosterChange.objects.bulk_create(
        [
            RosterChange(
                roster=roster,
                employee_id=person,
                day=day,
                before=before.get((person, day), ""),
                after=code,
                reason=reason.strip()[:300],
                changed_at=now,
                changed_by_label=actor.actor.label[:200],
            )
            for (person, day), code in sorted(wanted.items())
        ]
    )
    for person in sorted({person for person, _day in wanted}):
        days = sorted(day for one, day in wanted if one == person)
        periods.mark_people([person], days[0], days[-1], Cause.ROSTER)
        tell(Kind.ROSTER_CHANGED, [person], {"unit": roster.unit.name, "from_on": days[0].isoformat()})


def tell(kind: Kind, employee_ids: Collection[int], facts: dict[str, str | int], link: str = "own_shifts") -> None:
    """To the accounts of those people, as far as they have one."""
    accounts = apps.get_model(settings.AUTH_USER_MODEL)._default_manager.filter(
        employee_id__in=employee_ids, is_active=True
    )
    with seeing_everything("whose accounts these are, to tell their owners"):
        readers = list(accounts.values_list("pk", flat=True))
    notices.send(kind, user_ids=readers, facts=facts, link=reverse(link))


def _refuse_own(actor: Authority, wanted: Mapping[Cell, str], today: date) -> None:
    mine = [day for person, day in wanted if person == actor.actor.employee_id and day <= today]
    if mine:
        raise NotPermitted("own_cell", str(texts.OWN_CELL).format(day=_date(min(mine))))


def _refuse_overlaps(roster: Roster, persons: Collection[int]) -> None:
    """A published roster never holds two shifts at once."""
    found = [one for one in check(roster) if not one.is_excusable and set(one.people) & set(persons)]
    if found:
        raise Conflict("roster_faults", str(texts.FAULTS_STAND).format(first=_said(roster, found[0])))


def _said(roster: Roster, found: Finding) -> str:
    names = {pk: one.full_name for pk, one in selectors.names_of(found.people).items()}
    return saying.finding(found, unit=roster.unit.name, names=names)


def _locked(roster_id: int) -> Roster:
    found = Roster.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=roster_id).first()
    if found is None:
        raise NotFound("roster_not_found", texts.NO_SUCH_ROSTER)
    return found


def _refuse(wrong: str, text: object, /, **facts: str) -> None:
    raise InvalidInput(wrong, str(text).format(**facts))


def _name(employee_id: int) -> str:
    found = selectors.names_of([employee_id]).get(employee_id)
    return found.full_name if found is not None else f"#{employee_id}"


def _date(day: date) -> str:
    return formats.date_format(day, "j F Y")


def _record(actor: Authority, deed: str, roster: Roster, detail: dict[str, object]) -> None:
    audit.record(
        f"rosters.{deed}",
        actor=actor.actor,
        subject=f"roster:{roster.pk}",
        detail={"month": roster.month.isoformat(), **detail},
        unit_id=roster.unit_id,
        right=Right.MANAGE_ROSTERS,
    )
