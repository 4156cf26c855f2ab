"""Sentences about schedules, with the day and the stage named."""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.dates import WEEKDAYS

from hadir.schedules import texts
from hadir.schedules.checks import Fault, OffLaw
from hadir.schedules.models import ScheduleAssignment, Season


def fault(found: Fault) -> str:
    """`Senin (Hari biasa), tahap Pagi: ...`"""
    where = f"{WEEKDAYS[found.weekday]} ({texts.SEASON_NAMES[found.season]})"
    if found.stage is not None:
        where += ", " + str(texts.STAGE_SAID).format(stage=texts.stage_name(found.stage.code, found.stage.name))
    facts = dict(found.facts)
    if "other" in facts:
        facts["other"] = texts.stage_name(facts["other"], facts["other"])
    return f"{where}: " + str(texts.FAULTS[found.code]).format(**facts)


def off_law(found: OffLaw) -> str:
    return str(texts.OFF_LAW).format(
        season=texts.SEASON_NAMES[found.season],
        hours=hours(found.minutes),
        lawful=hours(found.lawful),
        basis=found.legal_basis,
    )


def hours(minutes: int) -> str:
    """`37 jam 30 menit`."""
    whole, rest = divmod(minutes, 60)
    return str(texts.HOURS_MINUTES if rest else texts.HOURS).format(hours=whole, minutes=rest)


def assigned_that_day(row: ScheduleAssignment) -> str:
    name = row.schedule.name if row.schedule is not None else texts.NO_OWN_SCHEDULE
    return str(texts.ASSIGNED_THAT_DAY).format(schedule=name, day=day(row.valid_from))


def season_overlaps(row: Season) -> str:
    return str(texts.SEASON_OVERLAPS).format(first=day(row.first), last=day(row.last))


def day(value: date) -> str:
    return formats.date_format(value, "j F Y")
