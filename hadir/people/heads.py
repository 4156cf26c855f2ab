"""Who heads a unit: appointed (definitif), or acting for a vacant post (Plt) or an absent head (Plh).

On the days of somebody acting all duties of the head are his (`selectors.head_of`). One acts at a time. Rights follow
from these rows by date (`accounts`), so nobody appoints himself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import careers, rules, selectors, texts, timelines
from hadir.people.models import Employee, Headship, OrgUnit, UnitKind
from hadir.people.rules import HeadKind
from hadir.people.saving import lock
from hadir.people.timelines import ACTING, HEADS, Track


@dataclass(frozen=True, slots=True)
class HeadData:
    """An appointment; the first and the last day are included, `valid_to` None: until further notice."""

    employee_id: int
    kind: HeadKind
    valid_from: date
    valid_to: date | None = None
    legal_basis: str = ""


@transaction.atomic
def appoint_head(actor: Authority, *, unit_id: int, data: HeadData) -> Headship:
    """Make somebody head of a unit, definitively or acting.

    A new definitive head ends the one before, and an acting head (Plt) without a last day. Raises `InvalidInput`
    (legal_basis, employee_inactive, unit_not_active, span, superior_loop), `Conflict` (already_acting, overlap),
    `NotPermitted` (not_permitted, not_oneself).
    """
    actor.require(Right.MANAGE_HEADS, asked_at(unit_id))
    careers.not_oneself(actor, data.employee_id)
    timelines.take_turns()
    unit = _locked(unit_id)
    _check(unit, data)
    track = ACTING if data.kind.is_acting else HEADS
    before = timelines.read(track, unit_id)
    if data.kind.is_acting:
        _one_acting_at_a_time(before, data)
    else:
        _end_open_acting(unit_id, data.valid_from)
    values = {"employee_id": data.employee_id, "kind": data.kind.value}
    with timelines.explained():
        after = rules.amend(before, data.valid_from, values, data.legal_basis, end=data.valid_to, carry=False)
    timelines.write(track, unit_id, before, after, now=timezone.now())
    if selectors.is_in_a_circle(data.employee_id, data.valid_from):
        raise InvalidInput("superior_loop", texts.SUPERIOR_LOOP, fields={"employee": texts.SUPERIOR_LOOP})
    made = Headship.objects.get(
        unit_id=unit_id,
        employee_id=data.employee_id,
        kind=data.kind,
        valid_from=data.valid_from,
        superseded_at__isnull=True,
    )
    _tell(made)
    _record(actor, "appoint_head", made)
    return made


@transaction.atomic
def end_headship(actor: Authority, *, headship_id: int, last_day: date) -> Headship:
    """Somebody stops heading a unit after `last_day`. InvalidInput `span` when it was not his on that day."""
    row, track, before = _stored(actor, headship_id)
    with timelines.explained():
        after = rules.end_entry(before, row.pk, last_day)
    timelines.write(track, row.unit_id, before, after, now=timezone.now())
    _record(actor, "end_headship", row, last_day)
    return row


@transaction.atomic
def withdraw_headship(actor: Authority, *, headship_id: int) -> Headship:
    """An appointment that was entered by mistake: it stays, marked as superseded."""
    row, track, before = _stored(actor, headship_id)
    with timelines.explained():
        after = rules.withdraw(before, row.pk, gapless=False)
    timelines.write(track, row.unit_id, before, after, now=timezone.now())
    _record(actor, "withdraw_headship", row)
    return row


def end_all_of(person: Employee, *, last_day: date) -> int:
    """Somebody leaves: no headship and no decision about superiors keeps him above others after that day.

    Part of the deed that lets him go, which writes the entry of the log. Returns how many rows ended.
    """
    now, ended = timezone.now(), 0
    for row in Headship.objects.filter(employee=person, superseded_at__isnull=True):
        ended += _let_go(HEADS if row.kind == HeadKind.DEFINITIVE else ACTING, row.unit_id, row.pk, last_day, now)
    with seeing_everything("people of other agencies lose this superior too"):
        for bond in person.subordinates.filter(superseded_at__isnull=True):
            ended += _let_go(timelines.SUPERIORS, bond.employee_id, bond.pk, last_day, now)
    return ended


def end_all_in(unit_id: int, *, last_day: date) -> None:
    """A unit closes, and nobody heads it any more."""
    for track in (HEADS, ACTING):
        before = timelines.read(track, unit_id)
        timelines.write(track, unit_id, before, rules.cut(before, last_day), now=timezone.now())


def _let_go(track: Track, owner_id: int, row_id: int, last_day: date, now: datetime) -> int:
    before = timelines.read(track, owner_id)
    row = next((entry for entry in before if entry.id == row_id), None)
    if row is None or (row.end is not None and row.end <= last_day):
        return 0
    if row.covers(last_day):
        after = rules.end_entry(before, row_id, last_day)
    else:
        after = rules.withdraw(before, row_id, gapless=False)
    timelines.write(track, owner_id, before, after, now=now)
    return 1


def _check(unit: OrgUnit, data: HeadData) -> None:
    if not data.legal_basis.strip():
        raise InvalidInput("legal_basis", texts.LEGAL_BASIS_NEEDED, fields={"legal_basis": texts.LEGAL_BASIS_NEEDED})
    if not selectors.employee(data.employee_id).active:
        raise InvalidInput("employee_inactive", texts.HEAD_INACTIVE, fields={"employee": texts.HEAD_INACTIVE})
    outlives = unit.closed_on is not None and (data.valid_to is None or data.valid_to > unit.closed_on)
    if outlives or selectors.unit_on(unit.pk, data.valid_from) is None:
        raise InvalidInput("unit_not_active", texts.UNIT_NOT_ACTIVE, fields={"valid_from": texts.UNIT_NOT_ACTIVE})


def _tell(made: Headship) -> None:
    """The person learns of it, acting heads above all: the duties are theirs on those days. Nothing is told of a term
    that is over already."""
    if made.valid_to is not None and made.valid_to < selectors.today_in_region():
        return
    accounts = apps.get_model(settings.AUTH_USER_MODEL)._default_manager.filter(employee=made.employee_id)
    with seeing_everything("whose account it is, to tell its owner"):
        readers = list(accounts.values_list("pk", flat=True))
    with translation.override("id"):  # kept in the source language, shown in the reader's
        facts = {"kind_text": str(made.get_kind_display()), "unit": made.unit.name}
    notices.send(
        Kind.HEADSHIP_GIVEN,
        user_ids=readers,
        facts={**facts, "from_on": made.valid_from.isoformat()},
        link=reverse("own_career"),
        about=f"unit:{made.unit_id}",
    )


def asked_at(unit_id: int) -> int | None:
    """Where the right to name a unit's head must be held. Who heads an agency gets rights over it, so an operator of
    the agency does not name him: that is decided one level above."""
    unit = selectors.unit(unit_id)
    asked: int | None = unit.parent_id if unit.kind == UnitKind.OPD else unit.pk
    return asked


def _one_acting_at_a_time(known: tuple[rules.Entry, ...], data: HeadData) -> None:
    wanted = rules.Entry(data.valid_from, data.valid_to, {})
    in_the_way = next((entry for entry in known if rules.overlaps(entry, wanted)), None)
    if in_the_way is not None and in_the_way.id is not None:
        other = Headship.objects.select_related("employee").get(pk=in_the_way.id)
        sentence = texts.ALREADY_ACTING % {"name": other.employee.full_name}
        raise Conflict("already_acting", sentence, fields={"valid_from": sentence})


def _end_open_acting(unit_id: int, first_day: date) -> None:
    """A vacant post is filled: the Plt who acted until then need not be ended by hand."""
    before = timelines.read(ACTING, unit_id)
    after = [
        replace(entry, end=first_day - timedelta(days=1))
        if entry.end is None and entry.values["kind"] == HeadKind.PLT and entry.covers(first_day - timedelta(days=1))
        else entry
        for entry in before
    ]
    timelines.write(ACTING, unit_id, before, tuple(after), now=timezone.now())


def _stored(actor: Authority, headship_id: int) -> tuple[Headship, Track, tuple[rules.Entry, ...]]:
    row = Headship.objects.filter(pk=headship_id, superseded_at__isnull=True).first()
    if row is None:
        raise NotFound("entry_not_found", texts.ENTRY_NOT_FOUND)
    actor.require(Right.MANAGE_HEADS, asked_at(row.unit_id))
    careers.not_oneself(actor, row.employee_id)
    _locked(row.unit_id)
    track = ACTING if HeadKind(row.kind).is_acting else HEADS
    return row, track, timelines.read(track, row.unit_id)


def _locked(unit_id: int) -> OrgUnit:
    unit = selectors.unit(unit_id)
    lock(unit)
    return unit


def _record(actor: Authority, deed: str, row: Headship, last_day: date | None = None) -> None:
    end = last_day or row.valid_to
    days = {"from": row.valid_from.isoformat(), "to": end.isoformat() if end else ""}
    audit.record(
        f"people.{deed}",
        actor=actor.actor,
        subject=f"unit:{row.unit_id}",
        detail={"employee": row.employee_id, "kind": row.kind, **days},
        unit_id=row.unit_id,
        right=Right.MANAGE_HEADS,
    )
