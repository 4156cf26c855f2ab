"""Reading corrections: a person's, an office's, and as the day sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.roles import KEPT_APART
from hadir.attendance.corrections import texts
from hadir.attendance.corrections.models import Correction
from hadir.attendance.corrections.rules import Outcome
from hadir.attendance.facts import Seen, Void
from hadir.attendance.models import Punch
from hadir.attendance.presence import selectors as reviews
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people import selectors as people
from hadir.people.models import SuperiorRecord
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


# --- for people


def own_corrections(user: User) -> QuerySet[Correction]:
    """Corrections of the account's own check-ins, whoever asked, the newest first."""
    return _rows().filter(employee=user.employee_id or 0)


def office_corrections(user: User) -> QuerySet[Correction]:
    """Corrections in the units whose corrections the user proposes, decides or oversees, the newest first."""
    rights = (Right.PROPOSE_CORRECTION, Right.DECIDE_CORRECTION, Right.SEE_CORRECTION_STATISTICS)
    units = set[int]().union(*(permissions.units_for(user, right) for right in rights))
    return _rows().filter(employee__unit_id__in=units)


def correction_for(user: User, correction_id: int) -> Correction:
    """One that the user asked for, decides, oversees, or that is about him; NotFound for anything else."""
    found = _rows().select_related("employee__work_place", "rule", "punch", "target").filter(pk=correction_id).first()
    if found is None or not _may_see(user, found):
        raise NotFound("correction_not_found", texts.NOT_FOUND)
    return found


def _may_see(user: User, correction: Correction) -> bool:
    if correction.employee_id == user.employee_id or correction.requested_by == user.pk:
        return True
    return office_corrections(user).filter(pk=correction.pk).exists() or _is_direct(user, [correction]) != []


def waiting_for(user: User) -> list[Correction]:
    """Requests on which the user's word is needed, the oldest first. A fixed number of statements."""
    open_ones = _rows().filter(decision__isnull=True).exclude(requested_by=user.pk)
    open_ones = open_ones.exclude(employee=user.employee_id or 0).order_by("requested_at", "id")
    units = permissions.units_for(user, Right.DECIDE_CORRECTION)
    found = list(open_ones.filter(employee__unit_id__in=units)) if units else []
    seen = {one.pk for one in found}
    named = [one for one in _named_below(user, open_ones) if one.pk not in seen]
    return sorted([*found, *named], key=lambda one: (one.requested_at, one.pk))


def _named_below(user: User, open_ones: QuerySet[Correction]) -> list[Correction]:
    """Those of people whose superior the user is by a decision, without heading a unit."""
    if user.employee_id is None:
        return []
    named = SuperiorRecord.objects.filter(superior=user.employee_id, superseded_at__isnull=True)
    below = set(named.values_list("employee_id", flat=True))
    return _is_direct(user, list(open_ones.filter(employee__in=below))) if below else []


def _is_direct(user: User, asked: Sequence[Correction]) -> list[Correction]:
    if user.employee_id is None or not permissions.roles_of(user).isdisjoint(KEPT_APART):
        return []
    above = people.superiors_of({one.employee_id for one in asked}, permissions.today_for(user))
    return [one for one in asked if above.get(one.employee_id) == user.employee_id]


def check_ins_of(employee_id: int, day: date) -> list[Punch]:
    """Accepted check-ins of the day that no approved correction and no review has taken out, in order."""
    voided = Correction.objects.filter(
        employee=employee_id, day=day, punch__isnull=False, decision__outcome=Outcome.APPROVED.value
    )
    rows_ = Punch.objects.filter(employee=employee_id, work_day=day, accepted=True)
    standing = rows_.exclude(pk__in=voided.values("punch")).exclude(pk__in=reviews.taken_out())
    return list(standing.order_by("recorded_at"))


def additions_of(employee_id: int, day: date) -> list[Correction]:
    """Approved additions of the day that still count, in order."""
    approved = Correction.objects.filter(
        employee=employee_id, day=day, at__isnull=False, decision__outcome=Outcome.APPROVED.value
    )
    return list(approved.exclude(voided_by__decision__outcome=Outcome.APPROVED.value).order_by("at"))


def _rows() -> QuerySet[Correction]:
    return Correction.objects.select_related("employee__unit", "unit", "decision")
