"""The auditor's pages: search, one entry, export, signed heads."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from hadir.accounts import oversight
from hadir.accounts.models import User
from hadir.accounts.permissions import Right, holds_somewhere
from hadir.accounts.texts import right_name
from hadir.audit import heads as head_work
from hadir.audit import selectors as log
from hadir.audit.models import AuditEntry, Head
from hadir.audit.selectors import Search
from hadir.audit.sentences import actor_name, sentence, subject_name
from hadir.lib import jws
from hadir.lib.audit_export import blocks
from hadir.lib.errors import InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.web.access import elevated, signed_in
from hadir.web.forms_audit import LOOKS, MACHINE, LogSearchForm, PeriodForm
from hadir.web.listing import page_of

_NOTHING = "\N{EN DASH}"

# Kinds of subjects whose own page an auditor may open.
_PAGES = {"employee": "employee"}
# Fields of entries that hold the number of something with a name.
_REFERENCES = {"unit_id": "unit", "parent_id": "unit", "work_place_id": "work_place", "employee_id": "employee"}


@never_cache
@require_GET
@signed_in
def audit_log(request: HttpRequest, user: User) -> HttpResponse:
    """Entries that fit the search, newest first; goes on by number, never by page."""
    units = oversight.scope(user, Right.SEE_AUDIT_LOG)
    mine = people.units_in(people.all_unit_ids() if units is None else units)
    form = LogSearchForm(request.GET or None, units=mine)
    asked = _search(form) if form.is_bound and form.is_valid() else Search()
    page = oversight.read_log(
        user, asked, before=_number(request.GET.get("sebelum")), after=_number(request.GET.get("sesudah"))
    )
    names = oversight.names_of(
        {entry.subject for entry in page.entries} | {f"unit:{entry.unit_id}" for entry in page.entries}
    )
    context = {
        "form": form,
        "page": page,
        "rows": [_row(entry, names) for entry in page.entries],
        "searching": form.is_bound and any(request.GET.get(name) for name in form.fields),
        "may_export": holds_somewhere(user, Right.EXPORT_AUDIT_LOG),
        "limited": units is not None,
    }
    return render(request, "web/audit_log.html", context)


@never_cache
@require_GET
@signed_in
def audit_entry(request: HttpRequest, user: User, seq: int) -> HttpResponse:
    """Everything one entry says, its links in the chain, and the way to the subject's history."""
    entry = oversight.read_entry(user, seq)
    names = oversight.names_of({entry.subject, f"unit:{entry.unit_id}", *_named_in(entry)})
    kind, _colon, number = entry.subject.partition(":")
    page = _PAGES.get(kind) if number.isdigit() and holds_somewhere(user, Right.SEE_EMPLOYEES) else None
    context = {
        **_row(entry, names),
        "changes": _changes(entry, names),
        "facts": [(name, _fact(name, value)) for name, value in sorted(entry.detail.items()) if name != "fields"],
        "right": right_name(entry.right),
        "hash": bytes(entry.hash).hex(),
        "prev_hash": bytes(entry.prev_hash).hex(),
        "page": page,
        "number": number,
    }
    return render(request, "web/audit_entry.html", context)


@never_cache
@require_POST
@signed_in
@elevated(Right.EXPORT_AUDIT_LOG)
def audit_export(request: HttpRequest, user: User) -> HttpResponse:
    """The log of a stretch of days as a file that can be checked offline."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("period_invalid", _("Periksa tanggalnya lalu ulangi."))
    made = oversight.export_log(user, since=form.since(), until=form.until(), now=timezone.now())
    response = StreamingHttpResponse(blocks(made.lines), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="hadir-audit-{made.first}-{made.last}.jsonl"'
    return cast("HttpResponse", response)  # an answer like any other, whatever its base class


@never_cache
@require_GET
@signed_in
def audit_heads(request: HttpRequest, user: User) -> HttpResponse:
    """Signed heads by day, each checked against its signature and against the log as it is now."""
    oversight.scope(user, Right.SEE_AUDIT_LOG)
    page = page_of(request, log.heads())
    newest = log.newest()
    context = {
        "page": page,
        "states": head_work.states(list(page)),
        "newest": newest,
        "key_id": head_work.audit_key().kid,
    }
    return render(request, "web/audit_heads.html", context)


@never_cache
@require_GET
@signed_in
def audit_head(request: HttpRequest, user: User, day: str) -> HttpResponse:
    """One head to print and file."""
    head = _head(user, day)
    return render(request, "web/audit_head.html", {"head": head, "state": head_work.states([head])[0]})


@never_cache
@require_GET
@signed_in
def audit_head_file(request: HttpRequest, user: User, day: str) -> HttpResponse:
    """The signed line as a file, for `hadir audit verify --heads`."""
    head = _head(user, day)
    response = HttpResponse(f"{head.jws}\n", content_type="application/jose")
    response["Content-Disposition"] = f'attachment; filename="hadir-audit-{head.date.isoformat()}.jws"'
    return response


@cache_control(max_age=3600, public=True)
@require_GET
def audit_keys(request: HttpRequest) -> HttpResponse:
    """The public key (JWKS) of heads and exports, for anybody."""
    return JsonResponse(jws.public_keys(head_work.audit_key()), content_type="application/jwk-set+json")


def _head(user: User, day: str) -> Head:
    oversight.scope(user, Right.SEE_AUDIT_LOG)
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    found = log.heads().filter(date=wanted).first()
    if found is None:
        raise NotFound("head_not_found", _("Belum ada kepala untuk tanggal itu."))
    return found


def _search(form: LogSearchForm) -> Search:
    values = form.cleaned_data
    group = values["kelompok"]
    actions = None
    if group:
        actions = [
            action
            for action in log.actions()
            if (action.endswith(LOOKS) if group == LOOKS else action.startswith(f"{group}."))
        ]
    return Search(
        actor_ids=oversight.who_is_meant(values["pelaku"]) if values["pelaku"] else None,
        machine=values["oleh"] == MACHINE,
        actions=actions,
        subjects=oversight.what_is_meant(values["perihal"]) if values["perihal"] else None,
        unit_ids=people.ids_below([values["unit"].pk]) if values["unit"] else None,
        right=values["hak"],
        since=form.since(),
        until=form.until(),
    )


def _row(entry: AuditEntry, names: dict[str, str]) -> dict[str, Any]:
    subject = subject_name(entry.subject, names.get(entry.subject, ""))
    return {
        "entry": entry,
        "subject": subject,
        "actor": actor_name(entry.actor_label),
        "sentence": sentence(entry.action, actor=actor_name(entry.actor_label), subject=subject),
        "unit": names.get(f"unit:{entry.unit_id}", ""),
        "is_look": entry.action.endswith(LOOKS),
    }


def _named_in(entry: AuditEntry) -> set[str]:
    """What the fields that hold numbers of other things name."""
    sides = [entry.before or {}, entry.after or {}]
    return {f"{kind}:{side[name]}" for side in sides for name, kind in _REFERENCES.items() if name in side}


def _changes(entry: AuditEntry, names: dict[str, str]) -> list[tuple[object, str, str]]:
    """Field, value before, value after; a number that names something comes with the name."""
    before, after = entry.before or {}, entry.after or {}

    def told(name: str, value: object) -> str:
        found = names.get(f"{_REFERENCES.get(name)}:{value}")
        return f"{found} ({value})" if found else _plain(value)

    return [
        (_label(name), told(name, before.get(name)), told(name, after.get(name))) for name in sorted({*before, *after})
    ]


def _fact(name: str, value: object) -> str:
    """A fact in words where it names a right."""
    return str(right_name(value)) if name == "right" and isinstance(value, str) else _plain(value)


def _label(name: str) -> object:
    """What a form calls the field, where one does."""
    try:
        return getattr(Employee._meta.get_field(name.removesuffix("_id")), "verbose_name", name)
    except FieldDoesNotExist:
        return name


def _plain(value: object) -> str:
    """A value as a reader wants it: no quotes, no brackets."""
    if value is None or value == "":
        return _NOTHING
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value) or _NOTHING
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(one)}" for name, one in sorted(value.items())) or _NOTHING
    return str(value)


def _number(text: str | None) -> int | None:
    """A number from an address; nonsense, and what no log reaches, is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
