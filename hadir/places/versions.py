"""What areas and networks have in common: a proposal, a second person, and the version that takes another's place."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from hadir.accounts.second_person import Status
from hadir.lib.authority import Actor
from hadir.lib.errors import Conflict
from hadir.people.saving import save
from hadir.places import texts
from hadir.places.area_models import AreaVersion, NetworkVersion

Row = TypeVar("Row", AreaVersion, NetworkVersion)


def make_room(rows: QuerySet[Row], actor: Actor, now: datetime) -> None:
    """An own proposal that still waits makes room for a better one; somebody else's stays: Conflict
    `proposal_waiting`."""
    for row in rows.filter(status=Status.PROPOSED):
        if actor.id is None or actor.id not in row.authors:
            raise Conflict("proposal_waiting", texts.WAITING)
        row.withdraw(actor, now)
        row.save()


def take_over(row: Row, rows: QuerySet[Row], *, today: date) -> None:
    """The confirmed row holds from its day on, at the earliest from today; what stood from then on ends.

    `rows`: versions of the same thing. A version that was to begin later has never counted: it is superseded.
    """
    if row.valid_from is not None and row.valid_from < today:
        row.valid_from = today
    for other in rows.filter(status=Status.CONFIRMED).exclude(pk=row.pk):
        if row.valid_from is None or (other.valid_from is not None and other.valid_from >= row.valid_from):
            other.status = Status.SUPERSEDED
        elif other.valid_to is None or other.valid_to >= row.valid_from:
            other.valid_to = row.valid_from - timedelta(days=1)
        else:
            continue
        other.save(update_fields=["status", "valid_to"])
    save(row)
