"""Since when somebody serves, as entitlements count it."""

from __future__ import annotations

from datetime import date

from hadir.lib import nip
from hadir.people.models import Employee


def since(employee: Employee) -> date:
    """The appointment that the NIP carries: the month for PNS and CPNS, the year for contract employees.

    A number that cannot be read (old records have such) counts from the day of registration here: fewer rights than
    due can be mended by an adjustment with a reason, days taken wrongly cannot.
    """
    try:
        kind = nip.EmploymentType(employee.employment_type)
        found = nip.parse(employee.nip, kind, today=date.max)
    except ValueError:
        return employee.registered_at.date()
    return date(found.appointment_year, found.appointment_month or 1, 1)
