"""Cells of a roster: codes as people type them, patterns that repeat, tables from a spreadsheet. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hadir.lib.tables import Table, plain

FREE = "L"  # libur: free by the roster
_FREE_WORDS = frozenset({"L", "-", "LIBUR", "OFF"})
_ROUNDED = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)  # Excel has lost digits of a number this long
_NIP = ("nip", "nip_baru", "no_pegawai")
_DAY_LIKE = re.compile(r"(?:tgl\.?\s*)?\d{1,2}|\d{4}-\d{2}-\d{2}(?: 00:00:00)?|\d{1,2}/\d{1,2}/\d{4}")
_CODE = re.compile(r"[A-Z0-9]{1,4}")

Cell = tuple[int, date]  # person and day


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where in a table; `code` is a key of `texts.TABLE_FAULTS`."""

    row: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def code_of(text: str) -> str | None:
    """What a cell says: a shift's code, `FREE`, empty for nothing; None when it can be no code."""
    word = text.strip().upper()
    if not word:
        return ""
    if word in _FREE_WORDS:
        return FREE
    return word if _CODE.fullmatch(word) else None


def pattern_of(text: str) -> list[str] | None:
    """`P P S S M M L L`, also with commas or dashes between; None when a part of it can be no code."""
    words = [word for word in re.split(r"[\s,;/]+", text.strip()) if word]
    codes = [code_of(word) for word in words]
    if not codes or any(not code for code in codes):
        return None
    return [code for code in codes if code]


def filled(
    pattern: Sequence[str], people: Sequence[int], days: Sequence[date], *, shift_by: int = 0
) -> dict[Cell, str]:
    """The pattern over and over from the first of the days; each next person begins `shift_by` steps further on, so
    that one pattern makes a unit's whole month."""
    return {
        (person, day): pattern[(place + row * shift_by) % len(pattern)]
        for row, person in enumerate(people)
        for place, day in enumerate(days)
    }


def days_between(first: date, last: date) -> list[date]:
    """Every day, both included; none when the span is empty."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def understood(header: Sequence[str]) -> int:
    """How many columns of a line are known: a NIP and days of a month."""
    has_nip = any(plain(cell) in {plain(name) for name in _NIP} for cell in header)
    return (10 if has_nip else 0) + sum(1 for cell in header if _day_of(cell) is not None)


def read_table(
    table: Table, *, by_nip: Mapping[str, int], days: Sequence[date], codes: Collection[str]
) -> tuple[dict[Cell, str], list[Fault]]:
    """Cells of a table with a NIP and one column a day (1 to 31, or the date). All or nothing: faults or cells.

    Days without a column stay as they are; an empty cell empties the day.
    """
    nip = table.place(*_NIP)
    known: dict[int | date | None, date] = {day.day: day for day in days} | {day: day for day in days}
    columns = {
        place: known[_day_of(head)]
        for place, head in enumerate(table.headers)
        if place != nip and _day_of(head) in known
    }
    if nip is None or not columns:
        missing = "nip" if nip is None else "1, 2, 3 …"
        return {}, [Fault(0, "", "columns_missing", {"names": missing, "found": ", ".join(table.headers)[:200]})]
    cells: dict[Cell, str] = {}
    faults = _wrong_columns(table, nip, columns, known)
    seen: dict[int, int] = {}
    for row in table.rows:
        person = _person(row.cell(nip), by_nip)
        if isinstance(person, str):
            faults.append(Fault(row.number, table.headers[nip], person, {"text": row.cell(nip)[:40]}))
            continue
        if person in seen:
            faults.append(Fault(row.number, table.headers[nip], "person_twice", {"other": seen[person]}))
        seen.setdefault(person, row.number)
        for place, day in columns.items():
            code = code_of(row.cell(place))
            if code is None or (code not in {"", FREE} and code not in codes):
                facts = {"text": row.cell(place)[:20], "codes": ", ".join([*sorted(codes), FREE])}
                faults.append(Fault(row.number, table.headers[place], "code_unknown", facts))
            else:
                cells[person, day] = code
    return ({}, faults) if faults else (cells, [])


def _wrong_columns(
    table: Table, nip: int, columns: Mapping[int, date], known: Mapping[int | date | None, date]
) -> list[Fault]:
    """Days that are said twice, and filled columns whose heads are days of no such month."""
    faults = []
    for place, head in enumerate(table.headers):
        name = head.strip()[:20]
        is_filled = any(row.cell(place).strip() for row in table.rows)
        if place in columns and columns[place] in [day for other, day in columns.items() if other < place]:
            faults.append(Fault(0, "", "day_twice", {"head": name}))
        elif place not in columns and place != nip and is_filled and _DAY_LIKE.fullmatch(name.lower()):
            faults.append(Fault(0, "", "day_unknown", {"head": name, "last": max(known.values()).day}))
    return faults


def _person(text: str, by_nip: Mapping[str, int]) -> int | str:
    """The person, or the code of what is wrong with the number."""
    if _ROUNDED.match(text):
        return "nip_rounded"
    return by_nip.get(re.sub(r"\D", "", text), "nip_unknown")


def _day_of(header: str) -> int | date | None:
    """The number of a day, or a whole date: a table of another month must not be taken for this one's."""
    text = header.strip().lower()
    if found := re.fullmatch(r"(?:tgl\.?\s*)?0?(\d{1,2})", text):
        return int(found[1]) if 1 <= int(found[1]) <= 31 else None
    try:
        if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?: 00:00:00)?", text):
            return date.fromisoformat(found[1])
        if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None
