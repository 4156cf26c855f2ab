"""Sentences about schedules, with the day and the stage named."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils import formats
from django.utils.dates import WEEKDAYS

from hadir.schedules import texts
from hadir.schedules.calendar import rules
from hadir.schedules.checks import Fault, OffLaw
from hadir.schedules.models import ScheduleAssignment, Season

_CLOCK = re.compile(r"(\d\d):(\d\d)([+-]\d)?")  # as `weeks.clock` writes it


def fault(found: Fault) -> str:
    """`Senin (Hari biasa), tahap Pagi: ...`"""
    where = f"{WEEKDAYS[found.weekday]} ({texts.SEASON_NAMES[found.season]})"
    if found.stage is not None:
        where += ", " + str(texts.STAGE_SAID).format(stage=texts.stage_name(found.stage.code, found.stage.name))
    facts = {name: _CLOCK.sub(_clock, text) for name, text in found.facts.items()}
    if "other" in facts:
        facts["other"] = texts.stage_name(facts["other"], facts["other"])
    return f"{where}: " + str(texts.FAULTS[found.code]).format(**facts)


def _clock(found: re.Match[str]) -> str:
    """`07.30`, and in words when it is on another day."""
    said = f"{found[1]}.{found[2]}"
    if not found[3]:
        return said
    return str(texts.NEXT_DAY if found[3].startswith("+") else texts.DAY_BEFORE).format(clock=said)


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


def season_changes(row: Season) -> list[str]:
    """Which days a season that replaces or withdraws another one changes; nothing for a new one."""
    if row.replaces is None:
        return []
    before, after = _days(row.replaces), set() if row.withdraws else _days(row)
    parts = ((texts.SEASON_BEGINS, after - before), (texts.SEASON_ENDS, before - after))
    said = [str(pattern).format(days=_spans(found)) for pattern, found in parts if found]
    return said or [str(texts.SEASON_SAME_DAYS)]


def _days(row: Season) -> set[date]:
    return {row.first + timedelta(days=n) for n in range((row.last - row.first).days + 1)}


def _spans(days: set[date]) -> str:
    pairs = rules.spans(days)
    return ", ".join(day(first) if first == last else f"{day(first)} - {day(last)}" for first, last in pairs)


def day(value: date) -> str:
    return formats.date_format(value, "j F Y")
