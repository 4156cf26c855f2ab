"""The screen at a work place: opened by an officer, shown without a log-in at a secret address, over by evening."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions, tokens
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound, NotPermitted
from hadir.people.models import WorkPlace
from hadir.places import codes_rules as rules
from hadir.places.codes import key_of
from hadir.places.site_models import SiteScreen

SCREEN_LIFE = timedelta(hours=16)
_SEEN_EVERY = timedelta(minutes=1)
# A screen that has not asked for so long shows an old code, whatever it says.
SILENT_AFTER = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen shows now. `secret` ends the address in the QR."""

    screen_id: int
    work_place: WorkPlace
    code: str
    secret: str
    seconds_left: int
    ends_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came of one screen's codes since a moment; `wrong` counts those read from it too late or by strangers."""

    people: int = 0
    late: int = 0
    strangers: int = 0


def places_for(user: User) -> list[WorkPlace]:
    """Work places whose screens the officer may open, with their unit."""
    units = permissions.units_for(user, Right.OPEN_SITE_SCREEN)
    return list(WorkPlace.objects.filter(unit_id__in=units).select_related("unit").order_by("name"))


def open_screens(user: User, *, now: datetime) -> list[SiteScreen]:
    """Screens that run at those places, newest first."""
    units = permissions.units_for(user, Right.OPEN_SITE_SCREEN)
    rows = SiteScreen.objects.filter(work_place__unit_id__in=units, closed_at__isnull=True, expires_at__gt=now)
    return list(rows.select_related("work_place"))


def traffic_of(screen_ids: Collection[int], *, since: datetime) -> dict[int, Traffic]:
    """What came of the codes of each screen; a screen that nobody used is not in it. One statement, numbers only."""
    with (
        seeing_everything("numbers without people, of screens to be opened"),
        connection.cursor() as cursor,
    ):
        cursor.execute(_TRAFFIC, {"screens": list(screen_ids), "since": since})
        return {row[0]: Traffic(*row[1:]) for row in cursor.fetchall()}


_TRAFFIC = """
SELECT screen_id, count(DISTINCT employee_id) FILTER (WHERE state = ''),
    count(*) FILTER (WHERE state = 'expired'), count(*) FILTER (WHERE state = 'elsewhere')
FROM (
    SELECT screen_id, employee_id, '' AS state FROM places_sitecodeuse
    WHERE screen_id = ANY (%(screens)s) AND used_at >= %(since)s
    UNION ALL
    SELECT screen_id, employee_id, state FROM places_sitecodetry
    WHERE screen_id = ANY (%(screens)s) AND at >= %(since)s
) seen GROUP BY screen_id
"""


@transaction.atomic
def open_screen(user: User, work_place_id: int, *, now: datetime) -> str:
    """A new secret for the screen's address; only its digest is kept. Raises `NotFound` (work_place_unknown)."""
    place = WorkPlace.objects.filter(pk=work_place_id).first()
    if place is None:
        raise _unknown()
    try:
        user.require(Right.OPEN_SITE_SCREEN, place.unit_id)
    except NotPermitted:
        raise _unknown() from None
    token = tokens.new()
    screen = SiteScreen.objects.create(
        work_place=place,
        token_digest=tokens.digest(token),
        opened_at=now,
        opened_by=user.pk,
        opened_by_label=user.actor.label[:200],
        expires_at=now + SCREEN_LIFE,
    )
    _log(user, screen, "places.screen_opened")
    return token


@transaction.atomic
def close_screen(user: User, screen_id: int, *, now: datetime) -> None:
    """End a screen and its codes at once. Raises `NotFound` (screen_unknown). Harmless when it is over."""
    screen = (
        SiteScreen.objects.select_for_update(of=("self",)).select_related("work_place").filter(pk=screen_id).first()
    )
    if screen is None or not permissions.has(user, Right.OPEN_SITE_SCREEN, screen.work_place.unit_id):
        raise _no_screen()
    if screen.closed_at is None:
        screen.closed_at = now
        screen.save(update_fields=["closed_at"])
        _log(user, screen, "places.screen_closed")


def show(token: str, *, now: datetime) -> Shown:
    """The code of this moment, for whoever stands before the screen. Raises `NotFound` (screen_unknown)."""
    with seeing_everything("a screen has no account: its address is the secret"):
        screen = (
            SiteScreen.objects.select_related("work_place")
            .filter(token_digest=tokens.digest(token), closed_at__isnull=True, expires_at__gt=now)
            .first()
        )
        if screen is None:
            raise _no_screen()
        if screen.last_seen_at is None or now - screen.last_seen_at >= _SEEN_EVERY:
            SiteScreen.objects.filter(pk=screen.pk).update(last_seen_at=now)
    key, window = key_of(screen.work_place_id), rules.window_of(now)
    return Shown(
        screen.pk,
        screen.work_place,
        rules.digits_of(key, screen.pk, window),
        rules.secret_of(key, screen.pk, window),
        rules.seconds_left(now),
        rules.end_of(window),
        screen.expires_at,
    )


def _log(user: User, screen: SiteScreen, action: str) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"work-place:{screen.work_place_id}",
        detail={"screen": screen.pk},
        unit_id=screen.work_place.unit_id,
        right=Right.OPEN_SITE_SCREEN,
    )


def _unknown() -> NotFound:
    return NotFound("work_place_unknown", _("Tempat kerja tidak ditemukan."))


def _no_screen() -> NotFound:
    return NotFound("screen_unknown", _("Layar ini sudah ditutup atau alamatnya salah. Minta petugas membukanya lagi."))
