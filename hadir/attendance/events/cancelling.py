"""Cancelling events. Before the closing one person does it; afterwards it lifts what missing it cost, so two do."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.events import texts
from hadir.attendance.events.models import PlannedEvent
from hadir.attendance.events.planning import mark, record
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted

_ASKED = ["cancel_asked_at", "cancel_asked_by", "cancel_asked_by_label", "cancel_ask_note"]


@transaction.atomic
def cancel(user: User, *, event_id: int, note: str, now: datetime) -> PlannedEvent:
    """It does not take place. An event that is over is only asked to be cancelled: `decide_cancel` is another's.

    Raises `NotFound`, `Conflict` (event_cancelled, cancel_asked), `InvalidInput` (note_missing).
    """
    row = _locked(user, event_id)
    if row.cancel_asked_at is not None:
        raise Conflict("cancel_asked", texts.CANCEL_ASKED)
    reason = _reason(note)
    if row.closes_at > now:
        _cancel(user, row, reason, now)
        return row
    row.cancel_asked_at, row.cancel_ask_note = now, reason
    row.cancel_asked_by, row.cancel_asked_by_label = user.pk, user.actor.label[:200]
    row.save(update_fields=_ASKED)
    record(user, "attendance.event_cancel_asked", f"event:{row.pk}", row)
    return row


@transaction.atomic
def decide_cancel(user: User, *, event_id: int, accept: bool, note: str = "", now: datetime) -> PlannedEvent:
    """Whether an event that is over counts no more, said by somebody who did not ask for it.

    Refusing needs a reason; afterwards it may be asked for anew. Raises `NotFound`, `NotPermitted`
    (second_person_needed), `Conflict` (event_cancelled, cancel_not_asked), `InvalidInput` (note_missing).
    """
    row = _locked(user, event_id)
    if row.cancel_asked_at is None:
        raise Conflict("cancel_not_asked", texts.CANCEL_NOT_ASKED)
    if row.cancel_asked_by == user.pk:
        raise NotPermitted("second_person_needed", texts.CANCEL_SECOND_PERSON)
    if accept:
        _cancel(user, row, row.cancel_ask_note, now)
        return row
    _reason(note)
    row.cancel_asked_at = row.cancel_asked_by = None
    row.cancel_asked_by_label = row.cancel_ask_note = ""
    row.save(update_fields=_ASKED)
    record(user, "attendance.event_cancel_refused", f"event:{row.pk}", row, note=note.strip()[:300])
    return row


def _locked(user: User, event_id: int) -> PlannedEvent:
    row = PlannedEvent.objects.select_for_update(of=("self",)).filter(pk=event_id).first()
    if row is None or not permissions.has(user, Right.MANAGE_EVENTS, row.unit_id):
        raise NotFound("event_not_found", texts.NOT_FOUND)
    if row.cancelled_at is not None:
        raise Conflict("event_cancelled", texts.CANCELLED)
    return row


def _reason(note: str) -> str:
    if not note.strip():
        raise InvalidInput("note_missing", texts.REASON_MISSING, fields={"note": texts.REASON_MISSING})
    return note.strip()[:300]


def _cancel(user: User, row: PlannedEvent, reason: str, now: datetime) -> None:
    row.cancelled_at, row.cancelled_by_label, row.cancel_note = now, user.actor.label[:200], reason
    row.save(update_fields=["cancelled_at", "cancelled_by_label", "cancel_note"])
    mark(row)
    record(user, "attendance.event_cancelled", f"event:{row.pk}", row)
