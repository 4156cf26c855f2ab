"""A day before and after, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hadir.recap.journals import texts
from hadir.recap.months.texts import STATUSES
from hadir.workdays.encoding import from_document
from hadir.workdays.shapes import Day, Status
from hadir.workdays.steps import Step

if TYPE_CHECKING:
    from hadir.recap.journals.models import JournalLine


def said(day: Day | None) -> str:
    """The day in one line: status, then what counts against the person and why."""
    if day is None:
        return str(texts.NO_RECORD)
    parts = [str(STATUSES[day.status])]
    if day.status is Status.HOLIDAY:
        parts += [str(facts["name"]) for code, facts in day.trace if code == Step.HOLIDAY.value and "name" in facts]
    if day.late_min:
        parts.append(str(texts.LATE).format(n=day.late_min))
    if day.early_min:
        parts.append(str(texts.EARLY).format(n=day.early_min))
    if day.missing and not day.absent:
        parts.append(str(texts.MISSING).format(n=day.missing))
    if day.reason_code:
        parts.append(str(texts.REASON).format(code=day.reason_code))
    if day.corrected:
        parts.append(str(texts.CORRECTED))
    return ", ".join(parts)


def said_document(found: dict[str, Any] | None) -> str:
    return said(from_document(found) if found is not None else None)


def said_line(line: JournalLine) -> tuple[str, str]:
    """Before and after."""
    return said_document(line.before), said_document(line.after)
