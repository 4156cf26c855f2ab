"""The log of deeds and the signed heads of its chain. Rows are only ever added; the database refuses anything else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hadir.lib import chain


class AuditEntry(models.Model):
    """Who did what to what, by which right, and where in the organisation.

    No foreign keys: an entry must survive the account and the unit it names, and `audit` stands below both.
    `detail`, `before` and `after` never hold scores, faces, passwords or tokens; see `rules.difference` for what is
    masked. `seq`, `at`, `prev_hash`, `hash` and `payload` are the database's own (`chain_sql`): whatever is given for
    them is overwritten, and an entry just written has to be read again to know them.
    """

    seq = models.BigIntegerField(unique=True, editable=False)
    at = models.DateTimeField(db_default=models.functions.Now(), db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    right = models.CharField(max_length=40, blank=True, default="")
    subject = models.CharField(max_length=200)
    unit_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    prev_hash = models.BinaryField(max_length=32, editable=False)
    hash = models.BinaryField(max_length=32, editable=False)
    payload = models.TextField(editable=False)

    class Meta:
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["subject", "-seq"], name="audit_by_subject"),
            models.Index(fields=["unit_id", "-seq"], name="audit_by_unit"),
            models.Index(fields=["actor_id", "-seq"], name="audit_by_actor"),
            models.Index(fields=["action", "-seq"], name="audit_by_action"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(action__regex=r"^[a-z_]+\.[a-z_]+$"), name="audit_action_form"),
            models.CheckConstraint(condition=~Q(actor_label=""), name="audit_actor_named"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.at:%Y-%m-%d %H:%M:%S} {self.actor_label} {self.action} {self.subject}"


class Head(models.Model):
    """The newest entry's number and hash on a day, signed: handed to witnesses, it binds everything before it."""

    date = models.DateField(unique=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    jws = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-date"]
        constraints = [
            models.CheckConstraint(condition=Q(seq__gte=1) & Q(hash__regex=r"^[0-9a-f]{64}$"), name="audit_head_form")
        ]

    def __str__(self) -> str:
        return f"head {self.date}: entry {self.seq}, {self.fingerprint}"

    @property
    def fingerprint(self) -> str:
        return chain.fingerprint(self.hash)
