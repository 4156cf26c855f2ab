"""Measures recorded sessions and photos for `evaluation.liveness`: one look of the engine at every frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hadir.faceengine import depth, reflection, spoof
from hadir.faceengine.course import Moment
from hadir.faceengine.depth import View
from hadir.faceengine.engine import CHECK_IN, EVALUATION, Engine
from hadir.faceengine.evaluation.liveness import MIN_TURN, TAUGHT_FROM, Signals
from hadir.faceengine.evaluation.recordings import Recording, read_session
from hadir.faceengine.evaluation.workers import Work
from hadir.faceengine.runtime import PrecisionChoice
from hadir.faceengine.types import FrameAnalysis, Reason

Doubles = npt.NDArray[np.float64]

_RESTS = 2
_FRONTAL = 12.0  # degrees: the straight one of two photos
_UNFIT = frozenset({Reason.SEVERAL_FACES, Reason.TURNED_AWAY, Reason.COVERED})


@dataclass(frozen=True, slots=True)
class SignalsMaker:
    """Builds what measures one session's folder around an engine of its own; travels to worker processes."""

    models_dir: Path
    precision: PrecisionChoice = "auto"

    def __call__(self) -> Work[Signals]:
        return partial(of_folder, Engine(self.models_dir, precision=self.precision))


@dataclass(frozen=True, slots=True)
class PairsMaker:
    """Builds what finds the pairs of views among one person's photos."""

    models_dir: Path
    precision: PrecisionChoice = "auto"

    def __call__(self) -> Work[Doubles]:
        return partial(of_photos, Engine(self.models_dir, precision=self.precision))


def of_folder(engine: Engine, folder: Path) -> Signals:
    """All signals of one recorded session, whether or not its script was followed."""
    recording = read_session(folder)
    frames = [engine.analyse((folder / frame.file).read_bytes(), CHECK_IN) for frame in recording.manifest.frames]
    return signals(recording, frames)


def signals(recording: Recording, frames: Sequence[FrameAnalysis]) -> Signals:
    """`frames` in the order of the recording."""
    course = _course(recording, frames)
    steps = [frame.step for frame in recording.manifest.frames]
    last = len(recording.manifest.script) - 1
    fit = [(step, frame) for step, frame in zip(steps, frames, strict=True) if frame.usable]
    rests = [View.of(frame) for step, frame in fit if step == 0][:_RESTS]
    others = [View.of(frame) for step, frame in fit if 0 < step < last]
    passive = spoof.over_frames([one.bona_fide for one in course if one.bona_fide is not None])
    lit = reflection.follow(course)
    return Signals(
        recording.manifest.species,
        recording.manifest.person,
        taught=_pairs((rest, view) for rest in rests[-1:] for view in others if _turned(rest, view, TAUGHT_FROM)),
        counted=_pairs((rest, view) for rest in rests for view in _furthest(rest, others)),
        passive=passive,
        follows=lit.follows if lit else None,
    )


def of_photos(engine: Engine, folder: Path) -> Doubles:
    """(n, 11) pairs of a straight and a turned photo of one person: real heads, though on different days."""
    views = []
    for path in sorted(folder.glob("*.jpg")):
        frame = engine.analyse(path.read_bytes(), EVALUATION)
        if frame.mesh is not None and frame.pose is not None and not _UNFIT & set(frame.reasons):
            views.append((frame.pose, View.of(frame)))
    straight = [view for pose, view in views if max(abs(pose.yaw), abs(pose.pitch)) < _FRONTAL]
    turned = [(rest, view) for rest in straight for _pose, view in views if _turned(rest, view, TAUGHT_FROM)]
    # Another day's photo may have another expression and another camera: where cue and mesh disagree, nothing is said.
    return _pairs(pair for pair in turned if (pair[1].turn - pair[0].turn) * (pair[1].yaw - pair[0].yaw) > 0)


def _course(recording: Recording, frames: Sequence[FrameAnalysis]) -> list[Moment]:
    course, shown, since = [], None, 0.0
    for noted, frame in zip(recording.manifest.frames, frames, strict=True):
        if noted.shown != shown:
            shown, since = noted.shown, noted.at_s
        prompt = recording.manifest.script[noted.step].prompt
        settled_s = noted.at_s - since
        moment = Moment.of(frame, at_s=noted.at_s, prompt=prompt, shown=noted.shown, settled_s=settled_s)
        if moment is not None:
            course.append(moment)
    return course


def _turned(rest: View, view: View, least: float) -> bool:
    return abs(view.turn - rest.turn) >= least


def _furthest(rest: View, others: Sequence[View]) -> list[View]:
    """The two views that a check-in would look at: not the furthest that the recording has, but the first ones that
    would have fulfilled the prompt, or nearly so."""
    return [view for view in others if _turned(rest, view, MIN_TURN)][:2]


def _pairs(pairs: Iterable[tuple[View, View]]) -> Doubles:
    found = [depth.pair_features(rest, view) for rest, view in pairs]
    return np.array(found, np.float64).reshape(-1, len(depth.FEATURES))
