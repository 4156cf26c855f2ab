"""Whether a check-in at the place counts as attendance of an event: dated rows, one a kind, by two people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet

from hadir.attendance.events import texts
from hadir.attendance.events.models import EventPolicy, PlannedEvent
from hadir.attendance.events.rules import Kind
from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.saving import save
from hadir.periods.rules import Cause
from hadir.periods.services import mark_unit
from hadir.schedules.proposals import Status

_LOCK = 7_404_011
_BASIS = "Kebijakan daerah, BELUM DIVERIFIKASI: ganti dengan Perbup"
_SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class PolicyData:
    """As `EventPolicy`."""

    kind: str
    by_check_in: bool
    valid_from: date
    legal_basis: str


# A surprise check counts whom the inspectors saw, not who once checked in.
PRESETS = tuple(PolicyData(kind.value, kind is not Kind.SIDAK, _SINCE, _BASIS) for kind in Kind)


def in_force(day: date) -> QuerySet[EventPolicy]:
    """The confirmed policies of a day, one a kind."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return EventPolicy.objects.filter(lasting, valid_from__lte=day, status=Status.CONFIRMED)


def waiting() -> QuerySet[EventPolicy]:
    """Proposals that nobody has decided yet, the oldest first."""
    return EventPolicy.objects.filter(status=Status.PROPOSED).order_by("proposed_at", "id")


@transaction.atomic
def seed_policies(actor: Authority, *, now: datetime) -> int:
    """Enter the presets of kinds that have no policy yet. Again changes nothing."""
    actor.require(Right.MANAGE_SCHEDULES, None)
    _wait_for_others()
    ever = EventPolicy.objects.filter(status__in=[Status.CONFIRMED, Status.SUPERSEDED])
    there = set(ever.values_list("kind", flat=True))
    new = [data for data in PRESETS if data.kind not in there]
    for data in new:
        row = EventPolicy(**asdict(data))
        row.stand_at_once(actor.actor, now)
        save(row)
    if new:
        _record(actor, "attendance.event_policies_seeded", "event-policies", {"count": len(new)})
    return len(new)


@transaction.atomic
def propose_policy(actor: Authority, *, data: PolicyData, now: datetime) -> EventPolicy:
    """A policy for a kind from a day on. It counts once another person has confirmed it (`decide_policy`).

    Raises `NotPermitted`, `InvalidInput` (invalid with fields), `Conflict` (policy_begins_later).
    """
    actor.require(Right.MANAGE_SCHEDULES, None)
    if not data.legal_basis.strip():
        raise InvalidInput("invalid", texts.INVALID, fields={"legal_basis": texts.BASIS_MISSING})
    made = EventPolicy(**asdict(data))
    made.sign_as_author(actor.actor, now)
    for old in _in_the_way(made):
        _check_begin(old, made.valid_from)
    save(made)
    _record(actor, "attendance.event_policy_proposed", f"event-policy:{made.pk}", _detail(made))
    return made


@transaction.atomic
def decide_policy(actor: Authority, policy_id: int, *, confirm: bool, reason: str, now: datetime) -> EventPolicy:
    """Yes or no of a second person. Confirmed, it counts from its day on; the one in force ends the day before.

    Raises `NotPermitted` (also second_person_needed), `NotFound` (policy_not_found), `InvalidInput` (reason_missing),
    `Conflict` (decided_already, policy_begins_later).
    """
    actor.require(Right.CONFIRM_SCHEDULES, None)
    _wait_for_others()
    row = EventPolicy.objects.select_for_update().filter(pk=policy_id).first()
    if row is None:
        raise NotFound("policy_not_found", texts.POLICY_NOT_FOUND)
    row.decide(actor.actor, confirm=confirm, reason=reason, now=now)
    if confirm:
        for old in _in_the_way(row).select_for_update():
            _give_way(old, row.valid_from, now)
    save(row)
    if confirm:
        _mark_events(row)
    action = "attendance.event_policy_set" if confirm else "attendance.event_policy_rejected"
    _record(actor, action, f"event-policy:{row.pk}", _detail(row), right=Right.CONFIRM_SCHEDULES)
    return row


def _in_the_way(row: EventPolicy) -> QuerySet[EventPolicy]:
    """Confirmed policies of the same kind that do not end before it begins."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from)
    return EventPolicy.objects.filter(lasting, kind=row.kind, status=Status.CONFIRMED)


def _mark_events(policy: EventPolicy) -> None:
    """Who attended what is planned from its first day on may be another matter now."""
    planned = PlannedEvent.objects.filter(kind=policy.kind, day__gte=policy.valid_from, cancelled_at=None)
    days = planned.aggregate(first=Min("day"), last=Max("day"))
    if days["first"] is not None:
        mark_unit(None, days["first"], days["last"], Cause.EVENT)


def _check_begin(old: EventPolicy, begins: date) -> None:
    if old.valid_from > begins:
        raise Conflict("policy_begins_later", str(texts.POLICY_BEGINS_LATER).format(begins=old.valid_from))


def _give_way(old: EventPolicy, begins: date, now: datetime) -> None:
    _check_begin(old, begins)
    if old.valid_from == begins:
        old.superseded_at, old.status = now, Status.SUPERSEDED
    else:
        old.valid_to = begins - timedelta(days=1)
    old.save(update_fields=["superseded_at", "status", "valid_to"])


def _detail(row: EventPolicy) -> dict[str, object]:
    return {"kind": row.kind, "valid_from": row.valid_from.isoformat(), "by_check_in": row.by_check_in}


def _record(
    actor: Authority, action: str, subject: str, detail: dict[str, object], right: Right = Right.MANAGE_SCHEDULES
) -> None:
    audit.record(action, actor=actor.actor, subject=subject, detail=detail, unit_id=None, right=right)


def _wait_for_others() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
