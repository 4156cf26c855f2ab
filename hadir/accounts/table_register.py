"""Every table, what the web's restricted log-in may do with it, and which rows it sees: one list to read and to check.

`hadir migrate` makes grants and policies from it. A table that is not here gets no grant at all: the web cannot touch
it, and tests/security/test_register.py says so. Facts may be added but not changed, whatever their triggers say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hadir.accounts.row_classes import RowClass
from hadir.audit import row_guard as guard


class Access(StrEnum):
    """What the web may do. TRUNCATE, triggers, policies and ownership are never among it."""

    NONE = ""
    READ = "SELECT"
    FACT = "SELECT, INSERT"
    RECORD = "SELECT, INSERT, UPDATE"
    FREE = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` makes its policy; without one, `open_because` says why every web request may see all of it."""

    access: Access
    rows: str = ""
    open_because: str = ""

    def __post_init__(self) -> None:
        if bool(self.rows) == bool(self.open_because):
            raise ValueError("a table is guarded, or open for a reason")


REGISTER: dict[str, Table] = {}


def _guarded(access: Access, *policies: str) -> None:
    """Policies, as `hadir.audit.row_guard` makes them."""
    REGISTER.update({guard.table_of(sql): Table(access, rows=sql) for sql in policies})


def _open(access: Access, because: str, *names: str) -> None:
    REGISTER.update({name: Table(access, open_because=because) for name in names})


# --- the organisation and its people

_open(
    Access.RECORD,
    "the organisation, its places and its hours are public and name no person",
    *("people_orgunit", "people_unitrecord", "people_workplace"),
)
_open(Access.RECORD, "who heads an office is public; the person's own record is not here", "people_headship")
_guarded(
    Access.RECORD,
    guard.by_unit(
        "people_employee",
        row_class=RowClass.PEOPLE,
        also=guard.own_employee("id"),
        lastly="id IN (SELECT hadir_viewer_acquainted())",
    ),
    guard.by_employee("people_placement", row_class=RowClass.PEOPLE),
    guard.by_employee("people_graderecord", row_class=RowClass.PEOPLE),
    guard.by_employee("people_employmentrecord", row_class=RowClass.PEOPLE),
    guard.by_employee("people_superiorrecord", row_class=RowClass.PEOPLE, also=guard.own_employee("superior_id")),
)

_guarded(Access.FACT, guard.by_employee("people_servicegap", row_class=RowClass.PEOPLE))
_open(Access.FACT, "which days wait, by number, and which months are locked: no more", "periods_stalespan")
_open(Access.FACT, "which months of which agency are locked: public", "periods_lockedmonth")

# What an import has read waits sealed; whoever discards it deletes it.
_guarded(Access.RECORD, guard.by_unit("people_importbatch", row_class=RowClass.IMPORTS))
_guarded(
    Access.FREE,
    guard.by_parent("people_importchunk", "batch_id", "people_importbatch"),
    guard.by_parent("people_importrow", "batch_id", "people_importbatch"),
)
_guarded(
    Access.FREE,
    guard.by_unit("people_importbatch", row_class=RowClass.IMPORTS),
    guard.by_parent("people_importchunk", "batch_id", "people_importbatch"),
    guard.by_parent("people_importrow", "batch_id", "people_importbatch"),
)

# --- accounts

_guarded(
    Access.RECORD,
    guard.by_employee(
        "accounts_user",
        row_class=RowClass.ACCOUNTS,
        also=guard.own_user("id"),
        lastly="id IN (SELECT hadir_viewer_counterparts())",
    ),
    guard.by_user(
        "accounts_rolegrant",
        row_class=RowClass.ACCOUNTS,
        also=guard.in_units("unit_id", RowClass.ACCOUNTS),
        writing=guard.somebody_else_s("user_id", "unit_id", RowClass.GRANTS),
    ),
    guard.by_user("accounts_invitation", row_class=RowClass.ACCOUNTS, also=guard.own_user("issued_by_id")),
    guard.by_user(
        "accounts_grantproposal",
        row_class=RowClass.ACCOUNTS,
        also=f"{guard.own_user('proposed_by_id')} OR {guard.in_units('unit_id', RowClass.ACCOUNTS)}",
    ),
    guard.by_user("accounts_elevation", row_class=RowClass.AUDIT),
    guard.by_unit("accounts_apitoken", row_class=RowClass.TOKENS),
)
_guarded(
    Access.FREE,
    guard.own("account_emailaddress"),
    guard.by_parent("account_emailconfirmation", "email_address_id", "account_emailaddress"),
    guard.own("mfa_authenticator"),
)

# --- before the camera, faces, attendance

_guarded(Access.RECORD, guard.own("capture_capturesession", "opened_by", also=guard.own_employee("employee_id")))
_open(
    Access.RECORD,
    "digests and what is sealed with the key of a session; a frame that was ever seen must be known to everybody",
    "capture_captureframe",
)
_open(
    Access.FREE,
    "rounded embeddings sealed with a key outside the database; a face sent before must be known whoever sent it",
    "capture_faceprint",
)
_open(Access.FACT, "published to everybody", "enrolment_privacynotice")
_open(
    Access.FREE,
    "which engine recognises, and how often it agrees with the next one: numbers without people",
    *("capture_activeengine", "enrolment_enginechange", "enrolment_shadowtally"),
)
_guarded(
    Access.FREE,
    guard.by_parent("enrolment_referencecrop", "enrolment_id", "enrolment_enrolment"),
    guard.by_parent("enrolment_othertemplate", "enrolment_id", "enrolment_enrolment"),
)
_guarded(
    Access.RECORD,
    guard.by_employee("enrolment_enrolment", row_class=RowClass.FACES),
    guard.by_employee("enrolment_datakey", row_class=RowClass.FACES),
    guard.by_employee(
        "enrolment_processingrestriction",
        row_class=RowClass.PRIVACY,
        also=f"{guard.held('employee_id', RowClass.FACES)} OR {guard.held('employee_id', RowClass.ALTERNATIVE)}",
    ),
    guard.by_employee(
        "attendance_nonbiometricpermission", row_class=RowClass.ALTERNATIVE, also=guard.own_user("requested_by")
    ),
    guard.by_employee("attendance_witnessrequest", row_class=RowClass.ALTERNATIVE, also=guard.own_user("asked_by")),
)
_guarded(Access.FREE, guard.by_employee("attendance_personalpin", row_class=RowClass.ALTERNATIVE))
_open(Access.RECORD, "screens at work places: a digest, a place, the officer who set them up", "places_sitescreen")
_guarded(
    Access.FACT,
    guard.by_employee(
        "enrolment_noticeacknowledgement", row_class=RowClass.FACES, also=guard.held("employee_id", RowClass.PRIVACY)
    ),
    # Whom a face resembles is for those who decide, not for the person.
    guard.by_person_of(
        "enrolment_duplicatefinding", "enrolment_id", "enrolment_enrolment", row_class=RowClass.FACES, or_own=False
    ),
    guard.by_employee("places_sitecodeuse", row_class=RowClass.ATTENDANCE),
    guard.by_employee("places_sitecodetry", row_class=RowClass.ATTENDANCE),
    guard.by_employee("attendance_punch", row_class=RowClass.ATTENDANCE),
    guard.by_person_of("attendance_evidence", "punch_id", "attendance_punch", row_class=RowClass.EVIDENCE),
)

# --- proof of presence: what agencies ask, what was found, who looked at it

_open(
    Access.RECORD,
    "what an agency asks of a check-in and how many are drawn for a look: everybody is judged by it",
    "presence_presencepolicy",
)
_guarded(
    Access.FACT,
    guard.by_employee("presence_assessment", row_class=RowClass.REVIEWS),
    guard.by_parent("presence_reviewdecision", "case_id", "presence_reviewcase"),
)
_guarded(
    Access.RECORD,
    guard.by_employee("presence_secondstep", row_class=RowClass.REVIEWS),
    guard.by_employee(
        "presence_reviewcase", row_class=RowClass.REVIEWS, also=guard.in_units("unit_id", RowClass.REVIEWS)
    ),
    guard.by_parent("presence_objectionpaper", "case_id", "presence_reviewcase"),
    guard.by_employee(
        "presence_lookalike",
        row_class=RowClass.REVIEWS,
        also=f"{guard.own_employee('other_id')} OR {guard.held('other_id', RowClass.REVIEWS)}",
    ),
)
_guarded(
    Access.FREE,
    guard.by_person_of("presence_evidencepicture", "punch_id", "attendance_punch", row_class=RowClass.EVIDENCE),
)

# --- notices, privacy

_guarded(Access.RECORD, guard.own("notices_notice"), guard.by_parent("notices_delivery", "notice_id", "notices_notice"))
_guarded(Access.FREE, guard.own("notices_preference"), guard.own("notices_reach"))
_open(Access.RECORD, "what the law gives time for, and who answers for the data: published", "privacy_clockrule")
_open(Access.RECORD, "who answers for the data: printed on every letter", "privacy_controller")
_guarded(
    Access.RECORD,
    guard.by_employee(
        "privacy_datarequest",
        row_class=RowClass.PRIVACY,
        # The OPD carries out corrections of its own people.
        also=f"(kind = 'correction' AND ({guard.held('employee_id', RowClass.PEOPLE)}))",
    ),
    guard.by_employee("privacy_subjectexport", row_class=RowClass.PRIVACY),
    guard.by_employee("privacy_affectedperson", row_class=RowClass.PRIVACY),
    guard.by_right("privacy_breach", row_class=RowClass.PRIVACY),
    guard.by_right("privacy_assessment", row_class=RowClass.PRIVACY),
    guard.by_right("privacy_retentionpolicy", row_class=RowClass.PRIVACY),
    guard.by_right("privacy_backup", row_class=RowClass.PRIVACY),
)
_guarded(Access.FREE, guard.by_right("privacy_noticedraft", row_class=RowClass.PRIVACY))
_guarded(
    Access.FACT,
    guard.by_parent("privacy_requeststep", "request_id", "privacy_datarequest"),
    guard.by_right("privacy_processingactivity", row_class=RowClass.PRIVACY),
    guard.by_right("privacy_breachtelling", row_class=RowClass.PRIVACY),
    guard.by_right("privacy_destructionreport", row_class=RowClass.PRIVACY),
)

# --- roll-out

_open(Access.FACT, "from when an agency's punches count: concerns everybody there", "rollout_phasedecision")
_open(Access.FACT, "how much is enough before an agency goes on: published", "rollout_targetdecision")
_open(Access.RECORD, "where and when faces are recorded: posted in the office", "rollout_enrolmentday")
_open(Access.FACT, "speed of an office's line", "rollout_surveyreading")
_guarded(Access.FACT, guard.by_unit("rollout_stepmark", row_class=RowClass.ROLLOUT))
_guarded(
    Access.RECORD,
    guard.by_employee("rollout_ticket", row_class=RowClass.ROLLOUT, also=guard.held("employee_id", RowClass.FACES)),
)
_guarded(
    Access.FREE,
    guard.by_unit("rollout_oldlist", row_class=RowClass.ATTENDANCE),
    guard.by_employee("rollout_oldpunch", row_class=RowClass.ATTENDANCE),
)

# --- reasons for not being at work

_open(Access.RECORD, "what a kind of leave is, for whom and by which law: published", "leave_absencetype")
# Also whoever is somebody's superior by a decision, without heading a unit.
_NAMED_SUPERIOR = (
    "employee_id IN (SELECT named.employee_id FROM people_superiorrecord named"
    " WHERE named.superior_id = (SELECT hadir_viewer_employee()) AND named.superseded_at IS NULL)"
)
_guarded(
    Access.RECORD,
    guard.by_employee("leave_absencerequest", row_class=RowClass.ABSENCES, lastly=_NAMED_SUPERIOR),
    guard.by_employee("leave_grantedabsence", row_class=RowClass.ABSENCES, lastly=_NAMED_SUPERIOR),
    guard.by_employee("leave_adjustmentproposal", row_class=RowClass.ABSENCES),
    guard.by_unit(
        "leave_dutyletter",
        row_class=RowClass.ABSENCES,
        also="EXISTS (SELECT FROM leave_lettermember named WHERE named.letter_id = leave_dutyletter.id"
        " AND named.employee_id = (SELECT hadir_viewer_employee()))",
    ),
    guard.policy(
        "leave_attachment",
        "EXISTS (SELECT FROM leave_absencerequest asked WHERE asked.id = leave_attachment.request_id)"
        " OR EXISTS (SELECT FROM leave_dutyletter letter WHERE letter.id = leave_attachment.letter_id)",
    ),
)
_guarded(
    Access.FACT,
    guard.by_employee("leave_ledgerentry", row_class=RowClass.ABSENCES, lastly=_NAMED_SUPERIOR),
    guard.by_employee("leave_lettermember", row_class=RowClass.ABSENCES),
    guard.by_parent("leave_requeststep", "request_id", "leave_absencerequest"),
)

# --- hours

_open(
    Access.RECORD,
    "hours decide about everybody's day: public, and name no person",
    *("schedules_workschedule", "schedules_scheduleversion", "schedules_season", "schedules_workmodepolicy"),
)
_open(Access.FACT, "the weeks of a version: public", "schedules_scheduleday", "schedules_schedulestage")
_open(Access.READ, "a token without meaning; triggers renew it", "schedules_schedulerevision")
_guarded(
    Access.RECORD,
    *(
        guard.by_employee(table, row_class=RowClass.ROSTERS, also="employee_id IS NULL")
        for table in ("schedules_scheduleassignment", "schedules_workmodeday")
    ),
)

# --- holidays and rosters

_open(Access.RECORD, "holidays are everybody's, as are their versions", "calendar_calendarversion")
_open(Access.FREE, "the days of a proposal until it is decided; everybody's holidays", "calendar_holidayrow")
_open(
    Access.RECORD,
    "hours of shifts and the rest between them decide about everybody's day, and name no person",
    *("rosters_shifttype", "rosters_shiftstage", "rosters_restrule"),
)
_open(Access.RECORD, "that a unit has a roster for a month, and whether it is published", "rosters_roster")
_guarded(Access.FREE, guard.by_employee("rosters_rosterentry", row_class=RowClass.ROSTERS))
_guarded(Access.FACT, guard.by_employee("rosters_rosterchange", row_class=RowClass.ROSTERS))
_guarded(
    Access.RECORD,
    guard.by_employee(
        "rosters_swaprequest", "asker_id", row_class=RowClass.ROSTERS, also=guard.own_employee("partner_id")
    ),
)

# --- days

_guarded(
    Access.READ,
    # Who answers for a unit also sees its days of people who have moved on.
    guard.by_employee("workdays_dayrecord", row_class=RowClass.DAYS, also=guard.in_units("unit_id", RowClass.DAYS)),
)
_guarded(
    Access.RECORD,
    guard.by_employee(
        "workdays_daydifference", row_class=RowClass.DAYS, also=guard.in_units("agency_id", RowClass.DAYS)
    ),
)
_open(Access.READ, "since when there are records, and which day it is: no more", "workdays_dayclock")
_open(Access.RECORD, "how a region reminds its people: published", "workdays_reminderpolicy")

# --- where people may be

_open(
    Access.RECORD,
    "where offices lie and over which lines they reach the site: every check-in is compared with all of them, and they"
    " name no person",
    *("places_areaversion", "places_networkversion"),
)
_open(Access.FACT, "the lines of such a version", "places_officenetwork")
_guarded(Access.RECORD, guard.by_employee("places_placeassignment", row_class=RowClass.PLACES))

# --- phones

_guarded(
    Access.RECORD,
    guard.by_employee("devices_device", row_class=RowClass.DEVICES),
    guard.by_employee("devices_request", row_class=RowClass.DEVICES),
    guard.by_employee("devices_pairingcode", row_class=RowClass.DEVICES),
    # Both sides of an alarm, and the offices of both.
    guard.by_employee(
        "devices_alarm",
        row_class=RowClass.DEVICES,
        also=guard.own_employee("other_id"),
        lastly=guard.in_people("other_id", RowClass.DEVICES),
    ),
)
_open(Access.FACT, "which keys were used by which numbers of people: no name, no phone", "devices_keysighting")

# --- patterns

_guarded(
    Access.RECORD,
    guard.by_parent("patterns_pattern", "id", "patterns_patternperson", "pattern_id"),
)
_guarded(Access.READ, guard.by_employee("patterns_patternperson", row_class=RowClass.PATTERNS))

# --- corrections, incidents, events

_open(Access.RECORD, "which reasons a region takes for a correction: published", "corrections_correctionrule")
_guarded(
    Access.FACT,
    guard.by_employee("corrections_correction", row_class=RowClass.DAYS, lastly=_NAMED_SUPERIOR),
    guard.by_parent("corrections_correctiondecision", "correction_id", "corrections_correction"),
)
_guarded(Access.RECORD, guard.by_parent("corrections_correctionpaper", "correction_id", "corrections_correction"))
_open(
    Access.RECORD,
    "where and when the system or nature kept people from checking in: concerns everybody there, names no employee",
    *("incidents_incidentreport", "incidents_outagesign"),
)
_open(Access.FACT, "which units and places an incident concerns", "incidents_incidentunit", "incidents_incidentplace")
_open(Access.READ, "the last minute in which the server was at work", "incidents_pulse")
_open(
    Access.RECORD,
    "ceremonies, their places and hours are announced to everybody",
    *("events_eventpolicy", "events_eventseries", "events_plannedevent"),
)
_open(Access.FACT, "which units are expected at an announced event", "events_expectedunit")
_guarded(Access.FACT, guard.by_employee("events_expectedperson", row_class=RowClass.DAYS))
_guarded(
    Access.RECORD,
    guard.by_unit(
        "events_attendancelist",
        row_class=RowClass.DAYS,
        also="EXISTS (SELECT FROM events_attendancetick mine WHERE mine.list_id = events_attendancelist.id"
        " AND mine.employee_id = (SELECT hadir_viewer_employee()))",
    ),
)
_guarded(Access.FREE, guard.by_employee("events_attendancetick", row_class=RowClass.DAYS))

# --- the allowance

_open(
    Access.RECORD,
    "tariffs, their versions and who confirmed them: everybody may read what decides about the own allowance",
    "recap_allowanceruleset",
)
_open(Access.FREE, "the lines of those tariffs", "recap_allowancerule")
_open(Access.RECORD, "from when which list of amounts holds; the amounts are not here", "recap_allowancebaselist")
_open(Access.RECORD, "how far the reckoning of an agency's month is", "recap_allowancerun")
_guarded(
    Access.FREE,
    # Amounts by class and level are public; those of a person are not.
    guard.policy(
        "recap_allowancebase",
        f"employee_id IS NULL OR {guard.own_employee('employee_id')}"
        f" OR {guard.held('employee_id', RowClass.ALLOWANCE)}",
        writing=guard.held("employee_id", RowClass.ALLOWANCE),
    ),
    guard.by_employee("recap_allowanceresult", row_class=RowClass.ALLOWANCE),
    guard.by_employee("recap_allowanceline", row_class=RowClass.ALLOWANCE),
    guard.by_right("recap_allowancesimulation", row_class=RowClass.ALLOWANCE),
    guard.by_employee("recap_simulatedmonth", row_class=RowClass.ALLOWANCE),
)

# --- the log

_guarded(
    Access.FACT,
    # Everybody writes it, each in the own name.
    guard.policy(
        "audit_auditentry",
        f"{guard.own_user('actor_id')} OR {guard.of_units('unit_id', RowClass.AUDIT)}",
        writing=f"{guard.own_user('actor_id')} OR (SELECT hadir_sees_everything())",
    ),
)
_open(Access.FACT, "numbers and hashes, made to be given away", "audit_head")

# --- what Django and the queue need

_open(Access.FREE, "found only by a secret key; names nobody in the clear", "django_session")
_open(Access.FREE, "counters of failed sign-ins, by key", "django_cache")
_guarded(Access.FACT, guard.by_user("django_admin_log", row_class=RowClass.AUDIT))
_open(Access.READ, "names of tables", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
_open(Access.FACT, "ids and dates only; the worker alone takes and finishes jobs", "procrastinate_jobs")
_open(Access.FACT, "written beside the job", "procrastinate_events")
_open(Access.READ, "whether a worker is alive", "procrastinate_workers")
_open(Access.READ, "when which round was due", "procrastinate_periodic_defers")
_open(Access.NONE, "the web has no business there", "django_migrations")

# --- months

_open(Access.RECORD, "what holds for months decides about everybody, and names no employee", "recap_monthpolicy")
_guarded(
    Access.RECORD,
    guard.by_unit("recap_monthclosing", row_class=RowClass.DAYS),
    guard.by_unit("recap_journal", row_class=RowClass.DAYS),
)
_guarded(
    Access.FACT,
    guard.by_parent("recap_closingstep", "closing_id", "recap_monthclosing"),
    guard.by_employee(
        "recap_frozentotal",
        row_class=RowClass.DAYS,
        also="EXISTS (SELECT FROM recap_monthclosing closing WHERE closing.id = recap_frozentotal.closing_id)",
    ),
    guard.by_employee(
        "recap_journalline",
        row_class=RowClass.DAYS,
        also="EXISTS (SELECT FROM recap_journal journal WHERE journal.id = recap_journalline.journal_id)",
    ),
    guard.by_employee(
        "recap_journalperson",
        row_class=RowClass.DAYS,
        also="EXISTS (SELECT FROM recap_journal journal WHERE journal.id = recap_journalperson.journal_id)",
    ),
)
