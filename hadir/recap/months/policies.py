"""Laying down what holds for months: proposed by one person, confirmed by another. Never for a locked month."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.periods.models import LockedMonth
from hadir.recap.allowance.approval import Status
from hadir.recap.months import texts
from hadir.recap.months.models import MonthPolicy
from hadir.recap.months.rules import Policy, faults


@transaction.atomic
def propose(actor: Authority, *, policy: Policy, now: datetime) -> MonthPolicy:
    """Raises `NotPermitted`, `InvalidInput` (not_ready, with a sentence for each fault), `Conflict` (month_locked)."""
    actor.require(Right.MANAGE_ALLOWANCE_RULES, None)
    found = faults(policy)
    if found:
        sentences = " ".join(str(texts.FAULTS[one]) for one in found)
        raise InvalidInput("not_ready", texts.NOT_READY, fields={"": sentences})
    if policy.valid_from is None or policy.valid_from.day != 1:
        raise InvalidInput("not_ready", texts.FIRST_OF_MONTH, fields={"valid_from": texts.FIRST_OF_MONTH})
    row = MonthPolicy(
        valid_from=policy.valid_from,
        legal_basis=policy.legal_basis.strip()[:300],
        converts=policy.converts,
        per_day=policy.per_day,
        with_early=policy.with_early,
        missing_min=policy.missing_min,
        stages=[one.value for one in policy.stages],
        open_requests=policy.open_requests.value,
        lock_day=policy.lock_day,
        remind_days=policy.remind_days,
    )
    _check_free(row)
    row.make(actor.actor, now)
    row.propose(actor.actor, now)
    row.save()
    _record(actor, "propose_policy", row, Right.MANAGE_ALLOWANCE_RULES)
    return row


@transaction.atomic
def decide(actor: Authority, *, policy_id: int, confirm: bool, reason: str, now: datetime) -> MonthPolicy:
    """A second person puts it into force, or sends it back (which ends it, with the reason).

    Raises `NotPermitted` (also second_person_needed), `Conflict` (not_proposed, same_day, month_locked),
    `InvalidInput` (reason_missing).
    """
    actor.require(Right.CONFIRM_ALLOWANCE_RULES, None)
    row = _held(policy_id)
    if confirm:
        _check_free(row)
        row.confirm(actor.actor, now)
    else:
        row.send_back(actor.actor, reason, now)
        row.status = Status.WITHDRAWN
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict("same_day", texts.SAME_DAY) from error
    _record(actor, "confirm_policy" if confirm else "reject_policy", row, Right.CONFIRM_ALLOWANCE_RULES)
    return row


@transaction.atomic
def withdraw(actor: Authority, *, policy_id: int, now: datetime) -> MonthPolicy:
    """Take a proposal back. Raises `NotPermitted`, `Conflict` (not_a_draft)."""
    actor.require(Right.MANAGE_ALLOWANCE_RULES, None)
    row = _held(policy_id)
    row.withdraw(actor.actor, now)
    row.save()
    _record(actor, "withdraw_policy", row, Right.MANAGE_ALLOWANCE_RULES)
    return row


def _check_free(row: MonthPolicy) -> None:
    if MonthPolicy.objects.filter(valid_from=row.valid_from, status=Status.CONFIRMED).exists():
        raise Conflict("same_day", texts.SAME_DAY)
    if LockedMonth.objects.filter(month__gte=row.valid_from).exists():
        raise Conflict("month_locked", texts.LOCKED_ALREADY)


def _held(policy_id: int) -> MonthPolicy:
    row = MonthPolicy.objects.select_for_update().filter(pk=policy_id).first()
    if row is None:
        raise NotFound("month_policy_not_found", texts.POLICY_NOT_FOUND)
    return row


def _record(actor: Authority, deed: str, row: MonthPolicy, right: Right) -> None:
    audit.record(
        f"recap.{deed}",
        actor=actor.actor,
        subject=f"month_policy:{row.pk}",
        detail={
            "from": row.valid_from.isoformat(),
            "basis": row.legal_basis,
            "converts": row.converts,
            "per_day": row.per_day,
            "stages": list(row.stages),
        },
        unit_id=None,
        right=right,
    )
