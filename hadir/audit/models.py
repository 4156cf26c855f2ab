"""The log of deeds. Rows are only ever added; the database itself refuses anything else (migration 0001)."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """Who did what to what, and where in the organisation.

    No foreign keys: an entry must survive the account and the unit it names, and `audit` stands below both.
    `detail` never holds personal data beyond what the subject names: no scores, faces, passwords or tokens.
    """

    at = models.DateTimeField(db_default=models.functions.Now())
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    unit_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_by_subject"),
            models.Index(fields=["unit_id", "-id"], name="audit_by_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(action__regex=r"^[a-z_]+\.[a-z_]+$"), name="audit_action_form"),
            models.CheckConstraint(condition=~models.Q(actor_label=""), name="audit_actor_named"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_label} {self.action} {self.subject}"
