"""Kinds of absence as dated rows: entering the first ones, proposing new terms that another person confirms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from hadir.leave import texts
from hadir.leave.models import AbsenceType
from hadir.leave.presets import PRESETS, TypeData
from hadir.leave.rules import Counting
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput
from hadir.schedules.proposals import Status
from hadir.schedules.succession import Deeds, Succession


def _meet(old: AbsenceType, new: AbsenceType) -> bool:
    return not set(old.employment_types).isdisjoint(new.employment_types)


def _check_whole(old: AbsenceType, new: AbsenceType) -> None:
    if set(old.employment_types) != set(new.employment_types):
        raise Conflict("type_overlaps", str(texts.TYPE_OVERLAPS).format(types=", ".join(old.employment_types)))


def _told(kind: AbsenceType) -> dict[str, object]:
    return {"code": kind.code}


TYPES = Succession(
    model=AbsenceType,
    key=("code",),
    subject="absence_type",
    deeds=Deeds(
        seeded="leave.seed_types",
        proposed="leave.propose_type",
        confirmed="leave.put_type",
        rejected="leave.reject_type",
        withdrawn="leave.withdraw_type",
    ),
    unknown="leave_type_unknown",
    begins_later="type_begins_later",
    told=_told,
    meets=_meet,
    check=_check_whole,
    proposing=Right.MANAGE_LEAVE_RULES,
)
on, waiting = TYPES.in_force, TYPES.waiting
decide_type, withdraw_type = TYPES.decide, TYPES.withdraw


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


def seed_types(actor: Authority) -> int:
    """Enter the presets where a code has no row yet for that kind of employment. Again changes nothing."""
    return TYPES.seed(actor, [_row(data) for data in PRESETS], now=timezone.now())


def propose_type(actor: Authority, *, data: TypeData, now: datetime) -> AbsenceType:
    """New terms from `data.valid_from` on for a code and the kinds of employment that it names.

    As `Succession.propose`; also `Conflict` (type_overlaps: rows of other kinds of employment would be torn apart).
    """
    actor.require(Right.MANAGE_LEAVE_RULES, None)
    _check(data)
    return TYPES.propose(actor, _row(data), now=now)


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
