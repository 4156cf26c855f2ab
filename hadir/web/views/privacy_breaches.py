"""Breaches: the register, the clock, the letters, and who was told."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
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
from hadir.privacy import breaches as services
from hadir.privacy import printing, rules, selectors
from hadir.privacy.models import Breach
from hadir.privacy.rules import Addressee, BreachState
from hadir.privacy.texts import ADDRESSEES, BREACH_STATES, URGENCIES
from hadir.web.access import signed_in
from hadir.web.forms_privacy import AffectedForm, BreachForm, SummaryForm, TellingForm
from hadir.web.listing import page_of, show_refusal
from hadir.web.views.privacy_registers import pdf_file

_MOMENTS = ("known_at", "happened_from", "happened_to")


def _zone(user: User) -> ZoneInfo:
    """Times are typed and shown on the officer's own clock, that of the region for somebody from outside."""
    return permissions.zone_for(user)


@never_cache
@require_GET
@signed_in
def breaches(request: HttpRequest, user: User) -> HttpResponse:
    """Every breach, the last known first."""
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    page = page_of(request, selectors.breaches())
    context = {
        "page": page,
        "rows": [_row(row) for row in page],
        "zone": _zone(user),
        "may_manage": permissions.has(user, Right.MANAGE_PRIVACY_REGISTERS),
    }
    return render(request, "web/privacy/breaches.html", context)


def _row(row: Breach) -> dict[str, Any]:
    now = timezone.now()
    missing = rules.still_to_tell(
        [telling.addressee for telling in row.tellings.all()], public_concerned=row.public_concerned
    )
    step = rules.urgency(row.due_at, now=now, is_open=bool(missing) and row.state != BreachState.CLOSED.value)
    return {
        "row": row,
        "state": BREACH_STATES[BreachState(row.state)],
        "missing": [ADDRESSEES[who] for who in missing],
        "urgency": step.value,
        "urgency_name": URGENCIES[step],
        "left": rules.remaining(row.due_at, now),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def breach_new(request: HttpRequest, user: User) -> HttpResponse:
    permissions.require(user, Right.MANAGE_PRIVACY_REGISTERS)
    return _form(request, user, None)


@require_http_methods(["GET", "POST"])
@signed_in
def breach_edit(request: HttpRequest, user: User, breach_id: int) -> HttpResponse:
    permissions.require(user, Right.MANAGE_PRIVACY_REGISTERS)
    return _form(request, user, selectors.breach(breach_id))


def _form(request: HttpRequest, user: User, before: Breach | None) -> HttpResponse:
    zone, now = _zone(user), timezone.now()
    with timezone.override(zone):
        names = list(BreachForm.base_fields)
        initial = {name: getattr(before, name) for name in names} if before else {"known_at": now}
        form = BreachForm(request.POST or None, initial=initial)
        if before is not None:
            form.fields["known_at"].disabled = True
        if request.method == "POST" and form.is_valid():
            try:
                made = _save(user, before, services.BreachData(**form.cleaned_data), now)
            except HadirError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("Tersimpan."))
                return redirect("privacy_breach", made.pk)
        return render(request, "web/privacy/breach_form.html", {"form": form, "before": before, "zone": zone})


def _save(user: User, before: Breach | None, data: services.BreachData, now: datetime) -> Breach:
    if before is not None:
        return services.update_breach(user, before.pk, data=data, now=now)
    return services.open_breach(user, data=data, today=permissions.today_for(user), now=now)


@never_cache
@require_GET
@signed_in
def breach(request: HttpRequest, user: User, breach_id: int) -> HttpResponse:
    """One breach: clock, who was told, letters, people."""
    return _show(request, user, breach_id)


def _show(request: HttpRequest, user: User, breach_id: int, **forms: Form) -> HttpResponse:
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    row = selectors.breach(breach_id)
    zone = _zone(user)
    with timezone.override(zone):
        context = {
            **_row(row),
            "zone": zone,
            "tellings": [(telling, ADDRESSEES[Addressee(telling.addressee)]) for telling in row.tellings.all()],
            "waiting": row.affected.filter(told_at__isnull=True).count(),
            "letters": [(who.value, ADDRESSEES[who]) for who in (Addressee.AUTHORITY, Addressee.SUBJECTS)],
            "may_manage": permissions.has(user, Right.MANAGE_PRIVACY_REGISTERS)
            and row.state != BreachState.CLOSED.value,
            "affected_form": forms.get("affected_form", AffectedForm(prefix="affected")),
            "summary_form": forms.get("summary_form", SummaryForm(prefix="summary")),
            "telling_form": forms.get(
                "telling_form", TellingForm(prefix="telling", initial={"told_at": timezone.now()})
            ),
        }
        return render(request, "web/privacy/breach.html", context, status=422 if forms else 200)


@require_GET
@signed_in
def breach_letter(request: HttpRequest, user: User, breach_id: int, addressee: str) -> HttpResponse:
    """The letter of article 46 as PDF, for the people or for the authority."""
    permissions.require(user, Right.SEE_PRIVACY_REGISTERS)
    if addressee not in {Addressee.AUTHORITY.value, Addressee.SUBJECTS.value}:
        raise NotFound("addressee_unknown", _("Penerima surat tidak dikenal."))
    row = selectors.breach(breach_id)
    letter = printing.breach_letter(row, Addressee(addressee), zone=_zone(user), now=timezone.now())
    return pdf_file(letter, f"surat-pelanggaran-{row.pk}-{addressee}")


@require_POST
@signed_in
def breach_deed(request: HttpRequest, user: User, breach_id: int, deed: str) -> HttpResponse:
    """One of the steps with a breach."""
    now, zone = timezone.now(), _zone(user)
    states = {"tertangani": BreachState.CONTAINED, "tutup": BreachState.CLOSED}
    if deed in states:
        services.move(user, breach_id, state=states[deed], now=now)
        messages.success(request, _("Tersimpan."))
        return redirect("privacy_breach", breach_id)
    with timezone.override(zone):
        name, form = _deed_form(request, deed)
        if form.is_valid():
            try:
                told = _do(user, breach_id, deed, form.cleaned_data, now)
            except HadirError as error:
                if error.http_status in {403, 404}:
                    raise
                show_refusal(form, error)
            else:
                messages.success(request, told)
                return redirect("privacy_breach", breach_id)
    return _show(request, user, breach_id, **{name: form})


def _deed_form(request: HttpRequest, deed: str) -> tuple[str, Form]:
    forms: dict[str, tuple[str, Form]] = {
        "terdampak": ("affected_form", AffectedForm(request.POST, prefix="affected")),
        "beri-tahu": ("summary_form", SummaryForm(request.POST, prefix="summary")),
        "catat": ("telling_form", TellingForm(request.POST, prefix="telling")),
    }
    if deed not in forms:
        raise NotFound("deed_unknown", _("Tindakan ini tidak dikenal."))
    return forms[deed]


def _do(user: User, breach_id: int, deed: str, data: dict[str, Any], now: datetime) -> str:
    if deed == "terdampak":
        selection = services.Selection([unit.pk for unit in data["units"]], data["nips"])
        count = services.add_affected(user, breach_id, selection=selection, now=now)
        return _("%(count)s orang ditambahkan.") % {"count": count}
    if deed == "beri-tahu":
        told = services.tell_affected(user, breach_id, summary=data["summary"], now=now)
        return _("Pemberitahuan dikirim kepada %(count)s orang.") % {"count": told}
    services.note_telling(
        user, breach_id, addressee=Addressee(data["addressee"]), how=data["how"], at=data["told_at"]
    )  # fmt: skip
    return _("Tercatat.")
