"""Sensitive rights open for minutes, after a fresh proof of who is there and with a reason (ADR 0020).

Holding a right of `roles.RIGHTS_NEEDING_ELEVATION` is not enough: `permissions.require_elevated` asks for an open
elevation too. Every opening and closing stands in the log, and the person is told.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from hadir.accounts import permissions, rules, telling, texts
from hadir.accounts.models import Elevation, User
from hadir.accounts.roles import RIGHTS_NEEDING_ELEVATION
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted


@transaction.atomic
def open_elevation(user: User, *, right: Right, reason: str, proved_at: datetime | None, now: datetime) -> Elevation:
    """Open a right for the rest of `rules.ELEVATION_LIFE` since the proof of who is there (password, TOTP, passkey).

    An open one of the same right is closed: there is one at a time. Raises `NotPermitted` (not_permitted,
    proof_needed), `InvalidInput` (reason_missing, not_elevatable).
    """
    if right not in RIGHTS_NEEDING_ELEVATION:
        raise InvalidInput("not_elevatable", texts.NOT_ELEVATABLE)
    if not permissions.holds_somewhere(user, right):
        raise NotPermitted("not_permitted", permissions.DENIED)
    if not reason.strip():
        raise InvalidInput("reason_missing", texts.REASON_MISSING, fields={"reason": texts.REASON_MISSING})
    closes_at = rules.closing_time(proved_at, now) if proved_at is not None else None
    if closes_at is None:
        raise NotPermitted("proof_needed", texts.PROOF_NEEDED)
    User.objects.select_for_update().get(pk=user.pk)
    for earlier in permissions.open_elevations(user, now).filter(right=right):
        _close(user, earlier, now=now)
    elevation = Elevation.objects.create(
        user=user, right=right.value, reason=reason.strip()[:300], opened_at=now, closes_at=closes_at
    )
    telling.elevation_used(elevation)
    _record(
        user,
        "open_elevation",
        elevation,
        {"reason": elevation.reason, "until": closes_at.isoformat(timespec="seconds")},
    )
    return elevation


@transaction.atomic
def close_elevation(user: User, elevation_id: int, *, now: datetime) -> Elevation:
    """Give an own open right back before its time."""
    elevation = Elevation.objects.select_for_update().filter(pk=elevation_id, user=user).first()
    if elevation is None:
        raise NotFound("elevation_not_found", texts.ELEVATION_NOT_FOUND)
    if elevation.closed_at is not None or elevation.closes_at <= now:
        raise Conflict("elevation_closed", texts.ELEVATION_CLOSED)
    return _close(user, elevation, now=now)


def visible_elevations(viewer: User) -> QuerySet[Elevation]:
    """Own ones, and for who reads the log those of everybody in the units concerned; newest first, with account."""
    rows = Elevation.objects.select_related("user__employee__unit")
    if permissions.has(viewer, Right.SEE_AUDIT_LOG):
        return rows
    units = permissions.units_for(viewer, Right.SEE_AUDIT_LOG)
    return rows.filter(user__employee__unit__in=units) | rows.filter(user=viewer)


def _close(user: User, elevation: Elevation, *, now: datetime) -> Elevation:
    elevation.closed_at = now
    elevation.save(update_fields=["closed_at"])
    _record(user, "close_elevation", elevation, {})
    return elevation


def _record(user: User, deed: str, elevation: Elevation, detail: dict[str, object]) -> None:
    audit.record(
        f"accounts.{deed}",
        actor=user.actor,
        subject=f"user:{user.pk}",
        detail={"elevation": elevation.pk, "right": elevation.right, **detail},
        unit_id=user.employee.unit_id if user.employee is not None else None,
        right=Right(elevation.right),
    )
