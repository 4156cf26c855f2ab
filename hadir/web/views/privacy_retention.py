"""How long data is kept, what was destroyed, and which backups still stand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.lib.errors import HadirError, NotFound
from hadir.privacy import printing, selectors
from hadir.privacy import retention as services
from hadir.privacy.rules import DataClass
from hadir.privacy.texts import CLASSES
from hadir.web.access import signed_in
from hadir.web.forms_privacy import BackupForm, PolicyForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.views.privacy_registers import csv_file, pdf_file

_MOST_REPORTS = 2000  # lines of one file


@never_cache
@require_GET
@signed_in
def retention(request: HttpRequest, user: User) -> HttpResponse:
    """Every class with its policy, the last run, the reports and the backups."""
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    today = permissions.today_for(user)
    policies, runs = selectors.policies_on(today), selectors.last_runs()
    page = page_of(request, selectors.reports().filter(count__gt=0))
    context = {
        "classes": [
            {"name": CLASSES[kind], "policy": policies.get(kind.value), "run": runs.get(kind.value)}
            for kind in DataClass
        ],
        "coming": [(CLASSES[DataClass(row.data_class)], row) for row in selectors.coming_policies(today)],
        "page": page,
        "reports": [(CLASSES[DataClass(row.data_class)], row) for row in page],
        "backups": selectors.backups()[:50],
        "overdue": selectors.overdue_backups(today).count(),
        "today": today,
        "may_manage": permissions.has(user, Right.MANAGE_PRIVACY_REGISTERS),
    }
    return render(request, "web/privacy/retention.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def policy_new(request: HttpRequest, user: User) -> HttpResponse:
    permissions.require(user, Right.MANAGE_PRIVACY_REGISTERS)
    form = PolicyForm(request.POST or None, initial={"data_class": request.GET.get("kelas", "")})
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = dict(form.cleaned_data)
        values["data_class"] = DataClass(values["data_class"])
        try:
            services.set_policy(user, **values, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Kebijakan tersimpan."))
            return redirect("privacy_retention")
    lead = _("Kebijakan lama tetap tersimpan. Yang lebih pendek memusnahkan lebih banyak pada malam berikutnya.")
    context = {"form": form, "title": _("Kebijakan masa simpan baru"), "back": "privacy_retention", "lead": lead}
    return render(request, "web/privacy/form.html", context)


@require_GET
@signed_in
def report_file(request: HttpRequest, user: User, form: str) -> HttpResponse:
    """Reports of what was destroyed as PDF or CSV: numbers and dates only."""
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    rows = list(selectors.reports_between(None, None)[:_MOST_REPORTS])
    if form == "pdf":
        span = _("sampai %(day)s") % {"day": timezone.localdate().isoformat()}
        return pdf_file(printing.destruction_report(rows, span=span), "laporan-pemusnahan")
    if form == "csv":
        return csv_file(printing.destruction_report_csv(rows), "laporan-pemusnahan")
    raise NotFound("form_unknown", _("Bentuk berkas ini tidak ada."))


@require_http_methods(["GET", "POST"])
@signed_in
def backup_new(request: HttpRequest, user: User) -> HttpResponse:
    permissions.require(user, Right.MANAGE_PRIVACY_REGISTERS)
    form = BackupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.register_backup(user, **form.cleaned_data)
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Cadangan tercatat."))
            return redirect("privacy_retention")
    lead = _("Data yang dihapus masih ada di cadangan sampai cadangan itu dimusnahkan.")
    context = {"form": form, "title": _("Catat cadangan"), "back": "privacy_retention", "lead": lead}
    return render(request, "web/privacy/form.html", context)


@require_POST
@signed_in
def backup_destroyed(request: HttpRequest, user: User, backup_id: int) -> HttpResponse:
    services.report_backup_destroyed(user, backup_id, on=permissions.today_for(user))
    messages.success(request, _("Tercatat: cadangan dimusnahkan."))
    return redirect("privacy_retention")
