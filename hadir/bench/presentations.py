"""Plays recorded sessions to the real engine, script and verdict, as the server would have done; for evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path

from hadir.capture.findings import of_session
from hadir.capture.script import Hint, Outcome, Progress, Prompt, Seen, Step, advance
from hadir.capture.verdict import KeptFrame, Proof, ProofCode, judge
from hadir.faceengine import calibration
from hadir.faceengine.calibration import Calibration, TargetFmr
from hadir.faceengine.compare import average, similarity
from hadir.faceengine.course import Moment
from hadir.faceengine.engine import CHECK_IN, EVALUATION, Engine
from hadir.faceengine.evaluation.errors import EvaluationError, Problem
from hadir.faceengine.evaluation.recordings import RecordedFrame, Recording, read_session
from hadir.faceengine.evaluation.runner import FILE_LIMITS
from hadir.faceengine.evaluation.sessions import Judged
from hadir.faceengine.evaluation.workers import Work
from hadir.faceengine.jpeg import FrameError
from hadir.faceengine.runtime import PrecisionChoice
from hadir.faceengine.types import FrameAnalysis, Reason, Vector
from hadir.lib.findings import Weight

_REFERENCE = replace(EVALUATION, careful=True)
NOT_MATCHED = "not_matched"
_ANY_TIME = datetime.fromtimestamp(0, UTC)  # a recording has no clock to be compared with


@dataclass(frozen=True, slots=True)
class JudgeMaker:
    """Builds what judges one session's folder around an engine of its own; travels to worker processes."""

    models_dir: Path
    precision: PrecisionChoice = "auto"
    target: TargetFmr = "1e-4"

    def __call__(self) -> Work[Judged]:
        engine = Engine(self.models_dir, precision=self.precision)
        photos = Engine(self.models_dir, precision=self.precision, limits=FILE_LIMITS)
        return partial(judge_folder, engine, photos, calibration.load(engine.id), self.target)


def judge_folder(engine: Engine, photos: Engine, limits: Calibration, target: TargetFmr, folder: Path) -> Judged:
    """Everything about one session: script, verdict, and whether it looks like the person's reference photos.

    `photos`: an engine that takes photos of any size.
    """
    recording = read_session(folder)
    played = play(recording, engine)
    proof = judge(played.kept, limits, played.course) if played.progress.complete else None
    return judged(recording, played, proof, template=_template(recording, photos), threshold=limits.threshold(
        target, averaged=True
    ))  # fmt: skip


def script_of(recording: Recording) -> tuple[Step, ...]:
    """The script as the protocol knows it. Raises `EvaluationError` for one that cannot be played."""
    prompts = {prompt.value for prompt in Prompt}
    words = [step.prompt for step in recording.manifest.script]
    unknown = next((word for word in words if word not in prompts), None)
    if unknown is not None or words[0] != Prompt.LOOK_STRAIGHT:
        raise EvaluationError(
            Problem.SESSION_UNPLAYABLE,
            path=recording.path, prompt=unknown or words[0], first=Prompt.LOOK_STRAIGHT.value,
            prompts=", ".join(sorted(prompts)),
        )  # fmt: skip
    return tuple(
        Step(Prompt(step.prompt), step.frames, step.pause_ms, step.light) for step in recording.manifest.script
    )


@dataclass(frozen=True, slots=True)
class Played:
    """How far a recording came. `hint`: what kept its last frame from counting."""

    progress: Progress
    kept: tuple[KeptFrame, ...]
    course: tuple[Moment, ...]
    hint: Reason | Hint | None


def play(recording: Recording, engine: Engine) -> Played:
    """Frame by frame through the script.

    A recording cannot react, so its frames stand for the step whose prompt they were filmed under: who follows with the
    first of them leaves the others of that step unused, who never follows ends there.
    """
    progress, hint = Progress(script_of(recording)), None
    kept: list[KeptFrame] = []
    course: list[Moment] = []
    for number, frame, settled_s in _frames(recording):
        if frame.step < progress.step:
            continue
        if frame.step > progress.step or progress.complete:
            break
        analysis = engine.analyse(_read(recording, frame), CHECK_IN)
        moment = _moment(analysis, frame, progress.prompt, settled_s)
        if moment is not None:
            course.append(moment)
        outcome = advance(progress, Seen.of(analysis), round(frame.at_s * 1000))
        progress, hint = outcome.progress, outcome.hint
        if outcome.role is not None:
            kept.append(_kept(number, outcome, analysis))
    return Played(progress, tuple(kept), tuple(course), hint)


def judged(
    recording: Recording, played: Played, proof: Proof | None, *, template: Vector | None, threshold: float
) -> Judged:
    """The outcome in words. `proof` None: the script was not followed to its end."""
    proved = proof is not None and proof.code is ProofCode.PROVED
    matched = None
    if proof is not None and proof.probe is not None and template is not None:
        matched = similarity(proof.probe, template) >= threshold
    said = (*proof.findings, *of_session(played.progress, {}, (), opened_at=_ANY_TIME)) if proof else ()
    against = [one for one in said if one.weight >= Weight.DOUBT]
    return Judged(
        name=recording.name,
        species=recording.manifest.species,
        person=recording.manifest.person,
        answered=proof is not None,
        proved=proved,
        held_up=proved and (len(against) > 1 or any(one.weight is Weight.GRAVE for one in against)),
        matched=matched,
        has_references=template is not None,
        stopped_by=_stopped_by(played, proof, matched),
        findings=tuple(sorted({one.code for one in against})),
        measures={name: float(value) for name, value in proof.liveness.items() if not isinstance(value, str)}
        if proof
        else {},
    )


def _stopped_by(played: Played, proof: Proof | None, matched: bool | None) -> str:
    if proof is None:
        return f"script: {played.progress.prompt.value}"
    if proof.code is not ProofCode.PROVED:
        return proof.code.value
    return NOT_MATCHED if matched is False else ""


def _frames(recording: Recording) -> Iterator[tuple[int, RecordedFrame, float]]:
    """(number from 1, frame, for how long the page had shown this frame's colour)."""
    number = 0
    for _colour, frames in groupby(recording.manifest.frames, key=lambda frame: frame.shown):
        alike = list(frames)
        for frame in alike:
            number += 1
            yield number, frame, frame.at_s - alike[0].at_s


def _read(recording: Recording, frame: RecordedFrame) -> bytes:
    path = recording.folder / frame.file
    try:
        return path.read_bytes()
    except OSError as error:  # it was there when the session was read
        raise EvaluationError(Problem.SESSION_FILE_MISSING, path=recording.path, file=path) from error


def _moment(analysis: FrameAnalysis, frame: RecordedFrame, prompt: Prompt, settled_s: float) -> Moment | None:
    return Moment.of(analysis, at_s=frame.at_s, prompt=prompt.value, shown=frame.shown, settled_s=settled_s)


def _kept(number: int, outcome: Outcome, analysis: FrameAnalysis) -> KeptFrame:
    assert outcome.role is not None
    return KeptFrame(number, outcome.role, analysis)


def _template(recording: Recording, photos: Engine) -> Vector | None:
    """The mean of what the person's photos give; None without a fit photo."""
    embeddings: Sequence[Vector] = [
        found for path in recording.references if (found := _embedding(path, photos)) is not None
    ]
    return average(embeddings) if embeddings else None


def _embedding(path: Path, photos: Engine) -> Vector | None:
    try:
        image = photos.decode(path.read_bytes())
    except FrameError:
        return None
    return photos.analyse_image(image, _REFERENCE).embedding
