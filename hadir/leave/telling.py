"""Telling people what waits for them and what became of their request, in the transaction of the deed."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import override

from hadir.leave import deciding
from hadir.leave.models import AbsenceRequest, DutyLetter
from hadir.notices import services as notices
from hadir.notices.rules import Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def requested(request: AbsenceRequest, user_ids: Collection[int]) -> None:
    """A request waits for those people."""
    facts = {"name": request.employee.full_name, **_span(request)}
    _send(Kind.ABSENCE_REQUESTED, user_ids, facts, request)


def returned(request: AbsenceRequest, note: str) -> None:
    """The asker has something to add."""
    facts = {"reason": note.strip().rstrip("."), **_span(request)}
    _send(Kind.ABSENCE_RETURNED, deciding.accounts_of([request.employee_id]), facts, request)


def decided(request: AbsenceRequest, decision: StrOrPromise, note: str) -> None:
    """The asker learns the outcome."""
    facts = {"decision_text": _source(decision), "reason": note.strip() or "-", **_span(request)}
    _send(Kind.ABSENCE_DECIDED, deciding.accounts_of([request.employee_id]), facts, request)


def recounted(request: AbsenceRequest, *, before: int) -> None:
    """The asker learns that holidays changed what the leave costs."""
    facts: dict[str, str | int] = {"days": request.amount, "before": before, **_span(request)}
    _send(Kind.ABSENCE_RECOUNTED, deciding.accounts_of([request.employee_id]), facts, request)


def letter_waits(letter: DutyLetter, user_ids: Collection[int]) -> None:
    """A letter waits for its head."""
    _send_letter(Kind.DUTY_LETTER_WAITS, user_ids, letter, {"number": letter.number, "subject": letter.subject})


def letter_names(letter: DutyLetter, employee_ids: Collection[int], decision: StrOrPromise) -> None:
    """People are sent somewhere, or no longer."""
    facts: dict[str, str | int] = {
        "decision_text": _source(decision),
        "number": letter.number,
        "place": letter.place,
        "first_on": letter.first.isoformat(),
        "last_on": letter.last.isoformat(),
    }
    _send_letter(Kind.DUTY_LETTER, deciding.accounts_of(employee_ids), letter, facts)


def _source(text: StrOrPromise) -> str:
    """As it stands in the source; the notice is translated for its reader."""
    with override("id"):
        return str(text)


def _span(request: AbsenceRequest) -> dict[str, str | int]:
    return {
        "type": request.type.name,
        "first_on": request.first.isoformat(),
        "last_on": request.last.isoformat(),
    }


def _send(kind: Kind, user_ids: Collection[int], facts: dict[str, str | int], request: AbsenceRequest) -> None:
    link = reverse("absence_request", args=[request.pk])
    notices.send(kind, user_ids=user_ids, facts=facts, link=link, about=f"absence_request:{request.pk}")


def _send_letter(kind: Kind, user_ids: Collection[int], letter: DutyLetter, facts: dict[str, str | int]) -> None:
    link = reverse("duty_letter", args=[letter.pk])
    notices.send(kind, user_ids=user_ids, facts=facts, link=link, about=f"duty_letter:{letter.pk}")
