"""Requests with their clocks, registers, breaches, retention and its reports."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee
from hadir.privacy.rules import Addressee, BreachState, DataClass, RequestKind, RequestState

_KINDS = [kind.value for kind in RequestKind]
_STATES = [state.value for state in RequestState]
_CLASSES = [kind.value for kind in DataClass]


class ClockRule(models.Model):
    """How many hours the law gives for one thing, from a date on: a request's kind, or `breach`."""

    subject = models.CharField(max_length=20)
    hours = models.PositiveIntegerField()
    legal_basis = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["subject", "-valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(subject__in=[*_KINDS, "breach"]), name="privacy_clock_subject"),
            models.CheckConstraint(condition=Q(hours__range=(1, 2400)), name="privacy_clock_hours"),
            models.UniqueConstraint(fields=["subject", "valid_from"], name="privacy_clock_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.hours} h from {self.valid_from}"


class DataRequest(models.Model):
    """What somebody asks about the own data. The clock begins at `received_at` and is never stopped."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    detail = models.TextField(blank=True)
    state = models.CharField(max_length=12, default=RequestState.RECEIVED.value)
    channel = models.CharField(max_length=10, default="page")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    clock = models.ForeignKey(ClockRule, on_delete=models.PROTECT, related_name="+")
    handler_id = models.BigIntegerField(null=True)
    handler_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    ground = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["state", "due_at"], name="privacy_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="privacy_request_kind"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="privacy_request_state"),
            models.CheckConstraint(condition=Q(due_at__gt=F("received_at")), name="privacy_request_clock"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(ground=""), name="privacy_refusal_has_ground"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "declined"]) | ~Q(answer=""), name="privacy_answer_has_words"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "in_progress"], decided_at__isnull=True)
                | (~Q(state__in=["received", "in_progress"]) & Q(decided_at__isnull=False)),
                name="privacy_request_decided",
            ),
            models.UniqueConstraint(
                fields=["employee", "kind"],
                condition=Q(state__in=["received", "in_progress"]),
                name="privacy_one_open_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}: {self.kind} by employee {self.employee_id}, {self.state}"


class RequestStep(models.Model):
    """What happened to a request, when, by whom. A fact: never changed."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    code = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.code} of request {self.request_id}"


class ExportState(models.TextChoices):
    QUEUED = "queued", _("Sedang disiapkan")
    READY = "ready", _("Siap diunduh")
    DESTROYED = "destroyed", _("Sudah dimusnahkan")


class SubjectExport(models.Model):
    """A copy of everything about a person, encrypted here until it is fetched or its date comes."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(DataRequest, null=True, on_delete=models.PROTECT, related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.QUEUED)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    destroy_after = models.DateTimeField(null=True)
    kek_id = models.CharField(max_length=40, blank=True)
    sealed = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="privacy_export_state"),
            models.CheckConstraint(
                condition=Q(state="ready", sealed__isnull=False, destroy_after__isnull=False)
                | (~Q(state="ready") & Q(sealed__isnull=True)),
                name="privacy_export_content",
            ),
            models.UniqueConstraint(
                fields=["employee"], condition=Q(state="queued"), name="privacy_one_export_being_made"
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} of employee {self.employee_id}: {self.state}"


class NoticeDraft(models.Model):
    """The next version of the privacy notice, while it is being written. There is one at a time."""

    text_id = models.TextField()
    text_en = models.TextField()
    changes_id = models.TextField()
    changes_en = models.TextField()
    legal_basis = models.CharField(max_length=300)
    effective_on = models.DateField(null=True)
    written_by = models.BigIntegerField()
    written_by_label = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    only = models.BooleanField(default=True, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="privacy_one_draft")]

    def __str__(self) -> str:
        return "draft of the privacy notice"


class Controller(models.Model):
    """Who answers for the data: letterhead and contacts. A change is a new row; the last one counts."""

    region = models.CharField(_("pemerintah daerah"), max_length=200)
    office = models.CharField(_("perangkat daerah penanggung jawab"), max_length=200)
    address = models.CharField(_("alamat"), max_length=300)
    city = models.CharField(_("kota tempat surat ditandatangani"), max_length=100)
    phone = models.CharField(_("telepon"), max_length=40, blank=True)
    email = models.EmailField(_("surel"), blank=True)
    dpo_name = models.CharField(_("nama petugas pelindungan data"), max_length=200)
    dpo_contact = models.CharField(_("kontak petugas pelindungan data"), max_length=200)
    signer_name = models.CharField(_("nama penanda tangan"), max_length=200)
    signer_position = models.CharField(_("jabatan penanda tangan"), max_length=200)
    signer_nip = models.CharField(_("NIP penanda tangan"), max_length=30, blank=True)
    changed_at = models.DateTimeField()
    changed_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.region


class ProcessingActivity(models.Model):
    """One line of the register of processing (article 31), in one of its versions. The highest version counts."""

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    name = models.CharField(_("kegiatan"), max_length=200)
    purpose = models.TextField(_("tujuan"))
    legal_basis = models.TextField(_("dasar hukum"))
    subjects = models.TextField(_("siapa yang datanya diproses"))
    data = models.TextField(_("data yang diproses"))
    recipients = models.TextField(_("penerima"))
    retention = models.TextField(_("masa simpan"))
    security = models.TextField(_("pengamanan"))
    ended = models.BooleanField(_("kegiatan sudah berakhir"), default=False)
    changed_at = models.DateTimeField()
    changed_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="privacy_activity_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Assessment(models.Model):
    """The region's answers in the impact assessment (article 34), version by version; the text around them is ours."""

    version = models.PositiveIntegerField(unique=True)
    answers = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"assessment {self.version}"


class Breach(models.Model):
    """A failure to protect personal data (article 46). The clock begins when it is known."""

    title = models.CharField(_("apa yang terjadi, singkat"), max_length=200)
    state = models.CharField(max_length=10, default=BreachState.OPEN.value)
    happened_from = models.DateTimeField(_("mulai terjadi"))
    happened_to = models.DateTimeField(_("berakhir"), null=True, blank=True)
    known_at = models.DateTimeField(_("diketahui"))
    due_at = models.DateTimeField()
    clock = models.ForeignKey(ClockRule, on_delete=models.PROTECT, related_name="+")
    disclosed = models.TextField(_("data pribadi yang terungkap"))
    how = models.TextField(_("bagaimana terungkap"))
    consequences = models.TextField(_("akibat yang mungkin"), blank=True)
    handling = models.TextField(_("penanganan dan pemulihan"), blank=True)
    advice = models.TextField(_("yang dapat dilakukan orang terdampak"), blank=True)
    public_concerned = models.BooleanField(_("mengganggu pelayanan publik atau kepentingan masyarakat"), default=False)
    opened_by_label = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-known_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in BreachState]), name="privacy_breach_state"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("known_at")), name="privacy_breach_clock"),
            models.CheckConstraint(
                condition=Q(happened_to__isnull=True) | Q(happened_to__gte=F("happened_from")),
                name="privacy_breach_span",
            ),
        ]

    def __str__(self) -> str:
        return f"breach {self.pk}"


class AffectedPerson(models.Model):
    """Whose data a breach touched, and since when this is known."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="affected")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["breach", "employee"], name="privacy_affected_once")]

    def __str__(self) -> str:
        return f"employee {self.employee_id} in breach {self.breach_id}"


class BreachTelling(models.Model):
    """Who was told of a breach, when and how. A fact: never changed."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="tellings")
    addressee = models.CharField(max_length=10)
    told_at = models.DateTimeField()
    how = models.CharField(max_length=300)
    people = models.PositiveIntegerField(default=0)
    in_time = models.BooleanField()
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(addressee__in=[who.value for who in Addressee]), name="privacy_addressee"
            )
        ]

    def __str__(self) -> str:
        return f"{self.addressee} told of breach {self.breach_id}"


class RetentionPolicy(models.Model):
    """How long a class of data is kept, from a date on. `days` None: kept, for the reason that `legal_basis` names."""

    data_class = models.CharField(max_length=20)
    days = models.PositiveIntegerField(null=True)
    legal_basis = models.CharField(max_length=300)
    valid_from = models.DateField()
    made_at = models.DateTimeField()
    made_by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["data_class", "-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(data_class__in=_CLASSES), name="privacy_retention_class"),
            models.CheckConstraint(condition=Q(days__isnull=True) | Q(days__lte=36500), name="privacy_retention_days"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="privacy_retention_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.data_class}: {self.days} days from {self.valid_from}"


class DestructionReport(models.Model):
    """What one run of retention destroyed of one class: numbers and dates, no personal data. A fact: never changed."""

    run_id = models.UUIDField()
    data_class = models.CharField(max_length=20)
    policy = models.ForeignKey(RetentionPolicy, on_delete=models.PROTECT, related_name="+")
    ran_at = models.DateTimeField()
    before = models.DateTimeField()
    count = models.PositiveIntegerField()
    oldest = models.DateTimeField(null=True)
    newest = models.DateTimeField(null=True)
    backups_until = models.DateField(null=True)

    class Meta:
        ordering = ["-ran_at", "data_class"]
        constraints = [models.UniqueConstraint(fields=["run_id", "data_class"], name="privacy_report_once_a_run")]

    def __str__(self) -> str:
        return f"{self.data_class}: {self.count} destroyed"


class Backup(models.Model):
    """A copy of the database outside Hadir, and the day on which it goes. Erased data lives in it until then."""

    label = models.CharField(_("nama cadangan"), max_length=120)
    made_on = models.DateField(_("dibuat"))
    expires_on = models.DateField(_("dimusnahkan paling lambat"))
    place = models.CharField(_("tempat simpan"), max_length=200)
    destroyed_on = models.DateField(_("dimusnahkan"), null=True)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["-made_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["label"], name="privacy_backup_once"),
            models.CheckConstraint(condition=Q(expires_on__gte=F("made_on")), name="privacy_backup_span"),
        ]

    def __str__(self) -> str:
        return self.label
