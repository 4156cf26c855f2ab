"""Phases of an agency's roll-out, what its checklist still lacks, and the comparison with the old machines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Phase(StrEnum):
    """Where an agency stands. Only in `LIVE` do its punches count for anything."""

    PREPARING = "preparing"
    TRIAL = "trial"
    PARALLEL = "parallel"
    LIVE = "live"


ORDER = tuple(Phase)


@dataclass(frozen=True, slots=True)
class Span:
    """From this day on, until the next span begins."""

    phase: Phase
    starts_on: date


def phase_on(spans: Iterable[Span], day: date) -> Phase:
    """The phase in force on a day; without any decision an agency prepares."""
    begun = [span for span in spans if span.starts_on <= day]
    return max(begun, key=lambda span: span.starts_on).phase if begun else Phase.PREPARING


def counts(spans: Iterable[Span], day: date) -> bool:
    """Whether the punches of a day count. Trial and parallel run are for learning (design: a trial harms nobody)."""
    return phase_on(spans, day) is Phase.LIVE


class Step(StrEnum):
    """What has to be there. The order is the order of the page."""

    DECREE = "decree"
    OPERATORS = "operators"
    WORK_PLACES = "work_places"
    NETWORK = "network"
    DEVICES = "devices"
    BRIEFING = "briefing"
    ALTERNATIVE = "alternative"
    ACCOUNTS = "accounts"
    ENROLMENT = "enrolment"
    TRIAL_USE = "trial_use"
    AGREEMENT = "agreement"
    SIGN_OFF = "sign_off"


# Steps that the system measures by itself; the others are declared by a person with a note.
MEASURED = frozenset({Step.OPERATORS, Step.WORK_PLACES, Step.NETWORK, Step.ACCOUNTS, Step.ENROLMENT, Step.TRIAL_USE,
                      Step.AGREEMENT})  # fmt: skip

# What each phase wants to be done before it begins. Advice, not law: whoever decides may go on without, with a reason.
NEEDED: Mapping[Phase, tuple[Step, ...]] = {
    Phase.PREPARING: (),
    Phase.TRIAL: (Step.DECREE, Step.OPERATORS, Step.WORK_PLACES, Step.NETWORK, Step.DEVICES, Step.BRIEFING,
                  Step.ALTERNATIVE),
    Phase.PARALLEL: (Step.ACCOUNTS, Step.ENROLMENT),
    Phase.LIVE: (Step.ACCOUNTS, Step.ENROLMENT, Step.TRIAL_USE, Step.AGREEMENT, Step.SIGN_OFF),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """What can be counted about an agency. `ready` people are enrolled or have the non-biometric way."""

    people: int = 0
    joined: int = 0
    ready: int = 0
    pending: int = 0
    operators: int = 0
    places: int = 0
    places_on_map: int = 0
    places_surveyed: int = 0
    tried: int = 0
    agreement: float | None = None

    def share(self, part: int) -> float:
        """0 to 1 of the people; 0 where there is nobody."""
        return part / self.people if self.people else 0.0

    def __add__(self, other: Figures) -> Figures:
        """The sum for a region. Shares of agreement do not add up."""
        return Figures(
            self.people + other.people,
            self.joined + other.joined,
            self.ready + other.ready,
            self.pending + other.pending,
            self.operators + other.operators,
            self.places + other.places,
            self.places_on_map + other.places_on_map,
            self.places_surveyed + other.places_surveyed,
            self.tried + other.tried,
        )


@dataclass(frozen=True, slots=True)
class Targets:
    """How much is enough, as shares of 0 to 1. Two operators, because nobody approves what he recorded himself.

    The defaults are advice of this software, in force until the HR agency decides on a document (`TargetDecision`).
    """

    operators: int = 2
    joined: float = 0.95
    ready: float = 0.95
    tried: float = 0.80
    agreement: float = 0.95


TARGETS = Targets()


def is_done(step: Step, figures: Figures, declared: Iterable[Step], targets: Targets = TARGETS) -> bool:
    """Whether a step is fulfilled: measured ones by the figures, the others by somebody's word."""
    if step not in MEASURED:
        return step in set(declared)
    return {
        Step.OPERATORS: figures.operators >= targets.operators,
        Step.WORK_PLACES: 0 < figures.places == figures.places_on_map,
        Step.NETWORK: 0 < figures.places == figures.places_surveyed,
        Step.ACCOUNTS: figures.share(figures.joined) >= targets.joined,
        Step.ENROLMENT: figures.share(figures.ready) >= targets.ready,
        Step.TRIAL_USE: figures.share(figures.tried) >= targets.tried,
        Step.AGREEMENT: figures.agreement is not None and figures.agreement >= targets.agreement,
    }[step]


def lacking(phase: Phase, figures: Figures, declared: Iterable[Step], targets: Targets = TARGETS) -> tuple[Step, ...]:
    """Steps that stand between an agency and a phase, those of earlier phases included."""
    said = set(declared)
    earlier = ORDER[: ORDER.index(phase) + 1]
    wanted = {step for one in earlier for step in NEEDED[one]}
    return tuple(step for step in Step if step in wanted and not is_done(step, figures, said, targets))


def is_step_back(now: Phase, then: Phase) -> bool:
    """Whether a decision takes an agency back. Allowed, with a reason: better late than unjust."""
    return ORDER.index(then) < ORDER.index(now)


# --- parallel run


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """Somebody was seen at a moment, by whichever machine."""

    employee_id: int
    at: datetime


class Difference(StrEnum):
    """What the comparison found for one stamp or pair of stamps."""

    BOTH = "both"
    ONLY_OLD = "only_old"
    ONLY_HADIR = "only_hadir"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison; `old` and `new` are the moments, at least one is there."""

    employee_id: int
    difference: Difference
    old: datetime | None
    new: datetime | None

    @property
    def apart(self) -> timedelta | None:
        """How far Hadir's moment lies after the old machine's."""
        return self.new - self.old if self.old and self.new else None


def compare(old: Iterable[Stamp], new: Iterable[Stamp], *, tolerance: timedelta) -> list[Line]:
    """Pair stamps of the same person that lie within the tolerance, nearest in order of time; each is used once.

    Two sorted lists are walked side by side, so the order of the input does not matter and 100,000 stamps take no
    longer than sorting them.
    """
    theirs, ours = _by_person(old), _by_person(new)
    lines: list[Line] = []
    for employee_id in sorted(theirs.keys() | ours.keys()):
        lines += _pairs(employee_id, theirs[employee_id], ours[employee_id], tolerance)
    return lines


def agreement(lines: Sequence[Line]) -> float | None:
    """Share of lines that both sides saw, 0 to 1; None when there is nothing to compare."""
    return sum(line.difference is Difference.BOTH for line in lines) / len(lines) if lines else None


def _by_person(stamps: Iterable[Stamp]) -> defaultdict[int, list[datetime]]:
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    for stamp in stamps:
        found[stamp.employee_id].append(stamp.at)
    return found


def _pairs(employee_id: int, old: list[datetime], new: list[datetime], tolerance: timedelta) -> list[Line]:
    old, new = sorted(old), sorted(new)
    lines: list[Line] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if abs(new[j] - old[i]) <= tolerance:
            lines.append(Line(employee_id, Difference.BOTH, old[i], new[j]))
            i, j = i + 1, j + 1
        elif old[i] < new[j]:
            lines.append(Line(employee_id, Difference.ONLY_OLD, old[i], None))
            i += 1
        else:
            lines.append(Line(employee_id, Difference.ONLY_HADIR, None, new[j]))
            j += 1
    lines += [Line(employee_id, Difference.ONLY_OLD, moment, None) for moment in old[i:]]
    lines += [Line(employee_id, Difference.ONLY_HADIR, None, moment) for moment in new[j:]]
    return lines
