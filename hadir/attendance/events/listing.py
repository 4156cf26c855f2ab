"""The list of who came, ticked on the spot by an agency's operator and confirmed by somebody else.

Ticking is not logged tick by tick: each tick carries who made it, and handing in logs how many there are.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from hadir.accounts import permissions
from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.attendance.events import selectors, texts
from hadir.attendance.events.models import AttendanceList, AttendanceTick, PlannedEvent
from hadir.attendance.events.rules import ListState
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.leave.deciding import accounts_of
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.people.models import OrgUnit
from hadir.periods.rules import Cause
from hadir.periods.services import mark_people


@transaction.atomic
def open_list(user: User, *, event_id: int, unit_id: int, now: datetime) -> AttendanceList:
    """The agency's list of an event; made when there is none. Raises `NotFound`, `Conflict` (event_not_begun)."""
    event = PlannedEvent.objects.filter(pk=event_id, cancelled_at=None).first()
    if event is None or not permissions.has(user, Right.MANAGE_EVENTS, unit_id):
        raise NotFound("event_not_found", texts.NOT_FOUND)
    if now < event.opens_at:
        raise Conflict("event_not_begun", texts.NOT_BEGUN)
    unit = OrgUnit.objects.get(pk=unit_id)
    found, _made = AttendanceList.objects.get_or_create(event=event, unit=unit, defaults={"opened_at": now})
    return found


@transaction.atomic
def tick(user: User, *, list_id: int, employee_id: int, present: bool, now: datetime) -> None:
    """Somebody is there, or was ticked by mistake. Raises `NotFound`, `Conflict` (list_closed)."""
    row = _locked(user, list_id)
    _require_state(row, ListState.OPEN)
    if not selectors.expected_of(row).filter(pk=employee_id).exists():
        raise NotFound("employee_not_found", texts.EMPLOYEE_NOT_FOUND)
    if present:
        AttendanceTick.objects.get_or_create(
            list=row, employee_id=employee_id, defaults={"ticked_at": now, "ticked_by_label": user.actor.label[:200]}
        )
    else:
        AttendanceTick.objects.filter(list=row, employee_id=employee_id).delete()
    if user.pk not in row.authors:
        row.authors = [*row.authors, user.pk]
        row.save(update_fields=["authors"])


@transaction.atomic
def hand_in(user: User, *, list_id: int, now: datetime) -> AttendanceList:
    """The list is complete; a second person is asked to confirm it. Raises `NotFound`, `Conflict` (list_closed)."""
    row = _locked(user, list_id)
    _require_state(row, ListState.OPEN)
    row.state, row.handed_in_at, row.handed_in_by_label = ListState.HANDED_IN.value, now, user.actor.label[:200]
    row.authors = sorted({*row.authors, user.pk})
    row.return_note = ""
    row.save()
    _record(user, "attendance.event_list_handed_in", row)
    _tell(row)
    return row


@transaction.atomic
def confirm(user: User, *, list_id: int, now: datetime) -> AttendanceList:
    """Somebody who did not tick in it says that it is right; from now on it counts.

    Raises `NotFound`, `NotPermitted` (second_person_needed), `Conflict` (list_not_handed_in).
    """
    row = _handed_in(user, list_id)
    row.state, row.confirmed_at = ListState.CONFIRMED.value, now
    row.confirmed_by, row.confirmed_by_label = user.pk, user.actor.label[:200]
    row.save()
    present = row.ticks.order_by().values_list("employee_id", flat=True)
    mark_people(list(present), row.event.day, row.event.day, Cause.EVENT)
    _record(user, "attendance.event_list_confirmed", row)
    return row


@transaction.atomic
def send_back(user: User, *, list_id: int, note: str, now: datetime) -> AttendanceList:
    """It is not right yet: open again, with a reason. Raises as `confirm`, `InvalidInput` (note_missing)."""
    del now
    row = _handed_in(user, list_id)
    if not note.strip():
        raise InvalidInput("note_missing", texts.REASON_MISSING, fields={"note": texts.REASON_MISSING})
    row.state, row.return_note, row.handed_in_at = ListState.OPEN.value, note.strip()[:300], None
    row.save()
    _record(user, "attendance.event_list_returned", row)
    return row


# --- parts


def _locked(user: User, list_id: int) -> AttendanceList:
    row = AttendanceList.objects.select_for_update(of=("self",)).select_related("event", "unit").filter(
        pk=list_id
    ).first()  # fmt: skip
    if row is None or not selectors.may_keep(user, row.unit_id):
        raise NotFound("list_not_found", texts.LIST_NOT_FOUND)
    if row.event.cancelled_at is not None:
        raise Conflict("event_cancelled", texts.CANCELLED)
    return row


def _handed_in(user: User, list_id: int) -> AttendanceList:
    row = _locked(user, list_id)
    if user.pk in row.authors:
        raise NotPermitted("second_person_needed", texts.SECOND_PERSON)
    _require_state(row, ListState.HANDED_IN)
    return row


def _require_state(row: AttendanceList, state: ListState) -> None:
    if row.state == state.value:
        return
    if state is ListState.OPEN:
        raise Conflict("list_closed", texts.LIST_CLOSED)
    raise Conflict("list_not_handed_in", texts.LIST_NOT_HANDED_IN)


def _tell(row: AttendanceList) -> None:
    """The agency's other operators, and its head."""
    line = people.line_of(row.unit_id)
    day = row.event.day
    with seeing_everything("who has to be told; the other learns nothing of the account"):
        heads = people.heads_of([row.unit_id], day).values()
        told = {*accounts.operator_ids(line, day), *accounts_of(head.employee_id for head in heads)}
    notices.send(
        Kind.EVENT_LIST_WAITS,
        user_ids=sorted(told.difference(row.authors)),
        facts={"event": row.event.name, "day_on": day.isoformat(), "n": row.ticks.count()},
        link=reverse("event_list", args=[row.pk]),
        about=f"event-list:{row.pk}",
    )


def _record(user: User, action: str, row: AttendanceList) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"event:{row.event_id}",
        detail={"list": row.pk, "present": row.ticks.count()},
        unit_id=row.unit_id,
        right=Right.MANAGE_EVENTS,
    )
