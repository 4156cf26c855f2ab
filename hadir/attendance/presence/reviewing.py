"""The way of a review: a first verdict, a second person where pay is touched, a blind second look, the objection.

Each call is one deed with one audit entry. An upheld suspicion takes the check-in out of the day; the punch stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.models import Punch
from hadir.attendance.presence import deciding, papers, policies, telling, texts
from hadir.attendance.presence.asking import REVIEW_DAYS
from hadir.attendance.presence.models import PresencePolicy, ReviewCase, ReviewDecision
from hadir.attendance.presence.reviewing_rules import Kind, Part, State, Verdict, end_of
from hadir.attendance.presence.rules import TEN_THOUSAND
from hadir.audit import services as audit
from hadir.leave.papers import Paper
from hadir.lib.authority import Actor, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people import selectors as people
from hadir.people.saving import lock, save
from hadir.periods.rules import Cause
from hadir.periods.services import mark_people

OBJECTION_DAYS = 14  # where no policy says otherwise
_RIGHTS = {Part.FIRST: Right.REVIEW_CHECK_INS, Part.CONFIRM: Right.CONFIRM_REVIEW, Part.LOOK: Right.REVIEW_CHECK_INS}


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says in a review."""

    part: Part
    verdict: Verdict
    reason: str


@transaction.atomic
def decide(user: User, case_id: int, word: Word, *, now: datetime) -> ReviewDecision:
    """Say one's word. The case ends, waits for a second person, or (a second look) stays as it is.

    Raises `NotFound` (review_not_found), `NotPermitted` (not_oneself, second_person_needed, not_the_reviewer),
    `Conflict` (review_closed), `InvalidInput` (reason_missing).
    """
    case = _locked(user, case_id)
    deciding.require_part(user, case, word.part, permissions.today_for(user))
    if not word.reason.strip():
        raise InvalidInput("reason_missing", texts.REASON_MISSING, fields={"reason": texts.REASON_MISSING})
    made = ReviewDecision.objects.create(
        case=case,
        part=word.part.value,
        verdict=word.verdict.value,
        reason=word.reason.strip()[:600],
        decided_at=now,
        decided_by=user.pk,
        decided_by_label=user.actor.label[:200],
        decided_by_employee=user.employee_id,
    )
    if word.part is not Part.LOOK:
        _go_on(case, word, now)
    detail = {"verdict": word.verdict.value} if word.part is not Part.LOOK else {}
    _record(user.actor, f"presence.review_{word.part.value}", case, _RIGHTS[word.part], **detail)
    return made


def _go_on(case: ReviewCase, word: Word, now: datetime) -> None:
    kind = Kind(case.kind)
    if word.part is Part.FIRST:
        policy = policies.policy_on(case.unit_id, case.day)
        share = policy.second_look if policy else 0
        case.wants_look = kind is not Kind.OBJECTION and secrets.randbelow(TEN_THOUSAND) < share
        end = end_of(kind, word.verdict, None)
    else:
        first = Verdict(case.decisions.get(part=Part.FIRST.value).verdict)
        end = end_of(kind, first, word.verdict)
    if end is None:
        case.state = State.CONFIRM.value
        case.save(update_fields=["state", "wants_look"])
        telling.waits_for_second(case)
        return
    _close(case, end, now)


def _close(case: ReviewCase, end: Verdict, now: datetime) -> None:
    """The end, what follows from it for the day, and telling the person."""
    case.state, case.verdict, case.closed_at = State.CLOSED.value, end.value, now
    if end is Verdict.UPHELD and case.kind != Kind.OBJECTION:
        policy = policies.policy_on(case.unit_id, case.day)
        days = policy.objection_days if policy else OBJECTION_DAYS
        case.objection_until = _today(case, now) + timedelta(days=days)
        _mark(case)
    case.save(update_fields=["state", "verdict", "closed_at", "objection_until", "wants_look"])
    if case.about is not None and end is Verdict.GENUINE:
        case.about.verdict = Verdict.GENUINE.value
        case.about.save(update_fields=["verdict"])
        _mark(case)
    telling.ended(case)


def _mark(case: ReviewCase) -> None:
    """The check-in may belong to a neighbouring day by now: the roster decides, not its date."""
    a_day = timedelta(days=1)
    mark_people([case.employee_id], case.day - a_day, case.day + a_day, Cause.CORRECTION)


# --- objections


@transaction.atomic
def object_to(user: User, case_id: int, *, text: str, attached: Sequence[Paper] = (), now: datetime) -> ReviewCase:
    """The person objects to an upheld suspicion, once, within the time that the policy gave.

    Raises `NotFound` (review_not_found), `NotPermitted`, `Conflict` (not_objectable, objected_already, objection_late),
    `InvalidInput` (text_missing, codes of papers).
    """
    permissions.require(user, Right.OBJECT_TO_REVIEW)
    case = _held(case_id)
    if case is None or user.employee_id is None or case.employee_id != user.employee_id:
        raise _unknown()
    _check_objectable(case, text, now)
    policy = policies.policy_on(case.unit_id, _today(case, now))
    made = ReviewCase(
        kind=Kind.OBJECTION.value,
        punch=case.punch,
        employee=case.employee,
        unit=case.unit,
        day=case.day,
        about=case,
        note=text.strip()[:1000],
        opened_at=now,
        due_on=_today(case, now) + timedelta(days=policy.review_days if policy else REVIEW_DAYS),
    )
    save(made)
    papers.attach(user, attached, case=made, now=now)
    _record(user.actor, "presence.objected", made, Right.OBJECT_TO_REVIEW)
    telling.objected(made, without=[one.decided_by for one in case.decisions.all()])
    return made


def _check_objectable(case: ReviewCase, text: str, now: datetime) -> None:
    if ReviewCase.objects.filter(about=case).exists():
        raise Conflict("objected_already", texts.OBJECTED_ALREADY)
    if case.kind == Kind.OBJECTION or case.verdict != Verdict.UPHELD or case.objection_until is None:
        raise Conflict("not_objectable", texts.NOT_OBJECTABLE)
    if _today(case, now) > case.objection_until:
        until = f"{case.objection_until:%d-%m-%Y}"
        raise Conflict("objection_late", str(texts.TOO_LATE).format(until=until))
    if not text.strip():
        raise InvalidInput("text_missing", texts.TEXT_MISSING, fields={"text": texts.TEXT_MISSING})


# --- alarms


@transaction.atomic
def open_alarms(actor: Actor, *, punch_ids: Collection[UUID], note: str, now: datetime) -> list[ReviewCase]:
    """Have check-ins looked at because of what was found later over many of them; for the slice that found it.

    Check-ins that are being looked at, or were already, and refused ones are left alone. The caller asks rights.
    """
    busy = ReviewCase.objects.filter(punch__in=list(punch_ids)).values("punch")
    rows = Punch.objects.filter(pk__in=list(punch_ids), accepted=True).exclude(pk__in=busy)
    made = []
    for punch in rows.select_related("employee__unit").order_by("recorded_at"):
        unit = people.opd_of(punch.employee.unit) or punch.employee.unit
        case = ReviewCase(
            kind=Kind.ALARM.value,
            punch=punch,
            employee=punch.employee,
            unit=unit,
            day=punch.work_day,
            note=note.strip()[:1000],
            opened_at=now,
            due_on=now.date() + timedelta(days=_review_days(unit.pk, now.date())),
        )
        save(case)
        _record(actor, "presence.alarm_opened", case, None)
        made.append(case)
    return made


def _review_days(unit_id: int, day: date) -> int:
    policy: PresencePolicy | None = policies.policy_on(unit_id, day)
    return policy.review_days if policy else REVIEW_DAYS


# --- parts


def _locked(user: User, case_id: int) -> ReviewCase:
    case = _held(case_id)
    if case is None:
        raise _unknown()
    if user.employee_id is not None and case.employee_id == user.employee_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    if not deciding.may_see(user, case, superior=deciding.superior_id(user)):
        raise _unknown()
    return case


def _held(case_id: int) -> ReviewCase | None:
    """The case with its person held, as every check-in and correction of that person does."""
    found = ReviewCase.objects.select_related("employee__work_place").filter(pk=case_id).first()
    if found is None:
        return None
    lock(found.employee)
    rows = ReviewCase.objects.select_related("employee__work_place", "unit", "punch", "about")
    return rows.prefetch_related("decisions", "about__decisions").get(pk=case_id)


def _today(case: ReviewCase, now: datetime) -> date:
    return now.astimezone(case.employee.work_place.zone).date()


def _record(actor: Actor, deed: str, case: ReviewCase, right: Right | None, **detail: object) -> None:
    audit.record(
        deed,
        actor=actor,
        subject=f"employee:{case.employee_id}",
        detail={"review": case.pk, "kind": case.kind, "punch": str(case.punch_id), **detail},
        unit_id=case.unit_id,
        right=right,
    )


def _unknown() -> NotFound:
    return NotFound("review_not_found", texts.NOT_FOUND)
