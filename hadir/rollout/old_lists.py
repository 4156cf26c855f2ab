"""Reading what old attendance machines give out: a table with NIP, date and one or more times a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from hadir.lib.tables import Row, Table

_NIP = ("nip", "nip_baru", "no_pegawai", "nomor_pegawai", "pin")
_DAY = ("tanggal", "tgl", "date", "hari_tanggal")
_BOTH = ("waktu", "tanggal_jam", "datetime", "date_time", "scan_time", "check_time")
_TIME = re.compile(r"^(jam|scan|masuk|pulang|siang|pagi|sore|datang|keluar|time|in|out)(_?\w*)?$")
_ROUNDED = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)  # Excel has lost digits of a number this long
_DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
_TIME_FORMS = ("%H:%M:%S", "%H:%M", "%H.%M", "%H.%M.%S")


class ColumnsMissing(ValueError):
    """The header lacks columns that must be there; `args[0]` names them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One stamp of one line: line as a spreadsheet counts it, digits of the NIP, moment without a
    zone: the person's work place gives it."""

    row: int
    nip: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """A line, or one of its times, that cannot be used; `code` is a key of `texts.LINE_FAULTS`."""

    row: int
    code: str


def understood(header: Sequence[str]) -> int:
    """How many columns of a line are known: lets the reader find the header below a letterhead."""
    return sum(1 for name in map(_name, header) if name in (*_NIP, *_DAY, *_BOTH) or _TIME.match(name))


def read(table: Table) -> tuple[list[Seen], list[Fault]]:
    """Stamps and faults of a table. Raises `ColumnsMissing`.

    Empty times are no fault: who left without the machine simply has one stamp less.
    """
    columns = _columns([_name(header) for header in table.headers])
    seen: list[Seen] = []
    faults: list[Fault] = []
    for row in table.rows:
        nip = row.cell(columns.nip)
        for moment in _moments(row, columns):
            if moment is None:
                faults.append(Fault(row.number, "time_unreadable"))
            elif _ROUNDED.match(nip):
                faults.append(Fault(row.number, "nip_rounded"))
            else:
                seen.append(Seen(row.number, re.sub(r"\D", "", nip), moment))
    return seen, faults


@dataclass(frozen=True, slots=True)
class _Columns:
    nip: int
    day: int | None
    times: tuple[int, ...]


def _columns(names: list[str]) -> _Columns:
    nip = _first(names, _NIP)
    both = _first(names, _BOTH)
    day = _first(names, _DAY)
    times = tuple(index for index, name in enumerate(names) if _TIME.match(name) and name not in (*_NIP, *_DAY, *_BOTH))
    if both is not None and (day is None or not times):
        day, times = None, (both,)
    missing = [word for word, index in (("nip", nip), ("tanggal", day if day is not None else both)) if index is None]
    if not times:
        missing.append("jam")
    if nip is None or missing:
        raise ColumnsMissing(", ".join(missing))
    return _Columns(nip, day, times)


def _first(names: list[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(word) for word in wanted if word in names), None)


def _moments(row: Row, columns: _Columns) -> Iterator[datetime | None]:
    """Each time of a line; None for one that cannot be read."""
    for index in columns.times:
        text = row.cell(index)
        if not text:
            continue
        if columns.day is None:
            day_text, _blank, clock_text = text.replace("T", " ").partition(" ")
        else:
            day_text, clock_text = row.cell(columns.day), text
        day, clock = _day(day_text), _time(clock_text)
        yield datetime.combine(day, clock) if day and clock is not None else None


def _day(text: str) -> date | None:
    found = _parsed(text.split(" ", maxsplit=1)[0], _DAY_FORMS)
    return found.date() if found else None


def _time(text: str) -> time | None:
    """Of a cell that holds a day too, the time: some machines write both into both columns."""
    found = _parsed(text.rsplit(" ", maxsplit=1)[-1], _TIME_FORMS)
    return found.time() if found else None


def _parsed(text: str, forms: Sequence[str]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
    return None


def _name(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")
