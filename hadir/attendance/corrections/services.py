"""The way of a correction: asked for by the person or an operator, decided by another, kept as facts.

Each call is one deed with one audit entry. An approval marks the day as stale; in a locked month its effect is left to
a correction journal (`periods`, `recap`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts import services as accounts
from hadir.accounts.models import User
from hadir.attendance.corrections import deciding, papers, rules, ruling, telling, texts
from hadir.attendance.corrections.models import Correction, CorrectionDecision, CorrectionRule
from hadir.attendance.corrections.rules import Kind, Outcome, Reason, Refusal
from hadir.attendance.models import Punch
from hadir.audit import services as audit
from hadir.leave import deciding as superiors
from hadir.leave.papers import Paper
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people import selectors as people
from hadir.people.models import Employee, Placement
from hadir.people.saving import lock, save
from hadir.periods import selectors as periods
from hadir.periods.rules import Cause, Month
from hadir.periods.services import mark_people
from hadir.schedules import selectors as schedules
from hadir.schedules.instances import Stage


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for. `clock`: on the clock of the work place; `punch` or `target` for `Kind.VOID`."""

    kind: Kind
    day: date
    reason: Reason
    explanation: str
    stage: str = ""
    clock: time | None = None
    punch: UUID | None = None
    target: int | None = None


def request_own(user: User, *, ask: Ask, attached: Sequence[Paper] = (), now: datetime) -> Correction:
    """Somebody asks for the own check-ins.

    Raises `NotPermitted` (no_employee), `InvalidInput` (invalid with fields, codes of papers), `Conflict` (no_decider,
    correction_refused, correction_pending, correction_exists).
    """
    if user.employee_id is None:
        raise NotPermitted("no_employee", texts.NO_EMPLOYEE)
    permissions.require(user, Right.REQUEST_CORRECTION)
    return _request(user, people.employee(user.employee_id), ask, attached, now)


def propose_for(user: User, *, employee_id: int, ask: Ask, attached: Sequence[Paper] = (), now: datetime) -> Correction:
    """An operator asks for somebody of the own units, who is told. Raises as `request_own`, `NotFound`."""
    employee = Employee.objects.select_related("unit", "work_place").filter(pk=employee_id, active=True).first()
    if employee is None or not permissions.has(user, Right.PROPOSE_CORRECTION, employee.unit_id):
        raise NotFound("employee_not_found", texts.EMPLOYEE_NOT_FOUND)
    if employee.pk == user.employee_id:
        raise Conflict("not_for_oneself", texts.NOT_FOR_ONESELF)
    return _request(user, employee, ask, attached, now)


@transaction.atomic
def decide(user: User, *, correction_id: int, approve: bool, note: str = "", now: datetime) -> CorrectionDecision:
    """Superior or head says yes or, with a reason, no.

    Raises `NotFound`, `NotPermitted` (not_oneself, second_person_needed, not_the_decider, link_holder), `Conflict`
    (correction_settled), `InvalidInput` (note_missing).
    """
    correction = _locked(correction_id)
    office = deciding.require_decider(user, correction)
    _require_open(correction)
    if not approve and not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_MISSING, fields={"note": texts.NOTE_MISSING})
    if approve and correction.is_own:  # whoever could have signed in as the person could have asked in that name
        accounts.check_no_link_holder(user, correction.employee_id, now=now)
    made = _settle(user, correction, Outcome.APPROVED if approve else Outcome.REJECTED, note, now, office=office)
    if approve:
        # the check-in that is taken out may belong to a neighbouring day by now: the roster decides, not its date
        around = timedelta(days=0 if correction.kind == Kind.ADD else 1)
        first, last = correction.day - around, correction.day + around
        mark_people([correction.employee_id], first, last, Cause.CORRECTION)
    telling.decided(correction, made)
    return made


@transaction.atomic
def withdraw(user: User, *, correction_id: int, now: datetime) -> CorrectionDecision:
    """Whoever asked takes it back before it is decided. Raises `NotFound`, `Conflict` (correction_settled)."""
    correction = _locked(correction_id)
    if correction.requested_by != user.pk:
        raise _unknown()
    _require_open(correction)
    return _settle(user, correction, Outcome.WITHDRAWN, "", now)


# --- one request


@transaction.atomic
def _request(user: User, employee: Employee, ask: Ask, attached: Sequence[Paper], now: datetime) -> Correction:
    lock(employee)
    placed = people.placement_on(employee.pk, ask.day)
    if placed is None:
        raise _invalid(day=texts.NOT_PLACED)
    rule = _allowing_rule(employee, ask, permissions.today_for(user), has_evidence=bool(attached))
    line = people.line_of(placed.unit_id)
    row = Correction(
        employee=employee,
        unit=people.opd_of(placed.unit) or placed.unit,
        kind=ask.kind.value,
        day=ask.day,
        reason=ask.reason.value,
        explanation=ask.explanation.strip(),
        rule=rule,
        is_own=employee.pk == user.employee_id,
        after_lock=periods.is_locked(line, ask.day),
        requested_at=now,
        requested_by=user.pk,
        requested_by_label=user.actor.label[:200],
    )
    if ask.kind is Kind.ADD:
        _fill_addition(row, employee, placed, ask, now)
    else:
        _fill_void(row, ask)
    _check_alone(row)
    waiting_for = _deciders(employee, user)
    save(row)
    papers.attach(user, attached, correction=row, now=now)
    telling.waits(row, waiting_for)
    if not row.is_own:
        telling.entered(row)
    _record(
        user,
        "attendance.correction_requested",
        row,
        Right.REQUEST_CORRECTION if row.is_own else Right.PROPOSE_CORRECTION,
    )
    return row


def _allowing_rule(employee: Employee, ask: Ask, today: date, *, has_evidence: bool) -> CorrectionRule:
    """The rule of the day that is to be corrected, when it lets the request in."""
    if ask.reason not in rules.REASONS_OF[ask.kind]:
        raise _invalid(reason=texts.REASON_OF_OTHER_KIND)
    if not ask.explanation.strip():
        raise _invalid(explanation=texts.EXPLANATION_MISSING)
    rule = ruling.in_force(ask.day).filter(reason=ask.reason.value).first()
    month = Month.of(ask.day)
    others = Correction.objects.filter(
        employee=employee, reason=ask.reason.value, day__range=(month.first, month.last)
    ).exclude(decision__outcome__in=[Outcome.REJECTED.value, Outcome.WITHDRAWN.value])
    refused = rules.refusal(ruling.terms_of(rule), rules.Asked(ask.day, today, others.count(), has_evidence))
    if refused is not None:
        facts = {"basis": rule.legal_basis, "days": rule.days_after, "most": rule.most_a_month} if rule else {}
        text = str(texts.REFUSALS[refused]).format(**facts)
        field = {Refusal.AHEAD: "day", Refusal.TOO_LATE: "day", Refusal.EVIDENCE_MISSING: "papers"}
        raise InvalidInput("correction_refused", text, fields={field.get(refused, "reason"): text})
    assert rule is not None  # without one the request was refused
    return rule


def _fill_addition(row: Correction, employee: Employee, placed: Placement, ask: Ask, now: datetime) -> None:
    (plan,) = schedules.plan_of(employee, ask.day, ask.day)
    if not plan.stages:
        raise _invalid(day=texts.NO_STAGES)
    stage = next((one for one in plan.stages if one.code == ask.stage), None)
    if stage is None or ask.clock is None:
        names = ", ".join(schedules.stage_name(one.code) for one in plan.stages)
        raise _invalid(stage=str(texts.STAGE_UNKNOWN).format(stages=names))
    row.stage, row.at = stage.code, _moment(stage, ask.day, ask.clock, placed)
    if row.at > now:
        raise _invalid(clock=texts.IN_FUTURE)


def _moment(stage: Stage, day: date, clock: time, placed: Placement) -> datetime:
    """The clock time within the stage's window: on the day, or on the next where a shift goes past midnight."""
    zone = placed.work_place.zone
    for one in (day, day + timedelta(days=1), day - timedelta(days=1)):
        at = datetime.combine(one, clock, zone)
        if stage.opens_at <= at < stage.closes_at:
            return at
    text = str(texts.OUTSIDE_WINDOW).format(opens=f"{stage.opens:%H.%M}", closes=f"{stage.closes:%H.%M}")
    raise _invalid(clock=text)


def _fill_void(row: Correction, ask: Ask) -> None:
    if ask.punch is not None:
        row.punch = Punch.objects.filter(pk=ask.punch, employee=row.employee, accepted=True, work_day=ask.day).first()
    elif ask.target is not None:
        approved = Correction.objects.filter(decision__outcome=Outcome.APPROVED.value, kind=Kind.ADD.value)
        row.target = approved.filter(pk=ask.target, employee=row.employee, day=ask.day).first()
    if row.punch is None and row.target is None:
        raise _invalid(punch=texts.PUNCH_NOT_FOUND)


def _check_alone(row: Correction) -> None:
    """Not twice the same. An addition that was itself voided may be asked for again."""
    same = Correction.objects.filter(
        employee=row.employee, day=row.day, kind=row.kind, stage=row.stage, punch=row.punch, target=row.target
    ).exclude(decision__outcome__in=[Outcome.REJECTED.value, Outcome.WITHDRAWN.value])
    pending = same.filter(decision__isnull=True).first()
    if pending is not None:
        raise Conflict("correction_pending", str(texts.PENDING).format(reference=pending.reference))
    standing = same.exclude(voided_by__decision__outcome=Outcome.APPROVED.value).first()
    if standing is not None:
        raise Conflict("correction_exists", str(texts.EXISTS).format(reference=standing.reference))


def _deciders(employee: Employee, user: User) -> list[int]:
    """Accounts of the superior; without one, or when the superior is who asks, of the next head above."""
    today = permissions.today_for(user)
    direct = superiors.superior(employee, today)
    if direct is not None and direct.employee_id != user.employee_id:
        return superiors.accounts_of([direct.employee_id])
    heads = people.heads_of(people.line_of(employee.unit_id), today).values()
    above = [head.employee_id for head in heads if head.employee_id not in (employee.pk, user.employee_id)]
    if not above:
        raise Conflict("no_decider", texts.NO_DECIDER)
    return superiors.accounts_of(above)


# --- parts


def _locked(correction_id: int) -> Correction:
    """With its person held: whoever may not see the row does not find it, the database's policy says so."""
    found = Correction.objects.select_related("employee__unit", "employee__work_place", "unit").filter(pk=correction_id)
    row = found.first()
    if row is None:
        raise _unknown()
    lock(row.employee)
    return row


def _require_open(correction: Correction) -> None:
    settled = CorrectionDecision.objects.filter(correction=correction).first()
    if settled is not None:
        text = str(texts.SETTLED).format(outcome=str(settled.get_outcome_display()).lower())
        raise Conflict("correction_settled", text)


def _settle(
    user: User, correction: Correction, outcome: Outcome, note: str, now: datetime, *, office: str = ""
) -> CorrectionDecision:
    made = CorrectionDecision(
        correction=correction,
        outcome=outcome.value,
        note=note.strip()[:300],
        acting_as=office[:240],
        decided_at=now,
        decided_by=user.pk,
        decided_by_label=user.actor.label[:200],
    )
    made.save(force_insert=True)
    right = Right.DECIDE_CORRECTION if outcome is not Outcome.WITHDRAWN else Right.REQUEST_CORRECTION
    _record(user, f"attendance.correction_{outcome.value}", correction, right)
    return made


def _record(user: User, action: str, row: Correction, right: Right) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"employee:{row.employee_id}",
        detail={"correction": row.pk, "kind": row.kind, "day": row.day.isoformat(), "reason": row.reason},
        unit_id=row.unit_id,
        right=right,
    )


def _unknown() -> NotFound:
    return NotFound("correction_not_found", texts.NOT_FOUND)


def _invalid(**fields: object) -> InvalidInput:
    return InvalidInput("invalid", texts.INVALID, fields=fields)
