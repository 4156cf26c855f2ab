"""A region's rules for corrections: entering the first ones, proposing better ones that another person confirms."""

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
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.saving import save
from hadir.schedules.proposals import Status

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
    """The confirmed rules of a day, one a reason."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return CorrectionRule.objects.filter(lasting, valid_from__lte=day, status=Status.CONFIRMED)


def waiting() -> QuerySet[CorrectionRule]:
    """Proposals that nobody has decided yet, the oldest first."""
    return CorrectionRule.objects.filter(status=Status.PROPOSED).order_by("proposed_at", "id")


def history() -> QuerySet[CorrectionRule]:
    """Every rule there ever was, also superseded and rejected ones, by reason and the newest first."""
    return CorrectionRule.objects.exclude(status=Status.PROPOSED).order_by("reason", "-valid_from", "-id")


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
    ever = CorrectionRule.objects.filter(status__in=[Status.CONFIRMED, Status.SUPERSEDED])
    there = set(ever.values_list("reason", flat=True))
    new = [data for data in PRESETS if data.reason not in there]
    for data in new:
        row = CorrectionRule(**asdict(data))
        row.stand_at_once(actor.actor, now)
        save(row)
    if new:
        _record(actor, "attendance.correction_rules_seeded", "correction-rules", {"count": len(new)})
    return len(new)


@transaction.atomic
def propose_rule(actor: Authority, *, data: RuleData, now: datetime) -> CorrectionRule:
    """A rule for a reason from a day on. It counts once another person has confirmed it (`decide_rule`).

    Raises `NotPermitted`, `InvalidInput` (invalid with fields), `Conflict` (rule_begins_later).
    """
    actor.require(Right.MANAGE_SCHEDULES, None)
    if not data.legal_basis.strip():
        raise InvalidInput("invalid", texts.INVALID, fields={"legal_basis": texts.BASIS_MISSING})
    made = CorrectionRule(**asdict(data))
    made.sign_as_author(actor.actor, now)
    for old in _in_the_way(made):
        _check_begin(old, made.valid_from)
    save(made)
    _record(actor, "attendance.correction_rule_proposed", f"correction-rule:{made.pk}", _detail(made))
    return made


@transaction.atomic
def decide_rule(actor: Authority, rule_id: int, *, confirm: bool, reason: str, now: datetime) -> CorrectionRule:
    """Yes or no of a second person. Confirmed, it counts from its day on; the one in force ends the day before.

    Raises `NotPermitted` (also second_person_needed), `NotFound` (rule_not_found), `InvalidInput` (reason_missing),
    `Conflict` (decided_already, rule_begins_later).
    """
    actor.require(Right.CONFIRM_SCHEDULES, None)
    _wait_for_others()
    row = CorrectionRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise NotFound("rule_not_found", texts.RULE_NOT_FOUND)
    row.decide(actor.actor, confirm=confirm, reason=reason, now=now)
    if confirm:
        for old in _in_the_way(row).select_for_update():
            _give_way(old, row.valid_from, now)
    save(row)
    action = "attendance.correction_rule_set" if confirm else "attendance.correction_rule_rejected"
    _record(actor, action, f"correction-rule:{row.pk}", _detail(row), right=Right.CONFIRM_SCHEDULES)
    return row


def _in_the_way(row: CorrectionRule) -> QuerySet[CorrectionRule]:
    """Confirmed rules of the same reason that do not end before it begins."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from)
    return CorrectionRule.objects.filter(lasting, reason=row.reason, status=Status.CONFIRMED)


def _check_begin(old: CorrectionRule, begins: date) -> None:
    if old.valid_from > begins:
        raise Conflict("rule_begins_later", str(texts.RULE_BEGINS_LATER).format(begins=old.valid_from))


def _give_way(old: CorrectionRule, begins: date, now: datetime) -> None:
    _check_begin(old, begins)
    if old.valid_from == begins:
        old.superseded_at, old.status = now, Status.SUPERSEDED
    else:
        old.valid_to = begins - timedelta(days=1)
    old.save(update_fields=["superseded_at", "status", "valid_to"])


def _detail(row: CorrectionRule) -> dict[str, object]:
    return {"reason": row.reason, "valid_from": row.valid_from.isoformat(), "allowed": row.allowed}


def _record(
    actor: Authority, action: str, subject: str, detail: dict[str, object], right: Right = Right.MANAGE_SCHEDULES
) -> None:
    audit.record(action, actor=actor.actor, subject=subject, detail=detail, unit_id=None, right=right)


def _wait_for_others() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
