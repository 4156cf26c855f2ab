"""Sentences about rosters: who, when, how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import formats

from hadir.schedules.rosters import texts
from hadir.schedules.rosters.checking import Finding
from hadir.schedules.rosters.grid import Fault

_MOST_NAMES = 2
_MOST = 20


def finding(found: Finding, *, unit: str, names: Mapping[int, str]) -> str:
    """`Roster Ruang Melati: 3 orang tanpa jadwal, 14-16 Okt 2026.`"""
    return str(texts.FINDINGS[found.trouble]).format(
        unit=unit,
        who=_who(found.people, names),
        span=span(found.first, found.last),
        minutes_text=duration(found.minutes),
        wanted_text=duration(found.wanted),
    )


def _who(people: Sequence[int], names: Mapping[int, str]) -> str:
    if len(people) > _MOST_NAMES:
        return str(texts.PEOPLE).format(n=len(people))
    return ", ".join(names.get(one, "?") for one in people)


def span(first: date, last: date) -> str:
    """Days as short as they can be said: `14 Okt 2026`, `14-16 Okt 2026`, `30 Okt - 2 Nov 2026`."""
    if first == last:
        return formats.date_format(first, "j M Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{formats.date_format(last, 'j M Y')}"
    return f"{formats.date_format(first, 'j M')} - {formats.date_format(last, 'j M Y')}"


def duration(minutes: int) -> str:
    """Hours, and minutes where there are some."""
    hours, rest = divmod(minutes, 60)
    return str(texts.HOURS if rest else texts.HOURS_ONLY).format(hours=hours, minutes=rest)


def table_faults(faults: Sequence[Fault]) -> list[str]:
    """One sentence a fault, twenty at most and then how many more."""
    said = []
    for fault in faults[:_MOST]:
        words = str(texts.TABLE_FAULTS[fault.code]).format(**fault.facts)
        frame = str(texts.ROW_AND_COLUMN)
        said.append(frame.format(row=fault.row, column=fault.column, sentence=words) if fault.row else words)
    if len(faults) > _MOST:
        said.append(str(texts.AND_MORE).format(n=len(faults) - _MOST))
    return said
