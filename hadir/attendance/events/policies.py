"""Whether a check-in at the place counts as attendance of an event: dated rows, one a kind, by two people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Max, Min

from hadir.attendance.events.models import EventPolicy, PlannedEvent
from hadir.attendance.events.rules import Kind
from hadir.lib.authority import Authority
from hadir.periods.rules import Cause
from hadir.periods.services import mark_unit
from hadir.schedules.succession import Deeds, Succession

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


def _told(policy: EventPolicy) -> dict[str, object]:
    return {"kind": policy.kind, "by_check_in": policy.by_check_in}


def _mark_events(policy: EventPolicy) -> None:
    """Who attended what is planned from its first day on may be another matter now."""
    planned = PlannedEvent.objects.filter(kind=policy.kind, day__gte=policy.valid_from, cancelled_at=None)
    days = planned.aggregate(first=Min("day"), last=Max("day"))
    if days["first"] is not None:
        mark_unit(None, days["first"], days["last"], Cause.EVENT)


POLICIES = Succession(
    model=EventPolicy,
    key=("kind",),
    subject="event-policy",
    deeds=Deeds(
        seeded="attendance.event_policies_seeded",
        proposed="attendance.event_policy_proposed",
        confirmed="attendance.event_policy_set",
        rejected="attendance.event_policy_rejected",
        withdrawn="attendance.event_policy_withdrawn",
    ),
    unknown="policy_not_found",
    begins_later="policy_begins_later",
    told=_told,
    follow=_mark_events,
)
in_force, waiting, history = POLICIES.in_force, POLICIES.waiting, POLICIES.history
decide_policy, withdraw_policy = POLICIES.decide, POLICIES.withdraw


def seed_policies(actor: Authority, *, now: datetime) -> int:
    """Enter the presets of kinds that have no policy yet. Again changes nothing."""
    return POLICIES.seed(actor, [EventPolicy(**asdict(data)) for data in PRESETS], now=now)


def propose_policy(actor: Authority, *, data: PolicyData, now: datetime) -> EventPolicy:
    """A policy for a kind from a day on. As `Succession.propose`."""
    return POLICIES.propose(actor, EventPolicy(**asdict(data)), now=now)
