"""What waits about dated rules of the region: for corrections, events, and leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.attendance.corrections import ruling
from hadir.attendance.events import policies
from hadir.leave import types

Line = tuple[str, str, datetime | None, str]


def rules_waiting(user: User) -> Iterator[Line]:
    """Title, by whom, since when and where; not what the account proposed itself. Three statements."""
    if not permissions.has(user, Right.CONFIRM_SCHEDULES):
        return
    for rule in ruling.waiting():
        if user.pk not in rule.authors:
            title = _("Ketentuan koreksi: %(name)s") % {"name": rule.get_reason_display()}
            yield title, rule.proposed_by_label, rule.proposed_at, reverse("correction_rules")
    for policy in policies.waiting():
        if user.pk not in policy.authors:
            title = _("Ketentuan acara: %(name)s") % {"name": policy.get_kind_display()}
            yield title, policy.proposed_by_label, policy.proposed_at, reverse("event_policies")
    for kind in types.waiting():
        if user.pk not in kind.authors:
            title = _("Ketentuan cuti dan izin: %(name)s") % {"name": kind.name}
            yield title, kind.proposed_by_label, kind.proposed_at, reverse("leave_types")
