"""Kinds of absence as dated rows: entering the first ones, proposing new terms that another person confirms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hadir.audit import services as audit
from hadir.leave import texts
from hadir.leave.models import AbsenceType
from hadir.leave.presets import PRESETS, TypeData
from hadir.leave.rules import Counting
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.saving import save
from hadir.schedules.proposals import Status

_LOCK = 7_404_001  # any number of its own: whoever changes types waits for whoever does


def on(day: date) -> QuerySet[AbsenceType]:
    """Confirmed types whose terms hold on a day, for any kind of employment."""
    open_or_later = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return AbsenceType.objects.filter(open_or_later, valid_from__lte=day, status=Status.CONFIRMED)


def waiting() -> QuerySet[AbsenceType]:
    """Proposals that nobody has decided yet, the oldest first."""
    return AbsenceType.objects.filter(status=Status.PROPOSED).order_by("proposed_at", "id")


def for_employment(employment_type: str, day: date) -> list[AbsenceType]:
    """Types that somebody with that kind of employment may have on the day, by name."""
    return sorted((one for one in on(day) if employment_type in one.employment_types), key=lambda one: one.name)


def find(code: str, employment_type: str, day: date) -> AbsenceType | None:
    """The terms of a code for a kind of employment on a day; None when it has none."""
    return next((one for one in on(day).filter(code=code) if employment_type in one.employment_types), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every row that counts, read once for many questions."""

    rows: tuple[AbsenceType, ...]

    @classmethod
    def load(cls) -> Catalogue:
        """One statement."""
        return cls(tuple(AbsenceType.objects.filter(status=Status.CONFIRMED)))

    def find(self, code: str, employment_type: str, day: date) -> AbsenceType | None:
        """As `types.find`."""
        fits = (one for one in self.rows if one.code == code and employment_type in one.employment_types)
        return next(
            (one for one in fits if one.valid_from <= day and (one.valid_to is None or one.valid_to >= day)), None
        )


def history(code: str) -> QuerySet[AbsenceType]:
    """Every row a code ever had, also superseded and proposed ones, the newest first."""
    return AbsenceType.objects.filter(code=code).order_by("-valid_from", "-id")


@transaction.atomic
def seed_types(actor: Authority) -> int:
    """Enter the presets where a code has no row yet for that kind of employment. Again changes nothing."""
    actor.require(Right.MANAGE_LEAVE_RULES, None)
    _wait_for_others()
    ever = AbsenceType.objects.filter(status__in=[Status.CONFIRMED, Status.SUPERSEDED])
    there = {(code, kind) for code, kinds in ever.values_list("code", "employment_types") for kind in kinds}
    new = [data for data in PRESETS if not any((data.code, kind) in there for kind in data.employment_types)]
    for data in new:
        row = _row(data)
        row.stand_at_once(actor.actor, timezone.now())
        save(row)
    if new:
        audit.record(
            "leave.seed_types",
            actor=actor.actor,
            subject="absence_types",
            detail={"count": len(new)},
            unit_id=None,
            right=Right.MANAGE_LEAVE_RULES,
        )
    return len(new)


@transaction.atomic
def propose_type(actor: Authority, *, data: TypeData, now: datetime) -> AbsenceType:
    """New terms from `data.valid_from` on for a code and the kinds of employment that it names.

    They count once another person has confirmed them (`decide_type`). Raises `NotPermitted`, `InvalidInput` (invalid
    with fields), `Conflict` (type_begins_later, type_overlaps: rows of other kinds of employment would be torn apart).
    """
    actor.require(Right.MANAGE_LEAVE_RULES, None)
    _check(data)
    made = _row(data)
    made.sign_as_author(actor.actor, now)
    for old in _in_the_way(made):
        _check_order(old, made)
    save(made)
    _record(actor, "leave.propose_type", made, Right.MANAGE_LEAVE_RULES)
    return made


@transaction.atomic
def decide_type(actor: Authority, type_id: int, *, confirm: bool, reason: str, now: datetime) -> AbsenceType:
    """Yes or no of a second person. Confirmed, a row in force ends the day before; one of the same day is superseded.

    Raises `NotPermitted` (also second_person_needed), `NotFound` (leave_type_unknown), `InvalidInput`
    (reason_missing), `Conflict` (decided_already, type_begins_later, type_overlaps).
    """
    actor.require(Right.CONFIRM_SCHEDULES, None)
    _wait_for_others()
    row = AbsenceType.objects.select_for_update().filter(pk=type_id).first()
    if row is None:
        raise NotFound("leave_type_unknown", texts.TYPE_NOT_FOUND)
    row.decide(actor.actor, confirm=confirm, reason=reason, now=now)
    if confirm:
        for old in _in_the_way(row):
            _give_way(old, row, now)
    save(row)
    _record(actor, "leave.put_type" if confirm else "leave.reject_type", row, Right.CONFIRM_SCHEDULES)
    return row


def _in_the_way(row: AbsenceType) -> list[AbsenceType]:
    """Confirmed rows of the same code and any of its kinds of employment that do not end before it begins."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from)
    rows = AbsenceType.objects.filter(lasting, code=row.code, status=Status.CONFIRMED).select_for_update()
    return [one for one in rows if not set(one.employment_types).isdisjoint(row.employment_types)]


def _check_order(old: AbsenceType, new: AbsenceType) -> None:
    if old.valid_from > new.valid_from:
        raise Conflict("type_begins_later", str(texts.TYPE_BEGINS_LATER).format(begins=old.valid_from))
    if set(old.employment_types) != set(new.employment_types):
        raise Conflict("type_overlaps", str(texts.TYPE_OVERLAPS).format(types=", ".join(old.employment_types)))


def _give_way(old: AbsenceType, new: AbsenceType, now: datetime) -> None:
    _check_order(old, new)
    if old.valid_from == new.valid_from:
        old.superseded_at, old.status = now, Status.SUPERSEDED
    else:
        old.valid_to = new.valid_from - timedelta(days=1)
    old.save(update_fields=["superseded_at", "status", "valid_to"])


def _record(actor: Authority, action: str, row: AbsenceType, right: Right) -> None:
    detail = {"code": row.code, "valid_from": row.valid_from.isoformat()}
    audit.record(action, actor=actor.actor, subject=f"absence_type:{row.pk}", detail=detail, unit_id=None, right=right)


def _check(data: TypeData) -> None:
    wrong: dict[str, object] = {}
    if not data.legal_basis.strip():
        wrong["legal_basis"] = texts.BASIS_MISSING
    if not data.employment_types:
        wrong["employment_types"] = texts.EMPLOYMENT_MISSING
    if not data.parts:
        wrong["parts"] = texts.PARTS_MISSING
    if (data.longest is None) != (not data.longest_unit):
        wrong["longest_unit"] = texts.LONGEST_PAIR
    if data.yearly_days is not None and data.counting is Counting.HOURS:
        wrong["yearly_days"] = texts.LEDGER_IN_HOURS
    if data.deferred_total and data.deferred_total < (data.yearly_days or 0) + data.carry_days:
        wrong["deferred_total"] = texts.DEFERRED_TOO_SMALL
    if wrong:
        raise InvalidInput("invalid", texts.TYPE_INVALID, fields=wrong)


def _row(data: TypeData) -> AbsenceType:
    values = {name: _plain(value) for name, value in asdict(data).items()}
    return AbsenceType(**values)


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _wait_for_others() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
