"""Reading absences, requests and balances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hadir.leave.models import GrantedAbsence
from hadir.leave.spans import Absence, Category, Part
from hadir.people import streaming

_STREAM = """
SELECT g.employee_id, g.id, t.code, t.name, t.category, g.first, g.last, g.part, g.from_time, g.to_time,
    t.counts_as_work, g.reference
FROM leave_grantedabsence g JOIN leave_absencetype t ON t.id = g.type_id
WHERE g.ended_at IS NULL AND g.employee_id = ANY(%s) AND g.first <= %s AND g.last >= %s
ORDER BY g.employee_id, g.first, g.id
"""


def stream(employee_ids: Sequence[int], first: date, last: date) -> Iterator[tuple[int, Absence]]:
    """Granted absences that touch the span, ordered by employee. One statement, inside a transaction."""
    for row in streaming.rows(_STREAM, [list(employee_ids), last, first]):
        yield row[0], _absence(row)


def absences_of(employee_id: int, first: date, last: date) -> list[Absence]:
    """Granted absences of one person that touch the span, by day. One statement."""
    rows = GrantedAbsence.objects.filter(employee_id=employee_id, ended_at=None, first__lte=last, last__gte=first)
    return [
        _absence(row)
        for row in rows.order_by("first", "id").values_list(
            *("employee_id", "id", "type__code", "type__name", "type__category", "first", "last", "part"),
            *("from_time", "to_time", "type__counts_as_work", "reference"),
        )
    ]


def _absence(row: tuple[Any, ...]) -> Absence:
    employee_id, key, code, label, category, first, last, part, from_time, to_time, as_work, reference = row
    return Absence(
        id=key,
        employee_id=employee_id,
        type_code=code,
        label=label,
        category=Category(category),
        first=first,
        last=last,
        part=Part(part),
        from_time=from_time,
        to_time=to_time,
        counts_as_work=as_work,
        reference=reference,
    )
