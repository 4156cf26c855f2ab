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
# Roles that follow from heading a unit today, Plt and Plh included: every head is a superior, the head of an OPD also
# its head. `opd_head` may be granted as well.
FROM_HEADSHIP = frozenset({Role.SUPERIOR, Role.OPD_HEAD})

# Who runs the machine, audits the deeds or answers for the data must not also do the deeds: these roles exclude every
# other granted role, and while one is held a headship gives no rights (domain reference 0, row "Kominfo only provides
# devices and application"; UU 27/2022 art. 53-54 for the data protection officer).
KEPT_APART = frozenset({Role.PLATFORM_OPERATOR, Role.AUDITOR, Role.DPO})


_NOBODY: frozenset[Role] = frozenset()
_EMPLOYEE = frozenset({Role.EMPLOYEE})
_SUPERIOR = frozenset({Role.SUPERIOR})
_OPD = frozenset({Role.OPD_OPERATOR})
_HEAD = frozenset({Role.OPD_HEAD})
_HR = frozenset({Role.HR_AGENCY})
_PLATFORM = frozenset({Role.PLATFORM_OPERATOR})
_AUDITOR = frozenset({Role.AUDITOR})
_DPO = frozenset({Role.DPO})
_PPK = frozenset({Role.APPOINTING_AUTHORITY})
_EVERYBODY = _EMPLOYEE | _SUPERIOR | _OPD | _HEAD | _HR | _PPK | _PLATFORM | _AUDITOR | _DPO

# Kominfo runs the platform: places, accounts, the preparation of a roll-out. It must not see a face, decide an
# enrolment, see or alter attendance, write the rules or hand out roles. The HR agency writes the rules and the
# organisation, each OPD decides on its own people, auditors and the DPO look and touch nothing of attendance.
# Working hours are the region's to set (Perpres 21/2023 art. 4-6, by the PPK): an OPD proposes its own, never confirms.
# What is not in this table is forbidden.
ROLES_WITH: dict[Right, frozenset[Role]] = {
    Right.CHECK_IN: _EMPLOYEE,
    Right.ENROL_OWN_FACE: _EMPLOYEE,
    Right.SEE_OWN_HISTORY: _EMPLOYEE,
    Right.REQUEST_OWN_DATA: _EMPLOYEE,
    Right.SEE_EMPLOYEES: _OPD | _HEAD | _HR | _PLATFORM | _AUDITOR,
    Right.MANAGE_EMPLOYEES: _OPD | _HR,
    Right.IMPORT_EMPLOYEES: _OPD | _HR,
    Right.EXPORT_EMPLOYEES: _OPD | _HR | _AUDITOR,
    Right.MANAGE_HEADS: _OPD | _HR,
    Right.INVITE: _OPD | _PLATFORM,
    Right.SEE_ENROLMENTS: _OPD | _HEAD | _AUDITOR,
    Right.DECIDE_ENROLMENT: _OPD | _HEAD,
    Right.ENROL_AT_DESK: _OPD,
    Right.SEE_ATTENDANCE: _SUPERIOR | _OPD | _HEAD | _HR | _AUDITOR,
    Right.SEE_EVIDENCE: _OPD | _HEAD | _AUDITOR,
    Right.ALLOW_NON_BIOMETRIC: _OPD | _HEAD,
    Right.RECORD_NON_BIOMETRIC: _OPD,
    Right.SEE_ROLLOUT: _OPD | _HEAD | _HR | _PLATFORM | _AUDITOR,
    Right.PREPARE_ROLLOUT: _OPD | _PLATFORM,
    Right.DECIDE_GO_LIVE: _HR,
    # Hours, holidays and tariffs are everybody's to read: they decide about everybody's day and allowance.
    Right.SEE_SCHEDULES: _EVERYBODY,
    Right.MANAGE_SCHEDULES: _HR,
    Right.CONFIRM_SCHEDULES: _HR | _PPK,
    Right.PROPOSE_SCHEDULES: _OPD | _HR,
    Right.MANAGE_ROSTERS: _OPD,
    Right.SWAP_SHIFTS: _EMPLOYEE,
    Right.DECIDE_SWAPS: _SUPERIOR | _HEAD,
    Right.MANAGE_CALENDAR: _HR,
    Right.CONFIRM_CALENDAR: _HR | _PPK,
    # Superior first, then the agency's verifier. The HR agency owns the rules, not the requests.
    Right.REQUEST_ABSENCE: _EMPLOYEE,
    Right.SEE_ABSENCES: _SUPERIOR | _OPD | _HEAD | _HR | _AUDITOR,
    Right.DECIDE_ABSENCE: _SUPERIOR | _HEAD,
    Right.VERIFY_ABSENCE: _OPD,
    Right.ASSIGN_DUTY: _OPD | _HEAD,
    Right.MANAGE_LEAVE_RULES: _HR,
    Right.ADJUST_LEAVE_LEDGER: _HR,
    Right.REQUEST_CORRECTION: _EMPLOYEE,
    Right.PROPOSE_CORRECTION: _OPD,
    Right.DECIDE_CORRECTION: _SUPERIOR | _HEAD,
    Right.SEE_CORRECTION_STATISTICS: _HEAD | _HR | _AUDITOR,
    # Kominfo knows when the network was down and may say so; what follows from it, the HR agency decides.
    Right.REPORT_INCIDENT: _OPD | _HEAD | _HR | _PLATFORM,
    Right.CONFIRM_INCIDENT: _HR,
    Right.MANAGE_EVENTS: _OPD | _HR,
    # Which phone is whose: the own one is bound by its owner, a change is decided by the own OPD. Kominfo sees that a
    # phone is bound, for its help desk, and decides nothing.
    Right.BIND_OWN_DEVICE: _EMPLOYEE,
    Right.SEE_DEVICES: _OPD | _HEAD | _PLATFORM | _AUDITOR,
    Right.DECIDE_REBINDING: _OPD | _HEAD,
    Right.SEE_WORK_PLACES: _EVERYBODY,
    Right.PLAN_WORK_PLACES: _OPD | _PLATFORM,
    Right.CONFIRM_WORK_PLACES: _HEAD | _HR,
    Right.ASSIGN_WORK_PLACES: _OPD | _HEAD,
    Right.OPEN_SITE_SCREEN: _OPD,
    # What must be proved decides about everybody's day: everybody may read it.
    Right.SEE_PRESENCE_POLICY: _EVERYBODY,
    Right.MANAGE_PRESENCE_POLICY: _OPD | _HR,
    Right.CONFIRM_PRESENCE_POLICY: _HEAD | _HR,
    # The agency looks at its own people's check-ins: one person judges, the head confirms what touches pay.
    Right.SEE_REVIEWS: _OPD | _HEAD | _HR | _AUDITOR,
    Right.REVIEW_CHECK_INS: _OPD,
    Right.CONFIRM_REVIEW: _HEAD | _HR,
    Right.OBJECT_TO_REVIEW: _EMPLOYEE,
    Right.SEE_REVIEW_STATISTICS: _HEAD | _HR | _AUDITOR,
    Right.DECLARE_LOOKALIKES: _OPD | _HEAD,
    Right.SEE_PATTERNS: _OPD | _HEAD | _HR | _AUDITOR,
    Right.HANDLE_PATTERNS: _OPD | _HR,
    Right.SEE_RECAP: _SUPERIOR | _OPD | _HEAD | _HR | _PPK | _AUDITOR,
    Right.EXPORT_RECAP: _OPD | _HEAD | _HR | _AUDITOR,
    # Operator, head of the agency, verifier of the HR agency, then the lock: four deeds by four people.
    Right.PREPARE_RECAP: _OPD,
    Right.SIGN_RECAP: _HEAD,
    Right.VERIFY_RECAP: _HR,
    Right.LOCK_PERIOD: _HR,
    Right.PROPOSE_JOURNAL: _OPD | _HR,
    Right.DECIDE_JOURNAL: _HR,
    Right.SEE_ALLOWANCE: _OPD | _HEAD | _HR | _PPK | _AUDITOR,
    Right.SEE_ALLOWANCE_RULES: _EVERYBODY,
    Right.MANAGE_ALLOWANCE_RULES: _HR,
    Right.CONFIRM_ALLOWANCE_RULES: _HR | _PPK,
    Right.SEE_AUDIT_LOG: _AUDITOR,
    Right.EXPORT_AUDIT_LOG: _AUDITOR,
    Right.HANDLE_PRIVACY_REQUESTS: _DPO,
    Right.SEE_PRIVACY_REGISTERS: _DPO | _AUDITOR,
    Right.MANAGE_PRIVACY_REGISTERS: _DPO,
    Right.SEE_ENGINE_CHANGE: _PLATFORM | _DPO | _AUDITOR,
    Right.SEE_STRUCTURE: _HR | _PLATFORM | _AUDITOR | _DPO,
    Right.MANAGE_UNITS: _HR,
    Right.MANAGE_WORK_PLACES: _PLATFORM,
    Right.MANAGE_ACCOUNTS: _PLATFORM,
    Right.SEE_GRANTS: _OPD | _HEAD | _HR | _PLATFORM | _AUDITOR | _DPO,
    Right.GRANT_OPD_OPERATOR: _HR,
    Right.CONFIRM_GRANT: _HEAD | _HR,
    Right.SEE_API_TOKENS: _HR | _PLATFORM | _AUDITOR | _DPO,
    Right.MANAGE_API_TOKENS: _HR,
    Right.CONFIRM_API_TOKEN: _HR | _DPO,
    Right.REVOKE_API_TOKEN: _HR | _PLATFORM | _DPO,
    # Held by nobody yet: the command line on the server does these, by order of whoever answers for personal data.
    Right.PUBLISH_NOTICE: _DPO,
    Right.ROTATE_KEYS: _NOBODY,
    Right.CHANGE_ENGINE: _NOBODY,
    Right.GRANT_OVERSIGHT: _NOBODY,
    # Held by nobody: only the command line on the server. Whoever could hand out a new link to an operator's account
    # could act in the operator's name.
    Right.RESTORE_OPERATOR: _NOBODY,
    Right.GRANT_PLATFORM_OPERATOR: _NOBODY,
}

# Which right is needed to give or end a role. Who oversees others, or runs the machine, is named by the command line.
RIGHT_TO_GRANT: dict[Role, Right] = {
    Role.OPD_OPERATOR: Right.GRANT_OPD_OPERATOR,
    Role.OPD_HEAD: Right.GRANT_OPD_OPERATOR,
    Role.EXAMINER: Right.GRANT_OPD_OPERATOR,
    Role.HR_AGENCY: Right.GRANT_OVERSIGHT,
    Role.APPOINTING_AUTHORITY: Right.GRANT_OVERSIGHT,
    Role.AUDITOR: Right.GRANT_OVERSIGHT,
    Role.DPO: Right.GRANT_OVERSIGHT,
    Role.PLATFORM_OPERATOR: Right.GRANT_PLATFORM_OPERATOR,
}

# A role with one of these is given by two people: one proposes, another confirms.
CRITICAL_RIGHTS = frozenset({Right.SEE_EVIDENCE, Right.DECIDE_ENROLMENT, Right.CONFIRM_GRANT})

# Rights that are not simply held: they open for minutes, after a fresh proof of who is there and with a reason, and
# every opening is logged and told to the person. Deciding enrolments is not among them: on an enrolment day an
# operator decides every minute, and each look at a portrait is logged by itself.
RIGHTS_NEEDING_ELEVATION = frozenset(
    {Right.SEE_EVIDENCE, Right.EXPORT_EMPLOYEES, Right.EXPORT_AUDIT_LOG, Right.MANAGE_API_TOKENS}
)


def needs_second_person(role: Role) -> bool:
    """Whether one person alone may not give this role."""
    return any(role in ROLES_WITH[right] for right in CRITICAL_RIGHTS)
