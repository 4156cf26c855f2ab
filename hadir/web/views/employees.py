"""People of the units that an operator answers for: list, record, account, roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import invitations, oversight, permissions, proposals, selectors, services
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.accounts.roles import Role
from hadir.enrolment import selectors as enrolments
from hadir.lib.errors import HadirError, InvalidInput
from hadir.people import selectors as people
from hadir.people import services as people_services
from hadir.people.models import Employee
from hadir.people.services import EmployeeData
from hadir.web.access import signed_in
from hadir.web.forms import EmployeeForm, GrantForm, LeavingForm, NipForm, ReasonForm
from hadir.web.listing import page_of, search_word, show_refusal

_FILTERS = {
    "belum-undang": Q(is_invited=False, has_joined=False),
    "belum-masuk": Q(is_invited=True, has_joined=False),
    "nonaktif": Q(active=False),
}


@never_cache
@require_GET
@signed_in
def employees(request: HttpRequest, user: User) -> HttpResponse:
    """People of the own units, by name; search in name and NIP."""
    permissions_held = permissions.units_for(user, Right.SEE_EMPLOYEES)
    if not permissions_held:
        permissions.require(user, Right.SEE_EMPLOYEES)
    rows = selectors.visible_employees(user)
    word, chosen = search_word(request), request.GET.get("saring", "")
    if word:
        digits = word.replace(" ", "")
        by_number = Q(nip__startswith=digits) if digits.isdigit() else Q()
        rows = rows.filter(Q(name__icontains=word) | by_number)
    if chosen in _FILTERS:
        rows = rows.filter(_FILTERS[chosen])
    oversight.note_list_seen(user, "people.employees_seen", right=Right.SEE_EMPLOYEES)
    page = page_of(request, rows)
    sees_faces = bool(permissions.units_for(user, Right.SEE_ENROLMENTS))
    context = {
        "page": page,
        "word": word,
        "chosen": chosen,
        "may_add": bool(permissions.units_for(user, Right.MANAGE_EMPLOYEES)),
        "sees_faces": sees_faces,
        "enrolled": enrolments.enrolled_employee_ids([row.pk for row in page]) if sees_faces else set(),
    }
    return render(request, "web/employees.html", context)


@never_cache
@require_GET
@signed_in
def employee(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """One person: record, account, face, roles, and what may be done about each."""
    return _show(request, user, employee_id)


@require_http_methods(["GET", "POST"])
@signed_in
def employee_new(request: HttpRequest, user: User) -> HttpResponse:
    units = permissions.units_for(user, Right.MANAGE_EMPLOYEES)
    if not units:
        permissions.require(user, Right.MANAGE_EMPLOYEES)
    form = _form(request, units)
    if request.method == "POST" and form.is_valid():
        try:
            person = people_services.register_employee(user, data=_data(form))
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Pegawai terdaftar. Langkah berikutnya: kirim undangan."))
            return redirect("employee", person.pk)
    return render(request, "web/employee_form.html", {"form": form, "person": None})


@require_http_methods(["GET", "POST"])
@signed_in
def employee_edit(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    person = selectors.visible_employee(user, employee_id)
    permissions.require(user, Right.MANAGE_EMPLOYEES, person.unit_id)
    form = _form(request, permissions.units_for(user, Right.MANAGE_EMPLOYEES), person)
    if request.method == "POST" and form.is_valid():
        try:
            people_services.update_employee(user, employee_id=person.pk, data=_data(form))
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("employee", person.pk)
    return render(request, "web/employee_form.html", {"form": form, "person": person})


@require_GET
@signed_in
def work_place_options(request: HttpRequest, user: User) -> HttpResponse:
    """The work places that fit the chosen unit, for the form; replaced by htmx when the unit changes."""
    units = permissions.units_for(user, Right.MANAGE_EMPLOYEES)
    form = _form(request, units, bound={"unit": request.GET.get("unit", "")})
    return render(request, "web/parts/work_place_field.html", {"form": form, "bare": True})


@never_cache
@require_POST
@signed_in
def employee_invite(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """A new link. Shown in this one answer only: it is kept nowhere."""
    selectors.visible_employee(user, employee_id)
    issued = invitations.invite_employee(user, employee_id=employee_id, link=_link(request), now=timezone.now())
    return _show(request, user, employee_id, issued=issued)


@never_cache
@require_POST
@signed_in
def employee_restore(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """A new link for somebody who lost the password."""
    person = selectors.visible_employee(user, employee_id)
    issued = invitations.restore_access(user, user_id=person.user.pk, link=_link(request), now=timezone.now())
    return _show(request, user, employee_id, issued=issued)


@require_POST
@signed_in
def employee_active(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    person = selectors.visible_employee(user, employee_id)
    active = request.POST.get("active") == "1"
    form = LeavingForm(request.POST)
    if form.is_valid():
        try:
            people_services.set_employee_active(
                user, employee_id=person.pk, active=active, last_day=form.cleaned_data["last_day"]
            )
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Pegawai aktif kembali.") if active else _("Pegawai dinonaktifkan."))
            return redirect("employee", person.pk)
    return _show(request, user, employee_id, leaving_form=form)


@require_POST
@signed_in
def employee_nip(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """Mend a wrong NIP together with the name under which the person signs in."""
    person = selectors.visible_employee(user, employee_id)
    form = NipForm(request.POST)
    if form.is_valid():
        try:
            services.correct_nip(user, employee_id=person.pk, nip=form.cleaned_data["nip"])
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("NIP diperbaiki."))
            return redirect("employee", person.pk)
    return _show(request, user, employee_id, nip_form=form)


@require_POST
@signed_in
def employee_grant(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """Propose the person as operator of a unit; a second person confirms."""
    person = selectors.visible_employee(user, employee_id)
    form = _grant_form(user, request.POST)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("valid_from", "valid_to", "legal_basis")}
        try:
            data = services.GrantData(Role.OPD_OPERATOR, form.cleaned_data["unit"].pk, **values)
            proposals.propose_grant(user, user_id=person.user.pk, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Diusulkan. Petugas kepegawaian lain atau kepala OPD harus menyetujuinya."))
            return redirect("proposals")
    return _show(request, user, employee_id, grant_form=form)


@require_POST
@signed_in
def employee_revoke(request: HttpRequest, user: User, employee_id: int, grant_id: int) -> HttpResponse:
    services.revoke_grant(user, grant_id=grant_id, now=timezone.now())
    messages.success(request, _("Peran dicabut."))
    return redirect("employee", employee_id)


def _show(request: HttpRequest, user: User, employee_id: int, **more: Any) -> HttpResponse:
    person = oversight.look_at_employee(user, employee_id)
    account: User | None = getattr(person, "user", None)
    may_decide = permissions.has(user, Right.DECIDE_ENROLMENT, person.unit_id)
    may_grant = account is not None and permissions.has(user, Right.GRANT_OPD_OPERATOR, person.unit_id)
    context = {
        "person": person,
        "account": account,
        "may_manage": permissions.has(user, Right.MANAGE_EMPLOYEES, person.unit_id),
        "may_invite": permissions.has(user, Right.INVITE, person.unit_id),
        "may_decide": may_decide,
        "enrolment": enrolments.latest_of(person.pk) if may_decide else None,
        "may_grant": may_grant,
        "grants": selectors.grants_of(account) if account is not None and may_grant else [],
        "grant_form": _grant_form(user) if may_grant else None,
        "may_assign_places": permissions.has(user, Right.ASSIGN_WORK_PLACES, person.unit_id),
        "nip_form": NipForm(),
        "leaving_form": LeavingForm(),
        "reason_form": ReasonForm(prefix="withdraw"),
        **more,
    }
    return render(request, "web/employee.html", context)


def _grant_form(user: User, data: Any = None) -> GrantForm:
    units = people.units_in(permissions.units_for(user, Right.GRANT_OPD_OPERATOR))
    return GrantForm(data, units=units, initial={"valid_from": permissions.today_for(user)})


def _form(
    request: HttpRequest, units: set[int], person: Employee | None = None, bound: dict[str, str] | None = None
) -> EmployeeForm:
    data = request.POST if request.method == "POST" else None
    chosen = (bound or data or {}).get("unit") or (person.unit_id if person else "")
    asked = int(chosen) if str(chosen).isascii() and str(chosen).isdigit() else 0
    places = people.work_places_for(asked) if asked in units else people.work_places_in(units)
    initial = {name: getattr(person, name) for name in EmployeeForm.base_fields} if person else {}
    tree = people.units_in(units).filter(closed_on__isnull=True)
    return EmployeeForm(data, initial=initial, units=tree, work_places=places, fixed_nip=person is not None)


def _data(form: EmployeeForm) -> EmployeeData:
    values = dict(form.cleaned_data)
    for name in ("position_level", "grade"):  # left empty: nothing is said about it
        values[name] = values[name] or None
    return EmployeeData(unit_id=values.pop("unit").pk, work_place_id=values.pop("work_place").pk, **values)


def _link(request: HttpRequest) -> invitations.Link:
    return lambda token: request.build_absolute_uri(reverse("invitation", args=[token]))
