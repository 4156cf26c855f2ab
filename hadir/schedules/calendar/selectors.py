"""Reading the calendar. Days off are public: they decide about everybody's day."""

from __future__ import annotations

from collections.abc import Collection as Several
from datetime import date

from django.db.models import Count, Q, QuerySet

from hadir.lib.errors import NotFound
from hadir.schedules.calendar import rules, texts
from hadir.schedules.calendar.models import CalendarVersion, HolidayRow
from hadir.schedules.calendar.rules import Collection, Holidays
from hadir.schedules.instances import Holiday
from hadir.schedules.proposals import Status


def holidays(first: date, last: date) -> Holidays:
    """What is confirmed, of the region and of every unit, from `first` to `last`. One statement."""
    return Holidays(_confirmed(first, last))


def holidays_with(version: CalendarVersion, first: date, last: date) -> Holidays:
    """As `holidays`, as if that version were confirmed and the one that it replaces were not. Three statements."""
    before = in_force(version.year, Collection(version.collection), version.unit_id)
    kept = [row for row in _confirmed(first, last) if before is None or row.version_id != before.pk]
    rows = version.rows.filter(day__range=(first, last)).select_related("version")
    return Holidays([*kept, *(row.as_holiday() for row in rows)])


def _confirmed(first: date, last: date) -> list[Holiday]:
    rows = HolidayRow.objects.filter(version__status=Status.CONFIRMED, day__range=(first, last))
    return [row.as_holiday() for row in rows.select_related("version").order_by("day", "pk")]


def lines_of(version_id: int) -> list[rules.Line]:
    """The days of a version, in order."""
    return [row.as_line() for row in HolidayRow.objects.filter(version=version_id).order_by("day")]


def in_force(year: int, collection: Collection, unit_id: int | None) -> CalendarVersion | None:
    """The version that counts now, None before the first."""
    rows = CalendarVersion.objects.filter(year=year, collection=collection.value, status=Status.CONFIRMED)
    return rows.filter(unit_id=unit_id).first() if unit_id is not None else rows.filter(unit__isnull=True).first()


def version(version_id: int) -> CalendarVersion:
    """With its unit; NotFound `version_not_found`."""
    found = CalendarVersion.objects.select_related("unit", "replaces").filter(pk=version_id).first()
    if found is None:
        raise NotFound("version_not_found", texts.NO_SUCH_VERSION)
    return found


def versions(year: int, unit_ids: Several[int]) -> QuerySet[CalendarVersion]:
    """Every version of a year, of the region and of those units, the newest first, with `days`, how many it has."""
    rows = CalendarVersion.objects.filter(Q(unit__isnull=True) | Q(unit_id__in=unit_ids), year=year)
    return rows.select_related("unit").annotate(days=Count("rows")).order_by("-pk")


def difference_of(version: CalendarVersion) -> rules.Difference:
    """What it changes: of a proposal against what holds now, of a decided one against what it replaced."""
    if version.is_open:
        before = in_force(version.year, Collection(version.collection), version.unit_id)
    else:
        before = version.replaces
    return rules.difference(lines_of(before.pk) if before else (), lines_of(version.pk))


def waiting_versions() -> QuerySet[CalendarVersion]:
    """Proposals that nobody has decided, the oldest first."""
    rows = CalendarVersion.objects.filter(status=Status.PROPOSED).select_related("unit")
    return rows.order_by("proposed_at", "pk")


def years() -> list[int]:
    """Years of which there is any version, rising."""
    return sorted(set(CalendarVersion.objects.order_by().values_list("year", flat=True)))
