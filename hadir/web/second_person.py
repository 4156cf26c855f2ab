"""Pages of dated rules: what waits for a second person, that person's word, and the proposer's way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.errors import HadirError
from hadir.schedules.proposals import DatedRule
from hadir.schedules.succession import Succession

Row = TypeVar("Row", bound=DatedRule)


class Waiting(NamedTuple, Generic[Row]):
    """A proposal, and what this account may do about it."""

    row: Row
    may_decide: bool
    may_withdraw: bool


def waiting_lines(user: User, rules: Succession[Row]) -> Iterator[Waiting[Row]]:
    """Every proposal that waits, as the page shows it to the account. Two more statements a unit, none a row."""
    held: dict[int | None, tuple[bool, bool]] = {}
    for row in rules.waiting():
        unit_id = rules.unit_of(row)
        if unit_id not in held:
            held[unit_id] = (
                permissions.has(user, rules.confirming, unit_id),
                permissions.has(user, rules.proposing, unit_id),
            )
        confirms, proposes = held[unit_id]
        yield Waiting(row, confirms and user.pk not in row.authors, proposes)


def show_proposal(request: HttpRequest, form: Form, title: str, *, back: str) -> HttpResponse:
    """The form in which something is proposed; `back` names the page of the list."""
    context = {"form": form, "title": title, "back": reverse(back), "is_proposal": True}
    return render(request, "web/plain_form.html", context)


def take_word(request: HttpRequest, user: User, rules: Succession[Row], pk: int, *, back: str) -> HttpResponse:
    """The posted word on a proposed rule: confirm, reject, withdraw."""

    def decide(confirm: bool, reason: str) -> object:
        return rules.decide(user, pk, confirm=confirm, reason=reason, now=timezone.now())

    def withdraw() -> object:
        return rules.withdraw(user, pk, now=timezone.now())

    return take_decision(request, back, decide, withdraw)


def take_decision(
    request: HttpRequest,
    back: str,
    decide: Callable[[bool, str], object],
    withdraw: Callable[[], object] | None = None,
) -> HttpResponse:
    """Pass the word that `web/parts/decision.html` posts on to a service and go back; a refusal is said on the page."""
    word = request.POST.get("decision")
    taken_back = withdraw is not None and word == "withdraw"
    try:
        if withdraw is not None and word == "withdraw":
            withdraw()
        else:
            decide(word == "confirm", request.POST.get("reason", ""))
    except HadirError as error:
        if error.http_status in (403, 404) and error.code != "second_person_needed":
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Usulan ditarik.") if taken_back else _("Keputusan tercatat."))
    return redirect(back)
