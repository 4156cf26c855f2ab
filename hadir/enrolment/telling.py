"""Telling people what became of their face data, in the transaction of the deed."""

from __future__ import annotations

from django.urls import reverse

from hadir.accounts.models import User
from hadir.audit.viewer import seeing_everything
from hadir.notices import services as notices
from hadir.notices.rules import Kind

_NO_FACTS: dict[str, str | int] = {}


def approved(employee_id: int) -> None:
    """The person may check in with the face from now on."""
    _tell(Kind.ENROLMENT_APPROVED, employee_id, _NO_FACTS)


def rejected(employee_id: int, reason: str) -> None:
    """The person learns why, and records again. The reason is read in the application only."""
    _tell(Kind.ENROLMENT_REJECTED, employee_id, {"reason": reason.rstrip(".")})


def withdrawn(employee_id: int) -> None:
    """The person learns that the face is destroyed, also when somebody else had it done."""
    _tell(Kind.ENROLMENT_WITHDRAWN, employee_id, _NO_FACTS)


def _tell(kind: Kind, employee_id: int, facts: dict[str, str | int]) -> None:
    with seeing_everything("who has to be told; the officer learns nothing of the account"):
        accounts = list(User.objects.filter(employee=employee_id, is_active=True).values_list("pk", flat=True))
    notices.send(kind, user_ids=accounts, facts=facts, link=reverse("enrol"), about=f"employee:{employee_id}")
