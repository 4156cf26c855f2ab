"""What waits about dated rules of the region: for corrections, events, leave, and reminders."""

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
from hadir.schedules.proposals import DatedRule
from hadir.workdays.reminders import policies as reminders

Line = tuple[str, str, datetime | None, str]


def rules_waiting(user: User) -> Iterator[Line]:
    """Title, by whom, since when and where; not what the account proposed itself. Four statements."""
    if not permissions.has(user, Right.CONFIRM_SCHEDULES):
        return
    for row, title, page in _waiting():
        if user.pk not in row.authors:
            yield title, row.proposed_by_label, row.proposed_at, reverse(page)


def _waiting() -> Iterator[tuple[DatedRule, str, str]]:
    """Every proposal with its title and the page that decides about it."""
    for rule in ruling.waiting():
        yield rule, _("Ketentuan koreksi: %(name)s") % {"name": rule.get_reason_display()}, "correction_rules"
    for policy in policies.waiting():
        yield policy, _("Ketentuan acara: %(name)s") % {"name": policy.get_kind_display()}, "event_policies"
    for kind in types.waiting():
        yield kind, _("Ketentuan cuti dan izin: %(name)s") % {"name": kind.name}, "leave_types"
    for reminder in reminders.waiting():
        yield reminder, _("Pengingat absen"), "reminders"
