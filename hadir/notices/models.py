"""Notices, their ways out of Hadir, and what people want to be told where."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.notices.rules import Channel, Group


class Notice(models.Model):
    """Something that one person is told. Sentences come from `texts` when it is read, in the reader's language then.

    `about` names the subject as in the audit log (`employee:12`); `link` is an address of this site. `shown` is false
    for those who want the kind outside of the application only.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    shown = models.BooleanField(default=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-id"], condition=Q(shown=True), name="notices_of_person"),
            models.Index(fields=["user"], condition=Q(shown=True, read_at__isnull=True), name="notices_unread"),
            models.Index(fields=["created_at"], name="notices_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(link="") | Q(link__regex=r"^/([^/\\]|$)"), name="notices_link_is_ours"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for user {self.user_id}"


class State(models.TextChoices):
    """How far a delivery has come."""

    WAITING = "waiting", _("menunggu")
    SENDING = "sending", _("sedang dikirim")
    SENT = "sent", _("terkirim")
    SKIPPED = "skipped", _("tidak perlu")
    GIVEN_UP = "given_up", _("gagal")


class Delivery(models.Model):
    """One notice over one channel outside of Hadir. `reason` is a short code, never an address or a text."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Channel])
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["changed_at"], condition=Q(state="given_up"), name="notices_given_up")]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="notices_one_delivery"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notices_delivery_state"),
            models.CheckConstraint(condition=~Q(channel=Channel.APP.value), name="notices_delivery_outside"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of notice {self.notice_id}: {self.state}"


class Preference(models.Model):
    """Whether a person wants a group of kinds over a channel. No row: never chosen, `rules.is_wanted` decides."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Group])
    channel = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Channel])
    wanted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group", "channel"], name="notices_one_preference")]

    def __str__(self) -> str:
        return f"user {self.user_id} {self.group} {self.channel}: {self.wanted}"


class Reach(models.Model):
    """When and where a person may be reached outside of Hadir. No row: `rules.DEFAULT_QUIET`, and no number."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    quiet_begin = models.TimeField(null=True, blank=True)
    quiet_end = models.TimeField(null=True, blank=True)
    phone = models.CharField(max_length=16, blank=True)  # +62…, as the gateway wants it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_begin__isnull=True, quiet_end__isnull=True)
                | (Q(quiet_begin__isnull=False, quiet_end__isnull=False) & ~Q(quiet_begin=F("quiet_end"))),
                name="notices_quiet_pair",
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{7,14}$"), name="notices_phone"
            ),
        ]

    def __str__(self) -> str:
        return f"reach of user {self.user_id}"
