"""From facts to a decision about one check-in. Pure: no clock, no database, no settings.

Order of the checks is fixed, so that refusal codes are stable and leak nothing: protocol, spoof, identity;
place and time are recorded and never refuse by themselves (a risk signal leads to review, not to a silent block).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hadir.capture.verdict import ProofCode


class DecisionCode(StrEnum):
    """Outcome of a check-in. Stable: clients and statistics branch on it. Each is explained in docs/checkin.md."""

    ACCEPTED = "accepted"
    ACCEPTED_AGAIN = "accepted_again"
    ACCEPTED_OUTSIDE_WINDOW = "accepted_outside_window"
    SESSION_EXPIRED = "session_expired"
    SUPERSEDED = "superseded"
    FRAME_REPLAYED = "frame_replayed"
    TOO_MANY_FRAMES = "too_many_frames"
    TOO_FEW_FRAMES = "too_few_frames"
    PERSON_CHANGED = "person_changed"
    FLAT_PICTURE = "flat_picture"
    PRESENTATION_SUSPECTED = "presentation_suspected"
    NOT_MATCHED = "not_matched"
    PIN_WRONG = "pin_wrong"
    SITE_CODE_WRONG = "site_code_wrong"
    SITE_CODE_USED = "site_code_used"
    SITE_CODE_EXPIRED = "site_code_expired"
    SITE_CODE_ELSEWHERE = "site_code_elsewhere"
    WITNESS_REFUSED = "witness_refused"


class Method(StrEnum):
    """How somebody proved to be there. The ways without a face count exactly as much as the face (UU 27/2022, 10)."""

    FACE = "face"
    PIN_CODE = "pin_code"  # the own PIN and the code on the screen at the work place
    PIN_OFFICER = "pin_officer"  # the own PIN and an officer on the spot, on the officer's own account


ACCEPTING = frozenset({DecisionCode.ACCEPTED, DecisionCode.ACCEPTED_AGAIN, DecisionCode.ACCEPTED_OUTSIDE_WINDOW})
# Refusals that a guesser would collect. Enough of them in a day close the face path until tomorrow.
COUNTED_REFUSALS = frozenset(
    {
        DecisionCode.NOT_MATCHED,
        DecisionCode.FLAT_PICTURE,
        DecisionCode.PRESENTATION_SUSPECTED,
        DecisionCode.PERSON_CHANGED,
        DecisionCode.FRAME_REPLAYED,
    }
)
MAX_REFUSALS_A_DAY = 10  # comparison scores can be rebuilt from enough yes/no answers: keep them few


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the decision rests on. `failure`: the session's own end, empty when the script was followed;
    `matched`: identity at the configured target FMR; `stage`: a window was open; `seen_in_stage`: accepted before."""

    failure: str
    proof: ProofCode
    matched: bool
    in_window: bool
    seen_in_stage: bool


@dataclass(frozen=True, slots=True)
class Decision:
    accepted: bool
    code: DecisionCode


def decide(facts: Facts) -> Decision:
    """The verdict on one attempt; total over all inputs."""
    code = _refusal(facts)
    if code is not None:
        return Decision(False, code)
    return _accepted(facts.in_window, facts.seen_in_stage)


class SecondProof(StrEnum):
    """What came beside the PIN. There is no value for "nothing": a PIN alone says nothing about the place."""

    CODE_RIGHT = "code_right"
    CODE_WRONG = "code_wrong"
    CODE_USED = "code_used"
    CODE_EXPIRED = "code_expired"
    CODE_ELSEWHERE = "code_elsewhere"
    OFFICER_CONFIRMED = "officer_confirmed"
    OFFICER_REFUSED = "officer_refused"


@dataclass(frozen=True, slots=True)
class AlternativeFacts:
    """What the decision without a face rests on. That the person may use this way was asked before."""

    second: SecondProof
    pin_right: bool
    in_window: bool
    seen_in_stage: bool


def decide_alternative(facts: AlternativeFacts) -> Decision:
    """The verdict on one attempt without a face; the accepting codes are those of the face.

    The code comes before the PIN: whoever is not at the work place learns nothing about a PIN.
    """
    refused = {
        SecondProof.CODE_WRONG: DecisionCode.SITE_CODE_WRONG,
        SecondProof.CODE_USED: DecisionCode.SITE_CODE_USED,
        SecondProof.CODE_EXPIRED: DecisionCode.SITE_CODE_EXPIRED,
        SecondProof.CODE_ELSEWHERE: DecisionCode.SITE_CODE_ELSEWHERE,
        SecondProof.OFFICER_REFUSED: DecisionCode.WITNESS_REFUSED,
    }.get(facts.second)
    if refused is not None:
        return Decision(False, refused)
    if not facts.pin_right:
        return Decision(False, DecisionCode.PIN_WRONG)
    return _accepted(facts.in_window, facts.seen_in_stage)


def _accepted(in_window: bool, seen_in_stage: bool) -> Decision:
    if not in_window:
        return Decision(True, DecisionCode.ACCEPTED_OUTSIDE_WINDOW)
    return Decision(True, DecisionCode.ACCEPTED_AGAIN if seen_in_stage else DecisionCode.ACCEPTED)


def _refusal(facts: Facts) -> DecisionCode | None:
    if facts.failure:
        return DecisionCode(facts.failure)
    if facts.proof is not ProofCode.PROVED:
        return DecisionCode(facts.proof.value)
    return None if facts.matched else DecisionCode.NOT_MATCHED
