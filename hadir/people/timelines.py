"""Timelines of the pure rules, in and out of their tables. Nothing here asks for rights.

Where somebody served, and where a unit hung, decides about days: a change marks them to be derived anew (`periods`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from hadir.lib.errors import Conflict, InvalidInput
from hadir.people import rules, texts
from hadir.people.models import (
    Dated,
    EmploymentRecord,
    GradeRecord,
    Headship,
    OrgUnit,
    Placement,
    SuperiorRecord,
    UnitKind,
    UnitRecord,
)
from hadir.periods import services as periods
from hadir.periods.rules import Cause


@dataclass(frozen=True, slots=True)
class Track:
    """One kind of timeline: its table, the column that says whose it is, and the columns that it dates.

    `gapless`: from its first day on something always holds.
    """

    model: type[Dated]
    owner: str
    columns: tuple[str, ...]
    gapless: bool
    only: Q = field(default_factory=Q)


PLACEMENTS = Track(
    Placement,
    "employee_id",
    ("unit_id", "work_place_id", "position_title", "position_level", "job_class"),
    gapless=True,
)
EMPLOYMENTS = Track(EmploymentRecord, "employee_id", ("employment_type",), gapless=True)
GRADES = Track(GradeRecord, "employee_id", ("grade",), gapless=True)
SUPERIORS = Track(SuperiorRecord, "employee_id", ("superior_id",), gapless=False)
UNITS = Track(UnitRecord, "unit_id", ("name", "code", "parent_id"), gapless=True)
HEADS = Track(Headship, "unit_id", ("employee_id", "kind"), gapless=False, only=Q(kind=rules.HeadKind.DEFINITIVE.value))
ACTING = Track(
    Headship, "unit_id", ("employee_id", "kind"), gapless=False, only=~Q(kind=rules.HeadKind.DEFINITIVE.value)
)


def read(track: Track, owner_id: int) -> tuple[rules.Entry, ...]:
    """What counts of one timeline, the oldest first. The caller has locked its owner when it means to write."""
    rows = track.model._default_manager.filter(track.only, superseded_at__isnull=True, **{track.owner: owner_id})
    entries = [
        rules.Entry(
            row.valid_from, row.valid_to, {name: getattr(row, name) for name in track.columns}, row.legal_basis, row.pk
        )
        for row in rows
    ]
    return tuple(sorted(entries, key=lambda entry: entry.start or date.min))


def write(
    track: Track, owner_id: int, before: tuple[rules.Entry, ...], after: tuple[rules.Entry, ...], *, now: datetime
) -> rules.Plan:
    """Store what changed. InvalidInput `invalid`: a value cannot be; Conflict `overlap`: the database says no."""
    plan = rules.plan(before, after)
    rows = [_row(track, owner_id, entry) for entry in plan.add]
    try:
        with transaction.atomic():
            track.model._default_manager.filter(pk__in=plan.supersede).update(superseded_at=now)
            for row_id, last_day in plan.end:
                track.model._default_manager.filter(pk=row_id).update(valid_to=last_day)
            track.model._default_manager.bulk_create(rows)
    except IntegrityError as error:
        raise Conflict("overlap", texts.OVERLAP) from error
    _mark_days(track, owner_id, [entry for entry in (*before, *after) if not (entry in before and entry in after)])
    return plan


def begin(track: Track, owner_id: int, start: date | None, values: Mapping[str, object], legal_basis: str = "") -> None:
    """The first entry of a new owner."""
    entry = rules.Entry(start, None, values, legal_basis)
    track.model._default_manager.bulk_create([_row(track, owner_id, entry)])
    if track is PLACEMENTS:
        _mark_days(track, owner_id, [entry])


def take_turns() -> None:
    """Changes of the tree, of heads and of decisions about superiors wait for each other until their transaction ends:
    two at once could make a circle that neither sees."""
    OrgUnit.objects.select_for_update(no_key=True).filter(kind=UnitKind.REGION).first()


@contextmanager
def explained() -> Iterator[None]:
    """Turns what the rules refuse into a sentence at the field of the date."""
    try:
        yield
    except rules.TimelineError as error:
        sentence = texts.TIMELINE_FAULTS[error.fault]
        raise InvalidInput(error.fault.value, sentence, fields={"valid_from": sentence}) from error


def _mark_days(track: Track, owner_id: int, touched: list[rules.Entry]) -> None:
    """Days that follow from the entries. A unit's name decides about nothing, its place in the tree does."""
    if not touched:
        return
    first = min(entry.start or date.min for entry in touched)
    last = max(entry.end or date.max for entry in touched)
    if track is PLACEMENTS:
        periods.mark_people([owner_id], first, last, Cause.CAREER)
    elif track is UNITS and len({entry.values.get("parent_id") for entry in touched}) > 1:
        periods.mark_unit(owner_id, first, last, Cause.CAREER)


def _row(track: Track, owner_id: int, entry: rules.Entry) -> Dated:
    values = {**entry.values, track.owner: owner_id, "valid_from": entry.start, "valid_to": entry.end}
    row = track.model(legal_basis=entry.legal_basis, **values)
    try:
        # relations are the services' business, dates the constraints'
        row.clean_fields(exclude={name.removesuffix("_id") for name in values if name.endswith("_id")})
    except ValidationError as error:
        fields: dict[str, object] = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise InvalidInput("invalid", texts.INVALID, fields=fields) from error
    return row
