"""What the allowance of people would be if some of their days were others: reckoned, never kept here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import transaction

from hadir.audit.viewer import seeing_everything
from hadir.people import selectors as people
from hadir.periods.rules import Month
from hadir.recap.allowance import selectors as allowance
from hadir.recap.allowance.engine import Result, derive
from hadir.workdays import selectors as workdays
from hadir.workdays.shapes import Day


@dataclass(frozen=True, slots=True)
class Change:
    """One person's month as it is kept and as it would be."""

    before: Result
    after: Result


def changes(agency_id: int, month: Month, days: Mapping[int, Mapping[date, Day | None]]) -> dict[int, Change]:
    """By person; empty where no rules of allowance hold. `days`: what each person's days would be (None: no record).

    A fixed number of statements. All days of the month count, also those in another agency, as when it was reckoned.
    """
    ids = sorted(days)
    line = people.line_of(agency_id)
    with transaction.atomic(), seeing_everything("the allowance of those people; the caller shows sums of his own"):
        book = allowance.book_of(line, month, allowance.in_force(line, month.first, month.last))
        if book is None:
            return {}
        persons = allowance.people_of(ids, month)
        amounts = allowance.Amounts(month.last, line)
        kept = workdays.stream_days(month, employee_ids=ids)
        known = {who: {one.day: one for one in found} for who, found in groupby(kept, key=lambda day: day.employee_id)}
    found: dict[int, Change] = {}
    for who in ids:
        before = known.get(who, {})
        after = {day: one for day, one in ({**before, **days[who]}).items() if one is not None}
        amount = amounts.of(who, persons[who].on(max(before or after, default=month.last)))
        whole = amount.rupiah if amount is not None else None
        found[who] = Change(
            derive(book, before.values(), persons[who], whole),
            derive(book, [after[day] for day in sorted(after)], persons[who], whole),
        )
    return found
