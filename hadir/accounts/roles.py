"""The roles of today and what each may do: the one table of rights. `docs/permissions.md` is made from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hadir.lib.authority import Right


class Role(models.TextChoices):
    """What somebody is. `employee` is never granted: it follows from the link to an active employee."""

    EMPLOYEE = "employee", _("Pegawai")
    OPD_OPERATOR = "opd_operator", _("Operator OPD")
    PLATFORM_OPERATOR = "platform_operator", _("Operator platform (Kominfo)")


_NOBODY: frozenset[Role] = frozenset()
_EMPLOYEE = frozenset({Role.EMPLOYEE})
_OPD = frozenset({Role.OPD_OPERATOR})
_PLATFORM = frozenset({Role.PLATFORM_OPERATOR})

# Kominfo runs the platform and must not see a face, decide an enrolment or see or alter attendance.
# What is not in this table is forbidden.
ROLES_WITH: dict[Right, frozenset[Role]] = {
    Right.CHECK_IN: _EMPLOYEE,
    Right.ENROL_OWN_FACE: _EMPLOYEE,
    Right.SEE_OWN_HISTORY: _EMPLOYEE,
    Right.SEE_EMPLOYEES: _OPD | _PLATFORM,
    Right.MANAGE_EMPLOYEES: _OPD | _PLATFORM,
    Right.INVITE: _OPD | _PLATFORM,
    Right.SEE_ENROLMENTS: _OPD,
    Right.DECIDE_ENROLMENT: _OPD,
    Right.SEE_ATTENDANCE: _OPD,
    Right.MANAGE_UNITS: _PLATFORM,
    Right.MANAGE_WORK_PLACES: _PLATFORM,
    Right.MANAGE_STAGES: _PLATFORM,
    Right.MANAGE_ACCOUNTS: _PLATFORM,
    Right.GRANT_OPD_OPERATOR: _PLATFORM,
    # Held by nobody yet: the command line on the server does these, by order of whoever answers for personal data.
    Right.PUBLISH_NOTICE: _NOBODY,
    Right.ROTATE_KEYS: _NOBODY,
    # Held by nobody: only the command line on the server. Whoever could hand out a new link to an operator's account
    # could act in the operator's name.
    Right.RESTORE_OPERATOR: _NOBODY,
    Right.GRANT_PLATFORM_OPERATOR: _NOBODY,
}
