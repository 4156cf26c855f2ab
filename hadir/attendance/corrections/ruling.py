"""A region's rules for corrections: entering the first ones, putting better ones in force from a day on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from hadir.attendance.corrections import texts
from hadir.attendance.corrections.models import CorrectionRule
from hadir.attendance.corrections.rules import Reason, Terms
from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput
from hadir.people.saving import save

_LOCK = 7_404_010  # any number of its own: whoever changes rules waits for whoever does


@dataclass(frozen=True, slots=True)
class RuleData:
    """As `CorrectionRule`."""

    reason: str
    allowed: bool
    days_after: int
    most_a_month: int | None
    needs_evidence: bool
    valid_from: date
    legal_basis: str


_PASAL_22 = "Permenkoinfra 10/2025 pasal 22 (catatan manual); batas hari: kebijakan daerah, BELUM DIVERIFIKASI"
_REGIONAL = "Kebijakan daerah, BELUM DIVERIFIKASI: ganti dengan Perbup"
_SINCE = date(2020, 1, 1)

# What a region begins with. Article 22 knows four reasons; how many days and how often is the region's own to say.
PRESETS: tuple[RuleData, ...] = (
    RuleData(Reason.DEVICE_BROKEN.value, True, 5, None, False, _SINCE, _PASAL_22),
    RuleData(Reason.NOT_ENROLLED.value, True, 5, None, False, _SINCE, _PASAL_22),
    RuleData(Reason.NOT_RECOGNISED.value, True, 5, None, False, _SINCE, _PASAL_22),
    RuleData(Reason.FORCE_MAJEURE.value, True, 14, None, True, _SINCE, _PASAL_22),
    RuleData(Reason.FORGOT.value, False, 0, 0, False, _SINCE, "Tidak termasuk Permenkoinfra 10/2025 pasal 22"),
    RuleData(Reason.OTHER.value, False, 0, 0, True, _SINCE, "Tidak termasuk Permenkoinfra 10/2025 pasal 22"),
    RuleData(Reason.MISTAKEN.value, True, 31, None, False, _SINCE, _REGIONAL),
)


def in_force(day: date) -> QuerySet[CorrectionRule]:
    """The rules of a day, one a reason."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return CorrectionRule.objects.filter(lasting, valid_from__lte=day, superseded_at__isnull=True)


def history() -> QuerySet[CorrectionRule]:
    """Every rule there ever was, also superseded ones, by reason and the newest first."""
    return CorrectionRule.objects.order_by("reason", "-valid_from", "-id")


def terms_of(rule: CorrectionRule | None) -> Terms | None:
    """The rule as the pure code reads it."""
    if rule is None:
        return None
    return Terms(rule.allowed, rule.days_after, rule.most_a_month, rule.needs_evidence)


@transaction.atomic
def seed_rules(actor: Authority, *, now: datetime) -> int:
    """Enter the presets of reasons that have no rule yet. Again changes nothing."""
    actor.require(Right.MANAGE_SCHEDULES, None)
    _wait_for_others()
    there = set(CorrectionRule.objects.values_list("reason", flat=True))
    new = [data for data in PRESETS if data.reason not in there]
    for data in new:
        save(CorrectionRule(**asdict(data), recorded_at=now, recorded_by_label=actor.actor.label))
    if new:
        _record(actor, "attendance.correction_rules_seeded", "correction-rules", {"count": len(new)})
    return len(new)


@transaction.atomic
def put_rule(actor: Authority, *, data: RuleData, now: datetime) -> CorrectionRule:
    """A rule for a reason from a day on. The one in force ends the day before.

    Raises `NotPermitted`, `InvalidInput` (invalid with fields), `Conflict` (rule_begins_later).
    """
    actor.require(Right.MANAGE_SCHEDULES, None)
    if not data.legal_basis.strip():
        raise InvalidInput("invalid", texts.INVALID, fields={"legal_basis": texts.BASIS_MISSING})
    _wait_for_others()
    for old in CorrectionRule.objects.filter(reason=data.reason, superseded_at__isnull=True).select_for_update():
        _give_way(old, data.valid_from, now)
    made = CorrectionRule(**asdict(data), recorded_at=now, recorded_by_label=actor.actor.label)
    save(made)
    detail = {"reason": made.reason, "valid_from": made.valid_from.isoformat(), "allowed": made.allowed}
    _record(actor, "attendance.correction_rule_set", f"correction-rule:{made.pk}", detail)
    return made


def _give_way(old: CorrectionRule, begins: date, now: datetime) -> None:
    if old.valid_to is not None and old.valid_to < begins:
        return
    if old.valid_from > begins:
        raise Conflict("rule_begins_later", str(texts.RULE_BEGINS_LATER).format(begins=old.valid_from))
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
