"""The roles of today and what each may do: the one table of rights. `docs/permissions.md` is made from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hadir.lib.authority import Right


class Role(models.TextChoices):
    """What somebody is. `employee` and `superior` are never granted: they follow from the link to an active employee
    and from the dated headships of the organisation."""

    EMPLOYEE = "employee", _("Pegawai")
    SUPERIOR = "superior", _("Atasan langsung")
    OPD_OPERATOR = "opd_operator", _("Operator OPD")
    OPD_HEAD = "opd_head", _("Kepala OPD")
    HR_AGENCY = "hr_agency", _("Badan kepegawaian (BKPSDM)")
    PLATFORM_OPERATOR = "platform_operator", _("Operator platform (Kominfo)")
    EXAMINER = "examiner", _("Tim pemeriksa")
    APPOINTING_AUTHORITY = "appointing_authority", _("Pejabat pembina kepegawaian (PPK)")
    AUDITOR = "auditor", _("Inspektorat / pemeriksa")
    DPO = "dpo", _("Petugas pelindungan data (PPDP)")


# Roles that act in the whole region only, and roles that need a unit. The others may have either.
REGION_WIDE = frozenset({Role.PLATFORM_OPERATOR, Role.HR_AGENCY, Role.APPOINTING_AUTHORITY, Role.DPO})
OF_A_UNIT = frozenset({Role.OPD_OPERATOR, Role.OPD_HEAD, Role.EXAMINER})
NEVER_GRANTED = frozenset({Role.EMPLOYEE, Role.SUPERIOR})

# Who runs the machine or audits the deeds must not also do the deeds.
KEPT_APART = frozenset({Role.PLATFORM_OPERATOR, Role.AUDITOR})


_NOBODY: frozenset[Role] = frozenset()
_EMPLOYEE = frozenset({Role.EMPLOYEE})
_OPD = frozenset({Role.OPD_OPERATOR})
_HEAD = frozenset({Role.OPD_HEAD})
_HR = frozenset({Role.HR_AGENCY})
_PLATFORM = frozenset({Role.PLATFORM_OPERATOR})
_AUDITOR = frozenset({Role.AUDITOR})
_DPO = frozenset({Role.DPO})

# Kominfo runs the platform and must not see a face, decide an enrolment or see or alter attendance.
# What is not in this table is forbidden.
ROLES_WITH: dict[Right, frozenset[Role]] = {
    Right.CHECK_IN: _EMPLOYEE,
    Right.ENROL_OWN_FACE: _EMPLOYEE,
    Right.SEE_OWN_HISTORY: _EMPLOYEE,
    Right.REQUEST_OWN_DATA: _EMPLOYEE,
    Right.SEE_EMPLOYEES: _OPD | _HEAD | _HR | _PLATFORM | _AUDITOR,
    Right.MANAGE_EMPLOYEES: _OPD | _HR | _PLATFORM,
    Right.IMPORT_EMPLOYEES: _OPD | _HR,
    Right.EXPORT_EMPLOYEES: _OPD | _HR | _AUDITOR,
    Right.MANAGE_HEADS: _OPD | _HR,
    Right.INVITE: _OPD | _PLATFORM,
    Right.SEE_ENROLMENTS: _OPD | _AUDITOR,
    Right.DECIDE_ENROLMENT: _OPD,
    Right.SEE_ATTENDANCE: _OPD | _HEAD | _HR | _AUDITOR,
    Right.SEE_EVIDENCE: _OPD | _AUDITOR,
    Right.ALLOW_NON_BIOMETRIC: _OPD,
    Right.RECORD_NON_BIOMETRIC: _OPD,
    Right.SEE_ROLLOUT: _OPD | _HEAD | _HR | _PLATFORM | _AUDITOR,
    Right.PREPARE_ROLLOUT: _OPD | _PLATFORM,
    Right.DECIDE_GO_LIVE: _HR,
    Right.SEE_AUDIT_LOG: _AUDITOR,
    Right.EXPORT_AUDIT_LOG: _AUDITOR,
    Right.HANDLE_PRIVACY_REQUESTS: _DPO,
    Right.SEE_PRIVACY_REGISTERS: _DPO | _AUDITOR,
    Right.MANAGE_PRIVACY_REGISTERS: _DPO,
    Right.SEE_ENGINE_CHANGE: _PLATFORM | _DPO | _AUDITOR,
    Right.MANAGE_UNITS: _PLATFORM,
    Right.MANAGE_WORK_PLACES: _PLATFORM,
    Right.MANAGE_STAGES: _PLATFORM,
    Right.MANAGE_ACCOUNTS: _PLATFORM,
    Right.MANAGE_API_TOKENS: _PLATFORM,
    Right.GRANT_OPD_OPERATOR: _HR | _PLATFORM,
    # Held by nobody yet: the command line on the server does these, by order of whoever answers for personal data.
    Right.PUBLISH_NOTICE: _NOBODY,
    Right.ROTATE_KEYS: _NOBODY,
    Right.GRANT_OVERSIGHT: _NOBODY,
    # Held by nobody: only the command line on the server. Whoever could hand out a new link to an operator's account
    # could act in the operator's name.
    Right.RESTORE_OPERATOR: _NOBODY,
    Right.GRANT_PLATFORM_OPERATOR: _NOBODY,
}
