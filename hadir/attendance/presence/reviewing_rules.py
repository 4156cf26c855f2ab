"""The way of a review: who may say what, when it is over, and how far reviewers agree. Pure; ADR 0051."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why somebody looks. Stored, so values stay."""

    RISK = "risk"  # the weighing asked for it
    SAMPLE = "sample"  # drawn by lot
    OBJECTION = "objection"  # the person objects to an upheld suspicion
    ALARM = "alarm"  # something found later, over many check-ins


class State(StrEnum):
    OPEN = "open"
    CONFIRM = "confirm"  # a first verdict that touches pay waits for a second person
    CLOSED = "closed"


class Verdict(StrEnum):
    GENUINE = "genuine"
    UPHELD = "upheld"


class Part(StrEnum):
    """What a decision is in its review. `look`: a second look without knowing the first, for the figures alone."""

    FIRST = "first"
    CONFIRM = "confirm"
    LOOK = "look"


def touches_pay(kind: Kind, verdict: Verdict) -> bool:
    """Whether a verdict would change which check-ins count, so that a second person has to agree.

    A suspicion takes a check-in out; an objection that is right brings it back.
    """
    return verdict is (Verdict.GENUINE if kind is Kind.OBJECTION else Verdict.UPHELD)


def end_of(kind: Kind, first: Verdict, second: Verdict | None) -> Verdict | None:
    """The end of a review, None while a second person is awaited. Where two disagree, nothing changes."""
    if not touches_pay(kind, first):
        return first
    if second is None:
        return None
    unchanged = Verdict.UPHELD if kind is Kind.OBJECTION else Verdict.GENUINE
    return first if second is first else unchanged


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two people who looked independently said the same. `kappa` is Cohen's: agreement beyond chance.

    None where it says nothing: no pairs, or both always said one and the same.
    """

    pairs: int
    same: int
    kappa: float | None

    @property
    def percent(self) -> int | None:
        return round(100 * self.same / self.pairs) if self.pairs else None


def agreement(pairs: Sequence[tuple[Verdict, Verdict]]) -> Agreement:
    """J. Cohen, A coefficient of agreement for nominal scales, 1960."""
    n = len(pairs)
    same = sum(first is second for first, second in pairs)
    if not n:
        return Agreement(0, 0, None)
    chance = sum(_share(verdict, (one for one, _ in pairs), n) * _share(verdict, (two for _, two in pairs), n)
                 for verdict in Verdict)  # fmt: skip
    kappa = None if chance >= 1 else (same / n - chance) / (1 - chance)
    return Agreement(n, same, kappa)


def _share(verdict: Verdict, said: Iterable[Verdict], n: int) -> float:
    return sum(one is verdict for one in said) / n
