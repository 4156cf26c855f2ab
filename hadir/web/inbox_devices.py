"""What waits about phones: who asks for another one, and which one serves several people."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hadir.accounts.models import User
from hadir.devices import selectors
from hadir.web.inbox_rules import Line


def phones_waiting(user: User) -> Iterator[Line]:
    """Title, about whom, since when and where; nothing about the reader himself. A fixed number of statements."""
    units = selectors.decided_units(user)
    for row in selectors.waiting_for(user, units):
        who = f"{row.employee.full_name} ({row.employee.unit.name})"
        yield who, row.get_reason_display(), row.asked_at, reverse("device_request", args=[row.pk])
    for alarm in selectors.open_alarms_for(user, units):
        both = f"{alarm.employee_label} · {alarm.other_label}"
        url = reverse("device_alarm", args=[alarm.pk])
        yield _("Satu ponsel dipakai dua pegawai"), both, alarm.raised_at, url
