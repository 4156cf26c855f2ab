"""Kinds of shifts: proposed by those who use them, confirmed by the HR agency or the PPK.

They set working hours and rest, so they take two people like every schedule (Perpres 21/2023 art. 7 lets services that
work without pause have other hours; which ones, the region says).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import formats

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.saving import save
from hadir.periods import services as periods
from hadir.periods.rules import Cause
from hadir.schedules.instances import Measure
from hadir.schedules.proposals import BASIS_NEEDED, Status
from hadir.schedules.rosters import rules, texts
from hadir.schedules.rosters.grid import code_of
from hadir.schedules.rosters.models import RosterEntry, ShiftStage, ShiftType
from hadir.schedules.rosters.rules import Anchor
from hadir.schedules.rules import StageKind

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ShiftData:
    """A kind of shift from a day on, by a legal basis. Ends at or before it starts: on the next day."""

    unit_id: int
    code: str
    name: str
    starts: time
    ends: time
    break_min: int
    valid_from: date
    legal_basis: str
    stages: Sequence[rules.ShiftStage]


def customary_stages(*, early_min: int, late_min: int, after_min: int) -> tuple[rules.ShiftStage, ...]:
    """Coming and leaving: from `early_min` before the start to `late_min` after it, from then to `after_min` past the
    end. Every number is the region's own policy."""
    return (
        rules.ShiftStage(
            "arrival", StageKind.SPECIAL, Measure.ARRIVAL, Anchor.START, -early_min, 0, late_min, name="Masuk dinas"
        ),
        rules.ShiftStage(
            "departure", StageKind.SPECIAL, Measure.DEPARTURE, Anchor.END, -late_min, 0, after_min, name="Selesai dinas"
        ),
    )


@transaction.atomic
def propose_shift(actor: Authority, *, data: ShiftData, now: datetime) -> ShiftType:
    """Ask for a kind of shift, or for other hours of one that there is.

    Raises `NotPermitted`, `InvalidInput` (shift_code, legal_basis, shift_break, stages_needed, stage_order,
    stage_twice), `Conflict` (shift_waiting, shift_not_later).
    """
    actor.require(Right.PROPOSE_SCHEDULES, data.unit_id)
    _check(data)
    same = ShiftType.objects.filter(unit_id=data.unit_id, code=data.code)
    if same.filter(status=Status.PROPOSED).exists():
        raise Conflict("shift_waiting", texts.SHIFT_WAITING, fields={"code": texts.SHIFT_WAITING})
    _check_later(same.filter(status=Status.CONFIRMED).order_by("-valid_from").first(), data.valid_from)
    row = ShiftType(
        unit_id=data.unit_id,
        code=data.code,
        name=data.name.strip(),
        starts=data.starts.replace(second=0, microsecond=0),
        ends=data.ends.replace(second=0, microsecond=0),
        break_min=data.break_min,
        valid_from=data.valid_from,
        legal_basis=data.legal_basis.strip(),
    )
    row.sign_as_author(actor.actor, now)
    save(row)
    for stage in data.stages:
        save(
            ShiftStage(
                shift=row,
                code=stage.code,
                name=stage.name,
                kind=stage.kind.value,
                measure=stage.measure.value,
                anchor=stage.anchor.value,
                opens_min=stage.opens_min,
                due_min=stage.due_min,
                closes_min=stage.closes_min,
                required=stage.required,
            )
        )
    _record(actor, "propose_shift", row)
    return row


@transaction.atomic
def decide_shift(actor: Authority, shift_id: int, *, confirm: bool, reason: str, now: datetime) -> ShiftType:
    """The second person says yes: it holds from its day on, also for what is planned already; or no, with a reason."""
    row = _locked_shift(shift_id)
    actor.require(Right.CONFIRM_SCHEDULES, row.unit_id)
    row.decide(actor.actor, confirm=confirm, reason=reason, now=now)
    if confirm:
        _follow_on(row)
    save(row)
    if confirm:
        _repoint(row)
    _record(actor, "confirm_shift" if confirm else "reject_shift", row)
    return row


@transaction.atomic
def withdraw_shift(actor: Authority, shift_id: int, *, now: datetime) -> ShiftType:
    """Take a proposal back."""
    row = _locked_shift(shift_id)
    actor.require(Right.PROPOSE_SCHEDULES, row.unit_id)
    row.withdraw(actor.actor, now)
    save(row)
    _record(actor, "withdraw_shift", row)
    return row


def _check(data: ShiftData) -> None:
    if not re.fullmatch(r"[A-Z0-9]{1,4}", data.code) or code_of(data.code) != data.code or data.code == "L":
        raise InvalidInput("shift_code", texts.SHIFT_CODE, fields={"code": texts.SHIFT_CODE})
    _check_basis(data.legal_basis)
    probe = rules.Shift(0, data.code, data.name, data.starts, data.ends, data.break_min, ())
    if not 0 <= data.break_min < probe.length_min:
        raise InvalidInput("shift_break", texts.SHIFT_BREAK, fields={"break_min": texts.SHIFT_BREAK})
    if not data.stages:
        raise InvalidInput("stages_needed", texts.STAGES_NEEDED)
    seen: set[str] = set()
    for stage in data.stages:
        if stage.code in seen:
            raise InvalidInput("stage_twice", str(texts.STAGE_TWICE).format(code=stage.code))
        seen.add(stage.code)
        if not -1440 <= stage.opens_min <= stage.due_min <= stage.closes_min <= 2880:
            raise InvalidInput("stage_order", str(texts.STAGE_ORDER).format(name=stage.name or stage.code))


def _check_basis(basis: str) -> None:
    if not basis.strip():
        raise InvalidInput("legal_basis", BASIS_NEEDED, fields={"legal_basis": BASIS_NEEDED})


def _check_later(latest: ShiftType | None, valid_from: date) -> None:
    if latest is not None and valid_from <= latest.valid_from:
        sentence = str(texts.SHIFT_NOT_LATER).format(day=formats.date_format(latest.valid_from, "j F Y"))
        raise Conflict("shift_not_later", sentence, fields={"valid_from": sentence})


def _follow_on(row: ShiftType) -> None:
    """The one in force until then ends the day before."""
    same = ShiftType.objects.select_for_update().filter(unit_id=row.unit_id, code=row.code, status=Status.CONFIRMED)
    latest = same.order_by("-valid_from").first()
    _check_later(latest, row.valid_from)
    if latest is not None:
        latest.valid_to = row.valid_from - _DAY
        save(latest)


def _repoint(row: ShiftType) -> None:
    """What is planned by this code from its first day on has its hours; those people's days are derived anew."""
    planned = RosterEntry.objects.filter(
        shift__unit_id=row.unit_id, shift__code=row.code, day__gte=row.valid_from
    ).exclude(shift=row)
    concerned = planned.filter(roster__state="published").order_by()
    people = set(concerned.values_list("employee_id", flat=True))
    last = concerned.order_by("-day").values_list("day", flat=True).first()
    planned.update(shift=row)
    if last is not None:
        periods.mark_people(people, row.valid_from, last, Cause.ROSTER)


def _locked_shift(shift_id: int) -> ShiftType:
    row = ShiftType.objects.select_for_update().filter(pk=shift_id).first()
    if row is None:
        raise NotFound("shift_not_found", texts.NO_SUCH_SHIFT)
    return row


def _record(actor: Authority, deed: str, row: ShiftType) -> None:
    audit.record(
        f"rosters.{deed}",
        actor=actor.actor,
        subject=f"shift:{row.pk}",
        detail={
            "code": row.code,
            "starts": row.starts.isoformat("minutes"),
            "ends": row.ends.isoformat("minutes"),
            "from": row.valid_from.isoformat(),
            "basis": row.legal_basis,
            "reason": row.reason,
        },
        unit_id=row.unit_id,
        right=Right.PROPOSE_SCHEDULES if deed in {"propose_shift", "withdraw_shift"} else Right.CONFIRM_SCHEDULES,
    )
