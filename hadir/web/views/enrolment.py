"""Recording a face: the notice, the camera, the wait; and for operators the queue and the decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts import selectors as accounts
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.enrolment import selectors, services
from hadir.enrolment.models import Enrolment, Status
from hadir.lib.errors import InvalidInput, NotFound
from hadir.people.models import Employee
from hadir.web.access import signed_in
from hadir.web.camera_config import camera_config
from hadir.web.device_config import device_config
from hadir.web.forms import ReasonForm
from hadir.web.listing import page_of, show_refusal


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def enrol(request: HttpRequest, user: User) -> HttpResponse:
    """One address for the whole way: notice, camera, waiting, done. `?ulang=1` records again."""
    person = services.own_employee(user, Right.ENROL_OWN_FACE)
    if request.method == "POST":
        version = request.POST.get("version", "")
        services.acknowledge_notice(user, version=int(version) if version.isdecimal() else 0, now=timezone.now())
        return redirect(request.get_full_path())
    latest = selectors.latest_of(person.pk)
    is_open = latest is not None and latest.status in {Status.PENDING, Status.APPROVED}
    wants_again = request.GET.get("ulang") == "1" and latest is not None and latest.status == Status.APPROVED
    if latest is not None and is_open and not wants_again:
        context = {"enrolment": latest, "person": person, "is_outdated": selectors.is_outdated(latest)}
        return render(request, "web/enrol_state.html", context)
    return _notice_or_camera(request, user, person, latest)


def _notice_or_camera(request: HttpRequest, user: User, person: Employee, latest: Enrolment | None) -> HttpResponse:
    notice = selectors.current_notice()
    if notice is None or not selectors.has_acknowledged(person.pk, notice):
        text = notice.text(get_language() or "id") if notice else ""
        context = {"notice": notice, "text": text, "latest": latest}
        return render(request, "web/enrol_notice.html", context)
    config = camera_config(request, purpose="enrolment", time_zone=person.work_place.time_zone)
    shown = {"config": config, "device": device_config(user), "latest": latest, "notice": notice}
    return render(request, "web/enrol_camera.html", shown)


@require_POST
@signed_in
def enrol_withdraw(request: HttpRequest, user: User) -> HttpResponse:
    """The person takes the face back: keys destroyed, nothing to undo."""
    person = services.own_employee(user, Right.ENROL_OWN_FACE)
    if request.POST.get("confirm") != "1":
        raise InvalidInput("confirm_missing", _("Centang dahulu bahwa Anda yakin."))
    services.withdraw(user, person.pk, reason="own wish", now=timezone.now())
    messages.success(request, _("Data wajah Anda sudah dihancurkan."))
    return redirect("security")


@never_cache
@require_GET
@signed_in
def enrolment_queue(request: HttpRequest, user: User) -> HttpResponse:
    """Cases that wait for this operator, oldest first."""
    if not permissions.units_for(user, Right.SEE_ENROLMENTS):
        permissions.require(user, Right.SEE_ENROLMENTS)
    oversight.note_list_seen(user, "enrolment.queue_seen", right=Right.SEE_ENROLMENTS)
    return render(request, "web/enrolment_queue.html", {"page": page_of(request, selectors.queue_for(user), 20)})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def enrolment_decision(request: HttpRequest, user: User, enrolment_id: int) -> HttpResponse:
    """Portrait beside the record; a second person says yes or, with a reason, no."""
    case = selectors.queue_for(user).filter(pk=enrolment_id).first()
    if case is None:
        raise NotFound("enrolment_unknown", _("Perekaman tidak ditemukan atau sudah diputuskan."))
    form = ReasonForm(request.POST if request.POST.get("decision") == "reject" else None)
    if request.POST.get("decision") == "approve":
        services.approve(user, case.pk, now=timezone.now())
        messages.success(request, _("Disetujui. %(name)s sudah dapat absen.") % {"name": case.employee.full_name})
        return redirect("enrolment_queue")
    if request.method == "POST" and form.is_valid():
        try:
            services.reject(user, case.pk, reason=form.cleaned_data["reason"], now=timezone.now())
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Ditolak. Pegawai akan melihat alasannya."))
            return redirect("enrolment_queue")
    is_own = case.submitted_by == user.pk or case.employee_id == user.employee_id
    may_decide = permissions.has(user, Right.DECIDE_ENROLMENT, case.employee.unit_id)
    context = {
        "case": case,
        "form": form,
        "findings": case.findings.all(),
        "is_own": is_own,
        "may_decide": may_decide,
    }
    return render(request, "web/enrolment_decision.html", context)


@never_cache
@require_GET
@signed_in
def enrolment_portrait(request: HttpRequest, user: User, enrolment_id: int) -> HttpResponse:
    """The portrait as a picture for the approver's page only. Every look is logged by the service."""
    response = HttpResponse(services.portrait_for(user, enrolment_id), content_type="image/jpeg")
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@signed_in
def employee_withdraw(request: HttpRequest, user: User, employee_id: int) -> HttpResponse:
    """An operator destroys somebody's face data, for instance when the person leaves."""
    person = accounts.visible_employee(user, employee_id)
    form = ReasonForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        raise InvalidInput("reason_missing", _("Tuliskan alasannya."))
    services.withdraw(user, person.pk, reason=form.cleaned_data["reason"], now=timezone.now())
    messages.success(request, _("Data wajah dihancurkan."))
    return redirect("employee", person.pk)
