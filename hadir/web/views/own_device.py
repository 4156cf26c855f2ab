"""The own phone: which one is bound, binding another, reporting it lost; and the passkeys beside it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hadir.accounts.models import User
from hadir.devices import binding, proofs, requests, selectors
from hadir.devices.binding import Phone
from hadir.devices.rules import AskReason, EndReason, label_of
from hadir.lib.errors import HadirError
from hadir.web.access import signed_in
from hadir.web.device_config import config_of
from hadir.web.forms import PlainForm
from hadir.web.forms_devices import AskForm, CodeForm, EndForm, ProofForm
from hadir.web.listing import show_refusal


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def own_device(request: HttpRequest, user: User) -> HttpResponse:
    """State, and what can be done about it. One form is sent at a time; `deed` says which."""
    person = binding.own_employee(user)
    earlier = list(selectors.earlier_devices(person.pk)[:10])
    bound = selectors.bound_device(person.pk)
    deed = request.POST.get("deed", "")
    forms = _forms(request, deed, has_history=bool(earlier) or bound is not None)
    if request.method == "POST" and deed in _DEEDS and forms[deed].is_valid():
        try:
            said = _DEEDS[deed](request, user, forms[deed])
        except HadirError as error:
            show_refusal(forms[deed], error)
        else:
            messages.success(request, said)
            return redirect("own_device")
    context = {
        "bound": bound,
        "earlier": earlier,
        "waiting": selectors.waiting_request(person.pk),
        "refused": selectors.last_answer(person.pk),
        "forms": forms,
        "open_deed": deed,
        "passkeys": Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).count(),
        "config": config_of(user, bound),
        "word": proofs.word_for(user),
    }
    return render(request, "web/devices/own.html", context)


def _forms(request: HttpRequest, deed: str, *, has_history: bool) -> dict[str, PlainForm]:
    def data(name: str) -> object:
        return request.POST if name == deed else None

    return {
        "code": CodeForm(data("code"), prefix="kode"),
        "ask": AskForm(data("ask"), prefix="minta", has_history=has_history),
        "end": EndForm(data("end"), prefix="akhir"),
        "withdraw": PlainForm(data("withdraw"), prefix="tarik"),
    }


def _use_code(request: HttpRequest, user: User, form: PlainForm) -> str:
    made = binding.use_code(user, _phone(request, user, form), typed=form.cleaned_data["code"], now=timezone.now())
    return _("Ponsel ini terikat pada Anda: %(label)s.") % {"label": made.label}


def _ask(request: HttpRequest, user: User, form: PlainForm) -> str:
    data = requests.Ask(AskReason(form.cleaned_data["reason"]), form.cleaned_data["explanation"])
    made = requests.ask(user, _phone(request, user, form), data=data, now=timezone.now())
    return _("Permintaan %(number)s dikirim. Petugas OPD akan memutuskannya.") % {"number": made.reference}


def _end(_request: HttpRequest, user: User, form: PlainForm) -> str:
    binding.end_own(user, reason=EndReason(form.cleaned_data["reason"]), now=timezone.now())
    return _("Ikatan ponsel diakhiri. Ponsel itu tidak lagi dianggap milik Anda saat absen.")


def _withdraw(_request: HttpRequest, user: User, _form: PlainForm) -> str:
    requests.withdraw(user, now=timezone.now())
    return _("Permintaan ditarik.")


def _phone(request: HttpRequest, user: User, form: PlainForm) -> Phone:
    assert isinstance(form, ProofForm)
    return Phone(proofs.key_shown(user, form.signed), label_of(request.headers.get("User-Agent", "")[:300]))


_DEEDS: dict[str, Callable[[HttpRequest, User, PlainForm], str]] = {
    "code": _use_code,
    "ask": _ask,
    "end": _end,
    "withdraw": _withdraw,
}
