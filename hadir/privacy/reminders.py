"""Reminders of clocks that run out: at 24 hours, at 6 hours, and when the time has passed. Each goes out once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hadir.privacy import notifying, selectors
from hadir.privacy.models import Breach, DataRequest, RequestStep
from hadir.privacy.rules import reminder_due, still_to_tell

_PREFIX = "reminded_"


def send_due(*, now: datetime) -> int:
    """Everything that is due at this hour; how many reminders were sent. Harmless when repeated."""
    requests = sum(_of_request(request, now) for request in selectors.requests_to_remind())
    return requests + sum(_of_breach(breach, now) for breach in selectors.breaches_to_remind())


@transaction.atomic
def _of_request(request: DataRequest, now: datetime) -> bool:
    """Locked first, so that two workers do not both remind."""
    held = DataRequest.objects.select_for_update().get(pk=request.pk)
    codes = list(held.steps.filter(code__startswith=_PREFIX).values_list("code", flat=True))
    stage = reminder_due(held.due_at, now=now, sent=[code.removeprefix(_PREFIX) for code in codes])
    if stage is None or held.state != request.state:
        return False
    RequestStep.objects.create(request=held, at=now, code=f"{_PREFIX}{stage.value}", by_label="Hadir")
    notifying.due(request, now=now)
    return True


@transaction.atomic
def _of_breach(breach: Breach, now: datetime) -> bool:
    held = Breach.objects.select_for_update().get(pk=breach.pk)
    told = held.tellings.values_list("addressee", flat=True)
    if not still_to_tell(told, public_concerned=held.public_concerned):
        return False
    stage = reminder_due(held.due_at, now=now, sent=held.reminded)
    if stage is None:
        return False
    held.reminded = [*held.reminded, stage.value]
    held.save(update_fields=["reminded"])
    notifying.breach_due(held.pk, held.due_at, now=now)
    return True
