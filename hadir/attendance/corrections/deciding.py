"""Whose word a correction needs: the superior's, or a head's above; never the subject's, never the proposer's."""

from __future__ import annotations

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.roles import KEPT_APART
from hadir.attendance.corrections import texts
from hadir.attendance.corrections.models import Correction
from hadir.leave import deciding as superiors
from hadir.lib.authority import Right
from hadir.lib.errors import NotPermitted
from hadir.people.models import Employee


def office_of(user: User, employee: Employee) -> str | None:
    """As what the user may decide about somebody's check-ins; None when he may not. Empty: by a role alone."""
    if user.employee_id == employee.pk:
        return None
    if user.employee_id is not None and permissions.roles_of(user).isdisjoint(KEPT_APART):
        direct = superiors.superior(employee, permissions.today_for(user))
        if direct is not None and direct.employee_id == user.employee_id:
            return direct.office
    return "" if permissions.has(user, Right.DECIDE_CORRECTION, employee.unit_id) else None


def require_decider(user: User, correction: Correction) -> str:
    """The office. NotPermitted `not_oneself`, `second_person_needed`, `not_the_decider`."""
    if user.employee_id is not None and user.employee_id == correction.employee_id:
        raise NotPermitted("not_oneself", texts.NOT_ONESELF)
    if user.pk == correction.requested_by:
        raise NotPermitted("second_person_needed", texts.SECOND_PERSON)
    office = office_of(user, correction.employee)
    if office is None:
        raise NotPermitted("not_the_decider", texts.NOT_THE_DECIDER)
    return office


def may_decide(user: User, correction: Correction) -> bool:
    """For pages."""
    if correction.requested_by == user.pk:
        return False
    return office_of(user, correction.employee) is not None
