"""How people are reminded: a dated rule of the region, proposed by one person and confirmed by another."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput
from hadir.schedules.succession import Deeds, Succession
from hadir.workdays.models import MOST_MINUTES_BEFORE, ReminderPolicy

_MINUTES = _("Isi 0 sampai 120 menit.")


@dataclass(frozen=True, slots=True)
class PolicyData:
    """As `ReminderPolicy`."""

    before_min: int
    digest: bool
    valid_from: date
    legal_basis: str


# Fifteen minutes before, and the morning after.
PRESET = PolicyData(
    15,
    digest=True,
    valid_from=date(2020, 1, 1),
    legal_basis="Kebijakan daerah, BELUM DIVERIFIKASI: ganti dengan ketentuan daerah",
)


def _told(policy: ReminderPolicy) -> dict[str, object]:
    return {"before_min": policy.before_min, "digest": policy.digest}


POLICIES = Succession(
    model=ReminderPolicy,
    key=(),
    subject="reminder_policy",
    deeds=Deeds(
        seeded="workdays.seed_reminders",
        proposed="workdays.propose_reminders",
        confirmed="workdays.put_reminders",
        rejected="workdays.reject_reminders",
        withdrawn="workdays.withdraw_reminders",
    ),
    unknown="reminder_policy_not_found",
    begins_later="reminder_policy_begins_later",
    told=_told,
)
waiting, history = POLICIES.waiting, POLICIES.history
decide_policy, withdraw_policy = POLICIES.decide, POLICIES.withdraw


def policy_on(day: date) -> ReminderPolicy | None:
    """What holds on a day. One statement."""
    return POLICIES.in_force(day).first()


def seed_policy(actor: Authority, *, now: datetime) -> int:
    """What a region begins with. Again changes nothing."""
    return POLICIES.seed(actor, [ReminderPolicy(**asdict(PRESET))], now=now)


def propose_policy(actor: Authority, *, data: PolicyData, now: datetime) -> ReminderPolicy:
    """Another one from a day on. As `Succession.propose`; also `InvalidInput` (reminder_minutes)."""
    actor.require(Right.MANAGE_SCHEDULES, None)
    if not 0 <= data.before_min <= MOST_MINUTES_BEFORE:
        raise InvalidInput("reminder_minutes", _MINUTES, fields={"before_min": _MINUTES})
    return POLICIES.propose(actor, ReminderPolicy(**asdict(data)), now=now)
