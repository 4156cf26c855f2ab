"""Setting the stages of a day. A change is a new dated row; what was in force stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput
from hadir.people.models import TimeZone
from hadir.people.saving import save
from hadir.schedules import texts
from hadir.schedules.models import StageWindow
from hadir.schedules.rules import StageCode, StageKind

KINDS = {
    StageCode.MORNING: StageKind.SPECIAL,
    StageCode.MIDDAY: StageKind.DAILY,
    StageCode.AFTERNOON: StageKind.SPECIAL,
}


@dataclass(frozen=True, slots=True)
class WindowData:
    """A stage's window in local time, for a unit (None: the region), from a day on, by a legal basis."""

    code: StageCode
    opens: time
    closes: time
    valid_from: date
    legal_basis: str
    unit_id: int | None = None


# A start for a new installation, around the hours of Perpres 21/2023 art. 4; each region sets its own.
DEFAULTS = (
    (StageCode.MORNING, time(6, 0), time(9, 0)),
    (StageCode.MIDDAY, time(11, 30), time(13, 30)),
    (StageCode.AFTERNOON, time(15, 30), time(18, 0)),
)


@transaction.atomic
def set_stage_window(actor: Authority, *, data: WindowData, now: datetime) -> StageWindow:
    """Put a window in force from a day on; the one in force until then ends the day before.

    A first window may begin in the past; a replacement may not: what was decided by the old one stays decided.
    """
    actor.require(Right.MANAGE_STAGES, data.unit_id)
    _check(data)
    same = StageWindow.objects.select_for_update().filter(code=data.code, unit_id=data.unit_id)
    latest = same.order_by("-valid_from").first()
    if latest is not None:
        _end_before(latest, data.valid_from, now)
    window = StageWindow(
        code=data.code,
        kind=KINDS[data.code],
        unit_id=data.unit_id,
        opens=data.opens,
        closes=data.closes,
        valid_from=data.valid_from,
        legal_basis=data.legal_basis.strip(),
    )
    save(window)
    _record(actor, "set_stage_window", window, replaced=latest)
    return window


@transaction.atomic
def seed_default_stages(actor: Authority, *, valid_from: date, legal_basis: str) -> int:
    """The three customary stages for the whole region where it has none yet; returns how many were added."""
    actor.require(Right.MANAGE_STAGES, None)
    present = set(StageWindow.objects.filter(unit__isnull=True).values_list("code", flat=True))
    added = [
        StageWindow(
            code=code, kind=KINDS[code], opens=opens, closes=closes, valid_from=valid_from, legal_basis=legal_basis
        )
        for code, opens, closes in DEFAULTS
        if code not in present
    ]
    for window in added:
        save(window)
    audit.record(
        "schedules.seed_default_stages",
        actor=actor.actor,
        subject="stage_windows:region",
        detail={"added": [str(window.code) for window in added], "from": valid_from.isoformat()},
        unit_id=None,
        right=Right.MANAGE_STAGES,
    )
    return len(added)


def _check(data: WindowData) -> None:
    if data.closes <= data.opens:
        raise InvalidInput("stage_period", texts.STAGE_PERIOD, fields={"closes": texts.STAGE_PERIOD})
    if not data.legal_basis.strip():
        raise InvalidInput("stage_basis", texts.STAGE_BASIS, fields={"legal_basis": texts.STAGE_BASIS})


def _end_before(latest: StageWindow, valid_from: date, now: datetime) -> None:
    """Close the window in force. "Today" is the westernmost zone's: the last of the region to begin a day."""
    if valid_from <= latest.valid_from:
        raise Conflict("stage_not_later", texts.STAGE_NOT_LATER, fields={"valid_from": texts.STAGE_NOT_LATER})
    if valid_from < timezone.localdate(now, ZoneInfo(TimeZone.WIB)):
        raise Conflict("stage_in_past", texts.STAGE_IN_PAST, fields={"valid_from": texts.STAGE_IN_PAST})
    latest.valid_to = valid_from - timedelta(days=1)
    save(latest)


def _hours(window: StageWindow) -> dict[str, object]:
    return {"opens": window.opens.isoformat("minutes"), "closes": window.closes.isoformat("minutes")}


def _record(actor: Authority, deed: str, window: StageWindow, *, replaced: StageWindow | None) -> None:
    detail = {
        "code": str(window.code),
        "opens": window.opens.isoformat("minutes"),
        "closes": window.closes.isoformat("minutes"),
        "from": window.valid_from.isoformat(),
        "basis": window.legal_basis,
    }
    audit.record(
        f"schedules.{deed}",
        actor=actor.actor,
        subject=f"stage_window:{window.pk}",
        detail=detail,
        unit_id=window.unit_id,
        right=Right.MANAGE_STAGES,
        before=_hours(replaced) if replaced is not None else None,
        after=_hours(window),
    )
