"""Telling people what waits for them and what became of a correction, in the transaction of the deed."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import override

from hadir.attendance.corrections.models import Correction, CorrectionDecision
from hadir.leave.deciding import accounts_of
from hadir.notices import services as notices
from hadir.notices.rules import Kind


def waits(correction: Correction, user_ids: Collection[int]) -> None:
    """A request waits for those people."""
    _send(Kind.CORRECTION_WAITS, user_ids, correction, {"name": correction.employee.full_name})


def entered(correction: Correction) -> None:
    """Somebody else has asked to change the person's check-ins: the person must know at once."""
    by = correction.requested_by_label
    _send(Kind.CORRECTION_ENTERED, accounts_of([correction.employee_id]), correction, {"by": by})


def decided(correction: Correction, decision: CorrectionDecision) -> None:
    """Subject and proposer learn the outcome."""
    with override("id"):  # the notice keeps the source text and is translated for its reader
        outcome = str(decision.get_outcome_display())
    facts = {"decision_text": outcome, "reason": decision.note or "-"}
    told = {*accounts_of([correction.employee_id]), correction.requested_by} - {decision.decided_by}
    _send(Kind.CORRECTION_DECIDED, sorted(told), correction, facts)


def _send(kind: Kind, user_ids: Collection[int], correction: Correction, facts: dict[str, str]) -> None:
    notices.send(
        kind,
        user_ids=user_ids,
        facts={**facts, "day_on": correction.day.isoformat()},
        link=reverse("correction", args=[correction.pk]),
        about=f"correction:{correction.pk}",
    )
