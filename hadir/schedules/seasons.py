"""Writing Ramadan: its days, days that the session on the new moon (sidang isbat) moved, and seasons taken back.

What was replaced stays as it was, marked as such; it holds until the second person has confirmed what replaces it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.saving import save
from hadir.schedules import saying, texts
from hadir.schedules.models import Season
from hadir.schedules.proposals import BASIS_NEEDED, Status
from hadir.schedules.weeks import SeasonName

_LIVE = (Status.PROPOSED, Status.CONFIRMED)


@transaction.atomic
def propose_season(
    actor: Authority, *, first: date, last: date, legal_basis: str, now: datetime, replaces: int | None = None
) -> Season:
    """Propose the days of a Ramadan, or other days for the one in force that it `replaces`.

    Raises `NotPermitted`, `NotFound` (season_not_found), `InvalidInput` (basis_missing, span, season_length),
    `Conflict` (season_overlaps, season_waiting, season_not_in_force, season_unchanged).
    """
    actor.require(Right.MANAGE_SCHEDULES, None)
    _check_days(first, last)
    old = _in_force(replaces) if replaces is not None else None
    row = Season(name=SeasonName.RAMADAN.value, first=first, last=last, legal_basis=_basis(legal_basis), replaces=old)
    if old is not None and (first, last, row.legal_basis) == (old.first, old.last, old.legal_basis):
        raise Conflict("season_unchanged", texts.SEASON_UNCHANGED, fields={"first": texts.SEASON_UNCHANGED})
    check_free(row, _LIVE)
    return _propose(actor, row, "propose_season", now)


@transaction.atomic
def propose_withdrawal(actor: Authority, *, season_id: int, legal_basis: str, now: datetime) -> Season:
    """Propose that a Ramadan in force holds on no day any more. Raises as `propose_season`."""
    actor.require(Right.MANAGE_SCHEDULES, None)
    old = _in_force(season_id)
    row = Season(
        name=old.name, first=old.first, last=old.last, legal_basis=_basis(legal_basis), replaces=old, withdraws=True
    )
    return _propose(actor, row, "propose_season_withdrawal", now)


def check_free(row: Season, statuses: tuple[Status, ...]) -> None:
    """No other season holds on its days. Raises `Conflict` (season_overlaps)."""
    others = Season.objects.filter(status__in=statuses, withdraws=False, first__lte=row.last, last__gte=row.first)
    other = others.exclude(pk__in=[pk for pk in (row.pk, row.replaces_id) if pk is not None]).first()
    if other is not None and not row.withdraws:
        sentence = saying.season_overlaps(other)
        raise Conflict("season_overlaps", sentence, fields={"first": sentence})


def supersede(row: Season) -> None:
    """Mark the season that a confirmed one replaces. Raises `Conflict` (season_overlaps, season_not_in_force).

    Of two confirmations at once the second waits here and then sees what the first made of it.
    """
    list(Season.objects.select_for_update().filter(status=Status.CONFIRMED).values_list("pk", flat=True))
    check_free(row, (Status.CONFIRMED,))
    if row.replaces_id is None:
        return
    old = Season.objects.get(pk=row.replaces_id)
    if old.status != Status.CONFIRMED:
        raise Conflict("season_not_in_force", texts.SEASON_NOT_IN_FORCE)
    old.status = Status.SUPERSEDED
    save(old)


def _in_force(season_id: int) -> Season:
    old = Season.objects.select_for_update().filter(pk=season_id).first()
    if old is None:
        raise NotFound("season_not_found", texts.SEASON_NOT_FOUND)
    if old.status != Status.CONFIRMED or old.withdraws:
        raise Conflict("season_not_in_force", texts.SEASON_NOT_IN_FORCE)
    if old.replaced_by.filter(status=Status.PROPOSED).exists():
        raise Conflict("season_waiting", texts.SEASON_WAITING)
    return old


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise InvalidInput("span", texts.SPAN, fields={"last": texts.SPAN})
    if not 28 <= (last - first).days + 1 <= 31:
        raise InvalidInput("season_length", texts.SEASON_LENGTH, fields={"last": texts.SEASON_LENGTH})


def _basis(text: str) -> str:
    if not text.strip():
        raise InvalidInput("basis_missing", BASIS_NEEDED, fields={"legal_basis": BASIS_NEEDED})
    return text.strip()[:300]


def _propose(actor: Authority, row: Season, deed: str, now: datetime) -> Season:
    row.sign_as_author(actor.actor, now)
    save(row)
    detail: dict[str, object] = {
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "basis": row.legal_basis,
        "replaces": row.replaces_id,
    }
    audit.record(
        f"schedules.{deed}",
        actor=actor.actor,
        subject=f"season:{row.pk}",
        detail=detail,
        unit_id=None,
        right=Right.MANAGE_SCHEDULES,
    )
    return row
