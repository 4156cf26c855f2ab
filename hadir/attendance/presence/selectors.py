"""Reading reviews: the queue, an office's list, a person's own, and as the day sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.facts import Void
from hadir.attendance.models import Punch
from hadir.attendance.presence import deciding, texts
from hadir.attendance.presence.models import ReviewCase
from hadir.attendance.presence.reviewing_rules import Kind, Part, State
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people.streaming import rows

# Upheld and, where that was needed, confirmed; an objection that was right has set it back to genuine.
_UPHELD = """
SELECT employee_id, day, id, punch_id::text FROM presence_reviewcase
WHERE state = 'closed' AND verdict = 'upheld' AND kind <> 'objection'
    AND employee_id = ANY(%s) AND day BETWEEN %s AND %s
ORDER BY employee_id, id
"""


def stream(employee_ids: Sequence[int], first: date, last: date) -> Iterator[tuple[int, date, Void]]:
    """Check-ins of those people that a review took out, ordered by person. One statement, inside a transaction."""
    for employee_id, day, key, punch in rows(_UPHELD, [list(employee_ids), first, last]):
        yield employee_id, day, Void(punch, f"review:{key}")


def taken_out() -> QuerySet[ReviewCase, Any]:
    """Punches that reviews took out, for statements that count check-ins."""
    upheld = ReviewCase.objects.filter(state=State.CLOSED.value, verdict="upheld").exclude(kind=Kind.OBJECTION.value)
    return upheld.values("punch")


# --- for people


@dataclass(frozen=True, slots=True)
class ToDo:
    """A review and what the reader may say in it."""

    case: ReviewCase
    part: Part
    is_late: bool


def queue_for(user: User) -> list[ToDo]:
    """Reviews that wait for this reader's word, the most urgent first. A fixed number of statements."""
    today = permissions.today_for(user)
    reviews = permissions.units_for(user, Right.REVIEW_CHECK_INS)
    confirms = permissions.units_for(user, Right.CONFIRM_REVIEW)
    if not reviews | confirms:
        return []
    mine = (
        Q(state=State.OPEN.value, unit_id__in=reviews)
        | Q(state=State.OPEN.value, unit_id__in=confirms, kind=Kind.OBJECTION.value)
        | Q(state=State.OPEN.value, unit_id__in=confirms, due_on__lt=today)
        | Q(state=State.CONFIRM.value, unit_id__in=confirms)
        | Q(wants_look=True, unit_id__in=reviews | confirms) & ~Q(decisions__part=Part.LOOK.value)
    )
    superior = deciding.superior_id(user)
    cases = _rows().filter(mine).prefetch_related("decisions", "about__decisions").distinct().order_by("due_on", "id")
    found = ((case, part_for(user, case, today, reviews, confirms, superior)) for case in cases)
    return [ToDo(case, part, _is_late(case, today)) for case, part in found if part is not None]


def part_for(
    user: User, case: ReviewCase, today: date, reviews: set[int], confirms: set[int], superior: int | None
) -> Part | None:
    """As `deciding.part_for`, with the reader's units read once."""
    return deciding.part_of(
        user, case, today, superior=superior, reviews=case.unit_id in reviews, confirms=case.unit_id in confirms
    )


def office_cases(user: User) -> QuerySet[ReviewCase]:
    """Every review in the units whose reviews the reader sees, the newest first; none about the reader or above him."""
    units = set[int]().union(*(permissions.units_for(user, right) for right in deciding.SEEING))
    found = _rows().filter(unit_id__in=units).exclude(employee=user.employee_id or 0)
    return found.exclude(employee=deciding.superior_id(user) or 0).order_by("-opened_at", "-id")


def late_cases(user: User) -> QuerySet[ReviewCase]:
    """Open reviews of which the time is over, for head and HR agency."""
    return office_cases(user).exclude(state=State.CLOSED.value).filter(due_on__lt=permissions.today_for(user))


def case_for(user: User, case_id: int) -> ReviewCase:
    """One review for the office. `NotFound` (review_not_found) for anything that is not the reader's business."""
    rows_ = _rows().select_related("punch__assessment__policy", "punch__work_place")
    found = rows_.prefetch_related("decisions", "about__decisions").filter(pk=case_id).first()
    if found is None or not deciding.may_see(user, found, superior=deciding.superior_id(user)):
        raise NotFound("review_not_found", texts.NOT_FOUND)
    return found


def own_cases(user: User) -> QuerySet[ReviewCase]:
    """Reviews of the reader's own check-ins, the newest first."""
    return _rows().filter(employee=user.employee_id or 0).order_by("-opened_at", "-id")


def own_case(user: User, case_id: int) -> ReviewCase:
    """Raises `NotFound` (review_not_found)."""
    rows_ = own_cases(user).select_related("punch__assessment", "punch__work_place").prefetch_related("decisions")
    found = rows_.filter(pk=case_id).first()
    if found is None:
        raise NotFound("review_not_found", texts.NOT_FOUND)
    return found


def case_of_punch(punch: Punch) -> ReviewCase | None:
    """The latest review of a check-in, for its receipt."""
    return ReviewCase.objects.filter(punch=punch).order_by("-id").first()


def cases_of_punches(punch_ids: Sequence[UUID]) -> dict[UUID, ReviewCase]:
    """The latest review of each of those check-ins. One statement."""
    return {case.punch_id: case for case in ReviewCase.objects.filter(punch__in=punch_ids).order_by("id")}


def is_blind(user: User, case: ReviewCase, part: Part | None) -> bool:
    """Whether the first verdict has to stay hidden from this reader, who is to say his own."""
    del user, case
    return part is Part.LOOK


def _is_late(case: ReviewCase, today: date) -> bool:
    return case.state != State.CLOSED and case.due_on < today


def _rows() -> QuerySet[ReviewCase]:
    return ReviewCase.objects.select_related("employee__unit", "employee__work_place", "unit", "punch", "about")
