"""Reading and laying down how people are reminded."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput
from hadir.people.saving import save
from hadir.workdays.models import MOST_MINUTES_BEFORE, ReminderPolicy

_BASIS_NEEDED = _("Tuliskan dasar hukumnya, misalnya nomor dan tanggal keputusan.")
_MINUTES = _("Isi 0 sampai 120 menit.")
_FIRST = date(2020, 1, 1)
_FIRST_BASIS = "Kebijakan daerah, BELUM DIVERIFIKASI: ganti dengan ketentuan daerah"


@dataclass(frozen=True, slots=True)
class PolicyData:
    """As `ReminderPolicy`."""

    before_min: int
    digest: bool
    valid_from: date
    legal_basis: str


def policy_on(day: date) -> ReminderPolicy | None:
    """What holds on a day. One statement."""
    return history().filter(superseded_at__isnull=True, valid_from__lte=day).first()


def history() -> QuerySet[ReminderPolicy]:
    """Every row, the latest first."""
    return ReminderPolicy.objects.order_by("-valid_from", "-id")


@transaction.atomic
def seed_policy(actor: Authority, *, now: datetime) -> bool:
    """What a region begins with: fifteen minutes before, and the morning after."""
    if ReminderPolicy.objects.exists():
        return False
    put_policy(actor, data=PolicyData(15, digest=True, valid_from=_FIRST, legal_basis=_FIRST_BASIS), now=now)
    return True


@transaction.atomic
def put_policy(actor: Authority, *, data: PolicyData, now: datetime) -> ReminderPolicy:
    """Lay down another one from a day on. Raises `NotPermitted`, `InvalidInput` (basis_missing, reminder_minutes)."""
    actor.require(Right.MANAGE_SCHEDULES, None)
    if not data.legal_basis.strip():
        raise InvalidInput("basis_missing", _BASIS_NEEDED, fields={"legal_basis": _BASIS_NEEDED})
    if not 0 <= data.before_min <= MOST_MINUTES_BEFORE:
        raise InvalidInput("reminder_minutes", _MINUTES, fields={"before_min": _MINUTES})
    same_day = ReminderPolicy.objects.select_for_update().filter(valid_from=data.valid_from, superseded_at__isnull=True)
    same_day.update(superseded_at=now)
    values = asdict(data) | {"legal_basis": data.legal_basis.strip()[:300]}
    row = ReminderPolicy(**values, recorded_at=now, recorded_by_label=actor.actor.label[:200])
    save(row)
    audit.record(
        "workdays.put_reminders",
        actor=actor.actor,
        subject=f"reminder_policy:{row.pk}",
        detail={"before_min": row.before_min, "digest": row.digest, "from": row.valid_from.isoformat()},
        unit_id=None,
        right=Right.MANAGE_SCHEDULES,
    )
    return row
