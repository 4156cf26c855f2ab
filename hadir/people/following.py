"""Bringing today's values in step with the dated rows that have begun meanwhile: the work of a daily job."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from hadir.audit import services as audit
from hadir.lib.authority import System
from hadir.people import selectors
from hadir.people.models import TimeZone

# For each table of people: the dated columns and what they are called in `people_employee`.
_PEOPLE = {
    "people_placement": {
        "unit_id": "unit_id",
        "work_place_id": "work_place_id",
        "position_title": "position",
        "position_level": "position_level",
    },
    "people_graderecord": {"grade": "grade"},
    "people_employmentrecord": {"employment_type": "employment_type"},
}
_HOLDS = (
    "fact.superseded_at IS NULL AND (fact.valid_from IS NULL OR fact.valid_from <= %(day)s) "
    "AND (fact.valid_to IS NULL OR fact.valid_to >= %(day)s)"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """How many rows got other values."""

    units: int = 0
    people: int = 0


@transaction.atomic
def follow_dates(*, now: datetime) -> Followed:
    """Copy what holds today into units and people, each in the zone of their work place. Harmless to repeat."""
    units = _follow_units(selectors.today_in_region(now))
    people = sum(
        _follow_people(table, columns, zone.value, timezone.localdate(now, ZoneInfo(zone.value)))
        for zone in TimeZone
        for table, columns in _PEOPLE.items()
    )
    followed = Followed(units, people)
    if units or people:
        audit.record(
            "people.follow_dates", actor=System().actor, subject="region", detail=asdict(followed), unit_id=None
        )
    return followed


def _follow_units(day: date) -> int:
    """In two steps, because two units may exchange their codes on one day."""
    columns = ("name", "code", "parent_id")
    differs = " OR ".join(f"unit.{name} IS DISTINCT FROM fact.{name}" for name in columns)
    on_day = f"FROM people_unitrecord fact WHERE fact.unit_id = unit.id AND {_HOLDS}"
    values = ", ".join(f"{name} = fact.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE people_orgunit unit SET code = '~' || unit.id {on_day} AND unit.code <> fact.code",  # noqa: S608
            {"day": day},
        )
        cursor.execute(f"UPDATE people_orgunit unit SET {values} {on_day} AND ({differs})", {"day": day})  # noqa: S608
        return int(cursor.rowcount)


def _follow_people(table: str, columns: dict[str, str], zone: str, day: date) -> int:
    values = ", ".join(f"{column} = fact.{dated}" for dated, column in columns.items())
    differs = " OR ".join(f"person.{column} IS DISTINCT FROM fact.{dated}" for dated, column in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE people_employee person SET {values} FROM {table} fact, people_workplace place "  # noqa: S608
            "WHERE fact.employee_id = person.id AND place.id = person.work_place_id AND place.time_zone = %(zone)s "
            f"AND {_HOLDS} AND ({differs})",
            {"zone": zone, "day": day},
        )
        return int(cursor.rowcount)
