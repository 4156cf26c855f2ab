"""Whether a check-in at the place counts as attendance of an event: dated rows, one a kind."""

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
from hadir.lib.errors import Conflict, InvalidInput
from hadir.people.saving import save
from hadir.periods.rules import Cause
from hadir.periods.services import mark_unit

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
    """The policies of a day, one a kind."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return EventPolicy.objects.filter(lasting, valid_from__lte=day, superseded_at__isnull=True)


@transaction.atomic
def seed_policies(actor: Authority, *, now: datetime) -> int:
    """Enter the presets of kinds that have no policy yet. Again changes nothing."""
    actor.require(Right.MANAGE_SCHEDULES, None)
    _wait_for_others()
    there = set(EventPolicy.objects.values_list("kind", flat=True))
    new = [data for data in PRESETS if data.kind not in there]
    for data in new:
        save(EventPolicy(**asdict(data), recorded_at=now, recorded_by_label=actor.actor.label))
    if new:
        _record(actor, "attendance.event_policies_seeded", "event-policies", {"count": len(new)})
    return len(new)


@transaction.atomic
def put_policy(actor: Authority, *, data: PolicyData, now: datetime) -> EventPolicy:
    """A policy for a kind from a day on. The one in force ends the day before.

    Raises `NotPermitted`, `InvalidInput` (invalid with fields), `Conflict` (policy_begins_later).
    """
    actor.require(Right.MANAGE_SCHEDULES, None)
    if not data.legal_basis.strip():
        raise InvalidInput("invalid", texts.INVALID, fields={"legal_basis": texts.BASIS_MISSING})
    _wait_for_others()
    for old in EventPolicy.objects.filter(kind=data.kind, superseded_at__isnull=True).select_for_update():
        _give_way(old, data.valid_from, now)
    made = EventPolicy(**asdict(data), recorded_at=now, recorded_by_label=actor.actor.label)
    save(made)
    _mark_events(made)
    detail = {"kind": made.kind, "valid_from": made.valid_from.isoformat(), "by_check_in": made.by_check_in}
    _record(actor, "attendance.event_policy_set", f"event-policy:{made.pk}", detail)
    return made


def _mark_events(policy: EventPolicy) -> None:
    """Who attended what is planned from its first day on may be another matter now."""
    planned = PlannedEvent.objects.filter(kind=policy.kind, day__gte=policy.valid_from, cancelled_at=None)
    days = planned.aggregate(first=Min("day"), last=Max("day"))
    if days["first"] is not None:
        mark_unit(None, days["first"], days["last"], Cause.EVENT)


def _give_way(old: EventPolicy, begins: date, now: datetime) -> None:
    if old.valid_to is not None and old.valid_to < begins:
        return
    if old.valid_from > begins:
        raise Conflict("policy_begins_later", str(texts.POLICY_BEGINS_LATER).format(begins=old.valid_from))
    if old.valid_from == begins:
        old.superseded_at = now
    else:
        old.valid_to = begins - timedelta(days=1)
    old.save(update_fields=["superseded_at", "valid_to"])


def _record(actor: Authority, action: str, subject: str, detail: dict[str, object]) -> None:
    audit.record(action, actor=actor.actor, subject=subject, detail=detail, unit_id=None, right=Right.MANAGE_SCHEDULES)


def _wait_for_others() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
