"""People who have left and whose face is still here."""

from __future__ import annotations

from datetime import datetime

from hadir.audit.models import AuditEntry
from hadir.enrolment.models import DataKey
from hadir.people.models import Employee


def left_before(moment: datetime) -> dict[int, datetime]:
    """Inactive people with a living data key who left before a moment, and when: the last time the log says so.

    The record itself knows only whether somebody is active; when that ended is a fact of the audit log. Somebody who
    was inactive from the first day (an import) counts from the registration. Two statements.
    """
    keyed = DataKey.objects.filter(destroyed_at__isnull=True, employee__active=False).values("employee_id")
    since = dict(Employee.objects.filter(pk__in=keyed, active=False).values_list("pk", "registered_at"))
    entries = AuditEntry.objects.filter(
        subject__in=[f"employee:{key}" for key in since], action__startswith="people.", detail__active=False
    ).order_by("id")
    for subject, at in entries.values_list("subject", "at"):
        since[int(subject.partition(":")[2])] = at
    return {key: at for key, at in since.items() if at < moment}
