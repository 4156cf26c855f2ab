"""What one person proposes and another decides, and rules as dated rows over it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hadir.accounts.second_person import (
    BASIS_NEEDED,
    DECIDED_ALREADY,
    REASON_NEEDED,
    SECOND_PERSON,
    Proposed,
    Status,
    status_known,
)

__all__ = [
    "BASIS_NEEDED",
    "DECIDED_ALREADY",
    "REASON_NEEDED",
    "SECOND_PERSON",
    "DatedRule",
    "Proposed",
    "Status",
    "rule_constraints",
    "status_known",
]


class DatedRule(Proposed):
    """A rule as a dated row, by a legal basis. A row that counted is never changed: a better one takes its place.

    How rows meet is their `succession.Succession`. `superseded_at`: another one of the same day took its place.
    """

    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar hukum"), max_length=400)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def rule_constraints(name: str) -> list[models.CheckConstraint]:
    """What the database knows of every dated rule: its state, that it has a basis, and no end before its beginning."""
    return [
        status_known(f"{name}_status"),
        models.CheckConstraint(condition=~Q(legal_basis=""), name=f"{name}_basis"),
        models.CheckConstraint(
            condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=f"{name}_span"
        ),
    ]
