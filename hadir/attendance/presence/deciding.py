"""Whose word a review needs. Denied unless a line here says otherwise; nobody about himself or his own superior."""

from __future__ import annotations

from datetime import date

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.presence import texts
from hadir.attendance.presence.models import ReviewCase, ReviewDecision
from hadir.attendance.presence.reviewing_rules import Kind, Part, State
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, NotPermitted
from hadir.people import selectors as people


def superior_id(user: User) -> int | None:
    """The employee who is the reader's direct superior today."""
    if user.employee_id is None:
        return None
    return people.superiors_of([user.employee_id], permissions.today_for(user)).get(user.employee_id)


def part_for(user: User, case: ReviewCase, today: date, *, superior: int | None) -> Part | None:
    """What the user may say in this review now, None for nothing.

    First: a reviewer of the agency; of what nobody looked at in time, and of objections, also head and HR agency.
    Confirm: head or HR agency. A second look: whoever could have been first.
    """
    reviews = permissions.has(user, Right.REVIEW_CHECK_INS, case.unit_id)
    confirms = permissions.has(user, Right.CONFIRM_REVIEW, case.unit_id)
    return part_of(user, case, today, superior=superior, reviews=reviews, confirms=confirms)


def part_of(
    user: User, case: ReviewCase, today: date, *, superior: int | None, reviews: bool, confirms: bool
) -> Part | None:
    """The same for a reader whose rights in the agency are known."""
    if case.employee_id in {user.employee_id, superior} or _took_part(user, case):
        return None
    if case.state == State.OPEN:
        steps_in = confirms and (case.kind == Kind.OBJECTION or case.due_on < today)
        return Part.FIRST if reviews or steps_in else None
    if case.state == State.CONFIRM and confirms:
        return Part.CONFIRM
    if case.wants_look and (reviews or confirms) and not any(one.part == Part.LOOK for one in case.decisions.all()):
        return Part.LOOK
    return None


def require_part(user: User, case: ReviewCase, part: Part, today: date) -> None:
    """Raises `NotPermitted` (not_oneself, second_person_needed, not_the_reviewer), `Conflict` (review_closed)."""
    if user.employee_id is not None and case.employee_id == user.employee_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    if _took_part(user, case):
        is_objection = case.kind == Kind.OBJECTION
        raise NotPermitted("second_person_needed", texts.DECIDED_BEFORE if is_objection else texts.SECOND_PERSON)
    found = part_for(user, case, today, superior=superior_id(user))
    if found is part:
        return
    if case.state == State.CLOSED and part is not Part.LOOK:
        raise Conflict("review_closed", texts.ALREADY_CLOSED)
    raise NotPermitted("not_the_reviewer", texts.NOT_THE_REVIEWER)


def may_see(user: User, case: ReviewCase, *, superior: int | None) -> bool:
    """Whether the office's page of a review is for this reader."""
    if case.employee_id in {user.employee_id, superior}:
        return False
    return any(permissions.has(user, right, case.unit_id) for right in SEEING)


SEEING = (Right.SEE_REVIEWS, Right.REVIEW_CHECK_INS, Right.CONFIRM_REVIEW)


def _took_part(user: User, case: ReviewCase) -> bool:
    """Also in the review against whose end an objection is, and under another account of the same person."""
    said = list(case.decisions.all())
    if case.about is not None:
        said += list(case.about.decisions.all())
    return any(is_by(one, user) for one in said)


def is_by(decision: ReviewDecision, user: User) -> bool:
    own = user.employee_id is not None and decision.decided_by_employee == user.employee_id
    return own or decision.decided_by == user.pk
