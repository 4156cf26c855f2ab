"""Telling people what waits for them and what became of a review, in the transaction of the deed."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import override

from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.attendance.presence.models import Lookalike, ReviewCase
from hadir.attendance.presence.reviewing_rules import Kind as CaseKind
from hadir.attendance.presence.reviewing_rules import Part, Verdict
from hadir.audit.viewer import seeing_everything
from hadir.leave.deciding import accounts_of
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people


def waits_for_second(case: ReviewCase) -> None:
    """A verdict that touches pay waits for the head's word."""
    said = {one.decided_by for one in case.decisions.all()}
    told = [one for one in _heads(case) if one not in said]
    _send(Kind.REVIEW_WAITS, told, case, "review", name=case.employee.full_name)


def objected(case: ReviewCase, *, without: Collection[int]) -> None:
    """An objection waits for people who have not decided before."""
    line = people.line_of(case.unit_id)
    with seeing_everything("who has to be told; the other learns nothing of the account"):
        operators = accounts.operator_ids(line, case.opened_at.date())
        own = set(User.objects.filter(employee=case.employee_id).values_list("pk", flat=True))
    told = {*operators, *_heads(case)} - set(without) - own
    _send(Kind.REVIEW_WAITS, sorted(told), case, "review", name=case.employee.full_name)


def ended(case: ReviewCase) -> None:
    """The person learns the end and why. A drawn check-in that was in order is shown on its page, without a notice."""
    if case.kind == CaseKind.SAMPLE and case.verdict == Verdict.GENUINE:
        return
    decisions = list(case.decisions.all().order_by("-id"))
    last = next((one for one in decisions if one.part != Part.LOOK), None)
    with override("id"):  # the notice keeps the source text and is translated for its reader
        verdict = str(case.get_verdict_display())
    facts = {"decision_text": verdict, "reason": last.reason if last else "-"}
    _send(Kind.REVIEW_ENDED, accounts_of([case.employee_id]), case, "own_review", **facts)


def lookalike_entered(row: Lookalike, *, by: str) -> None:
    """Somebody else said so of the person, who must know."""
    notices.send(
        Kind.LOOKALIKE_ENTERED,
        user_ids=accounts_of([row.employee_id]),
        facts={"by": by},
        link=reverse("lookalikes"),
        about=f"lookalike:{row.pk}",
    )


def _heads(case: ReviewCase) -> list[int]:
    """Accounts of those who have the duties of the head of the agency, or next above; never of the person."""
    with seeing_everything("who has to be told; the other learns nothing of the account"):
        heads = people.heads_of(people.line_of(case.unit_id), case.opened_at.date()).values()
    return accounts_of([head.employee_id for head in heads if head.employee_id != case.employee_id])


def _send(kind: Kind, user_ids: Collection[int], case: ReviewCase, page: str, **facts: str) -> None:
    notices.send(
        kind,
        user_ids=user_ids,
        facts={"day_on": case.day.isoformat(), **facts},
        link=reverse(page, args=[case.pk]),
        about=f"review:{case.pk}",
    )
