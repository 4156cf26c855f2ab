"""Reading what old attendance machines give out: a table with NIP, date and one or more times a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

_NIP = ("nip", "nip_baru", "no_pegawai", "nomor_pegawai", "pin")
_DAY = ("tanggal", "tgl", "date", "hari_tanggal")
_BOTH = ("waktu", "tanggal_jam", "datetime", "date_time", "scan_time", "check_time")
_TIME = re.compile(r"^(jam|scan|masuk|pulang|siang|pagi|sore|datang|keluar|time|in|out)(_?\w*)?$")
_DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
_TIME_FORMS = ("%H:%M:%S", "%H:%M", "%H.%M", "%H.%M.%S")


class ColumnsMissing(ValueError):
    """The header lacks columns that must be there; `args[0]` names them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One stamp of one line: row number as in the file (the header is row 1), digits of the NIP, moment without a
    zone: the person's work place gives it."""

    row: int
    nip: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """A line, or one of its times, that cannot be used; `code` is a key of `texts.LINE_FAULTS`."""

    row: int
    code: str


def read(rows: Sequence[Sequence[object]]) -> tuple[list[Seen], list[Fault]]:
    """Stamps and faults of a table whose first row names the columns. Raises `ColumnsMissing`.

    Cells may be text, numbers, `date`, `time` or `datetime`. Empty times are no fault: who left
    without the machine simply has one stamp less.
    """
    names = [_name(cell) for cell in rows[0]] if rows else []
    columns = _columns(names)
    seen: list[Seen] = []
    faults: list[Fault] = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(_text(cell) for cell in cells):
            continue
        for moment in _moments(cells, columns):
            if moment is None:
                faults.append(Fault(number, "time_unreadable"))
            else:
                seen.append(Seen(number, re.sub(r"\D", "", _text(_cell(cells, columns.nip))), moment))
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


def _moments(cells: Sequence[object], columns: _Columns) -> Iterator[datetime | None]:
    """Each time of a line; None for one that cannot be read."""
    for index in columns.times:
        cell = _cell(cells, index)
        if not _text(cell):
            continue
        if columns.day is None:
            yield _moment(cell)
        else:
            day, clock = _day(_cell(cells, columns.day)), _time(cell)
            yield datetime.combine(day, clock) if day and clock is not None else None


def _moment(cell: object) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    day, _blank, clock = _text(cell).replace("T", " ").partition(" ")
    found_day, found_time = _day(day), _time(clock.strip())
    return datetime.combine(found_day, found_time) if found_day and found_time is not None else None


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _parsed(_text(cell).split(" ")[0], _DAY_FORMS)
    return found.date() if found else None


def _time(cell: object) -> time | None:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    found = _parsed(_text(cell), _TIME_FORMS)
    return found.time() if found else None


def _parsed(text: str, forms: Sequence[str]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
    return None


def _name(cell: object) -> str:
    return re.sub(r"[^a-z0-9]+", "_", _text(cell).lower()).strip("_")


def _cell(cells: Sequence[object], index: int | None) -> object:
    return cells[index] if index is not None and index < len(cells) else ""


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
