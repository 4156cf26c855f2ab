"""Carrying notices outside of Hadir: which channels, when, how often. Runs in jobs only.

A delivery is claimed before it is sent and never sent again by whoever finds it claimed: a worker that was killed in
between leaves it as failed. Better one mail too few (the notice is in the application) than the same mail twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db import transaction

from hadir.jobs import queue
from hadir.notices import channels, selectors
from hadir.notices.channels import NotDelivered
from hadir.notices.models import Delivery, Notice, Preference, Reach, State
from hadir.notices.rules import NATURES, OUTSIDE, Channel, Kind, is_wanted, wait_after

_WESTERN = ZoneInfo("Asia/Jakarta")  # for those who have no work place


@transaction.atomic
def dispatch(notice_ids: Iterable[int], *, now: datetime) -> None:
    """Decide over which channels each notice goes out, once, and have them carried."""
    fresh = list(
        Notice.objects.select_for_update().filter(pk__in=list(notice_ids), dispatched_at__isnull=True).order_by("pk")
    )
    people = {notice.user_id for notice in fresh}
    chosen = {
        (user_id, group, channel): wanted
        for user_id, group, channel, wanted in Preference.objects.filter(
            user_id__in=people, channel__in=OUTSIDE
        ).values_list("user_id", "group", "channel", "wanted")
    }
    addresses = _addresses(people)
    deliveries = Delivery.objects.bulk_create(
        Delivery(notice=notice, channel=channel, changed_at=now)
        for notice in fresh
        for channel in addresses.get(notice.user_id, ())
        if is_wanted(kind := Kind(notice.kind), channel, chosen.get((notice.user_id, NATURES[kind].group, channel)))
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in fresh]).update(dispatched_at=now)
    queue.defer_many("notices.deliver", ({"delivery_id": delivery.pk} for delivery in deliveries))


def deliver(delivery_id: int, *, now: datetime) -> None:
    """Carry one notice over one channel, now or when the quiet hours are over; repeated later when it fails."""
    delivery = _claim(delivery_id, now=now)
    if delivery is None:
        return
    try:
        channels.send(delivery, _person(delivery.notice.user_id))
    except NotDelivered as error:
        _failed(delivery, error, now=now)
    else:
        _settle(delivery, State.SENT, now=now)


@transaction.atomic
def _claim(delivery_id: int, *, now: datetime) -> Delivery | None:
    """The delivery, now ours to send; None when there is nothing to send, or not yet."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("notice").filter(pk=delivery_id).first()
    if delivery is None:
        return None  # the notice was deleted meanwhile
    if delivery.state == State.SENDING:
        _settle(delivery, State.GIVEN_UP, "interrupted", now=now)
    if delivery.state != State.WAITING:
        return None
    person = _person(delivery.notice.user_id)
    why_not = _needless(delivery, person)
    if why_not:
        _settle(delivery, State.SKIPPED, why_not, now=now)
        return None
    later = _quiet_until(delivery.notice, person, now)
    if later is not None:
        queue.defer("notices.deliver", not_before=later, delivery_id=delivery.pk)
        return None
    delivery.attempts += 1
    _settle(delivery, State.SENDING, now=now)
    return delivery


@transaction.atomic
def _failed(delivery: Delivery, error: NotDelivered, *, now: datetime) -> None:
    wait = None if error.is_final else wait_after(delivery.attempts)
    if wait is None:
        _settle(delivery, State.GIVEN_UP, error.reason, now=now)
        return
    _settle(delivery, State.WAITING, error.reason, now=now)
    queue.defer("notices.deliver", not_before=now + wait, delivery_id=delivery.pk)


def _settle(delivery: Delivery, state: State, reason: str = "", *, now: datetime) -> None:
    delivery.state, delivery.reason, delivery.changed_at = state, reason[:80], now
    delivery.save(update_fields=["state", "reason", "changed_at", "attempts"])


def _needless(delivery: Delivery, person: Any) -> str:
    """Why it need not be sent any more, empty when it must."""
    kind, channel = Kind(delivery.notice.kind), Channel(delivery.channel)
    if not person.is_active:
        return "account_closed"
    if channel not in channels.addresses_of(person, selectors.reach_of(person.pk)):
        return "no_address"
    if not is_wanted(kind, channel, selectors.choices_of(person.pk).get((NATURES[kind].group, channel))):
        return "not_wanted"
    if delivery.notice.read_at is not None and channel not in NATURES[kind].always:
        return "already_read"
    return ""


def _quiet_until(notice: Notice, person: Any, now: datetime) -> datetime | None:
    hours = selectors.quiet_hours(selectors.reach_of(person.pk))
    if hours is None or NATURES[Kind(notice.kind)].urgent:
        return None
    return hours.until(now, zone_of(person))


def zone_of(person: Any) -> ZoneInfo:
    """The clock of the person's work place."""
    employee = person.employee
    return employee.work_place.zone if employee is not None else _WESTERN


def _person(user_id: int) -> Any:
    """The account: a model that stands above this slice, known by the names `channels.addresses_of` lists."""
    return get_user_model()._default_manager.select_related("employee__work_place").get(pk=user_id)


def _addresses(people: set[int]) -> dict[int, frozenset[Channel]]:
    """Channels over which each person can be reached at all."""
    reaches = {reach.user_id: reach for reach in Reach.objects.filter(user_id__in=people)}
    accounts = get_user_model()._default_manager.filter(pk__in=people)
    return {one.pk: channels.addresses_of(one, reaches.get(one.pk)) for one in accounts}
