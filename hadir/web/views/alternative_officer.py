"""The way without a face, as officers and auditors see it: permissions, people who wait, screens, use."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight
from hadir.accounts import permissions as rights
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance.alternative import checkins, permissions, reading
from hadir.attendance.alternative.permissions import Wanted
from hadir.attendance.alternative.texts import METHODS
from hadir.attendance.models import PermissionStatus
from hadir.attendance.rules import Method
from hadir.lib.errors import HadirError, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.web.access import signed_in
from hadir.web.forms_alternative import NoteForm, PermissionForForm
from hadir.web.listing import page_of, show_refusal


@never_cache
@require_GET
@signed_in
def permissions_list(request: HttpRequest, user: User) -> HttpResponse:
    """Requests that wait, and permissions in force, of the own units."""
    _require_somewhere(user, Right.ALLOW_NON_BIOMETRIC)
    oversight.note_list_seen(user, "attendance.permissions_seen", right=Right.ALLOW_NON_BIOMETRIC)
    page = page_of(request, reading.requests_for(user))
    return render(request, "web/permissions.html", {"page": page})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def permission(request: HttpRequest, user: User, permission_id: int) -> HttpResponse:
    """One request: another officer says yes or no; or one in force, to be revoked."""
    row = reading.requests_for(user).filter(pk=permission_id).first()
    if row is None:
        raise NotFound("permission_unknown", _("Izin tidak ditemukan atau sudah berakhir."))
    deed = request.POST.get("deed", "")
    form = NoteForm(request.POST if deed in {"reject", "revoke"} else None)
    if request.method == "POST" and (form.is_valid() or deed == "allow"):
        note = form.cleaned_data["note"] if form.is_bound else ""
        try:
            if deed == "revoke":
                permissions.revoke(user, row.pk, note=note, now=timezone.now())
            else:
                permissions.decide(user, row.pk, allow=deed == "allow", note=note, now=timezone.now())
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Keputusan tersimpan. Pegawai diberi tahu."))
            return redirect("permissions")
    context = {
        "row": row,
        "form": form,
        "is_pending": row.status == PermissionStatus.PENDING,
        "may_not_decide": row.requested_by == user.pk or row.employee_id == user.employee_id,
    }
    return render(request, "web/permission.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def permission_new(request: HttpRequest, user: User) -> HttpResponse:
    """An officer enters a request, for instance from a letter; another officer decides."""
    units = _require_somewhere(user, Right.ALLOW_NON_BIOMETRIC)
    form = PermissionForForm(request.POST or None, initial={"valid_from": rights.today_for(user)})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        nip = "".join(values.pop("nip").split())
        person = people.employees_in(units).filter(nip=nip, active=True).first()
        try:
            if person is None:
                sentence = _("Tidak ada pegawai aktif dengan NIP ini di unit Anda.")
                raise InvalidInput("employee_not_found", sentence, fields={"nip": sentence})
            permissions.request_for(user, person.pk, Wanted(**values), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Tercatat. Petugas lain harus memutuskannya."))
            return redirect("permissions")
    context = {"form": form, "title": _("Catat permintaan izin"), "back": reverse("permissions")}
    return render(request, "web/plain_form.html", context)


@never_cache
@require_GET
@signed_in
def witness_queue(request: HttpRequest, user: User) -> HttpResponse:
    """People who stand before an officer now."""
    _require_somewhere(user, Right.RECORD_NON_BIOMETRIC)
    oversight.note_list_seen(user, "attendance.witness_queue_seen", right=Right.RECORD_NON_BIOMETRIC)
    rows = list(reading.awaiting_officer(user, now=timezone.now())[:100])
    return render(request, "web/witness_queue.html", {"rows": rows})


@require_POST
@signed_in
def witness_answer(request: HttpRequest, user: User, request_id: UUID) -> HttpResponse:
    """The officer confirms or refuses, with a reason."""
    confirm = request.POST.get("deed") == "confirm"
    try:
        punch = checkins.answer(
            user, request_id, confirm=confirm, note=request.POST.get("note", "")[:300], now=timezone.now()
        )
    except InvalidInput as error:
        messages.error(request, str(error.message))
        return redirect("witness_queue")
    name = punch.employee.full_name
    messages.success(
        request,
        _("Kehadiran %(name)s disahkan.") % {"name": name}
        if punch.accepted
        else _("Ditolak: %(name)s.") % {"name": name},
    )
    return redirect("witness_queue")


@never_cache
@require_GET
@signed_in
def alternative_use(request: HttpRequest, user: User) -> HttpResponse:
    """How much the way without a face is used, by place and officer: abuse in bulk shows here."""
    _require_somewhere(user, Right.SEE_ATTENDANCE)
    rows = reading.use_since(user, day=rights.today_for(user))
    context = {"rows": [(row, METHODS[Method(row.method)]) for row in rows]}
    return render(request, "web/alternative_use.html", context)


def _require_somewhere(user: User, right: Right) -> set[int]:
    units = rights.units_for(user, right)
    if not units:
        rights.require(user, right)
    return units
