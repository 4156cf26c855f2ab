"""Drafts that one person proposes and another puts into force: columns and the rule."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.accounts.second_person import Authored, check_reason
from hadir.lib.authority import Actor
from hadir.lib.errors import Conflict

NOT_A_DRAFT = _("Ini bukan rancangan lagi, jadi tidak dapat diubah. Buat versi baru.")
NOT_PROPOSED = _("Ini tidak menunggu pengesahan. Muat ulang halaman untuk melihat keadaannya.")


class Status(models.TextChoices):
    DRAFT = "draft", _("Rancangan")
    PROPOSED = "proposed", _("Menunggu pengesahan")
    CONFIRMED = "confirmed", _("Disahkan")
    WITHDRAWN = "withdrawn", _("Ditarik")


class Drafted(Authored):
    """A row that counts once somebody who has no part in it confirms it.

    What was sent back is a draft again, with the `reason`.
    """

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    made_at = models.DateTimeField()
    made_by_label = models.CharField(max_length=200)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_proposed(self) -> bool:
        return self.status == Status.PROPOSED

    @property
    def is_confirmed(self) -> bool:
        return self.status == Status.CONFIRMED

    def make(self, actor: Actor, now: datetime) -> None:
        self.made_at, self.made_by_label = now, actor.label[:200]
        self.sign(actor)

    def check_draft(self) -> None:
        """Raises `Conflict` (not_a_draft)."""
        if not self.is_draft:
            raise Conflict("not_a_draft", NOT_A_DRAFT)

    def propose(self, actor: Actor, now: datetime) -> None:
        """Raises `Conflict` (not_a_draft)."""
        self.check_draft()
        self.sign(actor)
        self.status, self.proposed_at, self.proposed_by_label = Status.PROPOSED, now, actor.label[:200]
        self.reason = ""

    def confirm(self, actor: Actor, now: datetime) -> None:
        """Raises `Conflict` (not_proposed), `NotPermitted` (second_person_needed)."""
        self._check_decidable(actor)
        self.status, self.decided_at, self.decided_by_label = Status.CONFIRMED, now, actor.label[:200]

    def send_back(self, actor: Actor, reason: str, now: datetime) -> None:
        """A draft again. Raises as `confirm`, and `InvalidInput` (reason_missing)."""
        self._check_decidable(actor)
        self.reason = check_reason(reason)
        self.status, self.decided_at, self.decided_by_label = Status.DRAFT, now, actor.label[:200]

    def withdraw(self, actor: Actor, now: datetime) -> None:
        """Take a draft or a proposal away. Raises `Conflict` (not_a_draft)."""
        if not self.is_proposed:
            self.check_draft()
        self.status, self.decided_at, self.decided_by_label = Status.WITHDRAWN, now, actor.label[:200]

    def _check_decidable(self, actor: Actor) -> None:
        if not self.is_proposed:
            raise Conflict("not_proposed", NOT_PROPOSED)
        self.check_second_person(actor)


def status_known(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(status__in=Status.values), name=name)
