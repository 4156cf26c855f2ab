"""Dated rows of many people at once: the rules of one timeline (people.rules), stored in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hadir.people import rules
from hadir.people.importing import bulk
from hadir.people.rules import Entry
from hadir.periods import services as periods
from hadir.periods.rules import Cause

_MANY = 1000  # from so many people on, one mark for the region costs less than theirs


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of dated rows about `subject`, with the columns that say what held."""

    table: str
    columns: Mapping[str, str]
    subject: str = "employee_id"


PLACEMENT = Kept(
    "people_placement",
    {
        "unit_id": "bigint",
        "work_place_id": "bigint",
        "position_title": "text",
        "position_level": "text",
        "job_class": "smallint",
    },
)
GRADE = Kept("people_graderecord", {"grade": "text"})
EMPLOYMENT = Kept("people_employmentrecord", {"employment_type": "text"})
UNIT = Kept("people_unitrecord", {"name": "text", "code": "text", "parent_id": "bigint"}, subject="unit_id")


@dataclass(frozen=True, slots=True)
class Change:
    """`values` hold for the subject from the day that the file tells, if it tells one, else from that of the import."""

    subject_id: int
    told: date | None
    values: Mapping[str, object]


def begin(kept: Kept, changes: Sequence[Change], *, effective_on: date | None, legal_basis: str) -> None:
    """First rows of subjects that have none yet."""
    rows = [(one.subject_id, Entry(one.told or effective_on, None, one.values, legal_basis)) for one in changes]
    _add(kept, rows)
    _mark_days(kept, rows)


def amend(kept: Kept, changes: Sequence[Change], *, effective_on: date, legal_basis: str) -> None:
    """Let the changes hold from their day, but never before what holds today began: history stays as it was told."""
    stored = _entries(kept, [change.subject_id for change in changes])
    ends: list[tuple[int, date]] = []
    supersede: list[int] = []
    add: list[tuple[int, Entry]] = []
    for change in changes:
        before = stored.get(change.subject_id, [])
        start = _start(before, change, effective_on)
        plan = rules.plan(before, rules.amend(before, start, change.values, legal_basis))
        ends += plan.end
        supersede += plan.supersede
        add += [(change.subject_id, entry) for entry in plan.add]
    bulk.update(kept.table, {"id": "bigint", "valid_to": "date"}, ends)
    _supersede(kept, supersede)
    _add(kept, add)
    _mark_days(kept, add)


def _mark_days(kept: Kept, entries: Sequence[tuple[int, Entry]]) -> None:
    """Days of people who were placed, or whose unit was, from the earliest day on."""
    if not entries or kept not in (PLACEMENT, UNIT):
        return
    first = min(entry.start or date.min for _subject, entry in entries)
    subjects = {subject for subject, _entry in entries}
    if kept is UNIT:
        periods.mark_unit(None, first, date.max, Cause.CAREER)
    else:
        mark_people_from(subjects, first)


def mark_people_from(employee_ids: Collection[int], first: date) -> None:
    """The days of those people from a day on follow from something else now."""
    if len(employee_ids) > _MANY:
        periods.mark_unit(None, first, date.max, Cause.CAREER)
    else:
        periods.mark_people(employee_ids, first, date.max, Cause.CAREER)


def _start(before: Sequence[Entry], change: Change, effective_on: date) -> date:
    """A told day counts only when it is news: an old TMT beside a new value says nothing about that value."""
    current = rules.entry_on(before, effective_on)
    began = current.start if current is not None else None
    if change.told is not None and change.told <= effective_on and (began is None or change.told > began):
        return change.told
    return effective_on


def _entries(kept: Kept, subject_ids: Sequence[int]) -> dict[int, list[Entry]]:
    names = ", ".join(kept.columns)
    select = (
        f"SELECT {kept.subject}, id, valid_from, valid_to, legal_basis, {names} FROM {kept.table} "  # noqa: S608
        f"WHERE superseded_at IS NULL AND {kept.subject} = ANY(%s) ORDER BY valid_from NULLS FIRST"
    )
    found: dict[int, list[Entry]] = {}
    for subject_id, row_id, start, end, basis, *values in bulk.by_keys(select, subject_ids):
        entry = Entry(start, end, dict(zip(kept.columns, values, strict=True)), basis, row_id)
        found.setdefault(subject_id, []).append(entry)
    return found


def _supersede(kept: Kept, row_ids: Sequence[int]) -> None:
    bulk.run(f"UPDATE {kept.table} SET superseded_at = now() WHERE id = ANY(%s)", row_ids)  # noqa: S608


def _add(kept: Kept, entries: Iterable[tuple[int, Entry]]) -> None:
    columns = {kept.subject: "bigint", "valid_from": "date", "valid_to": "date", "legal_basis": "text", **kept.columns}
    rows = [
        (subject_id, entry.start, entry.end, entry.legal_basis, *(_value(entry, name) for name in kept.columns))
        for subject_id, entry in entries
    ]
    bulk.insert(kept.table, columns, rows, also="recorded_at")


def _value(entry: Entry, name: str) -> object:
    return entry.values.get(name, "" if name in ("position_title", "position_level") else None)
