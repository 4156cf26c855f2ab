"""Requests by the person whose data it is: opened, taken up, answered or declined, in three times 24 hours.

The data protection officer answers; operators of the OPD carry out corrections and say so; nobody handles the own
request. Articles are those of UU 27/2022.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.enrolment import restrictions
from hadir.enrolment import services as enrolment
from hadir.enrolment.services import own_employee
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.people.models import Employee
from hadir.privacy import exports, notifying, selectors
from hadir.privacy.models import DataRequest, RequestStep
from hadir.privacy.rules import OPEN_STATES, RequestKind, RequestState, due_at, may_become
from hadir.privacy.texts import DECLINE_GROUNDS

# What cannot be meant: a letter older than this is a slip in the year.
_OLDEST_LETTER = timedelta(days=366)
_NEEDS_WORDS = frozenset({RequestKind.CORRECTION, RequestKind.OBJECTION})
_MAX_WORDS = 4000
_UNSEEN = "the officer has face data restricted or destroyed and sees none of it"


@transaction.atomic
def open_request(user: User, *, kind: RequestKind, detail: str, now: datetime) -> DataRequest:
    """Somebody asks about the own data; the clock runs from this moment.

    Raises `Conflict` (request_open: one of the kind is being worked on), `InvalidInput` (detail_missing).
    """
    employee = own_employee(user, Right.REQUEST_OWN_DATA)
    made = _open(user, employee, kind=kind, detail=detail, received_at=now, channel="page")
    _step(made, "received", by=user, now=now)
    _record("privacy.request_opened", user, made)
    if kind is RequestKind.ACCESS:
        exports.ask(user, now=now, request=made)
    notifying.request_received(made)
    return made


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """What came by letter or at the counter. `received_at`: when it arrived at the office, aware; `reference`: number
    and date of the letter, or how it came."""

    nip: str
    kind: RequestKind
    detail: str
    received_at: datetime
    reference: str


@transaction.atomic
def register_paper(user: User, paper: PaperRequest, *, now: datetime) -> DataRequest:
    """The officer enters a request that came on paper; the clock has run since it arrived, not since now.

    Also for people who have left or never had an account. Raises `InvalidInput` (nip_unknown, received_at,
    detail_missing, words_missing), `Conflict` (request_open), `NotPermitted` (second_person_needed: the own letter).
    """
    user.require(Right.HANDLE_PRIVACY_REQUESTS, None)
    employee = Employee.objects.select_related("unit", "work_place").filter(nip=paper.nip.strip()).first()
    if employee is None:
        sentence = _("Tidak ada pegawai dengan NIP itu. Periksa angkanya.")
        raise InvalidInput("nip_unknown", sentence, fields={"nip": sentence})
    if employee.pk == user.employee_id:
        raise NotPermitted("second_person_needed", _("Permintaan Anda sendiri harus dikerjakan orang lain."))
    if not now - _OLDEST_LETTER <= paper.received_at <= now:
        sentence = _("Waktu tiba tidak boleh di masa depan atau lebih dari setahun yang lalu.")
        raise InvalidInput("received_at", sentence, fields={"received_at": sentence})
    note = _words(paper.reference, "reference")
    made = _open(user, employee, kind=paper.kind, detail=paper.detail, received_at=paper.received_at, channel="paper")
    _step(made, "entered", by=user, now=now, note=note)
    _record("privacy.request_entered", user, made, {"received": paper.received_at.isoformat()})
    if paper.kind is RequestKind.ACCESS:
        exports.order(user, employee, request=made, right=Right.HANDLE_PRIVACY_REQUESTS, now=now)
    notifying.request_received(made)
    notifying.entered_for(made)
    return made


def _open(
    user: User, employee: Employee, *, kind: RequestKind, detail: str, received_at: datetime, channel: str
) -> DataRequest:
    words = detail.strip()[:_MAX_WORDS]
    if kind in _NEEDS_WORDS and not words:
        raise InvalidInput(
            "detail_missing",
            _("Tuliskan apa yang diminta agar dapat dikerjakan."),
            fields={"detail": _("Wajib diisi untuk permintaan ini.")},
        )
    if DataRequest.objects.filter(employee=employee, kind=kind.value, state__in=sorted(OPEN_STATES)).exists():
        raise Conflict("request_open", _("Permintaan sejenis masih dikerjakan. Tunggu jawabannya."))
    clock = selectors.clock_of(kind.value, timezone.localdate(received_at, permissions.zone_for(user)))
    return DataRequest.objects.create(
        employee=employee,
        kind=kind.value,
        detail=words,
        channel=channel,
        received_at=received_at,
        due_at=due_at(received_at, clock.hours),
        clock=clock,
    )


@transaction.atomic
def recall(user: User, request_id: int, *, now: datetime) -> None:
    """The person takes the own request back while nobody has answered it."""
    found = _locked(request_id)
    if user.employee_id is None or found.employee_id != user.employee_id:
        raise _unknown()
    _become(found, RequestState.RECALLED)
    found.decided_at = now
    found.save()
    _step(found, "recalled", by=user, now=now)
    _record("privacy.request_recalled", user, found)


@transaction.atomic
def take_up(user: User, request_id: int, *, now: datetime) -> DataRequest:
    """The data protection officer begins. Others see who has it."""
    found = _for_officer(user, request_id)
    _become(found, RequestState.IN_PROGRESS)
    found.handler_id, found.handler_label = user.pk, user.display_name[:200]
    found.save()
    _step(found, "in_progress", by=user, now=now)
    _record("privacy.request_taken_up", user, found)
    return found


@transaction.atomic
def report_corrected(user: User, request_id: int, *, note: str, now: datetime) -> None:
    """An operator of the person's OPD says what was mended in the record. The officer then answers the person."""
    found = _locked(request_id)
    if found.kind != RequestKind.CORRECTION.value or found.employee_id == user.employee_id:
        raise _unknown()
    try:
        user.require(Right.MANAGE_EMPLOYEES, found.employee.unit_id)
    except NotPermitted:
        raise _unknown() from None
    if RequestState(found.state) not in OPEN_STATES:
        raise _decided()
    _step(found, "corrected", by=user, now=now, note=_words(note, "note"))
    _record("privacy.request_corrected", user, found)
    notifying.corrected(found)


@transaction.atomic
def carry_out(user: User, request_id: int, *, now: datetime) -> None:
    """Do what the request asks for with the face data: restrict or destroy it. Raises `Conflict` (nothing_to_do)."""
    found = _for_officer(user, request_id)
    if found.state != RequestState.IN_PROGRESS.value:
        raise _take_up_first()
    reason = f"request {found.pk}"
    if found.kind == RequestKind.RESTRICTION.value:
        with seeing_everything(_UNSEEN):
            restrictions.restrict(user, found.employee_id, reason=reason, now=now)
        _step(found, "restricted", by=user, now=now)
    elif found.kind == RequestKind.DELETION.value:
        with seeing_everything(_UNSEEN):
            enrolment.withdraw(user, found.employee_id, reason=reason, now=now)
        _step(found, "deleted", by=user, now=now)
    else:
        raise Conflict("nothing_to_do", _("Permintaan ini dijawab dengan kata-kata; tidak ada yang dijalankan mesin."))
    _record("privacy.request_carried_out", user, found)


@transaction.atomic
def lift_restriction(user: User, request_id: int, *, reason: str, now: datetime) -> None:
    """End a restriction that this request has led to, for instance because the person asks for it."""
    found = _for_officer(user, request_id)
    with seeing_everything(_UNSEEN):
        restrictions.unrestrict(user, found.employee_id, reason=_words(reason, "note"), now=now)
    _step(found, "unrestricted", by=user, now=now, note=reason.strip())
    _record("privacy.restriction_lifted", user, found)


@transaction.atomic
def answer(user: User, request_id: int, *, text: str, now: datetime) -> None:
    """Close a request that was fulfilled, in words the person reads.

    Raises `Conflict` (not_carried_out) when the request was neither carried out nor corrected: an answer that promises
    what nobody did would be worse than none.
    """
    found = _for_officer(user, request_id)
    needed = {
        RequestKind.RESTRICTION.value: "restricted",
        RequestKind.DELETION.value: "deleted",
        RequestKind.CORRECTION.value: "corrected",
    }.get(found.kind)
    if found.state == RequestState.RECEIVED.value:
        raise _take_up_first()
    if needed and not found.steps.filter(code=needed).exists():
        raise Conflict("not_carried_out", _("Jalankan dahulu permintaannya, baru jawab. Atau tolak dengan alasan."))
    _close(user, found, RequestState.ANSWERED, text=text, ground="", now=now)


@transaction.atomic
def decline(user: User, request_id: int, *, ground: str, text: str, now: datetime) -> None:
    """Refuse by one of the Act's exceptions, with the reason in words (articles 15, 33, 41 (2), 50)."""
    found = _for_officer(user, request_id)
    if ground not in DECLINE_GROUNDS:
        raise InvalidInput(
            "ground_missing", _("Pilih dasar penolakan."), fields={"ground": _("Pilih salah satu dasar hukum.")}
        )
    _close(user, found, RequestState.DECLINED, text=text, ground=ground, now=now)


# --- one request


def _close(user: User, found: DataRequest, state: RequestState, *, text: str, ground: str, now: datetime) -> None:
    found.answer, found.ground = _words(text, "answer"), ground
    _become(found, state)
    found.decided_at = now
    found.save()
    _step(found, state.value, by=user, now=now)
    _record(f"privacy.request_{state.value}", user, found, {"ground": ground, "in_time": now <= found.due_at})
    notifying.answered(found)


def _words(text: str, field: str) -> str:
    words = text.strip()[:_MAX_WORDS]
    if not words:
        raise InvalidInput(
            "words_missing", _("Tuliskan keterangannya."), fields={field: _("Wajib diisi; pegawai akan membacanya.")}
        )
    return words


def _for_officer(user: User, request_id: int) -> DataRequest:
    """Locked. Nobody handles the own request, not even the data protection officer."""
    user.require(Right.HANDLE_PRIVACY_REQUESTS, None)
    found = _locked(request_id)
    if found.employee_id == user.employee_id:
        raise NotPermitted("second_person_needed", _("Permintaan Anda sendiri harus dikerjakan orang lain."))
    return found


def _locked(request_id: int) -> DataRequest:
    found = DataRequest.objects.select_for_update(of=("self",)).select_related("employee").filter(pk=request_id).first()
    if found is None:
        raise _unknown()
    return found


def _become(found: DataRequest, state: RequestState) -> None:
    now = RequestState(found.state)
    if not may_become(now, state):
        raise _take_up_first() if now is RequestState.RECEIVED else _decided()
    found.state = state.value


def _step(found: DataRequest, code: str, *, by: User, now: datetime, note: str = "") -> None:
    RequestStep.objects.create(request=found, at=now, code=code, note=note, by_label=by.display_name[:200])


def _record(action: str, user: User, found: DataRequest, more: dict[str, object] | None = None) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"employee:{found.employee_id}",
        detail={"request": found.pk, "kind": found.kind, **(more or {})},
        unit_id=found.employee.unit_id,
        right=_right_of(user, found, action),
    )


def _right_of(user: User, found: DataRequest, action: str) -> Right:
    """By which right this step was taken: the person's own, the operator's who mends, else the officer's."""
    if user.employee_id == found.employee_id:
        return Right.REQUEST_OWN_DATA
    return Right.MANAGE_EMPLOYEES if action == "privacy.request_corrected" else Right.HANDLE_PRIVACY_REQUESTS


def _unknown() -> NotFound:
    return NotFound("request_unknown", _("Permintaan tidak ditemukan."))


def _decided() -> Conflict:
    return Conflict("already_decided", _("Permintaan ini sudah selesai."))


def _take_up_first() -> Conflict:
    return Conflict("not_taken_up", _("Mulai kerjakan dahulu permintaan ini, baru menjawabnya."))
