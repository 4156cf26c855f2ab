"""Deciding phases, ticking steps, noting surveys, loading old lists. One call, one transaction, one audit entry."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import translation

from hadir.accounts import permissions
from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput, NotFound
from hadir.lib.tables import Table
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, UnitKind, WorkPlace
from hadir.people.saving import save
from hadir.periods import services as periods
from hadir.periods.rules import Cause
from hadir.rollout import old_lists, rules, selectors, texts
from hadir.rollout.models import OldList, OldPunch, PhaseDecision, PhaseName, StepMark, SurveyReading, TargetDecision
from hadir.rollout.rules import Phase, Step

_MAX_FAULTS = 500  # kept with a list; more do not help anybody to mend the file


@dataclass(frozen=True, slots=True)
class PhaseData:
    """A decision to take: the phase and its first day, on which document, and why if something is lacking."""

    phase: Phase
    starts_on: date
    legal_basis: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TargetData:
    """How much is enough: operators of an agency, the others in percent."""

    operators: int
    joined: int
    ready: int
    tried: int
    agreement: int
    starts_on: date
    legal_basis: str


@dataclass(frozen=True, slots=True)
class SurveyData:
    """What a browser at the place measured: milliseconds there and back, kilobits a second."""

    provider: str
    round_trip_ms: int
    down_kbps: int
    up_kbps: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListData:
    """Which days of an uploaded list to compare, and how many minutes two clocks may differ."""

    name: str
    first_day: date
    last_day: date
    tolerance_min: int


@transaction.atomic
def decide_phase(actor: Authority, *, unit_id: int, data: PhaseData, today: date, now: datetime) -> PhaseDecision:
    """The HR agency lets an agency begin a phase. Steps that are lacking, or a step back, need a reason.

    Raises `NotPermitted`, `InvalidInput` (not_an_opd, day_passed, basis_missing, reason_missing with the steps).
    """
    actor.require(Right.DECIDE_GO_LIVE, unit_id)
    unit = _agency(unit_id)
    if data.starts_on < today:
        raise InvalidInput("day_passed", texts.DAY_PASSED, fields={"starts_on": texts.DAY_PASSED})
    if not data.legal_basis.strip():
        raise InvalidInput("basis_missing", texts.BASIS_NEEDED, fields={"legal_basis": texts.BASIS_NEEDED})
    (standing,) = selectors.standings([unit], today=today, now=now)
    declared = {state.step for state in standing.steps if state.done}
    lacking = rules.lacking(data.phase, standing.figures, declared, standing.targets)
    before = selectors.phases_on([unit_id], data.starts_on)[unit_id]
    if (lacking or rules.is_step_back(before, data.phase)) and not data.reason.strip():
        names = ", ".join(str(texts.STEPS[step].title) for step in lacking)
        raise InvalidInput("reason_missing", texts.REASON_NEEDED, fields={"reason": texts.REASON_NEEDED, "": names})
    row = PhaseDecision(
        unit=unit,
        phase=data.phase.value,
        starts_on=data.starts_on,
        legal_basis=data.legal_basis.strip(),
        reason=data.reason.strip()[:300],
        lacking=[step.value for step in lacking],
        decided_at=now,
        decided_by=actor.actor.id,
        decided_by_label=actor.actor.label[:200],
    )
    save(row)
    periods.mark_unit(unit_id, row.starts_on, date.max, Cause.ROLLOUT)
    notices.send(
        Kind.ROLLOUT_STAGE_CHANGED,
        user_ids=accounts.operator_ids(people.line_of(unit_id), today),
        facts={"unit": unit.name, "stage_text": _indonesian(data.phase), "from_on": data.starts_on.isoformat()},
        link=f"/peluncuran/{unit_id}/",
        about=f"unit:{unit_id}",
    )
    detail = {"phase": row.phase, "from": row.starts_on.isoformat(), "lacking": row.lacking, "reason": row.reason}
    _record(actor, "decide_phase", unit_id, detail | {"basis": row.legal_basis})
    return row


@transaction.atomic
def set_targets(actor: Authority, *, data: TargetData, today: date, now: datetime) -> TargetDecision:
    """The HR agency says how much is enough before an agency goes on, for the whole region, on a document.

    Raises `NotPermitted`, `InvalidInput` (day_passed, basis_missing, invalid for figures out of range).
    """
    actor.require(Right.DECIDE_GO_LIVE, None)
    if data.starts_on < today:
        raise InvalidInput("day_passed", texts.DAY_PASSED, fields={"starts_on": texts.DAY_PASSED})
    if not data.legal_basis.strip():
        raise InvalidInput("basis_missing", texts.BASIS_NEEDED, fields={"legal_basis": texts.BASIS_NEEDED})
    values = asdict(data) | {"legal_basis": data.legal_basis.strip()}
    row = TargetDecision(**values, decided_at=now, decided_by=actor.actor.id, decided_by_label=actor.actor.label[:200])
    save(row)
    audit.record(
        "rollout.set_targets",
        actor=actor.actor,
        subject="rollout:targets",
        detail=values | {"starts_on": data.starts_on.isoformat()},
        unit_id=None,
        right=Right.DECIDE_GO_LIVE,
    )
    return row


@transaction.atomic
def mark_step(actor: Authority, *, unit_id: int, step: Step, done: bool, note: str, now: datetime) -> StepMark:
    """Say that a step is done, or no longer. Raises `InvalidInput` (step_measured, not_an_opd)."""
    actor.require(Right.PREPARE_ROLLOUT, unit_id)
    unit = _agency(unit_id)
    if step in rules.MEASURED:
        raise InvalidInput("step_measured", texts.STEP_MEASURED, fields={"step": texts.STEP_MEASURED})
    row = StepMark(
        unit=unit,
        step=step.value,
        done=done,
        note=note.strip()[:300],
        marked_at=now,
        marked_by=actor.actor.id,
        marked_by_label=actor.actor.label[:200],
    )
    save(row)
    _record(actor, "mark_step", unit_id, {"step": step.value, "done": done, "note": row.note})
    return row


@transaction.atomic
def note_survey(actor: Authority, *, work_place_id: int, data: SurveyData, now: datetime) -> SurveyReading:
    """Keep what the line of a place gave. Raises `NotFound` for places outside the actor's units."""
    place = WorkPlace.objects.filter(pk=work_place_id).first()
    if place is None:
        raise NotFound("work_place_not_found", texts.PLACE_ELSEWHERE)
    actor.require(Right.PREPARE_ROLLOUT, place.unit_id)
    row = SurveyReading(
        work_place=place,
        provider=data.provider.strip(),
        round_trip_ms=data.round_trip_ms,
        down_kbps=data.down_kbps,
        up_kbps=data.up_kbps,
        note=data.note.strip()[:300],
        measured_at=now,
        measured_by=actor.actor.id,
        measured_by_label=actor.actor.label[:200],
    )
    save(row)
    _record(actor, "note_survey", place.unit_id, {"work_place": place.pk, "up_kbps": row.up_kbps})
    return row


@transaction.atomic
def load_old_list(user: User, *, unit_id: int, table: Table, data: ListData, now: datetime) -> OldList:
    """Take a list of the old machines for comparison. Lines that cannot be used are kept by number and reason.

    Moments of the table are in the zone of each person's work place.
    Raises `InvalidInput` (list_columns, list_empty, not_an_opd, invalid).
    """
    permissions.require(user, Right.PREPARE_ROLLOUT, unit_id)
    unit = _agency(unit_id)
    own = people.employees_in(people.ids_below([unit_id]))
    by_nip = {person.nip: person for person in own}
    found, faults = _read(table)
    kept: dict[tuple[int, datetime], None] = {}
    for seen in found:
        person = by_nip.get(seen.nip)
        if person is None:
            faults.append(old_lists.Fault(seen.row, "nip_unknown"))
        elif not data.first_day <= seen.at.date() <= data.last_day:
            faults.append(old_lists.Fault(seen.row, "outside_span"))
        else:
            kept[person.pk, seen.at.replace(tzinfo=person.work_place.zone)] = None
    if not kept:
        raise InvalidInput("list_empty", texts.LIST_EMPTY, fields={"file": texts.LIST_EMPTY})
    row = OldList(
        unit=unit,
        name=data.name[:120],
        first_day=data.first_day,
        last_day=data.last_day,
        tolerance_min=data.tolerance_min,
        left_out=[[fault.row, fault.code] for fault in sorted(faults, key=lambda one: one.row)[:_MAX_FAULTS]],
        uploaded_at=now,
        uploaded_by=user.pk,
        uploaded_by_label=user.actor.label[:200],
    )
    save(row)
    OldPunch.objects.bulk_create([OldPunch(old_list=row, employee_id=who, at=at) for who, at in kept], batch_size=5000)
    note_agreement(row)
    _record(user, "load_old_list", unit_id, {"list": row.pk, "lines": len(kept), "left_out": len(faults)})
    return row


def note_agreement(old_list: OldList) -> None:
    """Remember how far the list and Hadir agree by now, for boards that show many agencies."""
    old_list.agreement = rules.agreement(selectors.comparison_of(old_list))
    OldList.objects.filter(pk=old_list.pk).update(agreement=old_list.agreement)


@transaction.atomic
def delete_old_list(user: User, *, list_id: int) -> None:
    """Take a list away again, for instance the wrong file. Raises `NotFound` (list_not_found)."""
    row = selectors.old_list_for(user, list_id)
    permissions.require(user, Right.PREPARE_ROLLOUT, row.unit_id)
    _record(user, "delete_old_list", row.unit_id, {"list": row.pk, "name": row.name})
    row.delete()


def _read(table: Table) -> tuple[list[old_lists.Seen], list[old_lists.Fault]]:
    try:
        return old_lists.read(table)
    except old_lists.ColumnsMissing as error:
        sentence = str(texts.LIST_COLUMNS).format(names=error.args[0])
        raise InvalidInput("list_columns", sentence, fields={"file": sentence}) from error


def _indonesian(phase: Phase) -> str:
    """The source text of a phase's name: the notice is read in its reader's language, not in the decider's."""
    with translation.override("id"):
        return str(PhaseName(phase.value).label)


def _agency(unit_id: int) -> OrgUnit:
    unit = people.unit(unit_id)
    if unit.kind != UnitKind.OPD:
        raise InvalidInput("not_an_opd", texts.NOT_AN_OPD, fields={"unit": texts.NOT_AN_OPD})
    return unit


def _record(actor: Authority, deed: str, unit_id: int, detail: dict[str, object]) -> None:
    audit.record(
        f"rollout.{deed}",
        actor=actor.actor,
        subject=f"unit:{unit_id}",
        detail=detail,
        unit_id=unit_id,
        right=Right.DECIDE_GO_LIVE if deed == "decide_phase" else Right.PREPARE_ROLLOUT,
    )
