"""Files that are being imported: what was read of them waits here, sealed, until it is applied or thrown away.

Nothing here is a fact about anybody: rows go with the import, or after 30 days at the latest. Sealed rows hold names
and numbers; beside them in the clear stands only what is needed to count and to find them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BatchKind(models.TextChoices):
    PEOPLE = "people", _("Pegawai")
    UNITS = "units", _("Daftar unor")


class BatchStatus(models.TextChoices):
    CHECKING = "checking", _("Sedang diperiksa")
    CHECKED = "checked", _("Siap diterapkan")
    APPLYING = "applying", _("Sedang diterapkan")
    APPLIED = "applied", _("Diterapkan")
    FAILED = "failed", _("Gagal")
    DISCARDED = "discarded", _("Dibatalkan")


class Verdict(models.TextChoices):
    """What applying the import does with a line of the file; `missing` is somebody who is not in the file."""

    NEW = "new", _("Baru")
    CHANGED = "changed", _("Berubah")
    UNCHANGED = "unchanged", _("Tidak berubah")
    WRONG = "wrong", _("Salah")
    MISSING = "missing", _("Tidak ada dalam berkas")


class ImportBatch(models.Model):
    """One file on its way in. `unit`: the import concerns it and everything below, and nobody else."""

    kind = models.CharField(max_length=10, choices=BatchKind)
    status = models.CharField(max_length=10, choices=BatchStatus, default=BatchStatus.CHECKING)
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    file_digest = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    columns = models.JSONField(default=dict)
    dropped = models.JSONField(default=list)
    absent = models.JSONField(default=list)
    work_place = models.ForeignKey("people.WorkPlace", null=True, on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField()
    legal_basis = models.CharField(max_length=300, blank=True)
    # People who are not in the file: nothing happens to them unless somebody gives their last day here.
    missing_last_day = models.DateField(null=True)
    leave_out_wrong = models.BooleanField(default=False)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    counts = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    finished_at = models.DateTimeField(null=True)
    kek_id = models.CharField(max_length=100)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=BatchStatus.values), name="people_import_status"),
            models.CheckConstraint(condition=Q(kind__in=BatchKind.values), name="people_import_kind"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.row_count} {self.kind}"


class ImportChunk(models.Model):
    """Up to a thousand lines as they were read, sealed."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="chunks")
    place = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="people_import_chunk_once")]

    def __str__(self) -> str:
        return f"chunk {self.place} of import {self.batch_id}"


class ImportRow(models.Model):
    """What the check found out about a line, sealed, for the preview. Lines that change nothing have no row."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    warned = models.BooleanField(default=False)
    employee = models.ForeignKey("people.Employee", null=True, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["batch", "verdict", "number"], name="people_import_row_list")]

    def __str__(self) -> str:
        return f"line {self.number} of import {self.batch_id}"
