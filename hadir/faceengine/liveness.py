"""One decision from all signals of a living head. Each signal gives the logarithm of how much likelier a living head is
than an attack, within bounds; the decision takes their sum. Limits are measured (`calibration.LivenessLimits`).

A film of a turning head, injected instead of the camera's picture, has relief, blinks and passes the passive net:
against it stand the random script, the light of the page and the proofs of device and place, not these signals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hadir.faceengine import depth, dynamics, reflection, spoof
from hadir.faceengine.calibration import LivenessLimits
from hadir.faceengine.course import Moment
from hadir.faceengine.depth import Relief, View
from hadir.faceengine.dynamics import Dynamics
from hadir.faceengine.reflection import Reflection
from hadir.faceengine.types import FrameAnalysis

_DECIDING = ("relief", "passive")
_CLEARLY = 1.0  # below the measured limit: some heads turn to one side with a relief that is hard to tell


@dataclass(frozen=True, slots=True)
class Signals:
    """What one session measured. `passive`: median log-odds of the passive net over its frames; None where unmeasured.

    `odds`: what each signal says about a living head, natural logarithm; `total`: the sum of those that decide."""

    relief: Relief | None
    passive: float | None
    reflection: Reflection | None
    dynamics: Dynamics | None
    jaw: float | None
    odds: dict[str, float]

    @property
    def total(self) -> float:
        return total_of(self.odds)


def measure(
    rests: Sequence[FrameAnalysis], others: Sequence[FrameAnalysis], course: Sequence[Moment], limits: LivenessLimits
) -> Signals:
    """`rests`: the straight frames of the session, at least one; `others`: those of the movements."""
    relief = depth.relief([View.of(one) for one in rests], [View.of(one) for one in others], limits.relief)
    # The frames of the course hold the kept ones too.
    opinions = [one.bona_fide for one in course] or [one.bona_fide for one in (*rests, *others)]
    seen = [opinion for opinion in opinions if opinion is not None]
    passive = spoof.over_frames(seen)
    lit = reflection.follow(course)
    return Signals(
        relief, passive, lit, dynamics.of_course(course), dynamics.jaw_share(rests[0], others),
        odds_of(limits, relief.odds if relief else None, passive, lit.follows if lit else None),
    )  # fmt: skip


def odds_of(
    limits: LivenessLimits, relief: float | None, passive: float | None, follows: float | None
) -> dict[str, float]:
    """By signal; what was not measured says nothing. `relief` is such a logarithm already."""
    odds = {}
    if relief is not None:
        odds["relief"] = relief
    if passive is not None:
        odds["passive"] = limits.passive.odds((passive,))
    if follows is not None:
        odds["reflection"] = limits.reflection.odds((follows,))
    return odds


def total_of(odds: Mapping[str, float]) -> float:
    """Light is left out: most sessions have none, and by daylight a living face does not show it either."""
    return sum(odds[name] for name in _DECIDING if name in odds)


def is_flat(relief: float | None, limits: LivenessLimits) -> bool:
    """No pair of views shows a turn, or what turned was clearly a sheet; near the limit the sum decides."""
    return relief is None or relief < limits.relief.refuse - _CLEARLY


def is_refused(passive: float | None, total: float, limits: LivenessLimits) -> bool:
    """The passive net saw hardly anything living, or all signals together speak against it."""
    return passive is None or passive < limits.passive_refuse or total < limits.refuse
