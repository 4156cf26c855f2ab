"""Plans and facts for tests of the pure derivation, made from clock times at the work place."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hadir.attendance.facts import Incident, IncidentState, Seen
from hadir.leave.spans import Absence, Category, Part
from hadir.schedules.instances import (
    DayPlan,
    DueStage,
    Flex,
    FlexTerms,
    Holiday,
    Measure,
    Off,
    ShiftInstance,
    WorkMode,
)
from hadir.schedules.rules import StageKind
from hadir.workdays.rules import Person

LAW = Path(__file__).parent / "law"
WIB = "Asia/Jakarta"
PERSON = Person(employee_id=7, unit_id=3, agency_id=2, line=(3, 2, 1), work_place_id=5, zone=WIB)
NEVER_OVER = datetime(2040, 1, 1, tzinfo=UTC)


def table(name: str) -> list[dict[str, str]]:
    """The lines of a table of law."""
    with (LAW / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


HOURS = {row["schedule"]: row for row in table("hours.csv")}


def at(day: date, clock: str, zone: str = WIB) -> datetime:
    """A clock time of a day; hours beyond 24 lie on the next."""
    parts = [int(part) for part in clock.split(":")]
    hour, minute, second = (*parts, 0)[:3]
    begin = datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return begin + timedelta(hours=hour, minutes=minute, seconds=second)


def instance(name: str, day: date, zone: str = WIB) -> ShiftInstance:
    """The hours of the table on a day."""
    row = HOURS[name]
    starts, ends = at(day, row["starts"], zone), at(day, row["ends"], zone)
    stages = []
    for code, kind, measure, due in (
        ("arrival", StageKind.SPECIAL, Measure.ARRIVAL, starts),
        ("midday", StageKind.DAILY, Measure.PRESENCE, None),
        ("departure", StageKind.SPECIAL, Measure.DEPARTURE, ends),
    ):
        if not row[f"{code}_opens"]:
            continue
        opens = at(day, row[f"{code}_opens"], zone)
        closes = at(day, row[f"{code}_closes"], zone) + timedelta(minutes=1)
        stages.append(DueStage(code, kind, measure, opens, due or opens, closes))
    span = (ends - starts) // timedelta(minutes=1)
    return ShiftInstance(
        day=day,
        zone=zone,
        starts_at=starts,
        ends_at=ends,
        break_min=int(row["break_min"]),
        net_min=span - int(row["break_min"]),
        stages=tuple(stages),
        mode=WorkMode.OFFICE,
        flex=FlexTerms(Flex(row["flex"]), int(row["flex_limit"]), int(row["flex_fixed"])),
        label=name,
        schedule_version_id=1,
    )


def plan(name: str, day: date, zone: str = WIB) -> DayPlan:
    """A plan by its name in the tables; `libur`, `akhir pekan` and `tanpa jadwal` are days without duty."""
    offs = {"libur": Off.HOLIDAY, "akhir pekan": Off.WEEKLY, "tanpa jadwal": Off.NO_SCHEDULE}
    if name in offs:
        holiday = Holiday(day, "Hari Contoh", "national", None, 1, "SKB") if name == "libur" else None
        return DayPlan(day, None, offs[name], holiday, "region")
    return DayPlan(day, instance(name, day, zone), None, None, "region")


def seen(day: date, clocks: Iterable[str], zone: str = WIB) -> list[Seen]:
    return [Seen(at(day, clock, zone), f"p{number}", "face") for number, clock in enumerate(clocks)]


def absence(word: str, day: date, number: int = 1) -> Absence:
    """`cuti`, `dinas`, `pagi`, `siang`, or a span of clock times."""
    values: dict[str, Any] = {"id": number, "employee_id": 7, "first": day, "last": day}
    if word == "cuti":
        return Absence(type_code="CT", label="Cuti tahunan", category=Category.LEAVE, **values)
    if word == "dinas":
        return Absence(type_code="DL", label="Dinas luar", category=Category.DUTY, counts_as_work=True, **values)
    if word in ("pagi", "siang"):
        part = Part.MORNING if word == "pagi" else Part.AFTERNOON
        return Absence(type_code="IZ", label="Izin", category=Category.PERMISSION, part=part, **values)
    first, last = (time.fromisoformat(clock) for clock in word.split("-"))
    return Absence(
        type_code="IJ",
        label="Izin per jam",
        category=Category.PERMISSION,
        part=Part.HOURS,
        from_time=first,
        to_time=last,
        **values,
    )


def incident(text: str, day: date, number: int = 1) -> Incident:
    """`ditetapkan 07:00-08:30`."""
    states = {
        "ditetapkan": IncidentState.CONFIRMED,
        "diusulkan": IncidentState.PROPOSED,
        "ditolak": IncidentState.REJECTED,
    }
    word, _space, clocks = text.partition(" ")
    first, last = clocks.split("-")
    return Incident(number, "outage", states[word], at(day, first), at(day, last), frozenset(), frozenset())
