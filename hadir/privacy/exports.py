"""Copies of a person's data: asked for, made in the background, fetched for some days, destroyed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext_lazy as _

from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.capture.keys import key_ring, opening
from hadir.enrolment.services import own_employee
from hadir.jobs import queue
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict
from hadir.lib.retention import NOTHING, Destroyed
from hadir.lib.sealing import seal, unseal
from hadir.people.models import Employee
from hadir.privacy import copying, notifying, selectors
from hadir.privacy.models import DataRequest, ExportState, RequestStep, SubjectExport
from hadir.privacy.rules import DataClass

_DAYS_WITHOUT_POLICY = 7


@transaction.atomic
def ask(user: User, *, now: datetime, request: DataRequest | None = None) -> SubjectExport:
    """Have a copy made; asking again while one is being made gives that one."""
    employee = own_employee(user, Right.REQUEST_OWN_DATA)
    return order(user, employee, request=request, right=Right.REQUEST_OWN_DATA, now=now)


def order(user: User, employee: Employee, *, request: DataRequest | None, right: Right, now: datetime) -> SubjectExport:
    """The copy itself, inside the transaction of whoever has checked that `user` may have it made by `right`."""
    waiting = SubjectExport.objects.filter(employee=employee, state=ExportState.QUEUED).first()
    if waiting is not None:
        return waiting
    made = SubjectExport.objects.create(employee=employee, request=request, asked_at=now)
    queue.defer("privacy.make_export", export_id=made.pk)
    audit.record(
        "privacy.export_asked",
        actor=user.actor,
        subject=f"employee:{employee.pk}",
        detail={"export": made.pk},
        unit_id=employee.unit_id,
        right=right,
    )
    return made


@transaction.atomic
def make(export_id: int, *, now: datetime) -> None:
    """Gather and seal a copy; for the job. Harmless when it has been made."""
    export = SubjectExport.objects.select_for_update(of=("self",)).select_related("employee").get(pk=export_id)
    if export.state != ExportState.QUEUED:
        return
    plain = copying.make_copy(export.employee, now=now)
    policy = selectors.policies_on(now.date()).get(DataClass.EXPORTS.value)
    days = policy.days if policy and policy.days is not None else _DAYS_WITHOUT_POLICY
    export.kek_id = key_ring().active_id
    export.sealed = seal(_key(export), plain, bound_to=_binding(export))
    export.size, export.ready_at, export.destroy_after = len(plain), now, now + timedelta(days=days)
    export.state = ExportState.READY
    export.save()
    if export.request_id is not None:
        RequestStep.objects.create(request_id=export.request_id, at=now, code="exported", by_label="Hadir")
    audit.record(
        "privacy.export_made",
        actor=None,
        subject=f"employee:{export.employee_id}",
        detail={"export": export.pk, "bytes": export.size},
        unit_id=export.employee.unit_id,
    )
    notifying.export_ready(export)


@transaction.atomic
def fetch(user: User, export_id: int, *, now: datetime) -> bytes:
    """The ZIP, for the person it is about and nobody else. The caller has asked for the password again.

    Raises `NotFound` (export_unknown), `Conflict` (export_over), `Unavailable` (key_missing, data_unreadable).
    """
    return _opened(user, selectors.own_export(user, export_id), right=Right.REQUEST_OWN_DATA, now=now)


@transaction.atomic
def hand_over(user: User, request_id: int, *, now: datetime) -> tuple[SubjectExport, bytes]:
    """The copy of a request on paper, for the officer to print or burn for somebody who cannot sign in to fetch it.

    Whoever has an account fetches it alone, so that nobody else reads it. The caller has asked for the password again.
    Raises as `fetch` does, and `NotPermitted`.
    """
    user.require(Right.HANDLE_PRIVACY_REQUESTS, None)
    export = selectors.copy_to_hand_over(user, request_id)
    return export, _opened(user, export, right=Right.HANDLE_PRIVACY_REQUESTS, now=now)


@transaction.atomic
def fetch_of_account(user: User, *, now: datetime) -> bytes:
    """The ZIP of the own account, made at once, for whoever has no record of an employee: an account holds little.

    Needs no right beyond being signed in. Raises `Conflict` (ask_as_employee) for employees, whose copy is wider.
    """
    if user.employee_id is not None:
        raise Conflict("ask_as_employee", _("Buat salinan lengkap di halaman Data saya."))
    with seeing_everything("everything about the account that asks, and only that"):
        plain = copying.make_account_copy(user, now=now)
    audit.record(
        "privacy.account_copied",
        actor=user.actor,
        subject=f"user:{user.pk}",
        detail={"bytes": len(plain)},
        unit_id=None,
        right=None,
    )
    return plain


def _opened(user: User, export: SubjectExport, *, right: Right, now: datetime) -> bytes:
    if export.destroy_after is None or export.destroy_after <= now:
        raise Conflict("export_over", _("Masa unduh salinan ini sudah lewat. Buat salinan baru."))
    with opening():
        plain = unseal(_key(export), bytes(export.sealed or b""), bound_to=_binding(export))
    audit.record(
        "privacy.export_fetched",
        actor=user.actor,
        subject=f"employee:{export.employee_id}",
        detail={"export": export.pk},
        unit_id=export.employee.unit_id,
        right=right,
    )
    return plain


def destroy_overdue(*, now: datetime, cut_off: datetime) -> Destroyed:
    """Empty copies whose date has come, or that are older than the policy. For the retention run, which reports it."""
    over = SubjectExport.objects.filter(Q(destroy_after__lte=now) | Q(ready_at__lt=cut_off), state=ExportState.READY)
    span = over.aggregate(oldest=Min("ready_at"), newest=Max("ready_at"))
    count = over.update(state=ExportState.DESTROYED, sealed=None)
    return Destroyed(count, span["oldest"], span["newest"]) if count else NOTHING


def _key(export: SubjectExport) -> bytes:
    return key_ring().derive(_binding(export), kek_id=export.kek_id)


def _binding(export: SubjectExport) -> str:
    return f"subject-export|{export.pk}|{export.employee_id}"
