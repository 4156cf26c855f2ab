"""What the signals of a living head mean for a check-in: findings for its judgement, a summary for reviewers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hadir.faceengine.calibration import LivenessLimits
from hadir.faceengine.liveness import Signals
from hadir.lib.findings import Fact, Finding, Weight

DOUBTFUL = "capture.liveness_doubtful"
RELIEF_WEAK = "capture.relief_weak"
PASSIVE_WEAK = "capture.passive_weak"
LIGHT_FOLLOWED = "capture.light_followed"
LIGHT_NOT_FOLLOWED = "capture.light_not_followed"
EYES_STILL = "capture.eyes_still"
EYES_STAYED_SHUT = "capture.eyes_stayed_shut"
JAW_STILL = "capture.jaw_still"

_SAYS_SOMETHING, _SAYS_MUCH = 1.0, 1.5  # logarithm of the odds
_IN_ORDER = 0.9  # of other orders of the same colours
# Rules of thumb, not measured limits: they only add to what a reviewer reads (docs/liveness.md).
_STIRS = 0.015
_JAW = 0.05


def findings(seen: Signals, limits: LivenessLimits) -> tuple[Finding, ...]:
    """What speaks for or against a living head without refusing it."""
    found = [Finding(DOUBTFUL, Weight.DOUBT)] if seen.total < limits.doubt else []
    for code, signal in ((RELIEF_WEAK, "relief"), (PASSIVE_WEAK, "passive")):
        says = seen.odds.get(signal, 0.0)
        if says < -_SAYS_SOMETHING:
            found.append(Finding(code, Weight.DOUBT if says < -_SAYS_MUCH else Weight.NOTE))
    return (*found, *_of_light(seen), *_of_movement(seen))


def _of_light(seen: Signals) -> Iterator[Finding]:
    if seen.reflection is None:
        return
    says = seen.odds["reflection"]
    if says < -_SAYS_SOMETHING:
        yield Finding(LIGHT_NOT_FOLLOWED, Weight.DOUBT)
    elif says > _SAYS_SOMETHING and (seen.reflection.in_order or 0.0) >= _IN_ORDER:
        yield Finding(LIGHT_FOLLOWED, Weight.GOOD)


def _of_movement(seen: Signals) -> Iterator[Finding]:
    if seen.dynamics is not None:
        if seen.dynamics.stir is not None and seen.dynamics.stir < _STIRS and not seen.dynamics.blinks:
            yield Finding(EYES_STILL, Weight.NOTE)
        if seen.dynamics.reopened is False:
            yield Finding(EYES_STAYED_SHUT, Weight.NOTE)
    if seen.jaw is not None and seen.jaw < _JAW:
        yield Finding(JAW_STILL, Weight.NOTE)


def summary(seen: Signals) -> Mapping[str, Fact]:
    """Plain values for reviewers: what each signal measured and said. None of them compares faces."""
    values: dict[str, Fact] = {f"{name}_odds": round(value, 2) for name, value in seen.odds.items()}
    values["total_odds"] = round(seen.total, 2)
    if seen.relief is not None:
        values |= {
            "relief_residual": round(seen.relief.residual, 4),
            "turn": round(seen.relief.turn, 3),
            "turn_pairs": seen.relief.pairs,
        }
    if seen.passive is not None:
        values["passive"] = round(seen.passive, 2)
    if seen.reflection is not None:
        values |= {
            "light_follows": round(seen.reflection.follows, 3),
            "light_strength": round(seen.reflection.strength, 4),
        }
        if seen.reflection.in_order is not None:
            values["light_in_order"] = round(seen.reflection.in_order, 3)
        if seen.reflection.behind is not None:
            values["light_behind"] = round(seen.reflection.behind, 3)
    if seen.dynamics is not None:
        values["blinks"] = seen.dynamics.blinks
        if seen.dynamics.stir is not None:
            values["eyes_stir"] = round(seen.dynamics.stir, 4)
        if seen.dynamics.reopened is not None:
            values["eyes_reopened"] = seen.dynamics.reopened
    if seen.jaw is not None:
        values["jaw"] = round(seen.jaw, 3)
    return values
