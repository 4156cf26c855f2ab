"""Telling the HR agency what waits, and the reporter what became of it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import override

from hadir.accounts.models import RoleGrant
from hadir.accounts.permissions import valid_on
from hadir.accounts.roles import ROLES_WITH
from hadir.attendance.incidents.models import IncidentReport
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people


def reported(row: IncidentReport) -> None:
    """Everybody who may decide on it learns of it, but the reporter."""
    roles = [role.value for role in ROLES_WITH[Right.CONFIRM_INCIDENT]]
    with seeing_everything("who has to be told; the reporter learns nothing of the account"):
        grants = RoleGrant.objects.filter(valid_on(people.today_in_region(row.reported_at)), role__in=roles)
        told = set(grants.values_list("user_id", flat=True)) - {row.reported_by}
    facts = {"first_at": row.first_at.isoformat(), "last_at": row.last_at.isoformat()}
    _send(Kind.INCIDENT_REPORTED, told, row, facts)


def decided(row: IncidentReport) -> None:
    """The reporter learns the outcome."""
    if row.reported_by is None:
        return
    with override("id"):  # the notice keeps the source text and is translated for its reader
        decision = str(row.get_state_display())
    _send(
        Kind.INCIDENT_DECIDED, {row.reported_by}, row, {"decision_text": decision, "reason": row.decision_note or "-"}
    )


def _send(kind: Kind, user_ids: set[int], row: IncidentReport, facts: dict[str, str]) -> None:
    notices.send(
        kind,
        user_ids=sorted(user_ids),
        facts={**facts, "title": row.title},
        link=reverse("incident", args=[row.pk]),
        about=f"incident:{row.pk}",
    )
