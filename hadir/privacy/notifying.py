"""Who is told what about requests, copies and breaches. Called inside the transaction of the deed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override

from hadir.accounts.models import RoleGrant, User
from hadir.accounts.roles import Role
from hadir.audit.viewer import seeing_everything
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.privacy.models import DataRequest, SubjectExport
from hadir.privacy.rules import RequestKind, RequestState
from hadir.privacy.texts import KINDS, STATES

# Who asks must not see who else works here, but must be able to have them told.
_TELLING = seeing_everything("receivers of a notice are not shown to whoever causes it")


def officers(day: date) -> set[int]:
    """Accounts of the data protection officers of that day."""
    return _holders(Q(role=Role.DPO), day)


def operators_of(unit_id: int, day: date) -> set[int]:
    """Accounts of the operators who answer for a unit: they carry out corrections."""
    return _holders(Q(role=Role.OPD_OPERATOR, unit_id__in=people.line_of(unit_id)), day)


@_TELLING
def request_received(request: DataRequest) -> None:
    """The officers hear of every request, operators of the OPD of corrections too, but never of their own."""
    day = request.received_at.date()
    told = officers(day)
    if request.kind == RequestKind.CORRECTION.value:
        told |= operators_of(request.employee.unit_id, day)
    _send(
        Kind.PRIVACY_REQUEST_RECEIVED,
        told - _own(request),
        request,
        kind_text=_source(KINDS[RequestKind(request.kind)].name),
    )


@_TELLING
def entered_for(request: DataRequest) -> None:
    """The person hears of a request in the own name: whoever did not write that letter must be able to say so."""
    notices.send(
        Kind.PRIVACY_REQUEST_ENTERED,
        user_ids=_own(request),
        facts={
            "number": request.pk,
            "due_at": request.due_at.isoformat(),
            "kind_text": _source(KINDS[RequestKind(request.kind)].name),
        },
        link=reverse("own_data"),
        about=f"employee:{request.employee_id}",
    )


@_TELLING
def corrected(request: DataRequest) -> None:
    """The OPD has mended the record: the officer can answer."""
    told = {request.handler_id} if request.handler_id else officers(request.received_at.date())
    _send(
        Kind.PRIVACY_REQUEST_RECEIVED,
        told - _own(request),
        request,
        kind_text=_source(KINDS[RequestKind(request.kind)].name),
    )


@_TELLING
def due(request: DataRequest, *, now: datetime) -> None:
    """The clock of a request is running out, or has."""
    told = officers(now.date())
    if request.kind == RequestKind.CORRECTION.value and not any(
        step.code == "corrected" for step in request.steps.all()
    ):
        told |= operators_of(request.employee.unit_id, now.date())
    notices.send(
        Kind.PRIVACY_REQUEST_DUE,
        user_ids=told - _own(request),
        facts={"number": request.pk, "due_at": request.due_at.isoformat()},
        link=reverse("privacy_request", args=[request.pk]),
        about=f"employee:{request.employee_id}",
    )


@_TELLING
def breach_due(number: int, due_at: datetime, *, now: datetime) -> None:
    """People or the authority have not been told of a breach and the clock is running out."""
    notices.send(
        Kind.PRIVACY_REQUEST_DUE,
        user_ids=officers(now.date()),
        facts={"number": number, "due_at": due_at.isoformat()},
        link=reverse("privacy_breach", args=[number]),
        about=f"breach:{number}",
    )


@_TELLING
def answered(request: DataRequest) -> None:
    """The person reads the answer on the own page; the notice says only that there is one."""
    notices.send(
        Kind.PRIVACY_REQUEST_ANSWERED,
        user_ids=_own(request),
        facts={"number": request.pk, "outcome_text": _source(STATES[RequestState(request.state)])},
        link=reverse("own_data"),
        about=f"employee:{request.employee_id}",
    )


@_TELLING
def export_ready(export: SubjectExport) -> None:
    """The copy can be fetched until its date."""
    assert export.destroy_after is not None  # the database demands it of a copy that is ready
    notices.send(
        Kind.PRIVACY_EXPORT_READY,
        user_ids=_accounts([export.employee_id]),
        facts={"end_at": export.destroy_after.isoformat()},
        link=reverse("own_data"),
        about=f"employee:{export.employee_id}",
    )


@_TELLING
def breach_told(breach_id: int, summary: str, employee_ids: Iterable[int]) -> int:
    """Tell the people whose data a breach touched; how many have an account to be told in."""
    told = _accounts(employee_ids)
    notices.send(
        Kind.BREACH_NOTICE,
        user_ids=told,
        facts={"summary": summary},
        link=reverse("own_data"),
        about=f"breach:{breach_id}",
    )
    return len(told)


# --- who


def _send(kind: Kind, told: set[int], request: DataRequest, **facts: str) -> None:
    notices.send(
        kind,
        user_ids=told,
        facts={"number": request.pk, "due_at": request.due_at.isoformat(), **facts},
        link=reverse("privacy_request", args=[request.pk]),
        about=f"employee:{request.employee_id}",
    )


def _source(name: Promise) -> str:
    """The Indonesian source text: a notice is translated when it is read."""
    with override("id"):
        return str(name)


def _own(request: DataRequest) -> set[int]:
    return _accounts([request.employee_id])


def _accounts(employee_ids: Iterable[int]) -> set[int]:
    return set(User.objects.filter(employee_id__in=list(employee_ids), is_active=True).values_list("pk", flat=True))


def _holders(who: Q, day: date) -> set[int]:
    valid = Q(valid_from__lte=day, revoked_at__isnull=True) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return set(RoleGrant.objects.filter(who, valid, user__is_active=True).values_list("user_id", flat=True))
