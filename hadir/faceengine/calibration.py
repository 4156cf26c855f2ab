"""Thresholds of one engine version, measured, never guessed.

A calibration is made with `hadir face calibrate` on photos of known people and lies beside the engine as
`calibrations/<name>__<version>.json`. An engine without one cannot decide anything: loading fails.
"""

from __future__ import annotations

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


class Calibration(msgspec.Struct, frozen=True):
    """`single`: one image against one; `averaged`: templates of several images against probes of several frames."""

    name: str
    version: str
    measured_on: str  # ISO date
    material: str  # what was measured on, in words, with counts
    single: dict[str, OperatingPoint]
    averaged: dict[str, OperatingPoint]
    pad: PadPoint

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
