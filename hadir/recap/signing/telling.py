"""Telling people what waits for them in the closing of a month, in the transaction of the deed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import override

from hadir.accounts import permissions
from hadir.accounts.models import RoleGrant, User
from hadir.accounts.roles import ROLES_WITH, Role
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.people.models import OrgUnit
from hadir.periods.rules import Month
from hadir.recap.months import texts
from hadir.recap.months.rules import RIGHT_FOR, Stage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def holders(right: Right, unit_id: int, day: date) -> set[int]:
    """Accounts that hold a right for an agency on a day by a role or as its head."""
    roles, line = ROLES_WITH[right], people.line_of(unit_id)
    with seeing_everything("who has to be told; whoever acts learns nothing of them"):
        grants = RoleGrant.objects.filter(permissions.valid_on(day), role__in=roles, user__is_active=True)
        found = {user for user, unit in grants.values_list("user_id", "unit_id") if unit in {None, *line}}
        if Role.OPD_HEAD in roles:
            heads = [head.employee_id for head in people.heads_of([unit_id], day).values()]
            found |= set(User.objects.filter(employee__in=heads, is_active=True).values_list("pk", flat=True))
    return found


def waits(unit: OrgUnit, month: Month, stage: Stage, day: date, *, without: set[int]) -> None:
    """The next stage is somebody's turn."""
    facts = _facts(unit, month) | {"stage_text": source(texts.DEEDS[stage])}
    _send(Kind.RECAP_WAITS, holders(RIGHT_FOR[stage], unit.pk, day) - without, facts, unit, month)


def returned(unit: OrgUnit, month: Month, stage: Stage, reason: str, user_ids: set[int], day: date) -> None:
    """Whoever had signed, and whose turn it is again."""
    facts = _facts(unit, month) | {"stage_text": source(texts.DEEDS[stage]), "reason": reason.rstrip(".")}
    _send(Kind.RECAP_RETURNED, user_ids | holders(RIGHT_FOR[stage], unit.pk, day), facts, unit, month)


def locked(unit: OrgUnit, month: Month, day: date) -> None:
    """Operators and head of the agency: from now on only journals."""
    told = holders(Right.PREPARE_RECAP, unit.pk, day) | holders(Right.SIGN_RECAP, unit.pk, day)
    _send(Kind.RECAP_LOCKED, told, _facts(unit, month), unit, month)


def not_locked(unit: OrgUnit, month: Month, user_id: int | None) -> None:
    """The lock found something that had come up meanwhile."""
    if user_id is not None:
        _send(Kind.RECAP_NOT_LOCKED, {user_id}, _facts(unit, month), unit, month)


def due(unit: OrgUnit, month: Month, stage: Stage, lock_on: date, day: date) -> None:
    """The day by which the month should be locked comes near."""
    facts = _facts(unit, month) | {"stage_text": source(texts.DEEDS[stage]), "lock_on": lock_on.isoformat()}
    _send(Kind.RECAP_DUE, holders(RIGHT_FOR[stage], unit.pk, day), facts, unit, month)


def source(text: StrOrPromise) -> str:
    """Indonesian source text: readers get it in their own language."""
    with override("id"):
        return str(text)


def _facts(unit: OrgUnit, month: Month) -> dict[str, str | int]:
    return {"unit": unit.name, "month": f"{month.number:02d}/{month.year}"}


def _send(kind: Kind, user_ids: set[int], facts: dict[str, str | int], unit: OrgUnit, month: Month) -> None:
    link = reverse("recap_signing", args=[unit.pk, str(month)])
    notices.send(kind, user_ids=user_ids, facts=facts, link=link, about=f"unit:{unit.pk}")
