"""The audit log in the eyes of an account: which entries it may read, which it may carry away.

Stands here and not in `audit`, which is below accounts and knows neither grants nor the organisation. Whoever may see
the log in some units sees the entries of those units and below, and none that concern the whole region.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions, selectors
from hadir.accounts.models import User
from hadir.audit import exporting
from hadir.audit import selectors as log
from hadir.audit import services as audit
from hadir.audit.models import AuditEntry
from hadir.audit.selectors import Page, Search
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.people.models import Employee, OrgUnit, WorkPlace

_MATCHES = 200


def read_log(user: User, asked: Search, *, before: int | None = None, after: int | None = None) -> Page:
    """A page of the log. Reading it is noted in it. Raises `NotPermitted`."""
    units = scope(user, Right.SEE_AUDIT_LOG)
    audit.record_look(
        actor=user.actor, subject="audit:log", what="audit.log_seen", unit_id=None, right=Right.SEE_AUDIT_LOG
    )
    return log.search(replace(asked, units=units), before=before, after=after)


def read_entry(user: User, seq: int) -> AuditEntry:
    """One entry. Raises `NotFound` (entry_not_found), also for entries of other units."""
    found = log.entry(seq, units=scope(user, Right.SEE_AUDIT_LOG))
    if found is None:
        raise NotFound("entry_not_found", _("Catatan audit itu tidak ada."))
    return found


def export_log(user: User, *, since: datetime | None, until: datetime | None, now: datetime) -> exporting.Export:
    """The log of a stretch of time to carry away; entries of units beyond the right are withheld.

    Raises `NotPermitted` (not_permitted, elevation_needed).
    """
    units = scope(user, Right.EXPORT_AUDIT_LOG)
    permissions.require_elevated(user, Right.EXPORT_AUDIT_LOG, None if units is None else next(iter(units)))
    return exporting.export(user, since=since, until=until, units=units, now=now)


def look_at_employee(user: User, employee_id: int) -> selectors.SeenEmployee:
    """A person's record for somebody who may see it; a look at somebody else's is noted. Raises `NotFound`."""
    person = selectors.visible_employee(user, employee_id)
    note_person_seen(user, person, right=Right.SEE_EMPLOYEES)
    return person


def note_person_seen(user: User, person: Employee, *, right: Right) -> None:
    """Somebody's record was shown to somebody else."""
    if person.pk != user.employee_id:
        audit.record_look(
            actor=user.actor,
            subject=f"employee:{person.pk}",
            what="people.employee_seen",
            unit_id=person.unit_id,
            right=right,
        )


def note_list_seen(user: User, what: str, *, right: Right, unit_id: int | None = None) -> None:
    """A list with many people in it was shown: one look at the list, of a unit and all below or of all it may show."""
    own = user.employee.unit_id if user.employee is not None else None
    audit.record_look(
        actor=user.actor,
        subject=f"unit:{unit_id}" if unit_id is not None else "list",
        what=what,
        unit_id=unit_id or own,
        right=right,
    )


def scope(user: User, right: Right) -> frozenset[int] | None:
    """Units for which the account holds the right, None for the whole region. Raises `NotPermitted` without any."""
    if permissions.has(user, right):
        return None
    units = permissions.units_for(user, right)
    if not units:
        permissions.require(user, right)
    return frozenset(units)


def who_is_meant(words: str) -> list[int]:
    """Accounts that a name, NIP or user name may mean."""
    found = User.objects.filter(Q(display_name__icontains=words) | Q(username__istartswith=words.replace(" ", "")))
    return list(found.values_list("pk", flat=True)[:_MATCHES])


def what_is_meant(words: str) -> list[str]:
    """Subjects that some words may mean: `kind:number` as it is, else people and their accounts by name or NIP."""
    if ":" in words:
        return [words]
    people = Employee.objects.filter(Q(name__icontains=words) | Q(nip__startswith=words.replace(" ", "")))
    units = OrgUnit.objects.filter(Q(name__icontains=words) | Q(code__iexact=words))
    return [
        *(f"employee:{key}" for key in people.values_list("pk", flat=True)[:_MATCHES]),
        *(f"user:{key}" for key in who_is_meant(words)),
        *(f"unit:{key}" for key in units.values_list("pk", flat=True)[:_MATCHES]),
    ]


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """Today's names of the subjects that have one, a statement for each kind that occurs."""
    wanted: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        if number.isascii() and number.isdigit():
            wanted.setdefault(kind, set()).add(int(number))
    names: dict[str, str] = {}
    for person in Employee.objects.filter(pk__in=wanted.get("employee", ())):
        names[f"employee:{person.pk}"] = person.full_name
    for account in User.objects.filter(pk__in=wanted.get("user", ())):
        names[f"user:{account.pk}"] = account.display_name
    for unit in OrgUnit.objects.filter(pk__in=wanted.get("unit", ())):
        names[f"unit:{unit.pk}"] = unit.name
    for place in WorkPlace.objects.filter(pk__in=wanted.get("work_place", ())):
        names[f"work_place:{place.pk}"] = place.name
    return names
