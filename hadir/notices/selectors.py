"""Reading notices: only ever one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import QuerySet

from hadir.notices import texts
from hadir.notices.models import Delivery, Notice, Preference, Reach, State
from hadir.notices.rules import DEFAULT_QUIET, NATURES, Channel, Group, QuietHours, is_wanted

MANY = 99  # the bell says "99+": nobody counts further


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in the reader's language."""

    id: int
    title: str
    body: str
    link: str
    at: datetime
    is_read: bool


def own(user_id: int) -> QuerySet[Notice]:
    """What one person was told, the newest first."""
    return Notice.objects.filter(user_id=user_id, shown=True).order_by("-id")


def told(notice: Notice, zone: tzinfo) -> Told:
    """A notice as sentences in the active language."""
    return Told(
        id=notice.pk,
        title=texts.title_of(notice.kind),
        body=texts.body_of(notice.kind, notice.facts, zone),
        link=notice.link,
        at=notice.created_at,
        is_read=notice.read_at is not None,
    )


def unread_count(user_id: int) -> int:
    """How many notices somebody has not read; counting ends one above `MANY`. One statement, from a partial index."""
    return own(user_id).filter(read_at__isnull=True).order_by()[: MANY + 1].count()


def choices_of(user_id: int) -> dict[tuple[Group, Channel], bool]:
    """What somebody has chosen; pairs never chosen are missing."""
    rows = Preference.objects.filter(user_id=user_id).values_list("group", "channel", "wanted")
    return {(Group(group), Channel(channel)): wanted for group, channel, wanted in rows}


def settled_choices(user_id: int) -> dict[tuple[Group, Channel], bool]:
    """What holds for somebody for every group and channel, chosen or not: as for the freest kind of the group."""
    chosen = choices_of(user_id)
    return {
        (nature.group, channel): is_wanted(kind, channel, chosen.get((nature.group, channel)))
        for channel in Channel
        for kind, nature in sorted(NATURES.items(), key=lambda one: len(one[1].always), reverse=True)
    }


def reach_of(user_id: int) -> Reach:
    """When and where somebody may be reached; unsaved with the usual quiet hours for those who never chose."""
    found = Reach.objects.filter(user_id=user_id).first()
    return found or Reach(user_id=user_id, quiet_begin=DEFAULT_QUIET.begin, quiet_end=DEFAULT_QUIET.end)


def quiet_hours(reach: Reach) -> QuietHours | None:
    """The quiet hours in it, None for somebody who wants none."""
    if reach.quiet_begin is None or reach.quiet_end is None:
        return None
    return QuietHours(reach.quiet_begin, reach.quiet_end)


def given_up_since(moment: datetime) -> int:
    """Deliveries that failed for good since then: for whoever looks after the mail server."""
    return Delivery.objects.filter(state=State.GIVEN_UP, changed_at__gte=moment).count()
