"""Files that are kept sealed, each under a key of its own, until their time is over: columns and deeds.

The data key lies beside the file under the key-encryption key `kek_id`, so that rotation wraps a few bytes anew. What
is destroyed loses its key with its content, so that a copy in a backup opens no more than what is here.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hadir.capture.keys import key_ring, opening
from hadir.lib.retention import NOTHING, Destroyed
from hadir.lib.sealing import WrappedKey, new_key, seal, unseal


class SealedFile(models.Model):
    """A PDF or a picture. `BOUND_TO`: what seals are bound to beside the digest; never changed once files are there."""

    BOUND_TO: ClassVar[str]

    name = models.CharField(_("nama berkas"), max_length=120)
    kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("jpeg", "JPEG")])
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    kek_id = models.CharField(max_length=40)
    sealed_key = models.BinaryField(null=True, blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    added_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def seal(self, content: bytes) -> None:
        """Take the content in, under a new key. Not saved yet."""
        self.size, self.digest = len(content), hashlib.sha256(content).hexdigest()
        key = new_key()
        self._keep(key)
        self.sealed = seal(key, content, bound_to=f"{self.BOUND_TO}|{self.digest}")

    def unseal(self) -> bytes:
        """The content. Raises `Unavailable` (key_missing, data_unreadable: also of a file that was destroyed)."""
        with opening():
            return unseal(self._key(), bytes(self.sealed or b""), bound_to=f"{self.BOUND_TO}|{self.digest}")

    def rewrap(self) -> None:
        """Wrap the key under the active key-encryption key, and save it."""
        self._keep(self._key())
        self.save(update_fields=["kek_id", "sealed_key"])

    def _key(self) -> bytes:
        wrapped = WrappedKey(self.kek_id, bytes(self.sealed_key or b""))
        return key_ring().unwrap(wrapped, bound_to=f"{self.BOUND_TO}-key|{self.digest}")

    def _keep(self, key: bytes) -> None:
        wrapped = key_ring().wrap(key, bound_to=f"{self.BOUND_TO}-key|{self.digest}")
        self.kek_id, self.sealed_key = wrapped.kek_id, wrapped.sealed


def there_or_gone(name: str) -> models.CheckConstraint:
    """Content and key are both there, or both destroyed."""
    return models.CheckConstraint(
        condition=Q(destroyed_at__isnull=True, sealed__isnull=False, sealed_key__isnull=False)
        | Q(destroyed_at__isnull=False, sealed__isnull=True, sealed_key__isnull=True),
        name=name,
    )


def rewrap_all(model: type[SealedFile]) -> int:
    """Every file that is not under the active key yet, inside the caller's transaction; how many there were."""
    rows = model._default_manager.select_for_update().filter(destroyed_at=None).exclude(kek_id=key_ring().active_id)
    waiting = list(rows.defer("sealed"))
    for row in waiting:
        row.rewrap()
    return len(waiting)


def destroy(rows: QuerySet[SealedFile], now: datetime) -> Destroyed:
    """Empty those that are still there, inside the caller's transaction."""
    files = rows.model._default_manager.filter(pk__in=list(rows.filter(destroyed_at=None).values_list("pk", flat=True)))
    span = files.aggregate(oldest=Min("added_at"), newest=Max("added_at"))
    count = files.update(sealed=None, sealed_key=None, destroyed_at=now)
    return Destroyed(count, span["oldest"], span["newest"]) if count else NOTHING
