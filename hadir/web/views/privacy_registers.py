"""The register of processing, who answers, and the impact assessment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.lib.errors import HadirError, NotFound
from hadir.privacy import printing, registers, selectors
from hadir.privacy.assessment import RISKS, SECTIONS
from hadir.privacy.models import ProcessingActivity
from hadir.web.access import signed_in
from hadir.web.forms_privacy import ActivityForm, AssessmentForm, ControllerForm
from hadir.web.listing import show_refusal

_ACTIVITY = ("name", "purpose", "legal_basis", "subjects", "data", "recipients", "retention", "security", "ended")
_FIELDS = {"data": "categories"}  # a form's own `data` is what was sent


@never_cache
@require_GET
@signed_in
def register(request: HttpRequest, user: User) -> HttpResponse:
    """What is processed, why and on which basis (article 31)."""
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    context = {
        "activities": selectors.activities(with_ended=True),
        "controller": selectors.controller(),
        "may_manage": permissions.has(user, Right.MANAGE_PRIVACY_REGISTERS),
    }
    return render(request, "web/privacy/register.html", context)


@require_GET
@signed_in
def register_file(request: HttpRequest, user: User, form: str) -> HttpResponse:
    """The register as PDF or CSV."""
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    rows = selectors.activities()
    if form == "pdf":
        return pdf_file(printing.processing_register(rows, now=timezone.now()), "register-pemrosesan")
    if form == "csv":
        return csv_file(printing.processing_register_csv(rows), "register-pemrosesan")
    raise NotFound("form_unknown", _("Bentuk berkas ini tidak ada."))


@require_http_methods(["GET", "POST"])
@signed_in
def activity_new(request: HttpRequest, user: User) -> HttpResponse:
    permissions.require(user, Right.MANAGE_PRIVACY_REGISTERS)
    return _activity(request, user, None)


@require_http_methods(["GET", "POST"])
@signed_in
def activity_edit(request: HttpRequest, user: User, code: str) -> HttpResponse:
    permissions.require(user, Right.MANAGE_PRIVACY_REGISTERS)
    return _activity(request, user, selectors.activity(code))


def _activity(request: HttpRequest, user: User, before: ProcessingActivity | None) -> HttpResponse:
    initial = {_FIELDS.get(name, name): getattr(before, name) for name in _ACTIVITY} if before else {}
    form = ActivityForm(request.POST or None, initial=initial)
    if before is not None:
        del form.fields["code"]
    if request.method == "POST" and form.is_valid():
        code = before.code if before else form.cleaned_data["code"]
        values = {name: form.cleaned_data[_FIELDS.get(name, name)] for name in _ACTIVITY}
        try:
            registers.write_activity(user, code=code, data=registers.ActivityData(**values), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Versi baru tersimpan."))
            return redirect("privacy_register")
    versions = selectors.activity_versions(before.code) if before else []
    context = {"form": form, "before": before, "versions": versions}
    return render(request, "web/privacy/activity_form.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def controller(request: HttpRequest, user: User) -> HttpResponse:
    """Letterhead, contacts, who signs."""
    permissions.require(user, Right.MANAGE_PRIVACY_REGISTERS)
    before = selectors.controller()
    form = ControllerForm(request.POST or None, initial=_values(before, list(ControllerForm.base_fields)))
    if request.method == "POST" and form.is_valid():
        try:
            registers.set_controller(user, data=registers.ControllerData(**form.cleaned_data), now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("privacy_register")
    context = {
        "form": form,
        "title": _("Kop surat dan penanggung jawab"),
        "back": "privacy_register",
        "lead": _("Dipakai pada surat, register, dan penilaian dampak; kontak petugas terlihat oleh semua pegawai."),
    }
    return render(request, "web/privacy/form.html", context)


def _values(row: Any, names: list[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names} if row else {}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def assessment(request: HttpRequest, user: User) -> HttpResponse:
    """What Hadir brings to the impact assessment, and the region's own answers."""
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    may_manage = permissions.has(user, Right.MANAGE_PRIVACY_REGISTERS)
    latest = selectors.assessment()
    form = AssessmentForm(request.POST or None, initial=latest.answers if latest else {})
    if request.method == "POST":
        permissions.require(user, Right.MANAGE_PRIVACY_REGISTERS)
        if form.is_valid():
            registers.write_assessment(user, answers=form.cleaned_data, now=timezone.now())
            messages.success(request, _("Versi baru tersimpan."))
            return redirect("privacy_assessment")
    context = {
        "latest": latest,
        "form": form,
        "sections": [(section, [form[code] for code in section.fields]) for section in SECTIONS],
        "risks": RISKS,
        "may_manage": may_manage,
    }
    return render(request, "web/privacy/assessment.html", context)


@require_GET
@signed_in
def assessment_file(request: HttpRequest, user: User) -> HttpResponse:
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    return pdf_file(printing.impact_assessment(now=timezone.now()), "penilaian-dampak")


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A PDF to keep."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def csv_file(content: str, name: str) -> HttpResponse:
    """A table for spreadsheets."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
