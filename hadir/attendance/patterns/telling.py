"""Telling those who may look that something new is there; not the people concerned: nothing has been decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from hadir.accounts import permissions
from hadir.accounts.models import RoleGrant
from hadir.accounts.roles import ROLES_WITH
from hadir.lib.authority import Right
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.people.models import Employee


def found(employee_ids: Collection[int], *, now: datetime) -> None:
    """One notice for each office, however many patterns were found, without a name."""
    own_units = Employee.objects.filter(pk__in=employee_ids).values_list("unit_id", flat=True).distinct()
    concerned = {unit for line in people.lines_of(own_units).values() for unit in line}
    grants = RoleGrant.objects.filter(
        permissions.valid_on(people.today_in_region(now)),
        role__in=ROLES_WITH[Right.HANDLE_PATTERNS],
        user__is_active=True,
    )
    told = {user_id for user_id, unit_id in grants.values_list("user_id", "unit_id") if unit_id in {None, *concerned}}
    notices.send(
        Kind.PATTERNS_FOUND,
        user_ids=sorted(told),
        facts={"people": len(employee_ids)},
        link=reverse("patterns"),
        about="patterns",
    )
