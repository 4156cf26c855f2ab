"""The screen at a work place: opened by an officer, shown without a log-in at a secret address, over by evening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions, tokens
from hadir.accounts.models import User
from hadir.attendance.alternative import rules
from hadir.attendance.models import SiteCodeUse, SiteScreen
from hadir.attendance.rules import SecondProof
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.capture.keys import key_ring
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound, NotPermitted
from hadir.people.models import Employee, WorkPlace

SCREEN_LIFE = timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen shows now."""

    work_place: WorkPlace
    code: str
    seconds_left: int
    expires_at: datetime


def places_for(user: User) -> list[WorkPlace]:
    """Work places whose screen the officer may open, with their unit."""
    units = permissions.units_for(user, Right.RECORD_NON_BIOMETRIC)
    return list(WorkPlace.objects.filter(unit_id__in=units).select_related("unit").order_by("name"))


def open_screens(user: User, *, now: datetime) -> list[SiteScreen]:
    """Screens that run at those places, newest first."""
    units = permissions.units_for(user, Right.RECORD_NON_BIOMETRIC)
    rows = SiteScreen.objects.filter(work_place__unit_id__in=units, closed_at__isnull=True, expires_at__gt=now)
    return list(rows.select_related("work_place"))


@transaction.atomic
def open_screen(user: User, work_place_id: int, *, now: datetime) -> str:
    """A new secret for the screen's address; only its digest is kept. Raises `NotFound` (work_place_unknown)."""
    place = WorkPlace.objects.filter(pk=work_place_id).first()
    if place is None:
        raise _unknown()
    try:
        user.require(Right.RECORD_NON_BIOMETRIC, place.unit_id)
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
    _log(user, screen, "attendance.screen_opened")
    return token


@transaction.atomic
def close_screen(user: User, screen_id: int, *, now: datetime) -> None:
    """End a screen at once. Raises `NotFound` (screen_unknown). Harmless when it is over."""
    screen = (
        SiteScreen.objects.select_for_update(of=("self",)).select_related("work_place").filter(pk=screen_id).first()
    )
    if screen is None or not permissions.has(user, Right.RECORD_NON_BIOMETRIC, screen.work_place.unit_id):
        raise _no_screen()
    if screen.closed_at is None:
        screen.closed_at = now
        screen.save(update_fields=["closed_at"])
        _log(user, screen, "attendance.screen_closed")


def show(token: str, *, now: datetime) -> Shown:
    """The code of this half minute, for whoever stands before the screen. Raises `NotFound` (screen_unknown)."""
    with seeing_everything("a screen has no account: its address is the secret"):
        screen = (
            SiteScreen.objects.select_related("work_place")
            .filter(token_digest=tokens.digest(token), closed_at__isnull=True, expires_at__gt=now)
            .first()
        )
    if screen is None:
        raise _no_screen()
    code = rules.code_of(_key(), screen.work_place_id, rules.window_of(now))
    return Shown(screen.work_place, code, rules.seconds_left(now), screen.expires_at)


def judge(employee: Employee, typed: str, *, now: datetime) -> tuple[SecondProof, int]:
    """What a typed code proves, and its half minute (0 when none)."""
    window = rules.window_with(_key(), employee.work_place_id, typed, now)
    if window is None:
        return SecondProof.CODE_WRONG, 0
    used = SiteCodeUse.objects.filter(employee=employee, work_place_id=employee.work_place_id, window=window)
    return (SecondProof.CODE_USED if used.exists() else SecondProof.CODE_RIGHT), window


def use(employee: Employee, window: int) -> bool:
    """Use a half minute up for this person; False when another request was faster."""
    try:
        with transaction.atomic():
            SiteCodeUse.objects.create(employee=employee, work_place_id=employee.work_place_id, window=window)
    except IntegrityError:
        return False
    return True


def _key() -> bytes:
    """One secret for all screens, from the key outside the database; a rotation changes every code at once."""
    ring = key_ring()
    return ring.derive("site-codes", kek_id=ring.active_id)


def _log(user: User, screen: SiteScreen, action: str) -> None:
    audit.record(
        action,
        actor=user.actor,
        subject=f"work-place:{screen.work_place_id}",
        detail={"screen": screen.pk},
        unit_id=screen.work_place.unit_id,
        right=Right.RECORD_NON_BIOMETRIC,
    )


def _unknown() -> NotFound:
    return NotFound("work_place_unknown", _("Tempat kerja tidak ditemukan."))


def _no_screen() -> NotFound:
    return NotFound("screen_unknown", _("Layar ini sudah ditutup atau alamatnya salah. Minta petugas membukanya lagi."))
