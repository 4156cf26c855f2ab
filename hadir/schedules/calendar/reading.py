"""Holidays from files: tables (CSV, XLSX) and calendars (ICS). Pure: bytes and tables in, lines and faults out.

All or nothing: a file with one line that is not understood gives faults and no lines, so nobody confirms half a decree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty

from hadir.lib.tables import Row, Table, plain
from hadir.schedules.calendar.rules import Kind, Line
from hadir.schedules.calendar.rules import faults as faults_of

MAX_ICS_BYTES = 2 * 1024 * 1024
_DAY = timedelta(days=1)
_MOST_DAYS = 31  # of one event; longer ones are school terms or mistakes

DAY_NAMES = ("tanggal", "tgl", "date", "hari_tanggal")
NAME_NAMES = ("nama", "keterangan", "hari_libur", "uraian", "name")
KIND_NAMES = ("jenis", "kategori", "kind")
BASIS_NAMES = ("dasar", "dasar_hukum", "basis")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("januari jan january", "februari feb pebruari february", "maret mar march", "april apr", "mei may"),
            *("juni jun june", "juli jul july", "agustus agu ags agt aug august", "september sep sept"),
            *("oktober okt oct october", "november nov nopember nop", "desember des dec december"),
        ),
        start=1,
    )
    for name in names.split()
}
_WORDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.JOINT, ("cutibersama", "bersama", "joint", "jointholiday", "jointleave")),
    (Kind.NATIONAL, ("liburnasional", "nasional", "national", "publicholiday", "harilibur")),
    (Kind.LOCAL, ("liburdaerah", "daerah", "lokal", "local")),
    (Kind.UNIT, ("liburopd", "opd", "unit", "liburunit")),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where: `row` as a spreadsheet counts it (of a calendar: the event's number), `column` as the file
    calls it; `code` is a key of `texts.FILE_FAULTS`."""

    row: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """`skipped`: events of other years, which published calendars hold by the dozen."""

    lines: tuple[Line, ...] = ()
    faults: tuple[Fault, ...] = ()
    skipped: int = 0


def understood(header: Sequence[str]) -> int:
    """How many columns of a line are known: lets the reader find the header below a letterhead."""
    known = {plain(name) for name in (*DAY_NAMES, *NAME_NAMES, *KIND_NAMES, *BASIS_NAMES)}
    return len({plain(cell) for cell in header} & known)


def read_table(table: Table, *, year: int, kinds: Sequence[Kind]) -> Read:
    """A table with one day a line. Where only one kind is meant, the column for it may be absent."""
    day, name = table.place(*DAY_NAMES), table.place(*NAME_NAMES)
    kind, basis = table.place(*KIND_NAMES), table.place(*BASIS_NAMES)
    wanted = (("tanggal", day), ("nama", name), ("jenis", kind if len(kinds) > 1 else 0))
    missing = [title for title, place in wanted if place is None]
    if missing or day is None:
        found = ", ".join(head for head in table.headers if head)[:200]
        return Read(faults=(Fault(0, "", "columns_missing", {"names": ", ".join(missing), "found": found}),))
    lines: list[Line] = []
    rows: list[Row] = []
    faults: list[Fault] = []
    for row in table.rows:
        found_day = read_day(row.cell(day))
        found_kind = _kind(row.cell(kind), kinds)
        if found_day is None:
            faults.append(Fault(row.number, table.headers[day], "not_a_day", {"text": row.cell(day)[:40]}))
        if found_kind is None:
            column = table.headers[kind] if kind is not None else "jenis"
            faults.append(Fault(row.number, column, "not_a_kind", {"text": row.cell(kind)[:40]}))
        if found_day is not None and found_kind is not None:
            lines.append(Line(found_day, row.cell(name)[:120], found_kind, row.cell(basis)[:300]))
            rows.append(row)
    columns = {"name_missing": name, "kind_elsewhere": kind}
    for place, fault in faults_of(lines, year=year, kinds=kinds):
        where = columns.get(fault.code, day)
        facts: dict[str, object] = dict(fault.facts)
        if "other" in facts:
            facts["other"] = rows[int(str(facts["other"]))].number
        title = table.headers[where] if where is not None else ""
        faults.append(Fault(rows[place].number, title, fault.code, facts))
    return _all_or_nothing(lines, faults)


def read_day(text: str) -> date | None:
    """2026-08-17, 17/08/2026, 17-8-2026, 17.08.2026, 17 Agustus 2026, also after the name of a weekday."""
    words = text.strip().lower()
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?", words):
        return _date(found[1], found[2], found[3])
    words = re.sub(r"^[a-z']+\s*,\s*", "", words)
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", words):
        return _date(found[3], found[2], found[1])
    if (found := re.fullmatch(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})", words)) and found[2] in _MONTHS:
        return _date(found[3], _MONTHS[found[2]], found[1])
    return None


def _date(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _kind(text: str, kinds: Sequence[Kind]) -> Kind | None:
    word = plain(text)
    if not word:
        return kinds[0] if len(kinds) == 1 else None
    return next((kind for kind, words in _WORDS if word in words), None)


# --- calendars


def is_calendar(content: bytes) -> bool:
    """Whether the bytes say that they are an ICS file."""
    return content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(b"BEGIN:VCALENDAR")


def read_calendar(content: bytes, *, year: int, kinds: Sequence[Kind], zone: tzinfo) -> Read:
    """An ICS file. Events of other years are passed over; repeating ones are refused, for a decree repeats nothing.

    `zone` says to which day an event with a clock belongs.
    """
    if len(content) > MAX_ICS_BYTES:
        return Read(faults=(Fault(0, "", "ics_too_big", {"limit": MAX_ICS_BYTES // 1024**2}),))
    try:
        # Bytes only: the library takes a short text for the name of a file.
        parsed = Calendar.from_ical(bytes(content))
        events = [one for one in parsed.walk("VEVENT") if isinstance(one, Event)]
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        return Read(faults=(Fault(0, "", "ics_unreadable"),))
    if not events:
        return Read(faults=(Fault(0, "", "ics_empty"),))
    lines: list[tuple[int, Line]] = []
    faults: list[Fault] = []
    skipped = 0
    for number, event in enumerate(events, start=1):
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        found = _event_days(event, number, zone)
        if isinstance(found, Fault):
            faults.append(found)
            continue
        mine = [day for day in found if day.year == year]
        skipped += not mine
        name = str(event.get("SUMMARY", "")).strip()[:120]
        lines += [(number, Line(day, name, _event_kind(event, kinds))) for day in mine]
    lines.sort(key=lambda one: (one[1].day, one[0]))
    for place, fault in faults_of([line for _number, line in lines], year=year, kinds=kinds):
        facts = dict(fault.facts)
        if "other" in facts:
            facts["other"] = lines[int(str(facts["other"]))][0]
        column = "SUMMARY" if fault.code == "name_missing" else "DTSTART"
        code = "ics_day_twice" if fault.code == "day_twice" else fault.code
        faults.append(Fault(lines[place][0], column, code, facts))
    if not lines and not faults:
        return Read(faults=(Fault(0, "", "ics_other_years", {"year": year}),), skipped=skipped)
    found_lines = _all_or_nothing([line for _number, line in lines], faults)
    return Read(found_lines.lines, found_lines.faults, skipped)


def _event_days(event: Event, number: int, zone: tzinfo) -> list[date] | Fault:
    if event.get("RRULE") is not None or event.get("RDATE") is not None:
        return Fault(number, "RRULE", "ics_repeats", {"name": str(event.get("SUMMARY", ""))[:60]})
    start, end = _moment(event.get("DTSTART")), _moment(event.get("DTEND"))
    if start is None or (event.get("DTEND") is not None and end is None):
        column = "DTSTART" if start is None else "DTEND"
        return Fault(number, column, "not_a_day", {"text": _raw(event, column)[:40]})
    first = _local(start, zone)
    last = first if end is None else _last_day(end, zone)
    last = max(first, last)
    if (last - first).days >= _MOST_DAYS:
        return Fault(number, "DTEND", "ics_too_long", {"most": _MOST_DAYS})
    return list(_days(first, last))


def _raw(event: Event, column: str) -> str:
    value = event.get(column)
    return str(value) if value is not None else ""


def _moment(value: Any) -> date | None:
    """The date or moment of a property; None when it is absent or was not understood."""
    try:
        found = getattr(value, "dt", None)
    except BrokenCalendarProperty:
        return None
    return found if isinstance(found, date) else None


def _local(moment: date, zone: tzinfo) -> date:
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(zone).date() if moment.tzinfo is not None else moment.date()


def _last_day(end: date, zone: tzinfo) -> date:
    """The end of an event is the first day, or moment, that no longer belongs to it (RFC 5545, 3.6.1)."""
    if not isinstance(end, datetime):
        return end - _DAY
    return _local(end - timedelta(microseconds=1), zone)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _DAY


def _event_kind(event: Event, kinds: Sequence[Kind]) -> Kind:
    """Joint leave where the event says so; else what the collection is mostly made of."""
    words = " ".join(str(event.get(name, "")) for name in ("SUMMARY", "DESCRIPTION")) + " " + _categories(event)
    said = re.sub(r"[^a-z]", "", words.lower())
    joint = Kind.JOINT in kinds and ("cutibersama" in said or "jointholiday" in said or "jointleave" in said)
    return Kind.JOINT if joint else kinds[0]


def _categories(event: Event) -> str:
    found = event.get("CATEGORIES")
    parts: Iterable[Any] = found if isinstance(found, list) else [found] if found is not None else []
    return " ".join(" ".join(str(one) for one in getattr(part, "cats", [part])) for part in parts)


def _all_or_nothing(lines: Sequence[Line], faults: Sequence[Fault]) -> Read:
    if faults:
        return Read(faults=tuple(sorted(faults, key=lambda one: (one.row, one.column))))
    return Read(lines=tuple(sorted(lines, key=lambda one: one.day)))
