"""Who sees which class of rows, for PostgreSQL: made from the table of roles, so that both lines of defence agree.

A class of rows opens with any of its rights; which roles hold those stands in `hadir.accounts.roles` alone. The
functions below are replaced at every `hadir migrate`, so a changed table of roles reaches the database with the
upgrade that brings it. They run with the owner's eyes (SECURITY DEFINER): the policies that ask them must not ask
themselves. Every one of them answers about the present viewer only, never about somebody named by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from hadir.accounts.roles import FROM_HEADSHIP, KEPT_APART, ROLES_WITH, Role
from hadir.accounts.rules import Scope
from hadir.audit import viewer
from hadir.lib.authority import Right


class RowClass(StrEnum):
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    GRANTS = "grants"
    ATTENDANCE = "attendance"
    EVIDENCE = "evidence"
    FACES = "faces"
    ALTERNATIVE = "alternative"
    ENGINE = "engine"
    IMPORTS = "imports"
    ROLLOUT = "rollout"
    PRIVACY = "privacy"
    AUDIT = "audit"
    ABSENCES = "absences"
    ROSTERS = "rosters"
    DAYS = "days"
    ALLOWANCE = "allowance"
    TOKENS = "tokens"
    DEVICES = "devices"
    PLACES = "places"
    REVIEWS = "reviews"
    PATTERNS = "patterns"


# Any of these rights, for a unit, opens the rows of its people; own rows need none. Wider than a single page asks: this
# is the line that holds when the page's own filter is forgotten, not that filter.
RIGHTS_OF: dict[RowClass, frozenset[Right]] = {
    # A name stands beside nearly everything, so whoever may see anything about a person may see who it is.
    RowClass.PEOPLE: frozenset(
        {
            *(Right.SEE_EMPLOYEES, Right.MANAGE_EMPLOYEES, Right.IMPORT_EMPLOYEES, Right.EXPORT_EMPLOYEES),
            *(Right.MANAGE_HEADS, Right.INVITE, Right.SEE_ENROLMENTS, Right.DECIDE_ENROLMENT, Right.SEE_ATTENDANCE),
            *(
                Right.ENROL_AT_DESK,
                Right.SEE_EVIDENCE,
                Right.ALLOW_NON_BIOMETRIC,
                Right.RECORD_NON_BIOMETRIC,
                Right.SEE_GRANTS,
            ),
            *(Right.SEE_AUDIT_LOG, Right.HANDLE_PRIVACY_REQUESTS, Right.MANAGE_ACCOUNTS, Right.GRANT_OPD_OPERATOR),
            *(Right.SEE_RECAP, Right.SEE_ABSENCES, Right.SEE_ALLOWANCE, Right.DECIDE_CORRECTION),
        }
    ),
    RowClass.ACCOUNTS: frozenset(
        {
            *(Right.SEE_EMPLOYEES, Right.INVITE, Right.MANAGE_ACCOUNTS, Right.SEE_GRANTS),
            *(Right.GRANT_OPD_OPERATOR, Right.CONFIRM_GRANT, Right.DECIDE_ENROLMENT, Right.HANDLE_PRIVACY_REQUESTS),
        }
    ),
    # For writing only.
    RowClass.GRANTS: frozenset({Right.GRANT_OPD_OPERATOR, Right.CONFIRM_GRANT}),
    RowClass.ATTENDANCE: frozenset({Right.SEE_ATTENDANCE, Right.SEE_EVIDENCE, Right.RECORD_NON_BIOMETRIC}),
    RowClass.EVIDENCE: frozenset({Right.SEE_EVIDENCE}),
    RowClass.FACES: frozenset({Right.SEE_ENROLMENTS, Right.DECIDE_ENROLMENT, Right.ENROL_AT_DESK}),
    RowClass.ALTERNATIVE: frozenset({Right.ALLOW_NON_BIOMETRIC, Right.RECORD_NON_BIOMETRIC, Right.SEE_ENROLMENTS}),
    RowClass.ENGINE: frozenset({Right.SEE_ENGINE_CHANGE}),
    RowClass.IMPORTS: frozenset({Right.IMPORT_EMPLOYEES}),
    RowClass.ROLLOUT: frozenset({Right.SEE_ROLLOUT, Right.PREPARE_ROLLOUT, Right.DECIDE_GO_LIVE}),
    RowClass.PRIVACY: frozenset(
        {Right.HANDLE_PRIVACY_REQUESTS, Right.SEE_PRIVACY_REGISTERS, Right.MANAGE_PRIVACY_REGISTERS}
    ),
    RowClass.AUDIT: frozenset({Right.SEE_AUDIT_LOG, Right.EXPORT_AUDIT_LOG}),
    RowClass.ABSENCES: frozenset(
        {Right.SEE_ABSENCES, Right.DECIDE_ABSENCE, Right.VERIFY_ABSENCE, Right.ASSIGN_DUTY, Right.ADJUST_LEAVE_LEDGER}
    ),
    RowClass.ROSTERS: frozenset(
        {Right.MANAGE_ROSTERS, Right.DECIDE_SWAPS, Right.PROPOSE_SCHEDULES, Right.MANAGE_SCHEDULES, Right.SEE_RECAP}
    ),
    RowClass.DAYS: frozenset(
        {
            *(Right.SEE_RECAP, Right.SEE_ATTENDANCE, Right.PROPOSE_CORRECTION, Right.DECIDE_CORRECTION),
            *(Right.SEE_CORRECTION_STATISTICS, Right.MANAGE_EVENTS, Right.PREPARE_RECAP, Right.SIGN_RECAP),
            *(Right.VERIFY_RECAP, Right.LOCK_PERIOD, Right.PROPOSE_JOURNAL, Right.DECIDE_JOURNAL, Right.EXPORT_RECAP),
        }
    ),
    RowClass.ALLOWANCE: frozenset({Right.SEE_ALLOWANCE, Right.MANAGE_ALLOWANCE_RULES}),
    RowClass.DEVICES: frozenset({Right.SEE_DEVICES, Right.DECIDE_REBINDING}),
    RowClass.PLACES: frozenset({Right.PLAN_WORK_PLACES, Right.CONFIRM_WORK_PLACES, Right.ASSIGN_WORK_PLACES}),
    RowClass.REVIEWS: frozenset(
        {
            *(Right.SEE_REVIEWS, Right.REVIEW_CHECK_INS, Right.CONFIRM_REVIEW, Right.SEE_REVIEW_STATISTICS),
            Right.DECLARE_LOOKALIKES,
        }
    ),
    RowClass.PATTERNS: frozenset({Right.SEE_PATTERNS, Right.HANDLE_PATTERNS}),
    RowClass.TOKENS: frozenset(
        {Right.SEE_API_TOKENS, Right.MANAGE_API_TOKENS, Right.CONFIRM_API_TOKEN, Right.REVOKE_API_TOKEN}
    ),
}


# What another system may see with a token of its unit.
SCOPES_OF: dict[RowClass, frozenset[Scope]] = {
    RowClass.PEOPLE: frozenset({Scope.PEOPLE_READ, Scope.ATTENDANCE_READ}),
    RowClass.ATTENDANCE: frozenset({Scope.ATTENDANCE_READ}),
}


def roles_of(row_class: RowClass) -> frozenset[Role]:
    """Roles that open the class. `employee` never does: own rows are the policies' business."""
    held = (ROLES_WITH.get(right, frozenset()) for right in RIGHTS_OF[row_class])
    return frozenset().union(*held) - {Role.EMPLOYEE}


def functions() -> str:
    """SQL that makes the functions, or brings them up to date. The tables that they read must exist."""
    cases = "\n".join(
        f"        WHEN '{one}' THEN {_array(roles_of(one) | SCOPES_OF.get(one, frozenset()))}" for one in RowClass
    )
    return _FUNCTIONS.format(
        setting=viewer.SETTING,
        system=viewer.SYSTEM,
        token=viewer.TOKEN,
        cases=cases,
        apart=_array(KEPT_APART),
        derived=_array(FROM_HEADSHIP),
        opd_head=Role.OPD_HEAD.value,
        definer="LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp",
    )


def _array(roles: Iterable[Role | Scope]) -> str:
    return f"ARRAY[{', '.join(repr(role.value) for role in sorted(roles))}]::text[]"


# Names of the functions, for grants and for the tests.
NAMES = (
    "hadir_viewer()", "hadir_sees_everything()", "hadir_class_roles(text)", "hadir_viewer_employee()",
    "hadir_viewer_standing()", "hadir_viewer_everywhere(text)", "hadir_viewer_holds(text)", "hadir_viewer_units(text)",
    "hadir_viewer_people(text)", "hadir_viewer_accounts(text)", "hadir_viewer_acquainted()",
    "hadir_viewer_counterparts()",
)  # fmt: skip

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION hadir_viewer() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN current_setting('{setting}', true) ~ '^[0-9]{{1,18}}$'
        THEN current_setting('{setting}', true)::bigint END
$$;
CREATE OR REPLACE FUNCTION hadir_sees_everything() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('{setting}', true) = '{system}', false)
$$;
CREATE OR REPLACE FUNCTION hadir_class_roles(class text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE class
{cases}
        ELSE ARRAY[]::text[] END
$$;
-- The own rows are everybody's, also of somebody who has left: rights end, records do not.
CREATE OR REPLACE FUNCTION hadir_viewer_employee() RETURNS bigint {definer} AS $$
    SELECT employee_id FROM accounts_user WHERE id = hadir_viewer()
$$;
-- What accounts.permissions._standing says, in SQL: roles of today with their units, NULL for the region.
CREATE OR REPLACE FUNCTION hadir_viewer_standing() RETURNS TABLE (role text, unit_id bigint) {definer} AS $$
    WITH me AS (
        SELECT account.id, account.employee_id,
            (now() AT TIME ZONE coalesce(
                place.time_zone, (SELECT time_zone FROM people_workplace ORDER BY id LIMIT 1), 'Asia/Jakarta'
            ))::date AS today
        FROM accounts_user account
        LEFT JOIN people_employee person ON person.id = account.employee_id
        LEFT JOIN people_workplace place ON place.id = person.work_place_id
        WHERE account.id = hadir_viewer() AND account.is_active AND coalesce(person.active, true)
    ), granted AS (
        SELECT g.role, g.unit_id FROM accounts_rolegrant g JOIN me ON me.id = g.user_id
        WHERE g.revoked_at IS NULL AND g.valid_from <= me.today AND (g.valid_to IS NULL OR g.valid_to >= me.today)
    )
    SELECT granted.role::text, granted.unit_id FROM granted
    UNION ALL
    SELECT derived.role, headship.unit_id
    FROM me
    JOIN people_headship headship ON headship.employee_id = me.employee_id
        AND headship.superseded_at IS NULL AND headship.valid_from <= me.today
        AND (headship.valid_to IS NULL OR headship.valid_to >= me.today)
    JOIN people_orgunit unit ON unit.id = headship.unit_id
    CROSS JOIN unnest({derived}) derived (role)
    WHERE (derived.role <> '{opd_head}' OR unit.kind = 'opd')
        AND NOT EXISTS (SELECT FROM granted WHERE granted.role = ANY ({apart}))
    UNION ALL
    SELECT scope, token.unit_id FROM accounts_apitoken token CROSS JOIN unnest(token.scopes) scope
    WHERE current_setting('{setting}', true) = '{token}' || token.id
        AND token.revoked_at IS NULL AND token.expires_at > now()
$$;
CREATE OR REPLACE FUNCTION hadir_viewer_holds(class text) RETURNS boolean {definer} AS $$
    SELECT hadir_sees_everything() OR EXISTS (
        SELECT FROM hadir_viewer_standing() standing WHERE standing.role = ANY (hadir_class_roles(class))
    )
$$;
CREATE OR REPLACE FUNCTION hadir_viewer_everywhere(class text) RETURNS boolean {definer} AS $$
    SELECT hadir_sees_everything() OR EXISTS (
        SELECT FROM hadir_viewer_standing() standing
        WHERE standing.unit_id IS NULL AND standing.role = ANY (hadir_class_roles(class))
    )
$$;
CREATE OR REPLACE FUNCTION hadir_viewer_units(class text) RETURNS SETOF bigint {definer} AS $$
    WITH RECURSIVE below AS (
        SELECT standing.unit_id AS id FROM hadir_viewer_standing() standing
        WHERE standing.unit_id IS NOT NULL AND standing.role = ANY (hadir_class_roles(class))
        UNION
        SELECT unit.id FROM people_orgunit unit JOIN below ON unit.parent_id = below.id
    )
    SELECT id FROM below
$$;
CREATE OR REPLACE FUNCTION hadir_viewer_people(class text) RETURNS SETOF bigint {definer} AS $$
    SELECT id FROM people_employee WHERE unit_id IN (SELECT hadir_viewer_units(class))
$$;
CREATE OR REPLACE FUNCTION hadir_viewer_accounts(class text) RETURNS SETOF bigint {definer} AS $$
    SELECT id FROM accounts_user WHERE employee_id IN (SELECT hadir_viewer_people(class))
$$;
-- People outside the viewer's units with whom there is something to do: heads of the units above, superiors named by a
-- decision, and whom a face to be decided on resembles.
CREATE OR REPLACE FUNCTION hadir_viewer_acquainted() RETURNS SETOF bigint {definer} AS $$
    WITH RECURSIVE line AS (
        SELECT unit.id, unit.parent_id FROM people_orgunit unit
        WHERE unit.id = (SELECT unit_id FROM people_employee WHERE id = hadir_viewer_employee())
            OR unit.id IN (SELECT hadir_viewer_units('people'))
        UNION
        SELECT up.id, up.parent_id FROM people_orgunit up JOIN line ON up.id = line.parent_id
    )
    SELECT employee_id FROM people_headship WHERE unit_id IN (SELECT id FROM line)
    UNION
    SELECT superior_id FROM people_superiorrecord
    WHERE employee_id = hadir_viewer_employee() OR employee_id IN (SELECT hadir_viewer_people('people'))
    UNION
    SELECT employee_id FROM people_superiorrecord WHERE superior_id = hadir_viewer_employee()
    UNION
    SELECT finding.other_id FROM enrolment_duplicatefinding finding
    JOIN enrolment_enrolment enrolment ON enrolment.id = finding.enrolment_id
    WHERE enrolment.employee_id IN (SELECT hadir_viewer_people('faces'))
$$;
-- Accounts named beside a role, an invitation or a proposal that the viewer may see, as those who gave it.
CREATE OR REPLACE FUNCTION hadir_viewer_counterparts() RETURNS SETOF bigint {definer} AS $$
    WITH seen AS (
        SELECT hadir_viewer() AS id UNION SELECT hadir_viewer_accounts('accounts')
    )
    SELECT unnest(ARRAY[granted_by_id, confirmed_by_id]) FROM accounts_rolegrant
    WHERE user_id IN (SELECT id FROM seen) OR unit_id IN (SELECT hadir_viewer_units('accounts'))
    UNION
    SELECT unnest(ARRAY[user_id, proposed_by_id, decided_by_id]) FROM accounts_grantproposal
    WHERE user_id IN (SELECT id FROM seen) OR proposed_by_id = hadir_viewer()
        OR unit_id IN (SELECT hadir_viewer_units('accounts'))
    UNION
    SELECT user_id FROM accounts_rolegrant WHERE unit_id IN (SELECT hadir_viewer_units('accounts'))
$$;
"""
