"""Writing rule sets: drafts, proposals, confirmations. One call, one transaction, one audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import formats

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.models import UnitKind
from hadir.people.saving import save
from hadir.people.selectors import unit as unit_by_id
from hadir.recap.allowance import checking, presets, rows, selectors, texts, wording
from hadir.recap.allowance.approval import Status
from hadir.recap.allowance.models import AllowanceBaseList, AllowanceRule, AllowanceRuleSet
from hadir.recap.allowance.reckoning import compute, freeze
from hadir.recap.allowance.rules import Rounding, Rule, Terms

__all__ = ["SetData", "compute", "confirm_set", "freeze", "save_set"]

_A_DAY = timedelta(days=1)
_MAX_LINES = 100


@dataclass(frozen=True, slots=True)
class SetData:
    """What is typed about a set. `unit_id`: an agency, None for the region."""

    name: str
    valid_from: date
    legal_basis: str = ""
    unit_id: int | None = None
    valid_to: date | None = None
    discipline_percent: Decimal = Decimal(40)
    cap_percent: Decimal = Decimal(100)
    rounding: Rounding = Rounding.HALF_UP


@transaction.atomic
def create_set(actor: Authority, *, data: SetData, now: datetime) -> AllowanceRuleSet:
    """An empty draft. Raises `NotPermitted`, `InvalidInput` (not_an_agency, invalid)."""
    row = _new(actor, data, now)
    _record(actor, "draft_rules", row, {"name": row.name})
    return row


@transaction.atomic
def create_from_preset(actor: Authority, *, preset: str, data: SetData, now: datetime) -> AllowanceRuleSet:
    """A draft with the lines of a preset; its terms are the preset's, its legal basis one's own.

    Raises as `create_set`, and `NotFound` (preset_unknown).
    """
    try:
        found = presets.preset(preset)
    except KeyError as error:
        raise NotFound("preset_unknown", texts.PRESET_UNKNOWN) from error
    terms = found.terms
    data = replace(
        data,
        discipline_percent=terms.discipline_percent,
        cap_percent=terms.cap_percent,
        rounding=terms.rounding,
    )
    row = _new(actor, data, now, preset=found.code, source=found.source, verification=found.verification)
    _put_lines(row, [replace(rule, legal_basis=row.legal_basis) for rule in found.rules])
    _record(actor, "draft_rules", row, {"name": row.name, "preset": preset})
    return row


@transaction.atomic
def new_version(actor: Authority, *, set_id: int, valid_from: date, now: datetime) -> AllowanceRuleSet:
    """A draft that takes a confirmed set's place from a day on. Raises `Conflict` (not_confirmed)."""
    old = selectors.rule_set(set_id)
    if not old.is_confirmed:
        raise Conflict("not_confirmed", texts.SET_NOT_FOUND)
    data = SetData(
        old.name, valid_from, old.legal_basis, old.unit_id, None, old.discipline_percent, old.cap_percent,
        Rounding(old.rounding),
    )  # fmt: skip
    row = _new(actor, data, now, replaces=old, version=old.version + 1, preset=old.preset, source=old.source,
               verification=old.verification)  # fmt: skip
    _put_lines(row, rows.rules_of(old))
    _record(actor, "draft_rules", row, {"name": row.name, "replaces": old.label})
    return row


@transaction.atomic
def save_set(actor: Authority, *, set_id: int, data: SetData, lines: Sequence[Rule]) -> AllowanceRuleSet:
    """A draft as it is now in the editor, complete or not. Raises `Conflict` (not_a_draft), `InvalidInput`
    (too_many_lines, invalid)."""
    row = _locked(set_id)
    actor.require(Right.MANAGE_ALLOWANCE_RULES, row.unit_id)
    row.check_draft()
    if len(lines) > _MAX_LINES:
        raise InvalidInput("too_many_lines", texts.TOO_MANY_LINES)
    before = {"name": row.name, "lines": row.rules.count()}
    row.name, row.legal_basis = data.name.strip()[:120], data.legal_basis.strip()[:300]
    row.valid_from, row.valid_to = data.valid_from, data.valid_to
    row.discipline_percent, row.cap_percent = data.discipline_percent, data.cap_percent
    row.rounding = data.rounding.value
    row.sign(actor.actor)
    save(row)
    _put_lines(row, lines)
    _record(actor, "edit_rules", row, {"lines": len(lines)}, before=before)
    return row


@transaction.atomic
def propose_set(actor: Authority, *, set_id: int, now: datetime) -> AllowanceRuleSet:
    """Ask for confirmation. Raises `InvalidInput` (not_ready) while anything is wrong, `Conflict` (not_a_draft)."""
    row = _locked(set_id)
    actor.require(Right.MANAGE_ALLOWANCE_RULES, row.unit_id)
    row.check_draft()
    lines = rows.rules_of(row)
    faults = [one for one in checking.check(rows.head_of(row), lines) if not one.is_hint]
    if faults:
        sentences = [f"{wording.fault_where(one, lines)} {wording.fault_sentence(one)}".strip() for one in faults]
        raise InvalidInput("not_ready", texts.NOT_READY, fields={"": " ".join(sentences)})
    _check_only_one(row)
    row.propose(actor.actor, now)
    save(row)
    _record(actor, "propose_rules", row, {"valid_from": row.valid_from.isoformat(), "basis": row.legal_basis})
    return row


@transaction.atomic
def confirm_set(actor: Authority, *, set_id: int, now: datetime) -> AllowanceRuleSet:
    """A second person puts it into force; what it replaces ends the day before.

    Raises `NotPermitted` (second_person_needed), `Conflict` (not_proposed, two_in_force).
    """
    row = _locked(set_id)
    actor.require(Right.CONFIRM_ALLOWANCE_RULES, row.unit_id)
    if row.replaces_id is not None and row.is_proposed:
        _end(row)
    _check_only_one(row)
    row.confirm(actor.actor, now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise two_in_force(row) from error
    _record(
        actor,
        "confirm_rules",
        row,
        {"version": row.label, "valid_from": row.valid_from.isoformat(), "basis": row.legal_basis},
        right=Right.CONFIRM_ALLOWANCE_RULES,
    )
    return row


@transaction.atomic
def send_back_set(actor: Authority, *, set_id: int, reason: str, now: datetime) -> AllowanceRuleSet:
    """The second person says no; it is a draft again. Raises as `confirm_set`, and `InvalidInput` (reason_missing)."""
    row = _locked(set_id)
    actor.require(Right.CONFIRM_ALLOWANCE_RULES, row.unit_id)
    row.send_back(actor.actor, reason, now)
    row.save()
    _record(actor, "send_back_rules", row, {"reason": row.reason}, right=Right.CONFIRM_ALLOWANCE_RULES)
    return row


@transaction.atomic
def withdraw_set(actor: Authority, *, set_id: int, now: datetime) -> AllowanceRuleSet:
    """Take a draft or a proposal away. Raises `Conflict` (not_a_draft)."""
    row = _locked(set_id)
    actor.require(Right.MANAGE_ALLOWANCE_RULES, row.unit_id)
    row.withdraw(actor.actor, now)
    row.save()
    _record(actor, "withdraw_rules", row, {"name": row.name})
    return row


def terms_of(data: SetData) -> Terms:
    return Terms(data.discipline_percent, data.cap_percent, data.rounding)


def scope(unit_id: int | None) -> int | None:
    """The region or an agency. Raises `InvalidInput` (not_an_agency)."""
    if unit_id is not None and unit_by_id(unit_id).kind != UnitKind.OPD:
        raise InvalidInput("not_an_agency", texts.NOT_AN_AGENCY, fields={"unit": texts.NOT_AN_AGENCY})
    return unit_id


def _new(actor: Authority, data: SetData, now: datetime, **more: object) -> AllowanceRuleSet:
    actor.require(Right.MANAGE_ALLOWANCE_RULES, scope(data.unit_id))
    row = AllowanceRuleSet(
        name=data.name.strip()[:120],
        unit_id=data.unit_id,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        legal_basis=data.legal_basis.strip()[:300],
        discipline_percent=data.discipline_percent,
        cap_percent=data.cap_percent,
        rounding=data.rounding.value,
        **more,
    )
    row.make(actor.actor, now)
    save(row)
    return row


def _put_lines(row: AllowanceRuleSet, lines: Sequence[Rule]) -> None:
    row.rules.all().delete()
    AllowanceRule.objects.bulk_create(rows.rows_for(row, lines))
    row.__dict__.pop("_prefetched_objects_cache", None)


def _end(row: AllowanceRuleSet) -> None:
    old = AllowanceRuleSet.objects.select_for_update().get(pk=row.replaces_id or 0)
    if row.valid_from <= old.valid_from:
        sentence = str(texts.BEGINS_TOO_EARLY) % {"from": formats.date_format(old.valid_from, "j F Y")}
        raise Conflict("begins_too_early", sentence)
    last = row.valid_from - _A_DAY
    if old.valid_to is None or old.valid_to > last:
        old.valid_to = last
        old.save(update_fields=["valid_to"])


def _check_only_one(row: AllowanceRuleSet) -> None:
    """Nobody but what it replaces may hold for the same scope on its days."""
    others = type(row)._default_manager.filter(unit=row.unit_id, status=Status.CONFIRMED)
    ends = row.valid_to or date.max
    for other in others:
        if other.pk == getattr(row, "replaces_id", None):
            continue
        if other.valid_from <= ends and (other.valid_to is None or other.valid_to >= row.valid_from):
            raise two_in_force(other)


def two_in_force(other: AllowanceRuleSet | AllowanceBaseList) -> Conflict:
    facts = {"name": other.name, "from": formats.date_format(other.valid_from, "j F Y")}
    return Conflict("two_in_force", str(texts.TWO_IN_FORCE) % facts)


def _locked(set_id: int) -> AllowanceRuleSet:
    row = AllowanceRuleSet.objects.select_for_update(of=("self",)).filter(pk=set_id).first()
    if row is None:
        raise NotFound("allowance_set_not_found", texts.SET_NOT_FOUND)
    return row


def _record(
    actor: Authority,
    deed: str,
    row: AllowanceRuleSet,
    detail: dict[str, object],
    *,
    right: Right = Right.MANAGE_ALLOWANCE_RULES,
    before: dict[str, object] | None = None,
) -> None:
    audit.record(
        f"recap.{deed}",
        actor=actor.actor,
        subject=f"allowance_rules:{row.pk}",
        detail=detail,
        unit_id=row.unit_id,
        right=right,
        before=before,
    )
