"""Letters that send several people somewhere: entered by one officer, confirmed by the head, cancelled if need be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.leave import checking, deciding, papers, telling, texts, types
from hadir.leave.checking import Ask
from hadir.leave.models import AbsenceType, DutyLetter, GrantedAbsence, LetterMember, LetterState
from hadir.leave.papers import Paper
from hadir.leave.spans import Category
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.saving import save
from hadir.periods.rules import Cause
from hadir.periods.services import mark_people
from hadir.places import assignments as places
from hadir.places.shapes import NamedArea

_CATEGORIES = frozenset({Category.DUTY.value, Category.STUDY.value})
_SHOWN = 10  # problems named in one sentence


@dataclass(frozen=True, slots=True)
class LetterData:
    """What the letter says."""

    type_code: str
    number: str
    dated_on: date
    subject: str
    place: str
    first: date
    last: date
    work_place_id: int | None = None  # where its people may check in meanwhile,
    area: NamedArea | None = None  # or an area that is no work place


@transaction.atomic
def enter_letter(
    user: User,
    *,
    unit_id: int,
    data: LetterData,
    employee_ids: Sequence[int],
    attached: Sequence[Paper] = (),
    now: datetime,
) -> DutyLetter:
    """Enter a letter for people of the agency; it holds once the head confirms it. Nothing half: one problem with one
    person refuses it all, by name.

    Raises `NotPermitted`, `InvalidInput` (invalid with fields), `Conflict` (exists).
    """
    permissions.require(user, Right.ASSIGN_DUTY, unit_id)
    members = _members(user, employee_ids)
    kind = _check(data, members)
    _refuse_overlaps(data, members)
    unit = people.unit(unit_id)
    if DutyLetter.objects.filter(unit=unit, number=data.number.strip(), state__in=["proposed", "confirmed"]).exists():
        raise Conflict("letter_exists", texts.LETTER_EXISTS)
    letter = DutyLetter(
        unit=unit,
        type=kind,
        number=data.number.strip(),
        dated_on=data.dated_on,
        subject=data.subject.strip(),
        place=data.place.strip(),
        work_place_id=data.work_place_id,
        area=places.stored(data.area) if data.area else None,
        first=data.first,
        last=data.last,
        entered_at=now,
        entered_by=user.pk,
        entered_by_label=user.actor.label,
    )
    save(letter)
    LetterMember.objects.bulk_create([LetterMember(letter=letter, employee=one) for one in members])
    papers.attach(user, attached, letter=letter, now=now)
    head = people.head_of(unit.pk, permissions.today_for(user))
    telling.letter_waits(letter, deciding.accounts_of([head.employee_id]) if head else [])
    _record(user, "leave.enter_letter", letter, Right.ASSIGN_DUTY, len(members))
    return letter


@transaction.atomic
def decide_letter(user: User, *, letter_id: int, accept: bool, note: str = "", now: datetime) -> DutyLetter:
    """The head's word. Raises `NotFound`, `NotPermitted` (also not_oneself, letter_same_person), `Conflict`
    (letter_decided), `InvalidInput` (note_missing; invalid when somebody is away by now)."""
    letter = _locked(letter_id)
    permissions.require(user, Right.DECIDE_ABSENCE, letter.unit_id)
    if letter.state != LetterState.PROPOSED:
        raise Conflict("letter_decided", texts.LETTER_DECIDED)
    if letter.entered_by == user.pk:
        raise NotPermitted("letter_same_person", texts.LETTER_SAME_PERSON)
    members = [row.employee for row in letter.members.select_related("employee")]
    if accept and user.employee_id in {one.pk for one in members}:
        raise NotPermitted("not_oneself", texts.LETTER_NAMES_YOU)
    if not accept and not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_MISSING, fields={"note": texts.NOTE_MISSING})
    if accept:
        data = LetterData(
            letter.type.code, letter.number, letter.dated_on, letter.subject, letter.place, letter.first, letter.last
        )
        _refuse_overlaps(data, members)
        _grant(letter, members, now)
        if letter.work_place_id or letter.area:
            wish = places.AssignmentData(
                letter.first, letter.last, letter.number, letter.work_place_id, places.restored(letter.area)
            )
            places.assign_by_letter(user, _source(letter), [one.pk for one in members], wish, now=now)
    letter.state = LetterState.CONFIRMED if accept else LetterState.REJECTED
    letter.note, letter.decided_at = note.strip()[:500], now
    letter.decided_by, letter.decided_by_label = user.pk, user.actor.label
    letter.save(update_fields=["state", "note", "decided_at", "decided_by", "decided_by_label"])
    if accept:
        telling.letter_names(letter, [one.pk for one in members], LetterState.CONFIRMED.label)
    _record(user, "leave.decide_letter", letter, Right.DECIDE_ABSENCE, len(members))
    return letter


@transaction.atomic
def cancel_letter(
    user: User, *, letter_id: int, from_day: date, note: str, now: datetime, employee_ids: Sequence[int] | None = None
) -> DutyLetter:
    """The head ends a letter from a day on, for everybody or for some. What lies before stays."""
    letter = _locked(letter_id)
    permissions.require(user, Right.DECIDE_ABSENCE, letter.unit_id)
    if letter.state != LetterState.CONFIRMED:
        raise Conflict("letter_decided", texts.LETTER_DECIDED)
    if not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_MISSING, fields={"note": texts.NOTE_MISSING})
    rows = letter.granted.filter(ended_at=None, last__gte=from_day).select_for_update(of=("self",))
    if employee_ids is not None:
        rows = rows.filter(employee_id__in=employee_ids)
    ended = list(rows)
    if not ended:
        raise Conflict("nothing_to_cancel", texts.NOTHING_TO_CANCEL)
    for row in ended:
        _end(row, from_day, now)
    if not letter.granted.filter(ended_at=None).exists():
        letter.state = LetterState.CANCELLED
    letter.note = note.strip()[:500]
    letter.save(update_fields=["state", "note"])
    who = [row.employee_id for row in ended]
    places.end_by_letter(user, source=_source(letter), from_day=from_day, employee_ids=who, now=now)
    mark_people(who, max(from_day, letter.first), letter.last, Cause.ABSENCE)
    telling.letter_names(letter, [row.employee_id for row in ended], LetterState.CANCELLED.label)
    _record(user, "leave.cancel_letter", letter, Right.DECIDE_ABSENCE, len(ended))
    return letter


# --- parts


def _members(user: User, employee_ids: Sequence[int]) -> list[Employee]:
    if not employee_ids:
        raise InvalidInput("invalid", texts.LETTER_EMPTY, fields={"employees": texts.LETTER_EMPTY})
    units = permissions.units_for(user, Right.ASSIGN_DUTY)
    found = list(people.employees_in(units).filter(pk__in=employee_ids, active=True).order_by("name", "id"))
    if len(found) != len(set(employee_ids)):
        raise InvalidInput("invalid", texts.LETTER_STRANGER, fields={"employees": texts.LETTER_STRANGER})
    return found


def _check(data: LetterData, members: Sequence[Employee]) -> AbsenceType:
    wrong: dict[str, object] = {}
    if data.last < data.first:
        wrong["last"] = texts.SPAN_BACKWARDS
    for name, sentence in (
        ("number", texts.NUMBER_MISSING),
        ("place", texts.PLACE_MISSING),
        ("subject", texts.REASON_MISSING),
    ):
        if not str(getattr(data, name)).strip():
            wrong[name] = sentence
    if data.work_place_id is not None or data.area is not None:
        there = places.AssignmentData(data.first, data.last, data.number, data.work_place_id, data.area)
        wrong |= places.check_letter(there)
    catalogue = types.Catalogue.load()
    kinds = [catalogue.find(data.type_code, one.employment_type, data.first) for one in members]
    kind = next((one for one in kinds if one is not None), None)
    if kind is None or any(one is None or one.category not in _CATEGORIES for one in kinds):
        wrong["type_code"] = texts.LETTER_TYPE
    if wrong or kind is None:
        raise InvalidInput("invalid", texts.LETTER_INVALID, fields=wrong)
    return kind


def _refuse_overlaps(data: LetterData, members: Sequence[Employee]) -> None:
    ask = Ask(type_code=data.type_code, first=data.first, last=data.last, reason=data.subject)
    problems = [
        str(texts.LETTER_OVERLAPS).format(name=one.full_name, problem=problem)
        for one, problem in checking.conflicts_of(members, ask)
    ]
    if problems:
        raise InvalidInput("invalid", texts.LETTER_INVALID, fields={"employees": " ".join(problems[:_SHOWN])})


def _grant(letter: DutyLetter, members: Sequence[Employee], now: datetime) -> None:
    GrantedAbsence.objects.bulk_create(
        [
            GrantedAbsence(
                employee=one,
                type=letter.type,
                first=letter.first,
                last=letter.last,
                reference=letter.number,
                letter=letter,
                granted_at=now,
            )
            for one in members
        ]
    )
    mark_people([one.pk for one in members], letter.first, letter.last, Cause.ABSENCE)


def _end(row: GrantedAbsence, from_day: date, now: datetime) -> None:
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    if row.first < from_day:
        row.pk, row.ended_at, row.granted_at, row.last = None, None, now, from_day - timedelta(days=1)
        row._state.adding = True
        row.save(force_insert=True)


def _source(letter: DutyLetter) -> str:
    return f"duty_letter:{letter.pk}"


def _locked(letter_id: int) -> DutyLetter:
    rows = DutyLetter.objects.select_for_update(of=("self",)).select_related("type", "unit")
    found = rows.filter(pk=letter_id).first()
    if found is None:
        raise NotFound("letter_not_found", texts.LETTER_NOT_FOUND)
    return found


def _record(user: User, action: str, letter: DutyLetter, right: Right, people_count: int) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"duty_letter:{letter.pk}",
        detail={"number": letter.number, "state": str(letter.state), "people": people_count},
        unit_id=letter.unit_id,
        right=right,
    )
