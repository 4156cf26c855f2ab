"""What a completed session proves: one living head, the same person throughout. Pure.

Order matters and is documented: flatness and the passive signal before identity, so that a spoof attempt
learns nothing about whose face it showed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hadir.faceengine import compare, depth, mesh
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
    if len(probes) < _MIN_PROBES:
        return Proof(ProofCode.TOO_FEW_FRAMES)
    if not _one_person(frames, calibration):
        return Proof(ProofCode.PERSON_CHANGED)
    relief = depth.relief([_view(frame.analysis) for frame in frames])
    if relief is None or relief < depth.FLAT_BELOW:
        return Proof(ProofCode.FLAT_PICTURE)
    signals = [probe.bona_fide for probe in probes if probe.bona_fide is not None]
    if not signals or sum(signals) / len(signals) < calibration.pad.threshold:
        return Proof(ProofCode.PRESENTATION_SUSPECTED)
    views = tuple(_embedding(frame.analysis) for frame in frames)
    return Proof(ProofCode.PROVED, compare.average([_embedding(probe) for probe in probes]), views)


def _one_person(frames: Sequence[KeptFrame], calibration: Calibration) -> bool:
    """Each frame must look like some frame before it: a head turns gradually, a swapped person does not."""
    threshold = calibration.threshold("1e-3", averaged=False)
    embeddings = [_embedding(frame.analysis) for frame in frames]
    return all(
        max(compare.similarity(embedding, earlier) for earlier in embeddings[:index]) >= threshold
        for index, embedding in enumerate(embeddings)
        if index
    )


def _embedding(analysis: FrameAnalysis) -> Vector:
    if analysis.embedding is None:
        raise ValueError("a kept frame has an embedding")
    return analysis.embedding


def _view(analysis: FrameAnalysis) -> depth.View:
    if analysis.mesh is None or analysis.detection is None:
        raise ValueError("a kept frame has a mesh")
    return depth.View(analysis.mesh, mesh.turn_cue(analysis.detection.points))
