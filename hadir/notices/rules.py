"""What can be told to people, over which channels, and when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Channel(StrEnum):
    """Where a notice appears. Only the first is inside Hadir."""

    APP = "app"
    EMAIL = "email"
    GATEWAY = "gateway"


OUTSIDE = (Channel.EMAIL, Channel.GATEWAY)


class Group(StrEnum):
    """What people choose by: nobody wants to decide about fifteen kinds."""

    ACCOUNT = "account"
    FACE = "face"
    PRIVACY = "privacy"
    ATTENDANCE = "attendance"
    WORK = "work"


class Kind(StrEnum):
    """Everything that is told to people. A new one needs its nature here and its sentences in `texts`."""

    ENROLMENT_APPROVED = "enrolment_approved"
    ENROLMENT_REJECTED = "enrolment_rejected"
    ENROLMENT_WITHDRAWN = "enrolment_withdrawn"
    NON_BIOMETRIC_DECIDED = "non_biometric_decided"
    ENGINE_CHANGE = "engine_change"
    RECORD_AGAIN = "record_again"
    ROLE_GRANTED = "role_granted"
    ROLE_ENDED = "role_ended"
    HEADSHIP_GIVEN = "headship_given"
    GRANT_PROPOSED = "grant_proposed"
    GRANT_DECIDED = "grant_decided"
    LINK_ISSUED = "link_issued"
    ELEVATION_USED = "elevation_used"
    PRIVACY_REQUEST_RECEIVED = "privacy_request_received"
    PRIVACY_REQUEST_ENTERED = "privacy_request_entered"
    PRIVACY_REQUEST_DUE = "privacy_request_due"
    PRIVACY_REQUEST_ANSWERED = "privacy_request_answered"
    PRIVACY_EXPORT_READY = "privacy_export_ready"
    BREACH_NOTICE = "breach_notice"
    IMPORT_FINISHED = "import_finished"
    IMPORT_FAILED = "import_failed"
    ROLLOUT_STAGE_CHANGED = "rollout_stage_changed"
    ROSTER_PUBLISHED = "roster_published"
    ROSTER_CHANGED = "roster_changed"
    SWAP_ASKED = "swap_asked"
    SWAP_WAITS = "swap_waits"
    SWAP_DECIDED = "swap_decided"
    ABSENCE_REQUESTED = "absence_requested"
    ABSENCE_RETURNED = "absence_returned"
    ABSENCE_DECIDED = "absence_decided"
    ABSENCE_RECOUNTED = "absence_recounted"
    DUTY_LETTER_WAITS = "duty_letter_waits"
    DUTY_LETTER = "duty_letter"
    PLACE_ASSIGNED = "place_assigned"
    RECAP_DUE = "recap_due"
    RECAP_WAITS = "recap_waits"
    RECAP_RETURNED = "recap_returned"
    RECAP_LOCKED = "recap_locked"
    RECAP_NOT_LOCKED = "recap_not_locked"
    JOURNAL_WAITS = "journal_waits"
    JOURNAL_DECIDED = "journal_decided"
    JOURNAL_APPLIED = "journal_applied"
    CORRECTION_WAITS = "correction_waits"
    CORRECTION_ENTERED = "correction_entered"
    CORRECTION_DECIDED = "correction_decided"
    INCIDENT_REPORTED = "incident_reported"
    INCIDENT_DECIDED = "incident_decided"
    EVENT_LIST_WAITS = "event_list_waits"
    DEVICE_BOUND = "device_bound"
    DEVICE_ENDED = "device_ended"
    DEVICE_REQUESTED = "device_requested"
    DEVICE_REQUEST_WAITS = "device_request_waits"
    DEVICE_REQUEST_DECIDED = "device_request_decided"
    DEVICE_SHARED = "device_shared"
    PATTERNS_FOUND = "patterns_found"
    STAGE_CLOSES = "stage_closes"
    CHECK_IN_MISSING = "check_in_missing"
    REVIEW_WAITS = "review_waits"
    REVIEW_ENDED = "review_ended"
    LOOKALIKE_ENTERED = "lookalike_entered"


@dataclass(frozen=True, slots=True)
class Nature:
    """`always`: channels that nobody can switch off. `urgent`: goes out in quiet hours too."""

    group: Group
    always: frozenset[Channel] = frozenset()
    urgent: bool = False


_IN_APP = frozenset({Channel.APP})
NATURES: dict[Kind, Nature] = {
    Kind.ENROLMENT_APPROVED: Nature(Group.FACE),
    Kind.ENROLMENT_REJECTED: Nature(Group.FACE),
    # That somebody's biometric data were destroyed, or are processed otherwise, must reach the person.
    Kind.ENROLMENT_WITHDRAWN: Nature(Group.FACE, always=_IN_APP),
    Kind.NON_BIOMETRIC_DECIDED: Nature(Group.FACE, always=_IN_APP),
    Kind.ENGINE_CHANGE: Nature(Group.FACE, always=_IN_APP),
    Kind.RECORD_AGAIN: Nature(Group.FACE, always=_IN_APP),
    Kind.ROLE_GRANTED: Nature(Group.ACCOUNT, always=_IN_APP),
    Kind.ROLE_ENDED: Nature(Group.ACCOUNT, always=_IN_APP),
    Kind.HEADSHIP_GIVEN: Nature(Group.ACCOUNT, always=_IN_APP),
    Kind.GRANT_PROPOSED: Nature(Group.WORK),
    Kind.GRANT_DECIDED: Nature(Group.WORK),
    # Whoever did not expect these must hear of them before morning.
    Kind.LINK_ISSUED: Nature(Group.ACCOUNT, always=_IN_APP, urgent=True),
    Kind.ELEVATION_USED: Nature(Group.ACCOUNT, always=_IN_APP, urgent=True),
    Kind.PRIVACY_REQUEST_RECEIVED: Nature(Group.PRIVACY, always=_IN_APP),
    Kind.PRIVACY_REQUEST_ENTERED: Nature(Group.PRIVACY, always=_IN_APP),
    Kind.PRIVACY_EXPORT_READY: Nature(Group.PRIVACY, always=_IN_APP),
    Kind.PRIVACY_REQUEST_DUE: Nature(Group.PRIVACY, always=_IN_APP),
    Kind.PRIVACY_REQUEST_ANSWERED: Nature(Group.PRIVACY, always=_IN_APP),
    # UU 27/2022 art. 46: told to the person in writing.
    Kind.BREACH_NOTICE: Nature(Group.PRIVACY, always=frozenset({Channel.APP, Channel.EMAIL})),
    Kind.IMPORT_FINISHED: Nature(Group.WORK),
    Kind.IMPORT_FAILED: Nature(Group.WORK),
    Kind.ROLLOUT_STAGE_CHANGED: Nature(Group.WORK),
    # Who is on duty when: must reach the person inside Hadir whatever was chosen.
    Kind.ROSTER_PUBLISHED: Nature(Group.WORK, always=_IN_APP),
    Kind.ROSTER_CHANGED: Nature(Group.WORK, always=_IN_APP),
    Kind.SWAP_ASKED: Nature(Group.WORK, always=_IN_APP),
    Kind.SWAP_WAITS: Nature(Group.WORK),
    Kind.SWAP_DECIDED: Nature(Group.WORK, always=_IN_APP),
    Kind.ABSENCE_REQUESTED: Nature(Group.WORK),
    # Whether one may stay away tomorrow must not depend on a switch.
    Kind.ABSENCE_RETURNED: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.ABSENCE_DECIDED: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.ABSENCE_RECOUNTED: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.DUTY_LETTER_WAITS: Nature(Group.WORK),
    Kind.DUTY_LETTER: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.PLACE_ASSIGNED: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.RECAP_DUE: Nature(Group.WORK),
    Kind.RECAP_WAITS: Nature(Group.WORK),
    Kind.RECAP_RETURNED: Nature(Group.WORK),
    Kind.RECAP_LOCKED: Nature(Group.WORK),
    Kind.RECAP_NOT_LOCKED: Nature(Group.WORK, always=_IN_APP),
    Kind.JOURNAL_WAITS: Nature(Group.WORK),
    Kind.JOURNAL_DECIDED: Nature(Group.WORK),
    # That a day of a closed month has changed, and with it perhaps the allowance, must reach the person.
    Kind.JOURNAL_APPLIED: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.CORRECTION_WAITS: Nature(Group.WORK),
    # That somebody else changes one's check-ins must reach the person.
    Kind.CORRECTION_ENTERED: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.CORRECTION_DECIDED: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.INCIDENT_REPORTED: Nature(Group.WORK),
    Kind.INCIDENT_DECIDED: Nature(Group.WORK),
    Kind.EVENT_LIST_WAITS: Nature(Group.WORK),
    # Whoever did not bind, end or ask for it himself must hear of it before the next check-in.
    Kind.DEVICE_BOUND: Nature(Group.ACCOUNT, always=_IN_APP, urgent=True),
    Kind.DEVICE_ENDED: Nature(Group.ACCOUNT, always=_IN_APP, urgent=True),
    Kind.DEVICE_REQUESTED: Nature(Group.ACCOUNT, always=_IN_APP, urgent=True),
    Kind.DEVICE_REQUEST_WAITS: Nature(Group.WORK),
    Kind.DEVICE_REQUEST_DECIDED: Nature(Group.ACCOUNT, always=_IN_APP),
    Kind.DEVICE_SHARED: Nature(Group.WORK, always=_IN_APP),
    Kind.PATTERNS_FOUND: Nature(Group.WORK),
    Kind.STAGE_CLOSES: Nature(Group.ATTENDANCE),
    Kind.CHECK_IN_MISSING: Nature(Group.ATTENDANCE),
    Kind.REVIEW_WAITS: Nature(Group.WORK),
    # That one's check-in was doubted, and what came of it, must reach the person: the time to object runs.
    Kind.REVIEW_ENDED: Nature(Group.ATTENDANCE, always=_IN_APP),
    Kind.LOOKALIKE_ENTERED: Nature(Group.ATTENDANCE, always=_IN_APP),
}


def is_wanted(kind: Kind, channel: Channel, choice: bool | None) -> bool:
    """Whether a notice goes over a channel; `choice` is the person's for the kind's group, None when never made.

    Unasked, people are told in the application and by e-mail; the gateway is for those who gave it a number.
    """
    if channel in NATURES[kind].always:
        return True
    return choice if choice is not None else channel is not Channel.GATEWAY


def is_compulsory(group: Group, channel: Channel) -> bool:
    """Whether every kind of a group always goes over the channel, so that there is nothing to choose."""
    return all(channel in nature.always for nature in NATURES.values() if nature.group is group)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Nothing leaves Hadir from `begin` until just before `end`, on the person's clock; may span midnight."""

    begin: time
    end: time

    def until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The moment at which these quiet hours end, None when `now` is not within them."""
        local = now.astimezone(zone)
        clock = local.time()
        spans_midnight = self.begin > self.end
        begun, ended = clock >= self.begin, clock >= self.end
        if not ((begun or not ended) if spans_midnight else (begun and not ended)):
            return None
        day = local.date() + timedelta(days=1) if clock >= self.end else local.date()
        return datetime.combine(day, self.end, zone)


DEFAULT_QUIET = QuietHours(time(20), time(6))

# How long to wait after each failed attempt; after the last there is none: given up, and visible as such.
_WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)


def wait_after(attempts: int) -> timedelta | None:
    """Patience after that many failed attempts (1 or more); None to give up."""
    return _WAITS[attempts - 1] if attempts <= len(_WAITS) else None


# Told long enough ago to be of no use; who never looked may have been ill for long.
KEEP_READ = timedelta(days=180)
KEEP_UNREAD = timedelta(days=365)
