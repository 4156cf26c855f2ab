"""Who acts, and what they may do, as the slices below `accounts` see it.

`people` and `audit` stand below `accounts`, so they cannot ask a user account anything directly. A service
takes an `Authority` instead: something that has a name for the audit log and refuses what is not allowed.
User accounts implement it; the table of roles stands in `hadir.accounts.permissions` (docs/permissions.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Right(StrEnum):
    """Everything a person can be allowed to do. A right that no role holds is held by nobody."""

    CHECK_IN = "check_in"
    ENROL_OWN_FACE = "enrol_own_face"
    SEE_OWN_HISTORY = "see_own_history"

    SEE_EMPLOYEES = "see_employees"
    MANAGE_EMPLOYEES = "manage_employees"
    INVITE = "invite"

    SEE_ENROLMENTS = "see_enrolments"
    DECIDE_ENROLMENT = "decide_enrolment"
    ENROL_AT_DESK = "enrol_at_desk"
    SEE_ATTENDANCE = "see_attendance"

    SEE_EVIDENCE = "see_evidence"
    ALLOW_NON_BIOMETRIC = "allow_non_biometric"
    RECORD_NON_BIOMETRIC = "record_non_biometric"

    IMPORT_EMPLOYEES = "import_employees"
    EXPORT_EMPLOYEES = "export_employees"
    MANAGE_HEADS = "manage_heads"

    SEE_ROLLOUT = "see_rollout"
    PREPARE_ROLLOUT = "prepare_rollout"
    DECIDE_GO_LIVE = "decide_go_live"

    SEE_SCHEDULES = "see_schedules"
    MANAGE_SCHEDULES = "manage_schedules"
    CONFIRM_SCHEDULES = "confirm_schedules"
    PROPOSE_SCHEDULES = "propose_schedules"
    MANAGE_ROSTERS = "manage_rosters"
    SWAP_SHIFTS = "swap_shifts"
    DECIDE_SWAPS = "decide_swaps"
    MANAGE_CALENDAR = "manage_calendar"
    CONFIRM_CALENDAR = "confirm_calendar"

    REQUEST_ABSENCE = "request_absence"
    SEE_ABSENCES = "see_absences"
    DECIDE_ABSENCE = "decide_absence"
    VERIFY_ABSENCE = "verify_absence"
    ASSIGN_DUTY = "assign_duty"
    MANAGE_LEAVE_RULES = "manage_leave_rules"
    ADJUST_LEAVE_LEDGER = "adjust_leave_ledger"

    REQUEST_CORRECTION = "request_correction"
    PROPOSE_CORRECTION = "propose_correction"
    DECIDE_CORRECTION = "decide_correction"
    SEE_CORRECTION_STATISTICS = "see_correction_statistics"
    REPORT_INCIDENT = "report_incident"
    CONFIRM_INCIDENT = "confirm_incident"
    MANAGE_EVENTS = "manage_events"

    BIND_OWN_DEVICE = "bind_own_device"
    SEE_DEVICES = "see_devices"
    DECIDE_REBINDING = "decide_rebinding"
    SEE_WORK_PLACES = "see_work_places"
    PLAN_WORK_PLACES = "plan_work_places"
    CONFIRM_WORK_PLACES = "confirm_work_places"
    ASSIGN_WORK_PLACES = "assign_work_places"
    OPEN_SITE_SCREEN = "open_site_screen"
    SEE_PRESENCE_POLICY = "see_presence_policy"
    MANAGE_PRESENCE_POLICY = "manage_presence_policy"
    CONFIRM_PRESENCE_POLICY = "confirm_presence_policy"
    SEE_REVIEWS = "see_reviews"
    REVIEW_CHECK_INS = "review_check_ins"
    CONFIRM_REVIEW = "confirm_review"
    OBJECT_TO_REVIEW = "object_to_review"
    SEE_REVIEW_STATISTICS = "see_review_statistics"
    DECLARE_LOOKALIKES = "declare_lookalikes"
    SEE_PATTERNS = "see_patterns"
    HANDLE_PATTERNS = "handle_patterns"

    SEE_RECAP = "see_recap"
    EXPORT_RECAP = "export_recap"
    PREPARE_RECAP = "prepare_recap"
    SIGN_RECAP = "sign_recap"
    VERIFY_RECAP = "verify_recap"
    LOCK_PERIOD = "lock_period"
    PROPOSE_JOURNAL = "propose_journal"
    DECIDE_JOURNAL = "decide_journal"
    SEE_ALLOWANCE = "see_allowance"
    SEE_ALLOWANCE_RULES = "see_allowance_rules"
    MANAGE_ALLOWANCE_RULES = "manage_allowance_rules"
    CONFIRM_ALLOWANCE_RULES = "confirm_allowance_rules"

    SEE_AUDIT_LOG = "see_audit_log"
    EXPORT_AUDIT_LOG = "export_audit_log"

    REQUEST_OWN_DATA = "request_own_data"
    HANDLE_PRIVACY_REQUESTS = "handle_privacy_requests"
    SEE_PRIVACY_REGISTERS = "see_privacy_registers"
    MANAGE_PRIVACY_REGISTERS = "manage_privacy_registers"
    PUBLISH_NOTICE = "publish_notice"
    SEE_ENGINE_CHANGE = "see_engine_change"
    CHANGE_ENGINE = "change_engine"
    ROTATE_KEYS = "rotate_keys"

    SEE_STRUCTURE = "see_structure"
    MANAGE_UNITS = "manage_units"
    MANAGE_WORK_PLACES = "manage_work_places"
    MANAGE_ACCOUNTS = "manage_accounts"
    RESTORE_OPERATOR = "restore_operator"
    SEE_GRANTS = "see_grants"
    GRANT_OPD_OPERATOR = "grant_opd_operator"
    CONFIRM_GRANT = "confirm_grant"
    GRANT_OVERSIGHT = "grant_oversight"
    GRANT_PLATFORM_OPERATOR = "grant_platform_operator"
    SEE_API_TOKENS = "see_api_tokens"
    MANAGE_API_TOKENS = "manage_api_tokens"
    CONFIRM_API_TOKEN = "confirm_api_token"  # noqa: S105 - the name of a right
    REVOKE_API_TOKEN = "revoke_api_token"  # noqa: S105 - the name of a right


@dataclass(frozen=True, slots=True)
class Actor:
    """A name for the audit log that outlives the account it came from. `id` is None for the system itself.

    `employee_id` is that of the account's own record, for what nobody may decide about himself.
    """

    id: int | None
    label: str
    employee_id: int | None = None


class Authority(Protocol):
    """Someone who may or may not do a thing."""

    @property
    def actor(self) -> Actor: ...

    def require(self, right: Right, unit_id: int | None) -> None:
        """Return in silence when the right covers the unit (None: the whole region), else raise `NotPermitted`."""


@dataclass(frozen=True, slots=True)
class System:
    """The command line and the installer: whoever holds a shell on the server may do everything.

    Never built in a request. The audit log names it, so that nothing it did looks like a person's deed.
    """

    label: str = "system"

    @property
    def actor(self) -> Actor:
        return Actor(id=None, label=self.label)

    def require(self, right: Right, unit_id: int | None) -> None:
        return None
