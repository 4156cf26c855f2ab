"""Journals of locked months, and what holds for months."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hadir.accounts import oversight, permissions
from hadir.accounts.models import User
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.lib.errors import HadirError, InvalidInput
from hadir.people.models import Employee
from hadir.periods.rules import Month
from hadir.recap.journals import money, selectors, services, wording
from hadir.recap.journals.models import Journal
from hadir.recap.months import policies, texts
from hadir.recap.months import selectors as months
from hadir.recap.months.rules import Stage
from hadir.web.access import signed_in
from hadir.web.forms_recap import JournalDecisionForm, JournalForm, PolicyForm, policy_initial
from hadir.web.listing import page_of, show_refusal
from hadir.web.recap_page import frame, month_of
from hadir.web.second_person import take_decision


@never_cache
@require_GET
@signed_in
def recap_journals(request: HttpRequest, user: User) -> HttpResponse:
    """Days of locked months that differ, and every journal."""
    units = list(months.agencies_for(user))
    if not units:
        permissions.require(user, Right.PROPOSE_JOURNAL)
    names = {unit.pk: unit.name for unit in units}
    waiting = [
        {"unit_id": unit_id, "name": names[unit_id], "month": month, "n": n}
        for unit_id, month, n in selectors.waiting_by_month(names)
    ]
    context = frame(user, "journals") | {
        "waiting": waiting,
        "page": page_of(request, selectors.journals_for(user)),
        "mine": {one.pk for one in selectors.waiting_for(user)},
    }
    return render(request, "web/recap/journals.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def recap_journal_new(request: HttpRequest, user: User, unit_id: int, month: str) -> HttpResponse:
    """Choose days that differ, and say why they are to change."""
    unit, of = months.agency_for(user, unit_id), month_of(month)
    permissions.require(user, Right.PROPOSE_JOURNAL, unit)
    form = JournalForm(request.POST or None)
    chosen = {int(one) for one in request.POST.getlist("difference") if one.isascii() and one.isdigit()}
    if request.method == "POST" and form.is_valid():
        data = services.JournalData(tuple(sorted(chosen)), **form.cleaned_data)
        try:
            journal = services.propose(user, unit_id=unit.pk, month=of, data=data, now=timezone.now())
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Jurnal diusulkan. Orang lain harus memutuskannya."))
            return redirect("recap_journal", journal.pk)
    found = selectors.open_differences(unit.pk, of)
    people = _people({one.row.employee_id for one in found})
    changes = money.changes(unit.pk, of, services.by_person(found)) if found else {}
    rows = [
        {
            "row": one.row,
            "person": people.get(one.row.employee_id),
            "before": wording.said(one.before),
            "after": wording.said(one.after),
            "chosen": not chosen or one.row.pk in chosen,
        }
        for one in found
    ]
    context = frame(user, "journals", of) | {
        "unit": unit,
        "rows": rows,
        "form": form,
        "money": _money([(people.get(who), change) for who, change in changes.items()]),
    }
    return render(request, "web/recap/journal_new.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def recap_journal(request: HttpRequest, user: User, journal_id: int) -> HttpResponse:
    """A journal with before and after; another person decides here."""
    journal = selectors.journal_for(user, journal_id)
    form = JournalDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decision = form.decision(request.POST.get("decision", ""))
        except ValueError as error:
            raise InvalidInput("invalid", _("Keputusan ini tidak dikenal.")) from error
        try:
            services.decide(
                user, journal_id=journal.pk, decision=decision, note=form.cleaned_data["note"], now=timezone.now()
            )
        except HadirError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Keputusan dicatat. Pengusul diberi tahu."))
            return redirect("recap_journal", journal.pk)
    oversight.note_list_seen(user, "recap.recap_seen", right=Right.SEE_RECAP, unit_id=journal.unit_id)
    return render(request, "web/recap/journal.html", frame(user, "journals", journal.of) | _shown(user, journal, form))


@require_POST
@signed_in
def recap_journal_withdraw(request: HttpRequest, user: User, journal_id: int) -> HttpResponse:
    """Take a proposal back."""
    journal = selectors.journal_for(user, journal_id)
    services.withdraw(user, journal_id=journal.pk, now=timezone.now())
    messages.success(request, _("Jurnal ditarik; hari-harinya dapat diusulkan lagi."))
    return redirect("recap_journal", journal.pk)


# --- policy


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def recap_policy(request: HttpRequest, user: User) -> HttpResponse:
    """What holds for months since when; the HR agency proposes here."""
    if not permissions.holds_somewhere(user, Right.SEE_RECAP):
        permissions.require(user, Right.SEE_RECAP)
    today = permissions.today_for(user)
    month = Month.of(today)
    may_manage = permissions.has(user, Right.MANAGE_ALLOWANCE_RULES)
    policy = months.policy_of(month)
    form = PolicyForm(request.POST or None, initial=policy_initial(policy) | {"valid_from": month.next.first})
    if request.method == "POST":
        permissions.require(user, Right.MANAGE_ALLOWANCE_RULES)
        if form.is_valid():
            try:
                policies.propose(user, policy=form.policy(), now=timezone.now())
            except HadirError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("Kebijakan diusulkan. Orang kedua harus menetapkannya."))
                return redirect("recap_policy")
    may_confirm = permissions.has(user, Right.CONFIRM_ALLOWANCE_RULES)
    rows = [
        {
            "row": row,
            "stages": [texts.STAGES[Stage(one)] for one in row.stages],
            "may_confirm": may_confirm and row.is_proposed and user.pk not in row.authors,
            "may_withdraw": may_manage and row.is_proposed,
        }
        for row in months.policies()
    ]
    context = frame(user, "policy") | {"rows": rows, "form": form, "policy": policy, "may_manage": may_manage}
    return render(request, "web/recap/policy.html", context)


@require_POST
@signed_in
def recap_policy_decide(request: HttpRequest, user: User, policy_id: int) -> HttpResponse:
    """The second person's word, or the proposer's taking back."""

    def decide(confirm: bool, reason: str) -> object:
        return policies.decide(user, policy_id=policy_id, confirm=confirm, reason=reason, now=timezone.now())

    def withdraw() -> object:
        return policies.withdraw(user, policy_id=policy_id, now=timezone.now())

    return take_decision(request, "recap_policy", decide, withdraw)


# --- parts


def _shown(user: User, journal: Journal, form: JournalDecisionForm) -> dict[str, Any]:
    lines, persons = list(journal.lines.all()), list(journal.people.all())
    people = _people({one.employee_id for one in persons})
    may_decide = permissions.has(user, Right.DECIDE_JOURNAL, journal.unit_id)
    proposed_it = user.pk == journal.proposed_by or (
        user.employee_id is not None and user.employee_id == journal.proposed_by_employee
    )
    about_me = user.employee_id is not None and any(one.employee_id == user.employee_id for one in persons)
    known = [one.rupiah for one in persons if one.rupiah is not None]
    return {
        "journal": journal,
        "form": form,
        "lines": [
            {"line": line, "person": people.get(line.employee_id), "words": wording.said_line(line)} for line in lines
        ],
        "persons": [{"row": one, "person": people.get(one.employee_id)} for one in persons],
        "rupiah": sum(known) if known else None,
        "may_decide": may_decide and journal.is_proposed and not proposed_it and not about_me,
        "waits_for_another": journal.is_proposed and may_decide and (proposed_it or about_me),
        "may_withdraw": journal.is_proposed and permissions.has(user, Right.PROPOSE_JOURNAL, journal.unit_id),
    }


def _people(employee_ids: set[int]) -> dict[int, Employee]:
    with seeing_everything("names beside days of a journal that the account may see"):
        return {one.pk: one for one in Employee.objects.filter(pk__in=employee_ids).order_by()}


def _money(changes: list[tuple[Employee | None, money.Change]]) -> list[dict[str, Any]]:
    return [
        {
            "person": person,
            "percent_before": change.before.cut_percent,
            "percent_after": change.after.cut_percent,
            "cut_before": change.before.cut_rupiah,
            "cut_after": change.after.cut_rupiah,
        }
        for person, change in changes
    ]
