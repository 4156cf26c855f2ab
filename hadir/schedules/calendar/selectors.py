"""Reading the calendar. Days off are public: they decide about everybody's day."""

from __future__ import annotations

from datetime import date

from hadir.schedules.calendar import rules
from hadir.schedules.calendar.models import HolidayRow
from hadir.schedules.calendar.rules import Holidays
from hadir.schedules.proposals import Status


def holidays(first: date, last: date) -> Holidays:
    """What is confirmed, of the region and of every unit, from `first` to `last`. One statement."""
    rows = HolidayRow.objects.filter(version__status=Status.CONFIRMED, day__range=(first, last))
    return Holidays(row.as_holiday() for row in rows.select_related("version").order_by("day", "pk"))


def lines_of(version_id: int) -> list[rules.Line]:
    """The days of a version, in order."""
    return [row.as_line() for row in HolidayRow.objects.filter(version=version_id).order_by("day")]
