"""Rosters for tests: a ward of four people below the Dinas Kesehatan, entered through the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from hadir.accounts.models import User
from hadir.people import services as people
from hadir.people.models import Employee, OrgUnit
from hadir.periods.rules import Month
from hadir.schedules.rosters import services, shifts
from hadir.schedules.rosters.models import Roster, ShiftType
from hadir.schedules.rosters.shifts import ShiftData, customary_stages
from tests.cast import SYSTEM, Cast, appoint, employ, join, make_nip

MONTH = Month(2026, 10)
NOW = datetime(2026, 9, 20, 2, 0, tzinfo=UTC)
OCTOBER = [date(2026, 10, day) for day in range(1, 32)]
HOURS = {"P": (time(7), time(14)), "S": (time(14), time(21)), "M": (time(21), time(7))}


@dataclass(frozen=True, slots=True)
class Ward:
    unit: OrgUnit
    ani: Employee
    beni: Employee
    citra: Employee
    shifts: Mapping[str, ShiftType]

    @property
    def people(self) -> list[int]:
        return [self.ani.pk, self.beni.pk, self.citra.pk]


def make_ward(cast: Cast) -> Ward:
    """Ruang Melati with three nurses and three shifts."""
    unit = people.create_unit(SYSTEM, parent_id=cast.dinkes.pk, name="Ruang Melati", code="MELATI", kind="unit")
    nurses = [
        employ(f"{name} Contoh", make_nip("19900202", "201603", 2, 100 + n), unit, cast.dinkes_office)
        for n, name in enumerate(("Ani", "Beni", "Citra"))
    ]
    ani, beni, citra = nurses
    return Ward(unit, ani, beni, citra, shifts={code: make_shift(unit, code) for code in HOURS})


def head_of(ward: Ward, cast: Cast) -> User:
    """Wiwin heads the ward, and so decides on swaps there."""
    person = join(employ("Wiwin Contoh", make_nip("19800202", "200603", 2, 120), cast.dinkes, cast.dinkes_office))
    appoint(person, ward.unit)
    return person


def make_shift(unit: OrgUnit, code: str, **more: object) -> ShiftType:
    row = shifts.propose_shift(SYSTEM, data=shift_data(unit, code, **more), now=NOW)
    return shifts.decide_shift(SYSTEM, row.pk, confirm=True, reason="", now=NOW)


def shift_data(unit: OrgUnit, code: str, **more: object) -> ShiftData:
    starts, ends = HOURS.get(code, HOURS["P"])
    values: dict[str, object] = {
        "name": f"Dinas {code}", "starts": starts, "ends": ends, "break_min": 30, "valid_from": date(2026, 1, 1),
        "legal_basis": "Perdir 1/2026", "stages": customary_stages(early_min=60, late_min=60, after_min=120),
    }  # fmt: skip
    return ShiftData(unit_id=unit.pk, code=code, **{**values, **more})  # type: ignore[arg-type]


def planned(ward: Ward, patterns: Sequence[str], *, publish: bool = True) -> Roster:
    """October, one pattern a nurse; published unless said otherwise, whatever is found."""
    roster = services.open_roster(SYSTEM, unit_id=ward.unit.pk, month=MONTH)
    for person, pattern in zip(ward.people, patterns, strict=False):
        fill = services.Fill(pattern, [person], OCTOBER[0], OCTOBER[-1])
        services.fill_pattern(SYSTEM, roster.pk, fill=fill, now=NOW)
    return services.publish(SYSTEM, roster.pk, remarks="Percobaan", now=NOW) if publish else roster
