"""What a completed session proves: one living head, the same person throughout. Pure.

Order matters and is documented: liveness before identity, so that a spoof attempt learns nothing about whose face it
showed. Refused is only what the evidence speaks against strongly; what is doubtful passes with a finding, on which the
judgement of the whole check-in may ask for a second step (`hadir.attendance.presence`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from hadir.capture.liveness import findings, summary
from hadir.faceengine import compare, liveness
from hadir.faceengine.calibration import Calibration
from hadir.faceengine.course import Moment
from hadir.faceengine.types import FrameAnalysis, Vector
from hadir.lib.findings import Fact, Finding


class ProofCode(StrEnum):
    """Stable codes; sentences in `texts`."""

    PROVED = "proved"
    TOO_FEW_FRAMES = "too_few_frames"
    PERSON_CHANGED = "person_changed"
    FLAT_PICTURE = "flat_picture"
    PRESENTATION_SUSPECTED = "presentation_suspected"


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """One usable frame and what it was taken for (`script.Role`)."""

    seq: int
    role: str
    analysis: FrameAnalysis


@dataclass(frozen=True, slots=True)
class Proof:
    """`probe`: mean embedding of the straight frames; `views`: embeddings of all fulfilled steps. Only when proved.

    `findings`: signals that speak for or against a living head without deciding. `liveness`: what each signal measured,
    in plain values for reviewers; never sent to a client.
    """

    code: ProofCode
    probe: Vector | None = None
    views: tuple[Vector, ...] = ()
    findings: tuple[Finding, ...] = ()
    liveness: Mapping[str, Fact] = field(default_factory=dict)


_MIN_PROBES = 2


def judge(frames: Sequence[KeptFrame], calibration: Calibration, course: Sequence[Moment] = ()) -> Proof:
    """Decide about the frames of one completed session, in the order in which they came.

    `course`: every frame of the session with a face, kept or not; signals in time say nothing without it.
    """
    probes = [frame.analysis for frame in frames if frame.role == "probe"]
    others = [frame.analysis for frame in frames if frame.role != "probe"]
    if len(probes) < _MIN_PROBES:
        return Proof(ProofCode.TOO_FEW_FRAMES)
    embeddings = np.stack([_embedding(frame.analysis) for frame in frames])
    if not _one_person(embeddings, calibration):
        return Proof(ProofCode.PERSON_CHANGED)
    limits = calibration.alive
    seen = liveness.measure(probes, others, course, limits)
    found, measured = findings(seen, limits), summary(seen)
    if liveness.is_flat(seen.relief.odds if seen.relief else None, limits):
        return Proof(ProofCode.FLAT_PICTURE, findings=found, liveness=measured)
    if liveness.is_refused(seen.passive, seen.total, limits):
        return Proof(ProofCode.PRESENTATION_SUSPECTED, findings=found, liveness=measured)
    probe = compare.average([_embedding(one) for one in probes])
    return Proof(ProofCode.PROVED, probe, tuple(embeddings), found, measured)


def _one_person(embeddings: Vector, calibration: Calibration) -> bool:
    """Each frame must look like some frame before it: a head turns gradually, a swapped person does not."""
    alike = embeddings @ embeddings.T
    alike[np.triu_indices(len(alike))] = -1.0
    return bool((alike[1:].max(axis=1) >= calibration.threshold("1e-3", averaged=False)).all())


def _embedding(analysis: FrameAnalysis) -> Vector:
    if analysis.embedding is None:
        raise ValueError("a kept frame has an embedding")
    return analysis.embedding
