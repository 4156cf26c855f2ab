"""May this account do that there? Denied unless a role that is valid today says yes.

A grant for a unit covers all below it. `employee` rights cover the own record only; the service that uses one checks
whose record it is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hadir.accounts.roles import FROM_HEADSHIP, KEPT_APART, RIGHTS_NEEDING_ELEVATION, ROLES_WITH, Role
from hadir.lib.authority import Right
from hadir.lib.errors import NotPermitted
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, UnitKind

if TYPE_CHECKING:
    from hadir.accounts.models import Elevation, User

__all__ = [
    "Right",
    "has",
    "holds_somewhere",
    "is_elevated",
    "open_elevations",
    "require",
    "require_elevated",
    "roles_of",
    "today_for",
    "units_for",
    "valid_on",
]

DENIED = _("Anda tidak berhak melakukan ini.")
ELEVATION_NEEDED = _("Kewenangan ini harus dibuka dahulu dengan kata sandi dan alasan.")


def has(user: User, right: Right, unit: OrgUnit | int | None = None) -> bool:
    """Whether the account holds the right for the unit; None asks for the whole region, or for an own right."""
    roles = ROLES_WITH.get(right, frozenset())
    if not roles or not _may_act(user):
        return False
    unit_id = unit.pk if isinstance(unit, OrgUnit) else unit
    if Role.EMPLOYEE in roles and user.employee is not None and unit_id in (None, user.employee.unit_id):
        return True
    scopes = _scopes(user, roles)
    if None in scopes:
        return True
    return unit_id is not None and not scopes.isdisjoint(people.line_of(unit_id))


def require(user: User, right: Right, unit: OrgUnit | int | None = None) -> None:
    """Nothing when `has`, else NotPermitted `not_permitted`."""
    if not has(user, right, unit):
        raise NotPermitted("not_permitted", DENIED)


def require_elevated(user: User, right: Right, unit: OrgUnit | int | None = None) -> None:
    """As `require`, and the right must be open right now (`elevations`): NotPermitted `elevation_needed`."""
    require(user, right, unit)
    if not is_elevated(user, right):
        raise NotPermitted("elevation_needed", ELEVATION_NEEDED)


def is_elevated(user: User, right: Right) -> bool:
    """Whether a right may be used right now: one that needs no elevation may always."""
    return right not in RIGHTS_NEEDING_ELEVATION or open_elevations(user, timezone.now()).filter(right=right).exists()


def open_elevations(user: User, now: datetime) -> QuerySet[Elevation]:
    """The account's rights that are open at that moment."""
    return user.elevations.filter(opened_at__lte=now, closes_at__gt=now, closed_at__isnull=True)


def holds_somewhere(user: User, right: Right) -> bool:
    """Whether the account holds the right in any unit at all: may it see the page?"""
    return has(user, right) or bool(units_for(user, right))


def units_for(user: User, right: Right) -> set[int]:
    """Ids of every unit for which the account holds the right, subtrees included. Own rights give no units."""
    roles = ROLES_WITH.get(right, frozenset())
    scopes = _scopes(user, roles) if roles and _may_act(user) else set()
    if None in scopes:
        return people.all_unit_ids()
    return people.ids_below(unit_id for unit_id in scopes if unit_id is not None) if scopes else set()


def roles_of(user: User) -> set[Role]:
    """Roles that are valid now, wherever; for menus, never for deciding."""
    if not _may_act(user):
        return set()
    standing = {role for role, _unit in _standing(user)}
    return standing | ({Role.EMPLOYEE} if user.employee_id else set())


def today_for(user: User) -> date:
    """The date that decides about dated grants, in `zone_for` the account."""
    return timezone.localdate(timezone=zone_for(user))


def zone_for(user: User) -> ZoneInfo:
    """The zone in which somebody reads times: that of the work place; without one, that of the region's first place."""
    return user.zone


def _may_act(user: User) -> bool:
    """A closed account, or one of somebody who has left, holds no right whatever its grants say."""
    return user.is_active and (user.employee is None or user.employee.active)


def _scopes(user: User, roles: frozenset[Role]) -> set[int | None]:
    """Units of the grants and headships that make the account hold one of the roles today; None: the region."""
    return {unit_id for role, unit_id in _standing(user, derive=not roles.isdisjoint(FROM_HEADSHIP)) if role in roles}


def _standing(user: User, *, derive: bool = True) -> set[tuple[Role, int | None]]:
    """Every role but `employee` that the account holds today, with its unit. One statement, two with headships.

    While a role that is kept apart is held, a headship gives nothing: the head of Kominfo who runs the platform does
    not decide on faces.
    """
    day = today_for(user)
    rows = user.grants.filter(valid_on(day)).values_list("role", "unit_id")
    held: set[tuple[Role, int | None]] = {(Role(role), unit_id) for role, unit_id in rows}
    if derive and user.employee_id is not None and not any(role in KEPT_APART for role, _unit in held):
        held |= _from_headships(user.employee_id, day)
    return held


def valid_on(day: date) -> Q:
    return Q(valid_from__lte=day, revoked_at__isnull=True) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _from_headships(employee_id: int, day: date) -> set[tuple[Role, int | None]]:
    """Whoever has the head's duties of a unit today (Plt and Plh included) is a superior there, and head of an OPD."""
    headed = people.headed_units(employee_id, day)
    if not headed:
        return set()
    agencies = OrgUnit.objects.filter(pk__in=headed, kind=UnitKind.OPD).values_list("pk", flat=True)
    return {*((Role.SUPERIOR, unit_id) for unit_id in headed), *((Role.OPD_HEAD, unit_id) for unit_id in agencies)}
