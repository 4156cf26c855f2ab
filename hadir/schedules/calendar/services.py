"""Proposing, changing and confirming calendars. Nothing counts before a second person has confirmed it.

Confirming marks the days that change, and those that are off by another provision than before. What follows in an open
month is derived anew; in a locked one what counts differently becomes a difference that waits for a correction journal
(`periods`, ADR 0029). Leave that was granted over those days is counted again by a job (`leave.recount`).
"""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import formats

from hadir.audit import services as audit
from hadir.jobs import queue
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.saving import save
from hadir.periods import services as periods
from hadir.periods.rules import Cause
from hadir.schedules.calendar import decrees, rules, saying, selectors, texts
from hadir.schedules.calendar.models import CalendarVersion, HolidayRow
from hadir.schedules.calendar.rules import Collection, Line
from hadir.schedules.proposals import Status


@dataclass(frozen=True, slots=True)
class VersionData:
    """All days of a collection of a year. `source`: the decree, as number and year."""

    year: int
    collection: Collection
    source: str
    lines: Sequence[Line]
    unit_id: int | None = None
    note: str = ""


@transaction.atomic
def propose(actor: Authority, *, data: VersionData, now: datetime) -> CalendarVersion:
    """Put a whole calendar before the second person.

    Raises `NotPermitted`, `InvalidInput` (source_missing, year_range, decree_of_unit, calendar_lines), `Conflict`
    (calendar_waiting, nothing_changes).
    """
    actor.require(Right.MANAGE_CALENDAR, data.unit_id)
    _check(data)
    scope = {"year": data.year, "collection": data.collection.value, "unit_id": data.unit_id}
    if CalendarVersion.objects.filter(status=Status.PROPOSED, **scope).exists():
        raise Conflict("calendar_waiting", texts.WAITING)
    before = selectors.in_force(data.year, data.collection, data.unit_id)
    found = rules.difference(selectors.lines_of(before.pk) if before else (), data.lines)
    if not found and not (before is None and data.lines):
        raise Conflict("nothing_changes", texts.NOTHING_CHANGES)
    version = CalendarVersion(
        year=data.year,
        collection=data.collection.value,
        unit_id=data.unit_id,
        source=data.source.strip()[:300],
        note=data.note.strip()[:300],
        replaces=before,
    )
    version.sign_as_author(actor.actor, now)
    save(version)
    _write(version, data.lines)
    _record(actor, "propose", version, _counts(found))
    return version


def propose_decree(actor: Authority, *, year: int, now: datetime) -> CalendarVersion:
    """Propose a decree that comes with Hadir. `NotFound` (no_decree); else as `propose`."""
    decree = decrees.decrees().get(year)
    if decree is None:
        raise NotFound("no_decree", texts.NO_DECREE)
    data = VersionData(year, Collection.DECREE, decree.source, decree.lines, note=decree.note)
    return propose(actor, data=data, now=now)


@transaction.atomic
def propose_missing_decrees(actor: Authority, *, now: datetime) -> int:
    """Propose the decrees that come with Hadir for years about which nothing was ever proposed; how many there were.

    For set-up: the HR agency compares them with the decree and confirms.
    """
    actor.require(Right.MANAGE_CALENDAR, None)
    known = CalendarVersion.objects.filter(collection=Collection.DECREE.value).values_list("year", flat=True)
    missing = sorted(set(decrees.decrees()) - set(known))
    for year in missing:
        propose_decree(actor, year=year, now=now)
    return len(missing)


@transaction.atomic
def amend(
    actor: Authority, version_id: int, *, add: Sequence[Line] = (), remove: Several[date] = (), now: datetime
) -> CalendarVersion:
    """Change the days of a proposal. Whoever does so may no longer confirm it.

    Raises `Conflict` (decided_already, day_there), `NotFound` (version_not_found, day_not_found), `InvalidInput`.
    """
    version = _locked(version_id)
    actor.require(Right.MANAGE_CALENDAR, version.unit_id)
    version.check_open()
    lines = {line.day: line for line in selectors.lines_of(version.pk)}
    for day in remove:
        if lines.pop(day, None) is None:
            raise NotFound("day_not_found", str(texts.NO_SUCH_DAY).format(day=_said(day)))
    for line in add:
        if line.day in lines:
            sentence = str(texts.DAY_THERE).format(day=_said(line.day), name=lines[line.day].name)
            raise Conflict("day_there", sentence, fields={"day": sentence})
        lines[line.day] = line
    _check_lines(list(lines.values()), version.year, version.kinds)
    version.sign_as_author(actor.actor, now)
    version.rows.filter(day__in=list(remove)).delete()
    _write(version, add)
    save(version)
    detail: dict[str, object] = {
        "added": [line.day.isoformat() for line in add],
        "removed": [day.isoformat() for day in remove],
    }
    _record(actor, "amend", version, detail)
    return version


@transaction.atomic
def propose_days(
    actor: Authority, *, year: int, unit_id: int | None, source: str, add: Sequence[Line], now: datetime
) -> CalendarVersion:
    """Add local days to what holds: into the proposal that waits, else as a new proposal."""
    actor.require(Right.MANAGE_CALENDAR, unit_id)
    scope = {"year": year, "collection": Collection.LOCAL.value, "unit_id": unit_id}
    waiting = CalendarVersion.objects.filter(status=Status.PROPOSED, **scope).first()
    if waiting is not None:
        return amend(actor, waiting.pk, add=add, now=now)
    before = selectors.in_force(year, Collection.LOCAL, unit_id)
    lines = selectors.lines_of(before.pk) if before else []
    known = {line.day: line.name for line in lines}
    for line in add:
        if line.day in known:
            sentence = str(texts.DAY_THERE).format(day=_said(line.day), name=known[line.day])
            raise Conflict("day_there", sentence, fields={"day": sentence})
    return propose(actor, data=VersionData(year, Collection.LOCAL, source, [*lines, *add], unit_id), now=now)


@transaction.atomic
def propose_removal(actor: Authority, version_id: int, *, day: date, source: str, now: datetime) -> CalendarVersion:
    """Propose that a day of a calendar in force is no holiday any more."""
    version = _locked(version_id)
    actor.require(Right.MANAGE_CALENDAR, version.unit_id)
    lines = selectors.lines_of(version.pk)
    kept = [line for line in lines if line.day != day]
    if version.status != Status.CONFIRMED or len(kept) == len(lines):
        raise NotFound("day_not_found", str(texts.NO_SUCH_DAY).format(day=_said(day)))
    data = VersionData(version.year, Collection(version.collection), source, kept, version.unit_id)
    return propose(actor, data=data, now=now)


@transaction.atomic
def withdraw(actor: Authority, version_id: int, *, now: datetime) -> CalendarVersion:
    """Take a proposal back. It stays readable."""
    version = _locked(version_id)
    actor.require(Right.MANAGE_CALENDAR, version.unit_id)
    version.withdraw(actor.actor, now)
    save(version)
    _record(actor, "withdraw", version, {})
    return version


@transaction.atomic
def decide(actor: Authority, version_id: int, *, confirm: bool, reason: str, now: datetime) -> CalendarVersion:
    """The second person says yes, and the calendar holds; or no, with a reason.

    Raises `NotPermitted` (also second_person_needed), `Conflict` (decided_already), `InvalidInput` (reason_missing).
    """
    version = _locked(version_id)
    actor.require(Right.CONFIRM_CALENDAR, version.unit_id)
    version.decide(actor.actor, confirm=confirm, reason=reason, now=now)
    if not confirm:
        save(version)
        _record(actor, "reject", version, {"reason": version.reason})
        return version
    before = selectors.in_force(version.year, Collection(version.collection), version.unit_id)
    found = rules.difference(selectors.lines_of(before.pk) if before else (), selectors.lines_of(version.pk))
    if before is not None:
        before.status = Status.SUPERSEDED
        save(before)
    version.replaces = before
    save(version)
    for first, last in rules.spans({*found.days, *_told_otherwise(before, version)}):
        periods.mark_unit(version.unit_id, first, last, Cause.HOLIDAY)
    if found.added or found.removed:
        queue.defer("leave.recount", calendar_version=version.pk)  # a slice above this one: by name
    _record(actor, "confirm", version, _counts(found), before=before)
    return version


def _told_otherwise(before: CalendarVersion | None, after: CalendarVersion) -> set[date]:
    """Days that are off in both by another provision: they stay what they are, their explanation names the new one."""
    if before is None:
        return set()
    old = {row.day: row.basis or before.source for row in before.rows.all()}
    return {row.day for row in after.rows.all() if old.get(row.day) not in (None, row.basis or after.source)}


def _check(data: VersionData) -> None:
    if not data.source.strip():
        raise InvalidInput("source_missing", texts.SOURCE_NEEDED, fields={"source": texts.SOURCE_NEEDED})
    if not 2000 <= data.year <= 2199:
        raise InvalidInput("year_range", texts.YEAR_RANGE, fields={"year": texts.YEAR_RANGE})
    kinds = rules.KINDS.get((data.collection, data.unit_id is not None))
    if kinds is None:
        raise InvalidInput("decree_of_unit", texts.UNIT_NEEDS_LOCAL, fields={"unit": texts.UNIT_NEEDS_LOCAL})
    _check_lines(data.lines, data.year, kinds)


def _check_lines(lines: Sequence[Line], year: int, kinds: Sequence[rules.Kind]) -> None:
    for _place, fault in rules.faults(lines, year=year, kinds=kinds):
        said = saying.sentence(fault.code, fault.facts, kinds)
        message = str(texts.LINES_WRONG).format(sentence=said)
        raise InvalidInput("calendar_lines", message, fields={"day": message})


def _write(version: CalendarVersion, lines: Sequence[Line]) -> None:
    HolidayRow.objects.bulk_create(
        [
            HolidayRow(version=version, day=line.day, name=line.name.strip(), kind=line.kind.value, basis=line.basis)
            for line in lines
        ]
    )


def _locked(version_id: int) -> CalendarVersion:
    found = CalendarVersion.objects.select_for_update().filter(pk=version_id).first()
    if found is None:
        raise NotFound("version_not_found", texts.NO_SUCH_VERSION)
    return found


def _said(day: date) -> str:
    return formats.date_format(day, "j F Y")


def _counts(found: rules.Difference) -> dict[str, object]:
    return {
        "added": [line.day.isoformat() for line in found.added],
        "removed": [line.day.isoformat() for line in found.removed],
        "renamed": [after.day.isoformat() for _before, after in found.changed],
    }


def _record(
    actor: Authority,
    deed: str,
    version: CalendarVersion,
    detail: dict[str, object],
    *,
    before: CalendarVersion | None = None,
) -> None:
    audit.record(
        f"calendar.{deed}",
        actor=actor.actor,
        subject=f"calendar:{version.pk}",
        detail={"year": version.year, "collection": version.collection, "source": version.source, **detail},
        unit_id=version.unit_id,
        right=Right.CONFIRM_CALENDAR if deed in {"confirm", "reject"} else Right.MANAGE_CALENDAR,
        before={"version": before.pk} if before is not None else None,
        after={"version": version.pk} if deed == "confirm" else None,
    )
