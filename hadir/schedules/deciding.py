"""The second person's word on what was proposed, and what follows: days to derive anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from hadir.audit import services as audit
from hadir.lib.authority import Actor, Authority, Right
from hadir.lib.errors import Conflict, NotFound, NotPermitted
from hadir.people import selectors as people
from hadir.people.saving import save
from hadir.periods import services as periods
from hadir.periods.rules import Cause
from hadir.schedules import book, quota, reach, saying, seasons, texts
from hadir.schedules.models import ScheduleAssignment, ScheduleVersion, Season, WorkModeDay, WorkModePolicy
from hadir.schedules.proposals import Proposed


class Kind(StrEnum):
    """What can be proposed. The words stand in addresses."""

    VERSION = "versi"
    ASSIGNMENT = "penetapan"
    SEASON = "ramadan"
    MODE_DAYS = "wfh"
    QUOTA = "batas"


MODELS: Mapping[Kind, type[Proposed]] = {
    Kind.VERSION: ScheduleVersion,
    Kind.ASSIGNMENT: ScheduleAssignment,
    Kind.SEASON: Season,
    Kind.MODE_DAYS: WorkModeDay,
    Kind.QUOTA: WorkModePolicy,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row belongs: the unit whose right is asked (None: the region), and the person it is about."""

    unit_id: int | None
    employee_id: int | None = None


def kind_of(row: Proposed) -> Kind:
    return next(kind for kind, model in MODELS.items() if isinstance(row, model))


def place_of(row: Proposed) -> Place:
    """Reads the person of a personal row, the schedule of a version."""
    if isinstance(row, ScheduleVersion):
        return Place(row.schedule.unit_id)
    if isinstance(row, ScheduleAssignment | WorkModeDay):
        if row.employee_id is not None:
            return Place(people.employee(row.employee_id).unit_id, row.employee_id)
        return Place(row.unit_id)
    if isinstance(row, WorkModePolicy):
        return Place(row.unit_id)
    return Place(None)


@transaction.atomic
def confirm(actor: Authority, *, kind: Kind, pk: int, now: datetime, reason: str = "") -> Proposed:
    """Put a proposal in force. Days of the people it concerns are marked; those in locked months become differences.

    Raises `NotPermitted` (second_person_needed, own_record), `Conflict` (decided_already, schedule_not_in_force,
    season_overlaps, season_not_in_force), `InvalidInput` (quota_exceeded).
    """
    row, place = _locked(kind, pk)
    actor.require(Right.CONFIRM_SCHEDULES, place.unit_id)
    _not_oneself(actor.actor, place)
    row.decide(actor.actor, confirm=True, reason=reason, now=now)
    _check(row, place)
    if isinstance(row, Season):
        seasons.supersede(row)
    save(row)
    until = reach.horizon(people.today_in_region(now))
    for one in reach.touched_by(row):
        _mark(one, until)
    _record(actor, "confirm_proposal", Right.CONFIRM_SCHEDULES, kind, row, place)
    return row


@transaction.atomic
def reject(actor: Authority, *, kind: Kind, pk: int, reason: str, now: datetime) -> Proposed:
    """Say no, and why. Raises as `confirm`, and `InvalidInput` (reason_missing)."""
    row, place = _locked(kind, pk)
    actor.require(Right.CONFIRM_SCHEDULES, place.unit_id)
    _not_oneself(actor.actor, place)
    row.decide(actor.actor, confirm=False, reason=reason, now=now)
    save(row)
    _record(actor, "reject_proposal", Right.CONFIRM_SCHEDULES, kind, row, place)
    return row


@transaction.atomic
def withdraw(actor: Authority, *, kind: Kind, pk: int, now: datetime) -> Proposed:
    """Take a proposal back; whoever may propose there may. It stays readable."""
    row, place = _locked(kind, pk)
    right = Right.MANAGE_SCHEDULES if place.unit_id is None else Right.PROPOSE_SCHEDULES
    actor.require(right, place.unit_id)
    row.withdraw(actor.actor, now)
    save(row)
    _record(actor, "withdraw_proposal", right, kind, row, place)
    return row


def find(kind: Kind, pk: int) -> Proposed:
    """One proposal, whatever became of it; NotFound `proposal_not_found`."""
    row = MODELS[kind]._default_manager.filter(pk=pk).first()
    if row is None:
        raise NotFound("proposal_not_found", texts.PROPOSAL_NOT_FOUND)
    return row


def _locked(kind: Kind, pk: int) -> tuple[Proposed, Place]:
    row = MODELS[kind]._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound("proposal_not_found", texts.PROPOSAL_NOT_FOUND)
    return row, place_of(row)


def _not_oneself(actor: Actor, place: Place) -> None:
    if place.employee_id is not None and place.employee_id == actor.employee_id:
        raise NotPermitted("own_record", texts.OWN_RECORD)


def _check(row: Proposed, place: Place) -> None:
    """What has to be true when it is confirmed, though it need not be when it is proposed."""
    if isinstance(row, ScheduleAssignment) and row.schedule is not None:
        terms = book.book().terms_on(row.schedule.pk, row.valid_from)
        if terms is None:
            sentence = str(texts.SCHEDULE_NOT_IN_FORCE)
            raise Conflict(
                "schedule_not_in_force", sentence.format(name=row.schedule.name, day=saying.day(row.valid_from))
            )
    if isinstance(row, WorkModeDay):
        quota.check(row, place.unit_id)


def _mark(one: reach.Touched, until: date) -> None:
    last = one.until(until)
    if one.employee_id is not None:
        periods.mark_people([one.employee_id], one.first, last, Cause.SCHEDULE)
    else:
        periods.mark_unit(one.unit_id, one.first, last, Cause.SCHEDULE)


def _record(actor: Authority, deed: str, right: Right, kind: Kind, row: Proposed, place: Place) -> None:
    subject = f"employee:{place.employee_id}" if place.employee_id is not None else f"schedule_proposal:{row.pk}"
    audit.record(
        f"schedules.{deed}",
        actor=actor.actor,
        subject=subject,
        detail={"kind": kind.value, "row": row.pk, "status": row.status, "reason": row.reason},
        unit_id=place.unit_id,
        right=right,
    )
