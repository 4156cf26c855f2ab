"""Thresholds of one engine version, measured, never guessed.

A calibration is made with `hadir face calibrate` on photos of known people and lies beside the engine as
`calibrations/<name>__<version>.json`. An engine without one cannot decide anything: loading fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from hadir.faceengine.engine import EngineId

TargetFmr = Literal["1e-3", "1e-4", "1e-5"]
TARGETS: tuple[TargetFmr, ...] = ("1e-3", "1e-4", "1e-5")

_FOLDER = Path(__file__).parent / "calibrations"


class CalibrationMissing(Exception):
    """This engine version was never calibrated."""


class OperatingPoint(msgspec.Struct, frozen=True):
    """Cosine `threshold` (accept at or above it) and what it cost when it was measured."""

    threshold: float
    fnmr: float
    fnmr_ci: tuple[float, float]


class PadPoint(msgspec.Struct, frozen=True):
    """A mean probability of "bona fide" below `threshold` counts against the presentation."""

    threshold: float
    bpcer: float
    apcer: dict[str, float]


class Odds(msgspec.Struct, frozen=True):
    """A logistic model: values to the logarithm of the odds for a living head, within `most` either way."""

    features: tuple[str, ...]
    centre: tuple[float, ...]
    weights: tuple[float, ...]  # of the values less their centre
    intercept: float
    most: float

    def odds(self, values: Iterable[float]) -> float:
        parts = zip(values, self.centre, self.weights, strict=True)
        found = self.intercept + sum((float(value) - centre) * weight for value, centre, weight in parts)
        return max(-self.most, min(self.most, found))


class ReliefLimits(msgspec.Struct, frozen=True):
    """3-D evidence. Pairs of views count whose turn cue differs by `min_turn`; odds below `refuse` are a flat thing."""

    model: Odds
    min_turn: float
    refuse: float


class LivenessLimits(msgspec.Struct, frozen=True):
    """From the signals of a session to one decision; `passive` and `reflection` are models of one value each.

    Sums of odds below `refuse` are refused, below `doubt` a finding; `live` and `attacks` say what the limits cost on
    the sessions that they were made from: share of living people refused and in doubt, share of each kind that passed.
    """

    relief: ReliefLimits
    passive: Odds  # of the median log-odds of the passive net
    passive_refuse: float  # median log-odds of the net below which it is refused whatever the rest says
    reflection: Odds
    refuse: float
    doubt: float
    sessions: int
    live_refused: float
    live_doubted: float
    passed: dict[str, float]


class Calibration(msgspec.Struct, frozen=True):
    """`single`: one image against one; `averaged`: templates of several images against probes of several frames."""

    name: str
    version: str
    measured_on: str  # ISO date
    material: str  # what was measured on, in words, with counts
    single: dict[str, OperatingPoint]
    averaged: dict[str, OperatingPoint]
    pad: PadPoint
    liveness: LivenessLimits | None = None  # None only until `hadir face calibrate --sessions` has been run

    @property
    def alive(self) -> LivenessLimits:
        """Raises `CalibrationMissing`: without limits nothing is decided."""
        if self.liveness is None:
            raise CalibrationMissing(f"{self.name}/{self.version} has no limits for liveness: calibrate with sessions")
        return self.liveness

    def threshold(self, target: TargetFmr, *, averaged: bool) -> float:
        """Cosine at or above which two embeddings count as one person at this target FMR."""
        return (self.averaged if averaged else self.single)[target].threshold


def path_for(engine: EngineId, folder: Path = _FOLDER) -> Path:
    return folder / f"{engine.name}__{engine.version}.json"


def load(engine: EngineId, folder: Path = _FOLDER) -> Calibration:
    """Raises `CalibrationMissing` when the engine version has none or the file is of another engine."""
    path = path_for(engine, folder)
    try:
        calibration = msgspec.json.decode(path.read_bytes(), type=Calibration)
    except FileNotFoundError as error:
        raise CalibrationMissing(f"no calibration for engine {engine}; make one with `hadir face calibrate`") from error
    except msgspec.MsgspecError as error:
        raise CalibrationMissing(f"{path.name} is damaged: {error}") from error
    if EngineId(calibration.name, calibration.version) != engine:
        raise CalibrationMissing(f"{path.name} belongs to another engine")
    return calibration


def save(calibration: Calibration, folder: Path = _FOLDER) -> Path:
    """Write it where `load` finds it."""
    path = path_for(EngineId(calibration.name, calibration.version), folder)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(calibration), indent=2) + b"\n")
    return path
