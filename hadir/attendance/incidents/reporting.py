"""Reporting an incident and deciding on it: two people, one of them of the HR agency.

While proposed it suspends for the time being, confirmed for good; nobody is counted late because a whole office could
not check in, and no office is punished as a whole (domain reference 3.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents import reach, rules, telling, texts
from hadir.attendance.incidents.models import IncidentPlace, IncidentReport, IncidentUnit, OutageSign
from hadir.attendance.incidents.rules import Kind
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people.models import WorkPlace
from hadir.people.saving import save
from hadir.periods.rules import Cause
from hadir.periods.services import mark_people, mark_unit

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported. Moments are aware; `sign`: the server's own observation that it takes up."""

    kind: Kind
    title: str
    what_happened: str
    first_at: datetime
    last_at: datetime
    reference: str = ""
    is_regional: bool = False
    unit_ids: frozenset[int] = frozenset()
    place_ids: frozenset[int] = frozenset()
    sign: int | None = None


@transaction.atomic
def report(user: User, *, data: Report, now: datetime) -> IncidentReport:
    """Propose an incident; the days that it touches wait from now on.

    Raises `NotPermitted` (for each unit and place that is not the reporter's to speak for), `InvalidInput` (invalid
    with fields), `NotFound` (sign_not_found).
    """
    _check(data)
    _require_scope(user, data)
    row = IncidentReport(
        kind=data.kind.value,
        title=data.title.strip(),
        what_happened=data.what_happened.strip(),
        reference=data.reference.strip(),
        is_regional=data.is_regional,
        first_at=data.first_at,
        last_at=data.last_at,
        reported_first_at=data.first_at,
        reported_last_at=data.last_at,
        zone=str(permissions.zone_for(user)),
        unit=user.employee.unit if user.employee else None,
        reported_at=now,
        reported_by=user.pk,
        reported_by_label=user.actor.label[:200],
    )
    save(row)
    IncidentUnit.objects.bulk_create(IncidentUnit(incident=row, unit_id=one) for one in sorted(data.unit_ids))
    IncidentPlace.objects.bulk_create(IncidentPlace(incident=row, work_place_id=one) for one in sorted(data.place_ids))
    if data.sign is not None:
        _take_up(data.sign, row)
    _mark(row)
    telling.reported(row)
    _record(user, "attendance.incident_reported", row, Right.REPORT_INCIDENT)
    return row


@dataclass(frozen=True, slots=True)
class Verdict:
    """The window that is to hold, and on what authority."""

    first_at: datetime
    last_at: datetime
    note: str = ""
    legal_basis: str = ""


@transaction.atomic
def confirm(user: User, *, incident_id: int, verdict: Verdict, now: datetime) -> IncidentReport:
    """Another person of the HR agency lets it hold, within the reported window or a narrower one.

    Raises `NotFound`, `NotPermitted` (second_person_needed), `Conflict` (incident_settled), `InvalidInput` (invalid).
    """
    row = _deciding(user, incident_id)
    check_window(row, verdict.first_at, verdict.last_at)
    if row.kind == Kind.DISASTER.value and not verdict.legal_basis.strip():
        raise InvalidInput("invalid", texts.INVALID, fields={"legal_basis": texts.BASIS_MISSING})
    row.first_at, row.last_at, row.legal_basis = verdict.first_at, verdict.last_at, verdict.legal_basis.strip()[:300]
    return _settle(user, row, IncidentState.CONFIRMED, verdict.note, now)


def check_window(row: IncidentReport, first_at: datetime, last_at: datetime) -> None:
    """What is confirmed lies within what was reported. Raises `InvalidInput` (invalid)."""
    if not rules.narrows(first_at, last_at, row.reported_first_at, row.reported_last_at):
        zone = ZoneInfo(row.zone)
        first, last = (
            f"{one.astimezone(zone):%d-%m-%Y %H.%M}" for one in (row.reported_first_at, row.reported_last_at)
        )
        text = str(texts.NOT_NARROWER).format(first=first, last=last)
        raise InvalidInput("invalid", texts.INVALID, fields={"first_at": text})


@transaction.atomic
def reject(user: User, *, incident_id: int, note: str, now: datetime) -> IncidentReport:
    """Another person of the HR agency says why it does not hold. Raises as `confirm`, `InvalidInput` (note_missing)."""
    row = _deciding(user, incident_id)
    if not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_MISSING, fields={"note": texts.NOTE_MISSING})
    return _settle(user, row, IncidentState.REJECTED, note, now)


@transaction.atomic
def drop_sign(user: User, *, sign_id: int, note: str, now: datetime) -> OutageSign:
    """Nothing came of what the server noticed. Raises `NotPermitted`, `NotFound`, `InvalidInput` (note_missing)."""
    permissions.require(user, Right.CONFIRM_INCIDENT)
    sign = _open_sign(sign_id)
    if not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_MISSING, fields={"note": texts.NOTE_MISSING})
    sign.dropped_at, sign.dropped_by_label, sign.drop_note = now, user.actor.label[:200], note.strip()[:300]
    sign.save(update_fields=["dropped_at", "dropped_by_label", "drop_note"])
    audit.record(
        "attendance.outage_sign_dropped",
        actor=user.actor,
        subject=f"outage-sign:{sign.pk}",
        detail={"sign": sign.sign},
        unit_id=None,
        right=Right.CONFIRM_INCIDENT,
    )
    return sign


# --- parts


def _check(data: Report) -> None:
    wrong: dict[str, object] = {}
    if not data.title.strip():
        wrong["title"] = texts.TITLE_MISSING
    if not data.what_happened.strip():
        wrong["what_happened"] = texts.EVIDENCE_MISSING
    if data.last_at <= data.first_at:
        wrong["last_at"] = texts.WINDOW_EMPTY
    elif data.last_at - data.first_at > rules.LONGEST:
        wrong["last_at"] = texts.WINDOW_LONG
    if data.is_regional and (data.unit_ids or data.place_ids):
        wrong["is_regional"] = texts.SCOPE_BOTH
    if not (data.is_regional or data.unit_ids or data.place_ids):
        wrong["units"] = texts.SCOPE_MISSING
    if wrong:
        raise InvalidInput("invalid", texts.INVALID, fields=wrong)


def _require_scope(user: User, data: Report) -> None:
    """Everybody speaks for the units of the own right only; for the region whoever has it there."""
    if data.is_regional:
        permissions.require(user, Right.REPORT_INCIDENT)
    allowed = permissions.units_for(user, Right.REPORT_INCIDENT)
    places = WorkPlace.objects.filter(pk__in=data.place_ids).values_list("unit_id", flat=True)
    if not (data.unit_ids <= allowed and allowed.issuperset(places) and len(places) == len(data.place_ids)):
        raise NotPermitted("not_permitted", permissions.DENIED)


def _deciding(user: User, incident_id: int) -> IncidentReport:
    permissions.require(user, Right.CONFIRM_INCIDENT)
    row = IncidentReport.objects.select_for_update(of=("self",)).filter(pk=incident_id).first()
    if row is None:
        raise NotFound("incident_not_found", texts.NOT_FOUND)
    if row.reported_by == user.pk:
        raise NotPermitted("second_person_needed", texts.SECOND_PERSON)
    if row.state != IncidentState.PROPOSED.value:
        raise Conflict("incident_settled", str(texts.SETTLED).format(state=str(row.get_state_display()).lower()))
    return row


def _settle(user: User, row: IncidentReport, state: IncidentState, note: str, now: datetime) -> IncidentReport:
    row.state, row.decision_note = state.value, note.strip()[:500]
    row.decided_at, row.decided_by, row.decided_by_label = now, user.pk, user.actor.label[:200]
    save(row)
    _mark(row)
    telling.decided(row)
    _record(user, f"attendance.incident_{state.value}", row, Right.CONFIRM_INCIDENT)
    return row


def _mark(row: IncidentReport) -> None:
    """Every day that the reported window may touch: also of a shift that began the evening before."""
    first, last = days_of(row)
    first, last = first - _A_DAY, last + _A_DAY
    if row.is_regional:
        mark_unit(None, first, last, Cause.INCIDENT)
        return
    for unit_id in row.unit_rows.order_by().values_list("unit_id", flat=True):
        mark_unit(unit_id, first, last, Cause.INCIDENT)
    places = list(row.place_rows.order_by().values_list("work_place_id", flat=True))
    if places:
        mark_people(reach.people_at(places, first, last), first, last, Cause.INCIDENT)


def days_of(row: IncidentReport) -> tuple[date, date]:
    """The local days of the reported window."""
    zone = ZoneInfo(row.zone)
    return row.reported_first_at.astimezone(zone).date(), row.reported_last_at.astimezone(zone).date()


def _take_up(sign_id: int, row: IncidentReport) -> None:
    sign = _open_sign(sign_id)
    sign.incident = row
    sign.save(update_fields=["incident"])


def _open_sign(sign_id: int) -> OutageSign:
    rows: Iterable[OutageSign] = OutageSign.objects.select_for_update(of=("self",)).filter(
        pk=sign_id, incident__isnull=True, dropped_at__isnull=True
    )
    for sign in rows:
        return sign
    raise NotFound("sign_not_found", texts.SIGN_NOT_FOUND)


def _record(user: User, action: str, row: IncidentReport, right: Right) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"incident:{row.pk}",
        detail={"kind": row.kind, "first": row.first_at.isoformat(), "last": row.last_at.isoformat()},
        unit_id=row.unit_id,
        right=right,
    )
