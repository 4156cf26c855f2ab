"""Amounts of the allowance: lists from files, and their confirmation by a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput, NotFound
from hadir.lib.tables import Limits
from hadir.people.models import OrgUnit, UnitKind
from hadir.recap.allowance import amount_files, amount_lists, selectors, texts
from hadir.recap.allowance.amount_lists import ListData
from hadir.recap.allowance.models import AllowanceBaseList
from hadir.web.access import signed_in
from hadir.web.forms_allowance import AmountsForm, DecisionForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.tables import uploaded_table
from hadir.web.views.allowance import frame

_LIMITS = Limits(rows=60_000)


@never_cache
@require_GET
@signed_in
def tpp_amounts(request: HttpRequest, user: User) -> HttpResponse:
    """Every list, the latest first."""
    permissions.require(user, Right.SEE_ALLOWANCE_RULES)
    found = [row for row in selectors.base_lists() if _may_see(user, row)]
    return render(request, "web/tpp/amounts.html", frame(user, "amounts") | {"lists": found})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def tpp_amounts_new(request: HttpRequest, user: User) -> HttpResponse:
    """Load a list from a file."""
    units = permissions.units_for(user, Right.MANAGE_ALLOWANCE_RULES)
    if not units:
        permissions.require(user, Right.MANAGE_ALLOWANCE_RULES)
    agencies = OrgUnit.objects.filter(pk__in=units, kind=UnitKind.OPD).order_by("name")
    form = AmountsForm(
        request.POST or None,
        request.FILES or None,
        units=agencies,
        initial={"valid_from": permissions.today_for(user)},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        file: UploadedFile[bytes] = values.pop("file")
        unit = values.pop("unit")
        try:
            table = uploaded_table(file, limits=_LIMITS, header=amount_files.understood)
            data = ListData(**values, unit_id=unit.pk if unit else None, file_name=file.name or "")
            row = amount_lists.load(user, data=data, table=table, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            return redirect("tpp_amount_list", row.pk)
    return render(request, "web/tpp/amounts_new.html", frame(user, "amounts") | {"form": form})


@never_cache
@require_GET
@signed_in
def tpp_amount_list(request: HttpRequest, user: User, list_id: int) -> HttpResponse:
    """One list with its amounts; those of people only for whoever may see their allowance."""
    row = _visible(user, list_id)
    return render(request, "web/tpp/amount_list.html", _shown(request, user, row, DecisionForm()))


@require_POST
@signed_in
def tpp_amounts_decide(request: HttpRequest, user: User, list_id: int) -> HttpResponse:
    """Propose, withdraw, confirm or send back."""
    row = _visible(user, list_id)
    form, now = DecisionForm(request.POST), timezone.now()
    try:
        match request.POST.get("perbuatan", ""):
            case "usulkan":
                amount_lists.propose(user, list_id=row.pk, now=now)
                messages.success(request, _("Diusulkan. Orang lain yang berwenang dapat mengesahkannya."))
            case "tarik":
                amount_lists.withdraw(user, list_id=row.pk, now=now)
                messages.success(request, _("Daftar ditarik."))
                return redirect("tpp_amounts")
            case "sahkan":
                amount_lists.confirm(user, list_id=row.pk, now=now)
                messages.success(request, _("Daftar disahkan."))
            case "kembalikan":
                amount_lists.send_back(user, list_id=row.pk, reason=request.POST.get("reason", ""), now=now)
                messages.success(request, _("Dikembalikan sebagai rancangan."))
            case _:
                raise InvalidInput("invalid", texts.VALUES_UNREADABLE)
    except HadirError as error:
        form.is_valid()
        show_refusal(form, error)
        shown = _shown(request, user, _visible(user, list_id), form)
        return render(request, "web/tpp/amount_list.html", shown, status=422)
    return redirect("tpp_amount_list", row.pk)


def _shown(request: HttpRequest, user: User, row: AllowanceBaseList, form: DecisionForm) -> dict[str, Any]:
    found = row.amounts.select_related("employee")
    if not selectors.sees_drafts(user, row.unit_id):
        seen = permissions.units_for(user, Right.SEE_ALLOWANCE)
        found = selectors.amounts_for(row, user.employee_id, seen)
    own = user.pk in row.authors
    return frame(user, "amounts") | {
        "row": row,
        "page": page_of(request, found, 100),
        "form": form,
        "may_manage": permissions.has(user, Right.MANAGE_ALLOWANCE_RULES, row.unit_id),
        "may_confirm": permissions.has(user, Right.CONFIRM_ALLOWANCE_RULES, row.unit_id) and not own,
        "own": own,
    }


def _may_see(user: User, row: AllowanceBaseList) -> bool:
    return row.is_confirmed or selectors.sees_drafts(user, row.unit_id)


def _visible(user: User, list_id: int) -> AllowanceBaseList:
    row = selectors.base_list(list_id)
    if not _may_see(user, row):
        raise NotFound("allowance_list_not_found", texts.LIST_NOT_FOUND)
    return row
