"""Privacy notice, enrolment cases, data keys and encrypted templates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee


class PrivacyNotice(models.Model):
    """What people are told before their face is recorded (UU 27/2022, article 21). A new text is a new version."""

    version = models.PositiveIntegerField(unique=True)
    text_id = models.TextField()
    text_en = models.TextField()
    legal_basis = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    # Null: from its publication on. A later moment gives people time to hear of it.
    effective_at = models.DateTimeField(null=True)
    changes_id = models.TextField(blank=True, default="")
    changes_en = models.TextField(blank=True, default="")
    # Whether it says that crops of the face are kept for a later engine. Of others none is kept.
    names_crops = models.BooleanField(default=False)

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"notice {self.version}"

    def text(self, language: str) -> str:
        return self.text_en if language.startswith("en") else self.text_id

    def changes(self, language: str) -> str:
        """What is new in this version; empty for the first."""
        return self.changes_en if language.startswith("en") else self.changes_id


class NoticeAcknowledgement(models.Model):
    """Who read which version when. A fact: never changed."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()
    # The officer at whose desk it was read; null: in the person's own account.
    witnessed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "notice"], name="enrolment_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"employee {self.employee_id} read notice {self.notice_id}"


class DataKey(models.Model):
    """A person's own data key, wrapped by a key outside the database. Emptying `sealed` shreds everything under it.

    A backup made before holds the wrapped key as well: rotate the wrapping key and destroy the old one to shred that.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    kek_id = models.CharField(max_length=40)
    sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(destroyed_at__isnull=True), name="enrolment_one_live_key"
            ),
            models.CheckConstraint(
                condition=Q(sealed__isnull=True, destroyed_at__isnull=False)
                | Q(sealed__isnull=False, destroyed_at__isnull=True),
                name="enrolment_destroyed_key_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"data key of employee {self.employee_id}"


class Status(models.TextChoices):
    PENDING = "pending", _("Menunggu persetujuan")
    APPROVED = "approved", _("Disetujui")
    REJECTED = "rejected", _("Ditolak")
    SUPERSEDED = "superseded", _("Diganti")
    WITHDRAWN = "withdrawn", _("Ditarik, data dihancurkan")


class Enrolment(models.Model):
    """One recording of a face and what became of it. The portrait exists only until the decision."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="enrolments")
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING)
    session_id = models.UUIDField(unique=True)
    captured_at = models.DateTimeField()
    submitted_by = models.BigIntegerField()
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    engine_name = models.CharField(max_length=60)
    engine_version = models.CharField(max_length=40)
    sealed_template = models.BinaryField(null=True)
    sealed_portrait = models.BinaryField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["captured_at", "id"]
        indexes = [models.Index(fields=["status", "captured_at"], name="enrolment_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="enrolment_status"),
            models.UniqueConstraint(fields=["employee"], condition=Q(status="approved"), name="enrolment_one_approved"),
            models.UniqueConstraint(fields=["employee"], condition=Q(status="pending"), name="enrolment_one_pending"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("submitted_by")),
                name="enrolment_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="pending") | Q(sealed_portrait__isnull=True),
                name="enrolment_portrait_until_decided",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "approved"], sealed_template__isnull=False)
                | Q(status__in=["rejected", "superseded", "withdrawn"], sealed_template__isnull=True),
                name="enrolment_template_only_while_needed",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk} of employee {self.employee_id}: {self.status}"


class ProcessingRestriction(models.Model):
    """Somebody's face data may be stored and nothing else (UU 27/2022, articles 11 and 41), from a moment until lifted.

    Whoever opens or compares templates asks `selectors.usable_engine`, `template_of` or `restricted_ids`.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)
    set_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(lifted_at__isnull=True), name="enrolment_one_restriction"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=models.F("since")),
                name="enrolment_restriction_span",
            ),
        ]

    def __str__(self) -> str:
        return f"restriction of employee {self.employee_id} since {self.since:%Y-%m-%d}"


class DuplicateFinding(models.Model):
    """The same face seems to be enrolled under another NIP. For the approver to judge; it refuses nothing by itself."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="findings")
    other = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "other"], name="enrolment_finding_once")]

    def __str__(self) -> str:
        return f"enrolment {self.enrolment_id} resembles employee {self.other_id}"


class ReferenceCrop(models.Model):
    """A picture of the head from the enrolment, sealed under the person's key, for embedding with a later engine.

    Gone with the template: a rejected, replaced or withdrawn enrolment has none.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="crops")
    seq = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "seq"], name="enrolment_crop_once")]

    def __str__(self) -> str:
        return f"crop {self.seq} of enrolment {self.enrolment_id}"


class ChangeState(models.TextChoices):
    PREPARED = "prepared", _("Disiapkan")
    EMBEDDING = "embedding", _("Menghitung ulang templat")
    SHADOW = "shadow", _("Perbandingan bayangan")
    SWITCHED = "switched", _("Sudah dialihkan")
    SWITCHED_BACK = "switched_back", _("Dikembalikan")
    FINISHED = "finished", _("Selesai")
    ABANDONED = "abandoned", _("Dibatalkan")


class EngineChange(models.Model):
    """One engine taking the place of another without new recordings, step by step, with a way back (ADR 0026)."""

    from_name = models.CharField(max_length=60)
    from_version = models.CharField(max_length=40)
    to_name = models.CharField(max_length=60)
    to_version = models.CharField(max_length=40)
    state = models.CharField(max_length=14, choices=ChangeState, default=ChangeState.PREPARED)
    # What a switch needs; fixed at the start, so that nobody bends it when the figures are known.
    min_coverage = models.FloatField()
    min_comparisons = models.PositiveIntegerField()
    max_loss = models.FloatField()
    started_at = models.DateTimeField()
    started_by_label = models.CharField(max_length=200)
    shadow_since = models.DateTimeField(null=True)
    shadow_seen_until = models.DateTimeField(null=True)
    switched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="change_state"),
            models.UniqueConstraint(
                models.Value(1), condition=~Q(state__in=["finished", "abandoned"]), name="change_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(from_name=models.F("to_name"), from_version=models.F("to_version")),
                name="change_to_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_name}/{self.from_version} -> {self.to_name}/{self.to_version}: {self.state}"


class OtherTemplate(models.Model):
    """The template of one enrolment under the engine that is not the valid one: the new one before the switch, the old
    one after it. Never compared with the valid one or its frames. Null: no crop could be used."""

    change = models.ForeignKey(EngineChange, on_delete=models.PROTECT, related_name="templates")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="others")
    engine_name = models.CharField(max_length=60)
    engine_version = models.CharField(max_length=40)
    sealed_template = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "enrolment"], name="change_template_once")]

    def __str__(self) -> str:
        return f"other template of enrolment {self.enrolment_id}"


class ShadowTally(models.Model):
    """How many comparisons fell into which fiftieth of similarity, under which engine: a histogram and nothing about
    anybody. `passed`: how many of them reached the threshold."""

    change = models.ForeignKey(EngineChange, on_delete=models.PROTECT, related_name="tallies")
    is_new = models.BooleanField()
    is_genuine = models.BooleanField()
    bin = models.SmallIntegerField()
    count = models.PositiveBigIntegerField(default=0)
    passed = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["bin"]
        constraints = [
            models.UniqueConstraint(fields=["change", "is_new", "is_genuine", "bin"], name="change_tally_once"),
            models.CheckConstraint(condition=Q(passed__lte=models.F("count")), name="change_tally_adds_up"),
        ]

    def __str__(self) -> str:
        return f"{self.count} in bin {self.bin}"
