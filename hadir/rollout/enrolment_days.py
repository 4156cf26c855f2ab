"""The queue of an enrolment day: numbers, desks, and the recording of a face at a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.capture.services import Opened
from hadir.enrolment import desk as enrolment_desk
from hadir.enrolment import selectors as enrolments
from hadir.enrolment.services import Submitted
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people.saving import save
from hadir.rollout import selectors, texts
from hadir.rollout.models import EnrolmentDay, Ticket, TicketState


@dataclass(frozen=True, slots=True)
class DayData:
    """Where and when, and at how many desks at once."""

    work_place_id: int
    held_on: date
    desks: int


@transaction.atomic
def plan_day(user: User, *, unit_id: int, data: DayData, now: datetime) -> EnrolmentDay:
    """Plan a day and give a number to everybody of the unit who is not recorded yet, by name.

    Raises `NotPermitted`, `InvalidInput` (place_elsewhere, invalid), `Conflict` (day_exists).
    """
    permissions.require(user, Right.ENROL_AT_DESK, unit_id)
    place = people.work_places_for(unit_id).filter(pk=data.work_place_id).first()
    if place is None:
        raise InvalidInput("place_elsewhere", texts.PLACE_ELSEWHERE, fields={"work_place": texts.PLACE_ELSEWHERE})
    unit = people.unit(unit_id)
    is_open = EnrolmentDay.objects.filter(unit=unit, work_place=place, held_on=data.held_on, closed_at__isnull=True)
    if is_open.exists():
        raise Conflict("day_exists", texts.DAY_EXISTS)
    day = EnrolmentDay(
        unit=unit, work_place=place, held_on=data.held_on, desks=data.desks, planned_at=now, planned_by=user.pk
    )
    save(day)
    added = _add(day, _unrecorded(unit_id))
    _record(user, "plan_day", day, {"people": added, "desks": data.desks})
    return day


@transaction.atomic
def add_missing(user: User, *, day_id: int) -> int:
    """Give numbers to people who came to the unit since the day was planned. Returns how many."""
    day = _open_day(user, day_id)
    present = set(day.tickets.values_list("employee_id", flat=True))
    added = _add(day, [one for one in _unrecorded(day.unit_id) if one not in present])
    _record(user, "add_missing", day, {"people": added})
    return added


@transaction.atomic
def call_next(user: User, *, day_id: int, desk: int, now: datetime) -> Ticket:
    """The next waiting number comes to a desk. Two desks that press at once get two numbers.

    Raises `InvalidInput` (no_such_desk), `Conflict` (desk_busy, nobody_waits, day_closed).
    """
    day = _open_day(user, day_id)
    if not 1 <= desk <= day.desks:
        raise InvalidInput("no_such_desk", texts.NO_SUCH_DESK, fields={"desk": texts.NO_SUCH_DESK})
    busy = day.tickets.filter(state=TicketState.CALLED, desk=desk).first()
    if busy is not None:
        raise Conflict("desk_busy", str(texts.DESK_BUSY).format(number=busy.number))
    waiting = day.tickets.select_for_update(skip_locked=True).filter(state=TicketState.WAITING)
    return _call(user, waiting.order_by("number").first(), desk, now)


@transaction.atomic
def call_number(user: User, *, day_id: int, number: int, desk: int, now: datetime) -> Ticket:
    """Somebody who was absent, failed or comes early is called out of turn."""
    day = _open_day(user, day_id)
    if not 1 <= desk <= day.desks:
        raise InvalidInput("no_such_desk", texts.NO_SUCH_DESK, fields={"desk": texts.NO_SUCH_DESK})
    ticket = day.tickets.select_for_update().filter(number=number).exclude(state=TicketState.DONE).first()
    if ticket is None:
        raise NotFound("ticket_not_found", texts.TICKET_NOT_FOUND)
    busy = day.tickets.filter(state=TicketState.CALLED, desk=desk).exclude(pk=ticket.pk).first()
    if busy is not None:
        raise Conflict("desk_busy", str(texts.DESK_BUSY).format(number=busy.number))
    return _call(user, ticket, desk, now)


@transaction.atomic
def set_aside(user: User, *, ticket_id: int, state: TicketState, note: str, now: datetime) -> Ticket:
    """The called person did not come, or the recording does not succeed now; the desk is free again.

    Raises `InvalidInput` (invalid) for other states, `Conflict` (ticket_not_called).
    """
    ticket = called_ticket(user, ticket_id, lock=True)
    if state not in {TicketState.ABSENT, TicketState.FAILED, TicketState.WAITING}:
        raise InvalidInput("invalid", texts.TICKET_NOT_CALLED)
    ticket.state, ticket.note, ticket.finished_at = state, note.strip()[:200], now
    if state is TicketState.WAITING:
        ticket.desk, ticket.finished_at = None, None
    ticket.save(update_fields=["state", "note", "finished_at", "desk"])
    return ticket


@transaction.atomic
def close_day(user: User, *, day_id: int, now: datetime) -> EnrolmentDay:
    """No more numbers are called; what is left shows on the board."""
    day = _open_day(user, day_id)
    day.closed_at = now
    day.save(update_fields=["closed_at"])
    day.tickets.filter(state=TicketState.CALLED).update(state=TicketState.WAITING, desk=None)
    _record(user, "close_day", day, selectors.tally_of(day))
    return day


# --- the recording at a desk


def acknowledge(user: User, *, ticket_id: int, version: int, now: datetime) -> None:
    """The called person has read the privacy notice at the desk, before the officer's eyes."""
    ticket = called_ticket(user, ticket_id)
    enrolment_desk.acknowledge(user, employee_id=ticket.employee_id, version=version, now=now)


def begin(user: User, *, ticket_id: int, facts: dict[str, object], now: datetime) -> Opened:
    """Open the camera at the desk for the called person."""
    ticket = called_ticket(user, ticket_id)
    return enrolment_desk.begin_capture(user, employee_id=ticket.employee_id, facts=facts, now=now)


@transaction.atomic
def submit(user: User, *, ticket_id: int, session_id: UUID, nonce: str, now: datetime) -> Submitted:
    """Hand the recording to the approver; a success finishes the number. Repeating it changes nothing."""
    ticket = ticket_for(user, ticket_id, lock=True)
    done = enrolment_desk.submit(user, session_id, employee_id=ticket.employee_id, nonce=nonce, now=now)
    if done.enrolment is not None and ticket.state == TicketState.CALLED:
        ticket.state, ticket.finished_at = TicketState.DONE, now
        ticket.save(update_fields=["state", "finished_at"])
    return done


def called_ticket(user: User, ticket_id: int, *, lock: bool = False) -> Ticket:
    """A number that stands at a desk of the user's units. Raises `NotFound`, `Conflict` (ticket_not_called)."""
    ticket = ticket_for(user, ticket_id, lock=lock)
    if ticket.state != TicketState.CALLED:
        raise Conflict("ticket_not_called", texts.TICKET_NOT_CALLED)
    return ticket


def ticket_for(user: User, ticket_id: int, *, lock: bool = False) -> Ticket:
    """A number of the user's units in whatever state. Raises `NotFound` (ticket_not_found)."""
    units = permissions.units_for(user, Right.ENROL_AT_DESK)
    rows = Ticket.objects.select_for_update(of=("self",)) if lock else Ticket.objects
    found = (
        rows.select_related("employee__unit", "employee__work_place", "day__work_place")
        .filter(pk=ticket_id, day__unit_id__in=units)
        .first()
    )
    if found is None:
        raise NotFound("ticket_not_found", texts.TICKET_NOT_FOUND)
    return found


def _call(user: User, ticket: Ticket | None, desk: int, now: datetime) -> Ticket:
    if ticket is None:
        raise Conflict("nobody_waits", texts.NOBODY_WAITS)
    ticket.state, ticket.desk, ticket.called_at, ticket.called_by = TicketState.CALLED, desk, now, user.pk
    ticket.finished_at = None
    ticket.save(update_fields=["state", "desk", "called_at", "called_by", "finished_at"])
    return ticket


def _unrecorded(unit_id: int) -> list[int]:
    """Active people of the unit and below without a valid or waiting recording, by name."""
    rows = people.employees_in(people.ids_below([unit_id])).filter(active=True).order_by("name", "id")
    ids = list(rows.values_list("pk", flat=True))
    with seeing_everything("who prepares the day may not see the recordings, but need not call those who have one"):
        recorded = enrolments.recorded_or_pending_ids(ids)
    return [one for one in ids if one not in recorded]


def _add(day: EnrolmentDay, employee_ids: list[int]) -> int:
    last = day.tickets.aggregate(last=Max("number"))["last"] or 0
    tickets = [Ticket(day=day, employee_id=who, number=last + n) for n, who in enumerate(employee_ids, start=1)]
    return len(Ticket.objects.bulk_create(tickets, batch_size=2000))


def _open_day(user: User, day_id: int) -> EnrolmentDay:
    day = selectors.day_for(user, day_id, Right.ENROL_AT_DESK)
    EnrolmentDay.objects.select_for_update().filter(pk=day.pk).first()
    if day.closed_at is not None:
        raise Conflict("day_closed", texts.DAY_CLOSED)
    return day


def _record(user: User, deed: str, day: EnrolmentDay, detail: dict[str, int]) -> None:
    audit.record(
        f"rollout.{deed}",
        actor=user.actor,
        subject=f"enrolment_day:{day.pk}",
        detail=detail,
        unit_id=day.unit_id,
        right=Right.ENROL_AT_DESK,
    )
