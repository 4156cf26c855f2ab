"""People and units from files and back: upload, preview, second confirmation, export."""

from __future__ import annotations

import csv
import io
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.notices.delivering import zone_of
from hadir.people import exporting
from hadir.people import selectors as people
from hadir.people.exporting import Format
from hadir.people.importing import selectors, services
from hadir.people.importing.cells import guarded
from hadir.people.importing.services import Consent, Options, Upload
from hadir.people.importing.shapes import MAX_BYTES, Kind
from hadir.people.models import ImportBatch, OrgUnit
from hadir.people.staged import BatchStatus, Verdict
from hadir.web.access import elevated, signed_in
from hadir.web.forms_importing import ApplyForm, ExportForm, ImportForm
from hadir.web.listing import page_of, show_refusal

_BUSY = (BatchStatus.CHECKING, BatchStatus.APPLYING)


@require_http_methods(["GET", "POST"])
@signed_in
def people_imports(request: HttpRequest, user: User) -> HttpResponse:
    """Upload and export, and what was imported before."""
    units = permissions.units_for(user, Right.IMPORT_EMPLOYEES)
    exportable = permissions.units_for(user, Right.EXPORT_EMPLOYEES)
    if not units and (request.method == "POST" or not exportable):
        raise NotPermitted("not_permitted", permissions.DENIED)
    form = _import_form(request, user, units)
    if request.method == "POST" and form.is_valid():
        try:
            batch = services.stage(
                user,
                upload=_upload(form),
                options=_options(form),
                now=timezone.now(),
                today=permissions.today_for(user),
            )
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            return redirect("people_import", batch.pk)
    context = {
        "form": form,
        "may_import": bool(units),
        "page": page_of(request, selectors.imports_in(units), size=10),
        "export_form": _export_form(user, initial=request.GET.dict()),
        "columns": exporting.explanations(),
        "zone": zone_of(user),
    }
    return render(request, "web/people_imports.html", context)


@never_cache
@require_GET
@signed_in
def people_import(request: HttpRequest, user: User, batch_id: int) -> HttpResponse:
    """The preview, or how far it is, or how it ended."""
    return _show(request, _own(user, batch_id))


@never_cache
@require_GET
@signed_in
def people_import_state(request: HttpRequest, user: User, batch_id: int) -> HttpResponse:
    """The bar that shows how far it is; asks the page to load anew when it is done."""
    batch = _own(user, batch_id)
    response = render(request, "web/parts/import_state.html", {"batch": batch})
    if batch.status not in _BUSY:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@signed_in
def people_import_apply(request: HttpRequest, user: User, batch_id: int) -> HttpResponse:
    """The second confirmation."""
    batch = _own(user, batch_id)
    form = _apply_form(batch, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        consent = Consent(
            plan_digest=data["plan_digest"],
            leave_out_wrong=data.get("leave_out_wrong", False),
            missing_last_day=data["missing_last_day"] if data.get("dismiss") else None,
            apply_later=True,
        )
        try:
            services.confirm(user, batch_id=batch.pk, consent=consent, today=permissions.today_for(user))
        except Conflict as error:
            messages.error(request, str(error.message))
            return redirect("people_import", batch.pk)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            return redirect("people_import", batch.pk)
    return _show(request, batch, form)


@require_POST
@signed_in
def people_import_discard(request: HttpRequest, user: User, batch_id: int) -> HttpResponse:
    """Throw the file away."""
    batch = _own(user, batch_id)
    services.discard(user, batch_id=batch.pk, now=timezone.now())
    messages.success(request, _("Impor dibatalkan; isi berkas dihapus."))
    return redirect("people_imports")


@never_cache
@require_GET
@signed_in
def people_import_problems(request: HttpRequest, user: User, batch_id: int) -> HttpResponse:
    """Everything that is wrong in the file, as a list to work through. No stream: after the request nobody looks."""
    batch = _own(user, batch_id)
    response = HttpResponse(_problem_lines(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="galat-impor-{batch.pk}.csv"'
    return response


@require_GET
@signed_in
def people_template(request: HttpRequest, user: User) -> HttpResponse:
    """The empty table."""
    response = HttpResponse(exporting.template(), content_type=Format.XLSX.media_type)
    response["Content-Disposition"] = 'attachment; filename="templat-pegawai.xlsx"'
    return response


@never_cache
@require_GET
@signed_in
@elevated(Right.EXPORT_EMPLOYEES, page="people_imports")
def people_export(request: HttpRequest, user: User) -> HttpResponse:
    """People of the chosen unit as a file. Who took it stands in the log."""
    form = _export_form(user, request.GET)
    if not form.is_valid():
        if not permissions.units_for(user, Right.EXPORT_EMPLOYEES):
            raise NotPermitted("not_permitted", permissions.DENIED)
        messages.error(request, _("Pilih unit dan bentuk berkasnya."))
        return redirect("people_imports")
    unit = form.cleaned_data["unit"]
    export = exporting.export_people(user, unit_id=unit.pk, file_format=Format(form.cleaned_data["file_format"]))
    answer = FileResponse(export.file, as_attachment=True, filename=export.name, content_type=export.media_type)
    return cast(HttpResponse, answer)  # for the type checker a streamed answer is none


def _show(request: HttpRequest, batch: ImportBatch, form: ApplyForm | None = None) -> HttpResponse:
    chosen = request.GET.get("lihat", "") or _most_pressing(batch)
    is_open = batch.status == BatchStatus.CHECKED
    page = page_of(request, selectors.lines_of(batch, chosen)) if is_open else None
    context = {
        "batch": batch,
        "busy": batch.status in _BUSY,
        "is_open": is_open,
        "chosen": chosen,
        "tabs": _tabs(batch),
        "page": page,
        "lines": selectors.shown(batch, list(page)) if page is not None else [],
        "columns": selectors.columns_read(batch),
        "apply_form": form or (_apply_form(batch) if is_open else None),
        "brings": bool(batch.counts.get("new") or batch.counts.get("changed")),
    }
    return render(request, "web/people_import.html", context)


def _tabs(batch: ImportBatch) -> list[tuple[str, str, int]]:
    named = [
        ("wrong", _("Salah")),
        ("new", _("Baru")),
        ("changed", _("Berubah")),
        ("warned", _("Perlu dilihat")),
        ("missing", _("Tidak ada dalam berkas")),
    ]
    return [(name, title, batch.counts.get(name, 0)) for name, title in named]


def _most_pressing(batch: ImportBatch) -> str:
    """What the page opens with: errors first, then what would change."""
    order = (Verdict.WRONG, Verdict.NEW, Verdict.CHANGED, Verdict.MISSING)
    return next((verdict.value for verdict in order if batch.counts.get(verdict.value)), Verdict.NEW.value)


def _own(user: User, batch_id: int) -> ImportBatch:
    units = permissions.units_for(user, Right.IMPORT_EMPLOYEES)
    batch = selectors.import_in(units, batch_id)
    if batch.kind == Kind.UNITS.value:
        permissions.require(user, Right.IMPORT_EMPLOYEES)
    return batch


def _import_form(request: HttpRequest, user: User, units: set[int]) -> ImportForm:
    posted = request.method == "POST"
    return ImportForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        units=people.units_in(units),
        work_places=people.work_places_in(units),
        with_units=permissions.has(user, Right.IMPORT_EMPLOYEES),
        initial={"effective_on": permissions.today_for(user), "unit": _top(units)},
    )


def _top(units: set[int]) -> OrgUnit | None:
    return people.units_in(units).first()


def _upload(form: ImportForm) -> Upload:
    file = form.cleaned_data["file"]
    # one byte more than allowed is enough to be refused with a sentence
    return Upload(file.read(MAX_BYTES + 1), file.name, Kind(form.cleaned_data["kind"]), check_later=True)


def _options(form: ImportForm) -> Options:
    data = form.cleaned_data
    place = data["work_place"]
    return Options(data["unit"].pk, data["effective_on"], place.pk if place else None, data["legal_basis"])


def _apply_form(batch: ImportBatch, data: Any = None) -> ApplyForm:
    counts = batch.counts
    return ApplyForm(
        data,
        wrong=counts.get("wrong", 0),
        missing=counts.get("missing", 0),
        initial={"plan_digest": batch.plan_digest, "missing_last_day": batch.effective_on},
    )


def _export_form(user: User, data: Any = None, **kwargs: Any) -> ExportForm:
    return ExportForm(data, **kwargs, units=people.units_in(permissions.units_for(user, Right.EXPORT_EMPLOYEES)))


def _problem_lines(batch: ImportBatch) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_("Baris"), _("Kolom"), _("Masalah"), _("Tingkat")])
    for number, column, sentence, is_warning in selectors.problems_of(batch):
        level = _("peringatan") if is_warning else _("salah")
        writer.writerow([number, guarded(column), guarded(sentence), level])
    return f"\ufeff{text.getvalue()}"
