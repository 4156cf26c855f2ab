"""Rules of the allowance: the list, a set in words with what it changes, the editor with its example month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput, NotFound
from hadir.people.models import OrgUnit, UnitKind
from hadir.recap.allowance import checking, example, explaining, presets, rows, selectors, services, texts, wording
from hadir.recap.allowance.engine import Book, derive
from hadir.recap.allowance.models import AllowanceRuleSet
from hadir.recap.allowance.rules import Head, Rounding, Rule
from hadir.recap.allowance.services import SetData
from hadir.web.access import signed_in
from hadir.web.forms_allowance import (
    DecisionForm,
    LineForm,
    NewSetForm,
    SetForm,
    SimulationForm,
    line_forms,
    line_values,
)
from hadir.web.forms_allowance_example import ExamplePersonForm, example_days
from hadir.web.listing import show_refusal
from hadir.web.views.allowance import frame

_NEW = 9_000  # numbers of lines that were added in the browser begin here
_WHOLE = 5_000_000


@never_cache
@require_GET
@signed_in
def tpp_rules(request: HttpRequest, user: User) -> HttpResponse:
    """Every set, and the presets one can begin from."""
    permissions.require(user, Right.SEE_ALLOWANCE_RULES)
    today = permissions.today_for(user)
    found = selectors.rule_sets_for(user)
    context = frame(user, "rules") | {
        "sets": [(row, _standing(row, today)) for row in found],
        "presets": presets.all_presets(),
    }
    return render(request, "web/tpp/rules.html", context)


@never_cache
@require_GET
@signed_in
def tpp_preset(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """A preset with its source, before anybody begins from it."""
    permissions.require(user, Right.SEE_ALLOWANCE_RULES)
    if code not in presets.CODES:
        raise NotFound("preset_unknown", texts.PRESET_UNKNOWN)
    found = presets.preset(code)
    context = frame(user, "rules") | {"preset": found, "lines": [_line(rule) for rule in found.rules]}
    return render(request, "web/tpp/preset.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def tpp_rules_new(request: HttpRequest, user: User) -> HttpResponse:
    """Begin a draft, empty or from a preset."""
    units = _agencies(user)
    if not units.exists():
        permissions.require(user, Right.MANAGE_ALLOWANCE_RULES)
    first = {"preset": request.GET.get("contoh", ""), "valid_from": permissions.today_for(user)}
    form = NewSetForm(request.POST or None, units=units, initial=first)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        unit = values["unit"]
        data = SetData(values["name"], values["valid_from"], values["legal_basis"], unit.pk if unit else None)
        now = timezone.now()
        try:
            if values["preset"]:
                row = services.create_from_preset(user, preset=values["preset"], data=data, now=now)
            else:
                row = services.create_set(user, data=data, now=now)
        except HadirError as error:
            show_refusal(form, error)
        else:
            return redirect("tpp_edit", row.pk)
    return render(request, "web/tpp/rules_new.html", frame(user, "rules") | {"form": form})


@never_cache
@require_GET
@signed_in
def tpp_rule_set(request: HttpRequest, user: User, set_id: int) -> HttpResponse:
    """A set in words, what it changes, and what may be done with it."""
    row = _visible(user, set_id)
    return render(request, "web/tpp/rule_set.html", _shown(user, row, DecisionForm()))


@require_POST
@signed_in
def tpp_decide(request: HttpRequest, user: User, set_id: int) -> HttpResponse:
    """Propose, withdraw, confirm, send back, or begin the next version."""
    row = _visible(user, set_id)
    form, now = DecisionForm(request.POST), timezone.now()
    deed = request.POST.get("perbuatan", "")
    reason = request.POST.get("reason", "")
    try:
        if deed == "usulkan":
            services.propose_set(user, set_id=row.pk, now=now)
            messages.success(request, _("Diusulkan. Orang lain yang berwenang dapat mengesahkannya."))
        elif deed == "tarik":
            services.withdraw_set(user, set_id=row.pk, now=now)
            messages.success(request, _("Rancangan ditarik."))
            return redirect("tpp_rules")
        elif deed == "sahkan":
            services.confirm_set(user, set_id=row.pk, now=now)
            messages.success(request, _("Aturan disahkan."))
        elif deed == "kembalikan":
            services.send_back_set(user, set_id=row.pk, reason=reason, now=now)
            messages.success(request, _("Dikembalikan sebagai rancangan."))
        elif deed == "versi":
            made = services.new_version(user, set_id=row.pk, valid_from=permissions.today_for(user), now=now)
            return redirect("tpp_edit", made.pk)
        else:
            raise InvalidInput("invalid", texts.VALUES_UNREADABLE)
    except HadirError as error:
        form.is_valid()
        show_refusal(form, error)
        return render(request, "web/tpp/rule_set.html", _shown(user, _visible(user, set_id), form), status=422)
    return redirect("tpp_rule_set", row.pk)


# --- the editor


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def tpp_edit(request: HttpRequest, user: User, set_id: int) -> HttpResponse:
    """All lines of a draft at once, beside an example month."""
    row = _visible(user, set_id)
    user.require(Right.MANAGE_ALLOWANCE_RULES, row.unit_id)
    row.check_draft()
    units = _unit_choices()
    if request.method != "POST":
        form, lines = SetForm(initial=_head_values(row)), _stored_forms(row, units)
        return render(request, "web/tpp/edit.html", _editor(user, row, form, lines))
    form, lines = SetForm(request.POST), line_forms(request.POST, units)
    if "tambah" in request.POST:
        lines.append(_empty_line(units, _NEW + len(lines)))
    elif "hapus" in request.POST:
        lines = [line for line in lines if line.prefix != request.POST["hapus"]]
    elif _readable(form, lines):
        try:
            rules = [line.rule() for line in lines]
            services.save_set(user, set_id=row.pk, data=form.data_for(row.unit_id), lines=rules)
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Rancangan tersimpan."))
            return redirect("tpp_edit" if "lanjut" in request.POST else "tpp_rule_set", row.pk)
    return render(request, "web/tpp/edit.html", _editor(user, row, form, lines, request))


@never_cache
@require_GET
@signed_in
def tpp_line(request: HttpRequest, user: User) -> HttpResponse:
    """An empty line for the editor; nothing at all to take one away."""
    permissions.require(user, Right.SEE_ALLOWANCE_RULES)
    if "hapus" in request.GET:
        return HttpResponse("")
    number = int(timezone.now().timestamp() * 1000) % 10**9 + _NEW
    return render(request, "web/tpp/line.html", {"line": _empty_line(_unit_choices(), number), "open": True})


@never_cache
@require_POST
@signed_in
def tpp_preview(request: HttpRequest, user: User, set_id: int) -> HttpResponse:
    """What the lines as they now stand in the editor make of the example month. Nothing is stored."""
    row = _visible(user, set_id)
    user.require(Right.MANAGE_ALLOWANCE_RULES, row.unit_id)
    form, lines = SetForm(request.POST), line_forms(request.POST, _unit_choices())
    if not _readable(form, lines):
        unreadable = [
            (line["code"].value() or "-", line[name].label, " ".join(map(str, errors)))
            for line in lines
            for name, errors in line.errors.items()
        ]
        unreadable += [("", form[name].label, " ".join(map(str, errors))) for name, errors in form.errors.items()]
        return render(request, "web/tpp/preview.html", {"unreadable": unreadable})
    data = form.data_for(row.unit_id)
    rules = [line.rule() for line in lines]
    return render(request, "web/tpp/preview.html", _preview(data, rules, request))


def _readable(form: SetForm, lines: Sequence[LineForm]) -> bool:
    """Asks every part, so that every part says what is wrong with it."""
    unreadable = [one for one in (form, *lines) if not one.is_valid()]
    return not unreadable


def _preview(data: SetData, rules: Sequence[Rule], request: HttpRequest | None) -> dict[str, Any]:
    sent = request.POST if request is not None and request.method == "POST" else None
    person = ExamplePersonForm(sent, prefix="ex", initial={"whole": _WHOLE, "level": "pelaksana"})
    values: dict[str, Any] = {}
    if sent is not None:
        person.is_valid()
        values = person.cleaned_data
    whole = int(values["whole"]) if values.get("whole") is not None and values["whole"] >= 0 else None
    days = [one.day() for one in example_days(sent, example.FIRST)] if sent is not None else list(example.FIRST)
    terms = services.terms_of(data)
    who = example.person(values.get("level") or "pelaksana", values.get("job_class"))
    dated = [_undated(rule) for rule in rules]
    month = example.month(days, values.get("schedule") or "Normal 5 hari")
    result = derive(Book(tuple(dated), terms), month, who, whole if sent is not None else _WHOLE)
    head = Head(data.name, data.legal_basis, data.valid_from, data.valid_to, data.unit_id, terms)
    faults = checking.check(head, rules)
    return {
        "faults": [(one.is_hint, wording.fault_where(one, rules), wording.fault_sentence(one)) for one in faults],
        "result": result,
        "said": [explaining.said(line) for line in result.lines],
    }


def _undated(rule: Rule) -> Rule:
    return replace(rule, valid_from=None, valid_to=None)


def _editor(
    user: User, row: AllowanceRuleSet, form: SetForm, lines: Sequence[LineForm], request: HttpRequest | None = None
) -> dict[str, Any]:
    sent = request.POST if request is not None else None
    days = example_days(sent, example.FIRST)
    return (
        frame(user, "rules")
        | {
            "row": row,
            "form": form,
            "lines": lines,
            "person": ExamplePersonForm(
                sent, prefix="ex", initial={"whole": f"{_WHOLE:,}".replace(",", "."), "level": "pelaksana"}
            ),
            "days": list(zip(example.dates(len(days)), days, strict=True)),
        }
        | _preview(_data_of(row), rows.rules_of(row), None)
    )


def _stored_forms(row: AllowanceRuleSet, units: Sequence[tuple[int, str]]) -> list[LineForm]:
    return [
        LineForm(prefix=f"l{number}", units=units, initial=line_values(rule))
        for number, rule in enumerate(rows.rules_of(row))
    ]


def _empty_line(units: Sequence[tuple[int, str]], number: int) -> LineForm:
    return LineForm(
        prefix=f"l{number}", units=units, initial={"at_least": 1, "effect": "percent", "base": "discipline"}
    )


def _head_values(row: AllowanceRuleSet) -> dict[str, Any]:
    names = ("name", "legal_basis", "valid_from", "valid_to", "discipline_percent", "cap_percent", "rounding")
    return {name: getattr(row, name) for name in names}


def _data_of(row: AllowanceRuleSet) -> SetData:
    values = _head_values(row)
    return SetData(**values | {"rounding": Rounding(row.rounding), "unit_id": row.unit_id})


# --- parts


def _shown(user: User, row: AllowanceRuleSet, form: DecisionForm) -> dict[str, Any]:
    lines, head = rows.rules_of(row), rows.head_of(row)
    faults = checking.check(head, lines) if row.is_draft or row.is_proposed else []
    may_manage = permissions.has(user, Right.MANAGE_ALLOWANCE_RULES, row.unit_id)
    own = user.pk in row.authors
    changes = []
    if row.replaces is not None:
        old = selectors.rule_set(row.replaces.pk)
        changes = wording.differences((rows.head_of(old), rows.rules_of(old)), (head, lines))
    return frame(user, "rules") | {
        "row": row,
        "head": head,
        "standing": _standing(row, permissions.today_for(user)),
        "lines": [_line(rule) for rule in lines],
        "faults": [(one.is_hint, wording.fault_where(one, lines), wording.fault_sentence(one)) for one in faults],
        "ready": all(one.is_hint for one in faults),
        "changes": changes,
        "form": form,
        "may_manage": may_manage,
        "may_confirm": permissions.has(user, Right.CONFIRM_ALLOWANCE_RULES, row.unit_id) and not own,
        "own": own,
        "simulation": SimulationForm(units=_agencies(user)) if may_manage else None,
        "simulations": selectors.simulations_of(row)[:10] if may_manage else [],
        "rounding": texts.ROUNDINGS[Rounding(row.rounding)],
    }


def _line(rule: Rule) -> dict[str, Any]:
    return wording.described(rule) | {"code": rule.code, "note": rule.note, "is_example": rule.is_example}


def _standing(row: AllowanceRuleSet, today: Any) -> str:
    """In force, to come, or over; empty for what is not confirmed."""
    if not row.is_confirmed:
        return ""
    if row.valid_from > today:
        return "coming"
    return "past" if row.valid_to is not None and row.valid_to < today else "now"


def _visible(user: User, set_id: int) -> AllowanceRuleSet:
    """Confirmed sets are everybody's; drafts are for those who write or confirm them."""
    row = selectors.rule_set(set_id)
    if not row.is_confirmed and not selectors.sees_drafts(user, row.unit_id):
        raise NotFound("allowance_set_not_found", texts.SET_NOT_FOUND)
    return row


def _agencies(user: User) -> Any:
    units = permissions.units_for(user, Right.MANAGE_ALLOWANCE_RULES)
    return OrgUnit.objects.filter(pk__in=units, kind=UnitKind.OPD).order_by("name")


def _unit_choices() -> list[tuple[int, str]]:
    return list(OrgUnit.objects.filter(kind=UnitKind.OPD).order_by("name").values_list("pk", "name"))
