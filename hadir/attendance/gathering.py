"""One question to each slice about one check-in, and all answers in one shape.

The client is hostile: nothing here raises for what it sent. A question costs at most one statement while all is well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hadir.accounts.models import User
from hadir.attendance import recording
from hadir.attendance.patterns import selectors as patterns
from hadir.attendance.presence.assessing import Found, Tried, together
from hadir.capture.services import Taken
from hadir.capture.verdict import Proof
from hadir.devices import passkeys
from hadir.devices import services as devices
from hadir.devices.rules import Attestation, SessionFacts
from hadir.devices.statements import Signed
from hadir.lib.findings import Finding, Weight
from hadir.people.models import Employee
from hadir.places import codes
from hadir.places.rules import Position, distance_m
from hadir.places.services import PlaceVerdict

_SAME_SPOT_M = 50.0  # a phone that stands still may be told twice where it is
_FAR_M = 3000  # beyond its own stated accuracy no phone errs so much; whoever reads a code there was told it


@dataclass(frozen=True, slots=True)
class Shown:
    """What came with the end of a session besides the face. `without`: go on without a second step."""

    signed: Signed | None = None
    site_code: str = ""
    passkey: Mapping[str, Any] | None = None
    without: bool = False

    @property
    def tried(self) -> Tried:
        return Tried(gave=bool(self.site_code) or self.passkey is not None, declined=self.without)


NOTHING_SHOWN = Shown()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all slices say; `code`: the sentence about a code that was not right, empty otherwise."""

    found: Found
    attestation: Attestation
    code: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A completed session of a person, with what came at its end."""

    user: User
    employee: Employee
    taken: Taken
    shown: Shown


def gather(attempt: Attempt, proof: Proof, place: PlaceVerdict, *, day: date, now: datetime) -> Gathered:
    """Ask everybody. Call inside the transaction of the check-in, holding the person's row."""
    user, employee, taken, shown = attempt.user, attempt.employee, attempt.taken, attempt.shown
    about = session_facts(taken)
    attestation = devices.attest(
        employee,
        shown.signed,
        session_id=about.id,
        nonce_digest=about.nonce_digest,
        chain=about.chain,
        frames=taken.frame_count,
        now=now,
    )
    code = codes.redeem(employee, shown.site_code, now=now) if shown.site_code else None
    passkey = passkeys.verify(user, about, shown.passkey, now=now) if shown.passkey is not None else None
    told = recording.position_of(taken.session.facts)
    history = patterns.live_findings(
        employee.pk,
        at=taken.session.noted_at,
        day=day,
        position=told,
        zone_off_h=_zone_off(taken, employee),
    )
    findings = together(
        taken.findings,
        proof.findings,
        attestation.findings,
        place.findings,
        history,
        _about_position(attestation, told),
        code.findings if code else (),
        _about_code(place.findings) if code and code.right else (),
        passkey.findings if passkey else (),
    )
    at = code.place_id if code and code.right else place.place_id
    said = "" if code is None or code.right else codes.sentence(code)
    return Gathered(Found(findings, at, attestation.device_id), attestation, said)


def session_facts(taken: Taken) -> SessionFacts:
    """What a signature or a passkey's answer has to be about."""
    return SessionFacts(taken.session.pk, bytes(taken.session.nonce_digest), taken.chain)


def _zone_off(taken: Taken, employee: Employee) -> float:
    """Hours between the zone of the phone and that of the work place; 0 when the phone did not say."""
    told = (taken.session.facts.get("device") or {}).get("utc_offset_min")
    there = taken.session.noted_at.astimezone(employee.work_place.zone).utcoffset()
    return 0.0 if told is None or there is None else told / 60 - there.total_seconds() / 3600


def _about_code(place: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """A right code from a phone that says it is far from every screen: somebody there may have passed it on."""
    outside = next((one for one in place if one.code == "places.outside"), None)
    away = int(outside.facts["distance_m"]) if outside else 0
    return (Finding("presence.code_far", Weight.GRAVE, {"distance_m": away}),) if away > _FAR_M else ()


def _about_position(attestation: Attestation, told: Position | None) -> tuple[Finding, ...]:
    """The phone signs where it was, and had said so before: both are the same word, unless somebody changed one."""
    if attestation.statement is None:
        return ()
    signed = attestation.statement.position
    if signed is None or told is None:
        return () if signed is None and told is None else (Finding("presence.position_unsigned", Weight.DOUBT),)
    away = distance_m(told, Position(signed.latitude, signed.longitude, signed.accuracy))
    if away <= _SAME_SPOT_M:
        return ()
    return (Finding("presence.position_changed", Weight.GRAVE, {"distance_m": round(away)}),)
