"""What a correction may be, and whether a region's rule allows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """`add`: somebody was there and no check-in says so. `void`: a check-in that must not count."""

    ADD = "add"
    VOID = "void"


class Reason(StrEnum):
    """Why. Which of them a region takes, and how often, is its dated rule; the first four are those of Permenkoinfra
    10/2025 article 22."""

    DEVICE_BROKEN = "device_broken"
    NOT_ENROLLED = "not_enrolled"
    NOT_RECOGNISED = "not_recognised"
    FORCE_MAJEURE = "force_majeure"
    FORGOT = "forgot"
    MISTAKEN = "mistaken"
    OTHER = "other"


REASONS_OF: dict[Kind, frozenset[Reason]] = {
    Kind.ADD: frozenset(Reason) - {Reason.MISTAKEN},
    Kind.VOID: frozenset({Reason.MISTAKEN, Reason.OTHER}),
}


class Outcome(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Terms:
    """A region's rule for one reason on one day. `most_a_month` None: as often as needed."""

    allowed: bool
    days_after: int
    most_a_month: int | None
    needs_evidence: bool


class Refusal(StrEnum):
    """Why a rule does not let a request in."""

    NO_RULE = "no_rule"
    NOT_ALLOWED = "not_allowed"
    AHEAD = "ahead"
    TOO_LATE = "too_late"
    TOO_OFTEN = "too_often"
    EVIDENCE_MISSING = "evidence_missing"


@dataclass(frozen=True, slots=True)
class Asked:
    """`day`: the day to be corrected; `today`: that of the request; `others`: requests of the same month and reason
    that wait or were approved."""

    day: date
    today: date
    others: int
    has_evidence: bool


def refusal(terms: Terms | None, asked: Asked) -> Refusal | None:
    """The first thing that stands in the way, None when nothing does. Days after are calendar days."""
    if asked.day > asked.today:
        return Refusal.AHEAD
    if terms is None:
        return Refusal.NO_RULE
    checks = (
        (Refusal.NOT_ALLOWED, not terms.allowed),
        (Refusal.TOO_LATE, (asked.today - asked.day).days > terms.days_after),
        (Refusal.TOO_OFTEN, terms.most_a_month is not None and asked.others >= terms.most_a_month),
        (Refusal.EVIDENCE_MISSING, terms.needs_evidence and not asked.has_evidence),
    )
    return next((refused for refused, applies in checks if applies), None)
