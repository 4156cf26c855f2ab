"""Telling people about phones, in the transaction of the deed: the person at every step, officers when needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import override

from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.audit.viewer import seeing_everything
from hadir.devices.models import Alarm, Device, Request
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.people.models import Employee


def bound(device: Device) -> None:
    """The person learns that a phone is the own one from now on: whoever did not do it must hear of it."""
    with override("id"):
        basis = str(device.get_basis_display())
    _tell_person(Kind.DEVICE_BOUND, device.employee_id, {"label": device.label, "basis_text": basis})


def ended(device: Device) -> None:
    """The person learns that a phone is no longer the own one."""
    with override("id"):
        reason = str(device.get_end_reason_display())
    _tell_person(Kind.DEVICE_ENDED, device.employee_id, {"label": device.label, "reason_text": reason})


def asked(request: Request, employee: Employee, now: datetime) -> None:
    """Officers learn that a request waits, and the person that it was made in the own name."""
    with override("id"):
        reason = str(request.get_reason_display())
    _tell_person(Kind.DEVICE_REQUESTED, employee.pk, {"label": request.label, "number": request.reference})
    notices.send(
        Kind.DEVICE_REQUEST_WAITS,
        user_ids=officers_of(employee, now, without=[employee.pk]),
        facts={"name": employee.full_name, "reason_text": reason},
        link=reverse("device_request", args=[request.pk]),
        about=f"employee:{employee.pk}",
    )


def decided(request: Request) -> None:
    """The person learns the answer."""
    with override("id"):
        decision = str(request.get_status_display())
    facts: dict[str, str | int] = {"label": request.label, "decision_text": decision, "note": request.note or "-"}
    _tell_person(Kind.DEVICE_REQUEST_DECIDED, request.employee_id, facts)


def alarm(raised: Alarm, people_of_it: Iterable[Employee], now: datetime) -> None:
    """Officers of both sides learn of it; the two people themselves do not: that is the officers' conversation."""
    both = list(people_of_it)
    ids = [person.pk for person in both]
    told = {officer for person in both for officer in officers_of(person, now, without=ids)}
    notices.send(
        Kind.DEVICE_SHARED,
        user_ids=told,
        facts={"name": raised.employee_label, "other": raised.other_label},
        link=reverse("device_alarm", args=[raised.pk]),
        about=f"device-alarm:{raised.pk}",
    )


def officers_of(employee: Employee, now: datetime, *, without: Collection[int]) -> list[int]:
    """Accounts of the operators of somebody's agency, or of its head where there is no other operator."""
    day = now.astimezone(employee.work_place.zone).date()
    with seeing_everything("who has to be told; the person learns nothing of the accounts"):
        found = list(accounts.operator_ids(people.line_of(employee.unit_id), day))
        found = list(User.objects.filter(pk__in=found).exclude(employee__in=without).values_list("pk", flat=True))
        if not found:
            heads = people.heads_of(people.line_of(employee.unit_id), day).values()
            named = [head.employee_id for head in heads if head.employee_id not in without]
            found = list(User.objects.filter(employee__in=named, is_active=True).values_list("pk", flat=True))
    return found


def _tell_person(kind: Kind, employee_id: int, facts: dict[str, str | int]) -> None:
    with seeing_everything("who has to be told; the officer learns nothing of the account"):
        accounts_ = list(User.objects.filter(employee=employee_id, is_active=True).values_list("pk", flat=True))
    notices.send(kind, user_ids=accounts_, facts=facts, link=reverse("own_device"), about=f"employee:{employee_id}")
