"""What a signature on a check-in means: bound phone, another one, somebody else's. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from hadir.devices.statements import PublicKey, Statement
from hadir.lib.findings import Finding, Weight

LONGEST_SESSION_MS = 15 * 60 * 1000.0  # longer than any session lives, patience of a busy server included


class DeviceState(StrEnum):
    """Whose key signed. Everything but `BROKEN` and `UNSIGNED` had a right signature over the right session."""

    BOUND = "bound"  # the person's own bound phone
    WAITING = "waiting"  # a phone for which the person has asked and nobody has decided yet
    OTHER = "other"  # another phone than the bound one: unknown, or an earlier one of the same person
    FOREIGN = "foreign"  # a phone that is or was used for somebody else
    UNSIGNED = "unsigned"
    BROKEN = "broken"
    NONE_BOUND = "none_bound"  # a new key of somebody who has no phone bound


class EndReason(StrEnum):
    """Why a phone is no longer bound."""

    REPLACED = "replaced"
    LOST = "lost"
    STOLEN = "stolen"
    BY_OFFICE = "by_office"
    FACE_REFUSED = "face_refused"
    BY_OWNER = "by_owner"


class AskReason(StrEnum):
    """Why somebody asks for another phone."""

    FIRST = "first"
    NEW = "new"
    LOST = "lost"
    STOLEN = "stolen"
    BROKEN = "broken"
    DATA_DELETED = "data_deleted"


class Basis(StrEnum):
    """On whose word a phone was bound."""

    ENROLMENT = "enrolment"
    DESK = "desk"
    FIRST_USE = "first_use"
    REQUEST = "request"


# Whoever told the office that the phone is out of his hands must not be seen checking in with it.
GRAVE_ENDS = frozenset({EndReason.LOST, EndReason.STOLEN})


@dataclass(frozen=True, slots=True)
class Attestation:
    """What the phone's signature says about one check-in. `device_id`: the bound phone that signed; `key` and
    `statement` only when signature and statement are right."""

    state: DeviceState
    device_id: int | None = None
    statement: Statement | None = None
    findings: tuple[Finding, ...] = ()
    key: PublicKey | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file about a person and a key, for one decision.

    `active_key`: thumbprint of the person's bound phone; `had_before`: there is or was one; `own_end`: why this key is
    no longer the person's, None when it never was or still is; `others`: other people for whom the key was used,
    `explained` those of them of whom an officer has found that it was in order.
    """

    active_id: int | None = None
    active_key: str | None = None
    own_end: EndReason | None = None
    had_before: bool = False
    is_waiting: bool = False
    was_seen: bool = False
    others: Collection[int] = field(default_factory=frozenset)
    explained: Collection[int] = field(default_factory=frozenset)


def unsigned(known: Known) -> Attestation:
    """No signature came. Of somebody who has or had a phone bound that is odd: its page signs always. Had: whoever
    holds the password could end the binding first."""
    if not known.had_before:
        return Attestation(DeviceState.UNSIGNED, findings=(Finding("devices.unsigned", Weight.NOTE),))
    return Attestation(DeviceState.UNSIGNED, findings=(Finding("devices.unsigned_though_bound", Weight.DOUBT),))


def broken() -> Attestation:
    """Signature or statement do not fit. No honest page makes such a one."""
    return Attestation(DeviceState.BROKEN, findings=(Finding("devices.broken", Weight.GRAVE),))


def judge(key: PublicKey, statement: Statement, known: Known) -> Attestation:
    """A right signature: whose phone it was, and what else is worth saying."""
    state, finding = _whose(key.thumbprint, known)
    device_id = known.active_id if state is DeviceState.BOUND else None
    return Attestation(state, device_id, statement, (finding, *_about_times(statement)), key)


def _whose(thumbprint: str, known: Known) -> tuple[DeviceState, Finding]:
    if known.active_key == thumbprint:
        lent_to = len(set(known.others) - set(known.explained))
        if lent_to:
            return DeviceState.BOUND, Finding("devices.lent", Weight.DOUBT, {"people": lent_to})
        return DeviceState.BOUND, Finding("devices.bound", Weight.GOOD)
    found = [
        (bool(known.others), DeviceState.FOREIGN, "devices.shared", Weight.GRAVE),
        (known.own_end in GRAVE_ENDS, DeviceState.OTHER, "devices.reported_lost", Weight.GRAVE),
        (known.is_waiting, DeviceState.WAITING, "devices.waiting", Weight.DOUBT),
        (known.active_key is not None, DeviceState.OTHER, "devices.other", Weight.DOUBT),
        (known.had_before, DeviceState.NONE_BOUND, "devices.ended", Weight.DOUBT),
        (True, DeviceState.NONE_BOUND, "devices.none_bound", Weight.NOTE),
    ]
    state, code, weight = next((state, code, weight) for holds, state, code, weight in found if holds)
    facts = {"people": len(known.others)} if state is DeviceState.FOREIGN else {}
    return state, Finding(code, weight, facts)


def _about_times(statement: Statement) -> tuple[Finding, ...]:
    took = statement.finished_ms - statement.opened_ms
    return () if 0 < took <= LONGEST_SESSION_MS else (Finding("devices.times_odd", Weight.DOUBT),)


@dataclass(frozen=True, slots=True)
class PasskeyState:
    """What a passkey's answer proves. `backed_up`: a synced copy may lie on other devices of the same person."""

    ok: bool
    backed_up: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What a signature or a passkey's answer must be about; `hadir.capture` has them."""

    id: UUID
    nonce_digest: bytes
    chain: bytes


# --- pairing

CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else


def plain_code(typed: str) -> str:
    """What was typed, without the blanks and dashes that people put between, and in capitals."""
    return "".join(character for character in typed.upper() if character not in " -\u00a0")


def label_of(user_agent: str) -> str:
    """A browser and a system, as people call them, from what the browser says of itself; `Peramban` for others."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Peramban")
    return f"{browser} · {system}" if system else browser


_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
# Each says that it is also the ones below it.
_BROWSERS = (
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
