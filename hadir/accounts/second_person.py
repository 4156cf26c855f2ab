"""What one person proposes and another decides: columns and the rule, for calendars, places and dated rules."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.lib.authority import Actor
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted

SECOND_PERSON = _("Yang menyusun atau mengusulkan tidak boleh menyetujui. Mintalah orang lain yang berwenang.")
DECIDED_ALREADY = _("Usulan ini sudah diputuskan. Muat ulang halaman untuk melihat hasilnya.")
REASON_NEEDED = _("Tuliskan alasannya.")
BASIS_NEEDED = _("Tuliskan dasar hukumnya, misalnya nomor dan tanggal keputusan.")


class Status(models.TextChoices):
    PROPOSED = "proposed", _("Diusulkan")
    CONFIRMED = "confirmed", _("Berlaku")
    SUPERSEDED = "superseded", _("Digantikan")
    REJECTED = "rejected", _("Ditolak")
    WITHDRAWN = "withdrawn", _("Ditarik")


class Authored(models.Model):
    """A row that somebody without a part in it has to decide. `authors`: accounts that wrote any part of it."""

    authors = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    def sign(self, actor: Actor) -> None:
        """Whoever writes a part of it may no longer decide it."""
        if actor.id is not None and actor.id not in self.authors:
            self.authors = [*self.authors, actor.id]

    def check_second_person(self, actor: Actor) -> None:
        """The command line on the server (no account) may always. Raises `NotPermitted` (second_person_needed)."""
        if actor.id is not None and actor.id in self.authors:
            raise NotPermitted("second_person_needed", SECOND_PERSON)


def check_reason(reason: str) -> str:
    """What a refusal needs, as it is kept. Raises `InvalidInput` (reason_missing)."""
    if not reason.strip():
        raise InvalidInput("reason_missing", REASON_NEEDED, fields={"reason": REASON_NEEDED})
    return reason.strip()[:300]


class Proposed(Authored):
    """A row that counts only once a second person has confirmed it."""

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by_label = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.status == Status.PROPOSED

    def sign_as_author(self, actor: Actor, now: datetime) -> None:
        """`sign`, and say when it was proposed and by whom."""
        self.sign(actor)
        self.proposed_at, self.proposed_by_label = now, actor.label[:200]

    def check_open(self) -> None:
        """Raises `Conflict` (decided_already)."""
        if not self.is_open:
            raise Conflict("decided_already", DECIDED_ALREADY)

    def decide(self, actor: Actor, *, confirm: bool, reason: str, now: datetime) -> None:
        """Say yes or no as the second person.

        Raises `Conflict` (decided_already), `NotPermitted` (second_person_needed), `InvalidInput` (reason_missing).
        """
        self.check_open()
        self.check_second_person(actor)
        said = reason.strip()[:300] if confirm else check_reason(reason)
        self._end(Status.CONFIRMED if confirm else Status.REJECTED, actor, now)
        self._say(said)

    def stand_at_once(self, actor: Actor, now: datetime) -> None:
        """What a region begins with: entered by the founding, with nobody there yet who could confirm it."""
        self.sign_as_author(actor, now)
        self._end(Status.CONFIRMED, actor, now)

    def withdraw(self, actor: Actor, now: datetime) -> None:
        """Raises `Conflict` (decided_already)."""
        self.check_open()
        self._end(Status.WITHDRAWN, actor, now)

    def _say(self, reason: str) -> None:
        """Where the decision's reason stands; a row whose `reason` means something else keeps it elsewhere."""
        self.reason = reason

    def _end(self, status: Status, actor: Actor, now: datetime) -> None:
        self.status, self.decided_at, self.decided_by_label = status, now, actor.label[:200]


def status_known(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(status__in=Status.values), name=name)
