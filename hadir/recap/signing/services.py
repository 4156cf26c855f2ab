"""Signing, returning and locking an agency's month. One call, one transaction, one audit entry."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.jobs import queue
from hadir.lib.authority import Actor, Authority, Right
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotPermitted
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, UnitKind
from hadir.people.rules import HeadKind
from hadir.periods import services as periods
from hadir.periods.rules import Month
from hadir.recap.allowance import reckoning
from hadir.recap.allowance.models import AllowanceLine, AllowanceResult
from hadir.recap.months import selectors as months
from hadir.recap.months import texts as month_texts
from hadir.recap.months.rules import RIGHT_FOR, Stage
from hadir.recap.months.selectors import PersonMonth
from hadir.recap.signing import rules, selectors, telling, texts
from hadir.recap.signing.models import ClosingState, ClosingStep, FrozenTotal, MonthClosing
from hadir.recap.signing.rules import Deed, Item
from hadir.workdays.services import LOCK as DERIVING


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a signature is about."""

    rows: list[PersonMonth]
    digest: str
    items: list[Item]
    requests: int


@transaction.atomic
def sign(  # noqa: PLR0913 - what a signature is about
    actor: Authority,
    *,
    unit_id: int,
    month: Month,
    stage: Stage,
    now: datetime,
    note: str = "",
    understood: bool = True,
) -> MonthClosing:
    """Sign the stage that is next; the last one asks the queue to lock the month.

    Raises `NotPermitted` (also second_person_needed), `Conflict` (month_locked, being_locked, not_next,
    recap_not_ready with what is open), `InvalidInput` (not_confirmed: the lock wants a tick), `NotFound`.
    """
    unit = _agency(unit_id)
    actor.require(RIGHT_FOR[stage], unit.pk)
    row = _held(unit, month, now)
    _check_open(row)
    standing = row.standing()
    if standing.next is not stage:
        raise Conflict("not_next", texts.NOT_NEXT)
    who = actor.actor
    if standing.has_signed(who.id, who.employee_id):
        raise NotPermitted("second_person_needed", texts.SECOND_PERSON)
    prepared = _prepared(unit, month, row, now)
    check_ready(prepared.items)
    if stage is Stage.LOCK:
        if not understood:
            raise InvalidInput("not_confirmed", texts.NOT_CONFIRMED, fields={"understood": texts.NOT_CONFIRMED})
        return _ask_lock(row, unit, month, who, now)
    _step(row, Deed.SIGNED, stage, who, now, note=note, digest=prepared.digest, capacity=capacity_of(unit, who, now))
    _record(f"sign_{stage.value}", unit, month, who, RIGHT_FOR[stage], {"digest": prepared.digest, "note": note[:200]})
    following = row.standing().next
    if following is not None:
        signed = {one.person for one in row.standing().signed if one.person is not None}
        telling.waits(unit, month, following, _today(now), without=signed)
    return row


@transaction.atomic
def send_back(
    actor: Authority, *, unit_id: int, month: Month, stage: Stage, reason: str, now: datetime
) -> MonthClosing:
    """Return the month to an earlier stage: its signature and all later ones fall.

    Whoever may sign next may, and whoever gave the last signature. Raises `NotPermitted`, `InvalidInput`
    (reason_missing, not_earlier), `Conflict` (month_locked, being_locked).
    """
    unit = _agency(unit_id)
    row = _held(unit, month, now)
    _check_open(row)
    standing = row.standing()
    who = actor.actor
    last = standing.signed[-1] if standing.signed else None
    if last is None or last.person != who.id or last.person is None:
        actor.require(RIGHT_FOR[standing.next or Stage.LOCK], unit.pk)
    else:
        actor.require(RIGHT_FOR[last.stage], unit.pk)
        if last.stage is not stage:
            actor.require(RIGHT_FOR[standing.next or Stage.LOCK], unit.pk)
    if stage not in {one.stage for one in standing.signed}:
        raise InvalidInput("not_earlier", texts.NOT_EARLIER, fields={"stage": texts.NOT_EARLIER})
    if not reason.strip():
        raise InvalidInput("reason_missing", texts.REASON_NEEDED, fields={"reason": texts.REASON_NEEDED})
    fallen = {one.person for one in standing.signed if one.person is not None and one.person != who.id}
    right = RIGHT_FOR[standing.next or Stage.LOCK]
    _step(row, Deed.RETURNED, stage, who, now, note=reason, capacity=capacity_of(unit, who, now))
    _record("return_month", unit, month, who, right, {"stage": stage.value, "reason": reason.strip()[:200]})
    telling.returned(unit, month, stage, reason.strip(), fallen, _today(now))
    return row


def check_ready(items: list[Item]) -> None:
    """Raises `Conflict` (recap_not_ready)."""
    blocking = rules.blocked(items)
    if blocking:
        named = "; ".join(f"{texts.CHECKS[item.check].title} ({item.count})" for item in blocking)
        raise Conflict("recap_not_ready", str(texts.BLOCKED).format(items=named))


def capacity_of(unit: OrgUnit, who: Actor, now: datetime) -> str:
    """As head of the agency, appointed or acting, where he is that today; else empty."""
    head = people.head_of(unit.pk, _today(now))
    if head is None or who.employee_id is None or head.employee_id != who.employee_id:
        return ""
    prefix = {HeadKind.PLT.value: "Plt. ", HeadKind.PLH.value: "Plh. "}.get(head.kind, "")
    return f"{prefix}Kepala {unit.name}"[:120]


# --- the lock


def lock_now(closing_id: int, now: datetime) -> bool:
    """The job of the last stage: with no derivation at work, check once more, reckon, freeze, lock; all or nothing.

    Harmless to repeat. False when something had come up: then the month is open again, and says why.
    """
    try:
        with transaction.atomic():
            _alone()
            row = MonthClosing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=closing_id)
            if row.state != ClosingState.LOCKING:
                return bool(row.state == ClosingState.LOCKED)
            _lock(row, now)
            return True
    except HadirError as error:
        _reopen(closing_id, str(error.message))
        return False
    except Exception:
        _reopen(closing_id, "")
        raise


def _lock(row: MonthClosing, now: datetime) -> None:
    unit, month = row.unit, row.of
    who = Actor(row.lock_by_user, row.lock_by_label, row.lock_by_employee)
    prepared = _prepared(unit, month, row, now)
    check_ready(prepared.items)
    _reckon(unit.pk, month)
    FrozenTotal.objects.bulk_create(
        [
            FrozenTotal(closing=row, employee_id=one.employee_id, month=month.first, figures=one.figures())
            for one in prepared.rows
        ],
        batch_size=2_000,
    )
    periods.lock(who, unit_id=unit.pk, month=month, now=now)
    reckoning.freeze(unit.pk, month, now)
    row.state, row.locked_at, row.lock_note = ClosingState.LOCKED, now, ""
    row.people, row.digest = len(prepared.rows), prepared.digest
    row.requests_rejected = prepared.requests
    row.allowance_digest = allowance_digest(unit.pk, month)
    row.save()
    _step(row, Deed.SIGNED, Stage.LOCK, who, now, digest=row.digest, capacity=row.lock_capacity)
    facts = {
        "people": row.people,
        "digest": row.digest,
        "allowance_digest": row.allowance_digest,
        "requests_rejected": row.requests_rejected,
    }
    _record("lock_month", unit, month, who, Right.LOCK_PERIOD, facts)
    telling.locked(unit, month, _today(now))


def allowance_digest(unit_id: int, month: Month) -> str:
    """SHA-256 over the allowances of an agency's month, results and lines in a fixed order; empty without any."""
    found = AllowanceResult.objects.filter(unit_id=unit_id, month=month.first).order_by("employee_id")
    results = list(
        found.values_list("employee_id", "base_rupiah", "cut_percent", "cut_rupiah", "net_rupiah", "rule_sets")
    )
    if not results:
        return ""
    lines = AllowanceLine.objects.filter(result__in=found).order_by("employee_id", "place")
    digest = hashlib.sha256(json.dumps(results, default=str, separators=(",", ":")).encode())
    columns = ("employee_id", "place", "day", "rule_version", "rule_code", "value", "asked", "share", "rupiah")
    for line in lines.values_list(*columns).iterator(chunk_size=5_000):
        digest.update(json.dumps(line, default=str, separators=(",", ":")).encode())
    return digest.hexdigest()


def remind(now: datetime) -> int:
    """Tell whose turn it is when the day comes near by which last month should be locked; returns for how many."""
    today = _today(now)
    month = Month.of(today).previous
    policy = months.policy_of(month)
    lock_on = month.next.first.replace(day=policy.lock_day)
    if today != lock_on - timedelta(days=policy.remind_days):
        return 0
    count = 0
    with transaction.atomic():
        agencies = list(OrgUnit.objects.filter(kind=UnitKind.OPD, closed_on__isnull=True))
        for one in selectors.closings(agencies, month):
            if not one.is_locked and one.standing.next is not None:
                telling.due(one.unit, month, one.standing.next, lock_on, today)
                count += 1
    return count


# --- parts


def _prepared(unit: OrgUnit, month: Month, row: MonthClosing, now: datetime) -> Prepared:
    with seeing_everything("the figures that are signed must be the same whoever signs"):
        rows = months.recap_of_agency(unit.pk, month)
    found = selectors.found_in(unit.pk, month, rows, now=now)
    policy = row.policy.policy() if row.policy is not None else months.policy_of(month)
    items = rules.checklist(found, policy, row.standing())
    return Prepared(rows, found.digest, items, found.requests)


def _agency(unit_id: int) -> OrgUnit:
    unit = people.unit(unit_id)
    if unit.kind != UnitKind.OPD:
        raise InvalidInput("not_an_agency", month_texts.NOT_AN_AGENCY)
    return unit


def _held(unit: OrgUnit, month: Month, now: datetime) -> MonthClosing:
    """The row of the month, held. Made with the policy of the month at the first deed."""
    policy = months.policy_row(month)
    stages = policy.stages if policy is not None else [one.value for one in months.policy_of(month).stages]
    MonthClosing.objects.get_or_create(
        unit=unit, month=month.first, defaults={"stages": stages, "policy": policy, "opened_at": now}
    )
    held = MonthClosing.objects.select_for_update(of=("self",)).select_related("policy")
    return held.get(unit=unit, month=month.first)


def _check_open(row: MonthClosing) -> None:
    if row.state == ClosingState.LOCKED:
        raise Conflict("month_locked", texts.LOCKED)
    if row.state == ClosingState.LOCKING:
        raise Conflict("being_locked", texts.BEING_LOCKED)


def _ask_lock(row: MonthClosing, unit: OrgUnit, month: Month, who: Actor, now: datetime) -> MonthClosing:
    row.state, row.lock_asked_at, row.lock_note = ClosingState.LOCKING, now, ""
    row.lock_by_user, row.lock_by_employee, row.lock_by_label = who.id, who.employee_id, who.label[:200]
    row.lock_capacity = capacity_of(unit, who, now)
    row.save()
    _record("ask_lock", unit, month, who, Right.LOCK_PERIOD, {})
    queue.defer("recap.lock_month", closing_id=row.pk)
    return row


def _reopen(closing_id: int, why: str) -> None:
    with transaction.atomic():
        row = MonthClosing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=closing_id)
        if row.state == ClosingState.LOCKING:
            row.state, row.lock_note = ClosingState.OPEN, why[:500] or "-"
            row.save(update_fields=["state", "lock_note"])
            telling.not_locked(row.unit, row.of, row.lock_by_user)


def _alone() -> None:
    """Until the end of the transaction no days are derived: what is frozen is what is signed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DERIVING])


def _reckon(unit_id: int, month: Month) -> None:
    """The allowance of the days as they are now; an agency without rules has none."""
    try:
        with transaction.atomic():
            reckoning.compute(unit_id, month)
    except Conflict as error:
        if error.code != "no_allowance_rules":
            raise


def _step(  # noqa: PLR0913 - the columns of a deed
    row: MonthClosing,
    deed: Deed,
    stage: Stage,
    who: Actor,
    now: datetime,
    *,
    note: str = "",
    digest: str = "",
    capacity: str = "",
) -> None:
    ClosingStep.objects.create(
        closing=row,
        at=now,
        deed=deed.value,
        stage=stage.value,
        by_user=who.id,
        by_employee=who.employee_id,
        by_label=who.label[:200],
        capacity=capacity,
        note=note.strip()[:500],
        digest=digest,
    )
    row.__dict__.pop("_prefetched_objects_cache", None)


def _today(now: datetime) -> date:
    return people.today_in_region(now)


def _record(deed: str, unit: OrgUnit, month: Month, who: Actor, right: Right, detail: dict[str, object]) -> None:
    audit.record(
        f"recap.{deed}",
        actor=who,
        subject=f"unit:{unit.pk}",
        detail={"month": str(month), **detail},
        unit_id=unit.pk,
        right=right,
    )
