"""Reading corrections: a person's, an office's, and as the day sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hadir.attendance.facts import Seen, Void
from hadir.people.streaming import rows

# A correction that was itself voided counts no more; a void of a correction says nothing about any check-in.
_APPROVED = """
SELECT asked.employee_id, asked.day, asked.id, asked.at, asked.stage, asked.punch_id::text
FROM corrections_correction asked
JOIN corrections_correctiondecision decided ON decided.correction_id = asked.id AND decided.outcome = 'approved'
WHERE asked.employee_id = ANY(%s) AND asked.day BETWEEN %s AND %s AND asked.target_id IS NULL
    AND NOT EXISTS (
        SELECT FROM corrections_correction later
        JOIN corrections_correctiondecision agreed ON agreed.correction_id = later.id AND agreed.outcome = 'approved'
        WHERE later.target_id = asked.id
    )
ORDER BY asked.employee_id, asked.id
"""


def stream(employee_ids: Sequence[int], first: date, last: date) -> Iterator[tuple[int, date, Seen | Void]]:
    """Approved corrections of those people in the span, ordered by person. One statement, inside a transaction."""
    for employee_id, day, key, at, stage, punch in rows(_APPROVED, [list(employee_ids), first, last]):
        yield employee_id, day, _as_fact(f"correction:{key}", at, stage, punch)


def _as_fact(ref: str, at: object, stage: str, punch: str | None) -> Seen | Void:
    if punch is not None:
        return Void(punch, ref)
    return Seen(at, ref, "correction", stage)  # type: ignore[arg-type]  # the database says that one of both is there
