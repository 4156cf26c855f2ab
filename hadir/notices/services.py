"""Telling people something, and what they want to be told. Carrying it outside of Hadir is `delivering`'s.

Notices are no deeds: the audit log has the deed that one tells of, with the same people and subjects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import transaction
from django.db.models import Q

from hadir.audit.viewer import seeing_everything
from hadir.jobs import queue
from hadir.lib.errors import InvalidInput, NotFound
from hadir.notices import texts
from hadir.notices.models import Notice, Preference, Reach
from hadir.notices.rules import KEEP_READ, KEEP_UNREAD, NATURES, Channel, Group, Kind, is_compulsory, is_wanted

_AT_ONCE = 500  # notices whose ways outside one job decides
_LINK = re.compile(r"/(?:[^/\\].*)?")


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody wants. `wanted` says it for each group and channel; both quiet hours are None for none at all."""

    wanted: Mapping[tuple[Group, Channel], bool] = field(default_factory=dict)
    quiet_begin: time | None = None
    quiet_end: time | None = None
    phone: str = ""


def send(
    kind: Kind, *, user_ids: Iterable[int], facts: Mapping[str, str | int], link: str = "", about: str = ""
) -> None:
    """Tell people something, in the transaction of the deed that it is about. Three statements however many they are.

    `facts` fill the body of `texts.TEMPLATES[kind]`; those that it does not speak of are refused with ValueError, so
    that no more is kept than is told. `link` is the path of the page where the receiver sees more or acts.
    """
    if set(facts) != texts.facts_needed(kind):
        raise ValueError(f"{kind} tells of {sorted(texts.facts_needed(kind))}, not of {sorted(facts)}")
    if link and not _LINK.fullmatch(link):
        raise ValueError(f"not a path of this site: {link!r}")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"notice {kind} outside the transaction of its deed")
    people = sorted(set(user_ids))
    if not people:
        return
    with seeing_everything("a notice is its reader's, not its sender's"):
        unseen = _who_wants_it_elsewhere_only(kind, people)
        notices = Notice.objects.bulk_create(
            Notice(user_id=person, kind=kind, facts=dict(facts), link=link, about=about, shown=person not in unseen)
            for person in people
        )
    ids = [notice.pk for notice in notices]
    queue.defer_many(
        "notices.dispatch", ({"notice_ids": ids[first : first + _AT_ONCE]} for first in range(0, len(ids), _AT_ONCE))
    )


def mark_read(user_id: int, notice_id: int, *, now: datetime) -> Notice:
    """Note that somebody has seen a notice; again changes nothing. NotFound for a notice of somebody else."""
    notice = Notice.objects.filter(pk=notice_id, user_id=user_id, shown=True).first()
    if notice is None:
        raise NotFound("notice_not_found", texts.NOTICE_NOT_FOUND)
    if notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(user_id: int, *, now: datetime) -> int:
    """Note that somebody has seen everything. Returns how many were new."""
    return Notice.objects.filter(user_id=user_id, shown=True, read_at__isnull=True).update(read_at=now)


@transaction.atomic
def choose(user_id: int, choices: Choices) -> None:
    """Keep what somebody wants. What is compulsory stays so whatever is chosen.

    Raises `InvalidInput` (quiet_hours, phone_form, phone_missing).
    """
    _check_quiet(choices)
    phone = _international(choices.phone)
    if not phone and any(wanted for (_group, channel), wanted in choices.wanted.items() if channel is Channel.GATEWAY):
        raise InvalidInput("phone_missing", texts.PHONE_MISSING, fields={"phone": texts.PHONE_MISSING})
    Preference.objects.bulk_create(
        [
            Preference(user_id=user_id, group=group, channel=channel, wanted=wanted)
            for (group, channel), wanted in choices.wanted.items()
            if not is_compulsory(group, channel)
        ],
        update_conflicts=True,
        unique_fields=["user", "group", "channel"],
        update_fields=["wanted"],
    )
    Reach.objects.update_or_create(
        user_id=user_id,
        defaults={"quiet_begin": choices.quiet_begin, "quiet_end": choices.quiet_end, "phone": phone},
    )


def forget_old(*, now: datetime) -> int:
    """Delete notices that have served: read ones after 180 days, unread ones after 365. Returns how many."""
    old = Q(read_at__lt=now - KEEP_READ) | Q(created_at__lt=now - KEEP_UNREAD)
    _all, by_model = Notice.objects.filter(old).delete()
    return by_model.get(Notice._meta.label, 0)


def _who_wants_it_elsewhere_only(kind: Kind, people: list[int]) -> set[int]:
    if Channel.APP in NATURES[kind].always:
        return set()
    asked = Preference.objects.filter(user_id__in=people, group=NATURES[kind].group, channel=Channel.APP)
    choices = asked.values_list("user_id", "wanted")
    return {user_id for user_id, wanted in choices if not is_wanted(kind, Channel.APP, wanted)}


def _check_quiet(choices: Choices) -> None:
    if (choices.quiet_begin is None) != (choices.quiet_end is None):
        raise InvalidInput("quiet_hours", texts.QUIET_PAIR, fields={"quiet_end": texts.QUIET_PAIR})
    if choices.quiet_begin is not None and choices.quiet_begin == choices.quiet_end:
        raise InvalidInput("quiet_hours", texts.QUIET_SAME, fields={"quiet_end": texts.QUIET_SAME})


def _international(phone: str) -> str:
    """`0812 3456-7890` as `+6281234567890`; empty stays empty."""
    digits = re.sub(r"[\s().-]", "", phone)
    if not digits:
        return ""
    number = "+62" + digits[1:] if digits.startswith("0") else digits
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", number):
        raise InvalidInput("phone_form", texts.PHONE_FORM, fields={"phone": texts.PHONE_FORM})
    return number
