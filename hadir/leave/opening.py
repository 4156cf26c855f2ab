"""Opening balances from a table: what the old books said when the system began. All of a file or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.leave import balances, ledger, texts, types
from hadir.leave.models import AbsenceType, LedgerEntry
from hadir.leave.rules import EntryKind
from hadir.lib import nip
from hadir.lib.authority import Right
from hadir.lib.errors import InvalidInput
from hadir.lib.tables import Row, Table, plain
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.saving import lock

COLUMNS = ("nip", "jenis", "tahun", "saldo")
_SHOWN = 20  # problems named in one answer
_YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    person: Employee
    kind: AbsenceType
    year: int
    days: int


def understood(line: Sequence[str]) -> int:
    """How well a line is understood as the header."""
    return sum(1 for cell in line if plain(cell) in COLUMNS)


class _Refused(Exception):
    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@transaction.atomic
def load(user: User, *, table: Table, name: str, now: datetime) -> int:
    """Take the balances of a file into the book. Returns how many.

    A person's days that are in the book already are counted: the balance afterwards is the one in the file. Raises
    `NotPermitted`, `InvalidInput` (opening_columns, opening_rows with every row and column that is wrong).
    """
    permissions.require(user, Right.ADJUST_LEAVE_LEDGER)
    places = {column: table.place(column) for column in COLUMNS}
    missing = [column for column, place in places.items() if place is None]
    if missing:
        text = str(texts.IMPORT_COLUMNS).format(missing=", ".join(missing))
        raise InvalidInput("opening_columns", text, fields={"file": text})
    lines, problems = _read(user, table, places)
    if problems:
        text = str(texts.IMPORT_REFUSED).format(count=len(problems))
        raise InvalidInput("opening_rows", text, fields={"file": " ".join(problems[:_SHOWN])})
    for line in sorted(lines, key=lambda one: one.person.pk):
        _write(user, line, name, now)
    audit.record(
        "leave.load_opening",
        actor=user.actor,
        subject="leave_ledger",
        detail={"lines": len(lines), "file": name[:120]},
        unit_id=None,
        right=Right.ADJUST_LEAVE_LEDGER,
    )
    return len(lines)


def _read(user: User, table: Table, places: dict[str, int | None]) -> tuple[list[_Line], list[str]]:
    units = permissions.units_for(user, Right.ADJUST_LEAVE_LEDGER)
    by_nip = {one.nip: one for one in people.employees_in(units).filter(active=True)}
    opened = set(
        LedgerEntry.objects.filter(kind=EntryKind.OPENING.value).values_list("employee_id", "type_code", "year")
    )
    catalogue = types.Catalogue.load()
    lines: list[_Line] = []
    seen: dict[tuple[int, str, int], int] = {}
    problems = []
    for row in table.rows:
        try:
            line = _line(row, places, by_nip, catalogue)
            key = (line.person.pk, line.kind.code, line.year)
            if line.person.pk == user.employee_id:
                raise _Refused("own")
            if key in opened:
                raise _Refused("opened")
            if key in seen:
                raise _Refused("twice", other=seen[key])
        except _Refused as refused:
            problems.append(str(texts.IMPORT_FAULTS[refused.code]).format(row=row.number, **refused.facts))
        else:
            seen[key] = row.number
            lines.append(line)
    return lines, problems


def _line(row: Row, places: dict[str, int | None], by_nip: dict[str, Employee], catalogue: types.Catalogue) -> _Line:
    cells = {column: row.cell(place) for column, place in places.items()}
    person = by_nip.get(nip.normalise(cells["nip"].lstrip("'")))
    if person is None:
        raise _Refused("nip_unknown", value=cells["nip"] or "-")
    if not cells["tahun"].isdecimal() or int(cells["tahun"]) not in _YEARS:
        raise _Refused("year", value=cells["tahun"] or "-")
    year = int(cells["tahun"])
    kind = catalogue.find(cells["jenis"].upper(), person.employment_type, date(year, 12, 31))
    if kind is None or not kind.has_ledger:
        raise _Refused("type_unknown", value=cells["jenis"] or "-")
    most = max(kind.deferred_total, (kind.yearly_days or 0) + kind.carry_days)
    if not cells["saldo"].isdecimal() or int(cells["saldo"]) > most:
        raise _Refused("days", value=cells["saldo"] or "-", most=most)
    return _Line(row.number, person, kind, year, int(cells["saldo"]))


def _write(user: User, line: _Line, name: str, now: datetime) -> None:
    lock(line.person)
    book = ledger.Book(line.person, line.kind, user.actor, now)
    have = balances.rest_by_person([line.person.pk], line.kind.code, line.year).get(line.person.pk, 0)
    book.write(
        line.year,
        EntryKind.OPENING,
        line.days - have,
        on=date(line.year, 1, 1),
        reason=str(texts.OPENING).format(name=name[:120]),
        key=f"opening:{line.year}",
    )
