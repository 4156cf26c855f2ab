"""Puts measurements and statistics together: one recognition study, one attack-detection study, their JSON.

Roles as in use: single photos are embedded with all care on both sides (two photos are compared, nothing hurries);
templates likewise, while the probes of the averaged protocol are embedded as the quick frames of a check-in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hadir.faceengine.evaluation.averaged import averaged_scores
from hadir.faceengine.evaluation.folds import FoldAccuracy, fold_accuracy
from hadir.faceengine.evaluation.inputs import Frame, Pair, Photo
from hadir.faceengine.evaluation.measured import Measured
from hadir.faceengine.evaluation.pad import ErrorRate, PadFrame, PadResult, evaluate_pad
from hadir.faceengine.evaluation.scores import Floats, Scores, all_pairs, collect
from hadir.faceengine.evaluation.verification import SEED, OperatingPoint, Verification, verify
from hadir.faceengine.types import Vector

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Failure:
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """Figures and the scores behind them (for charts)."""

    n_subjects: int
    n_subjects_failed: int  # people of whom no photo gave an embedding: failure to enrol
    n_images: int
    failures: tuple[Failure, ...]  # failure to acquire
    unfit: Mapping[str, int]  # measured, though a check-in would have asked for a better frame: reason -> images
    accuracy: FoldAccuracy | None
    single: Verification
    averaged: Verification
    single_scores: Scores
    averaged_scores: Scores


@dataclass(frozen=True, slots=True)
class Presentation:
    result: PadResult
    frames: tuple[PadFrame, ...]
    failures: tuple[Failure, ...]  # non-responses


def recognition(
    photos: Sequence[Photo], measured: Sequence[Measured], pairs: Sequence[Pair] | None = None, *, seed: int = SEED
) -> Recognition:
    """`measured` in the order of `photos`."""
    names = sorted({photo.subject for photo in photos})
    number = {name: index for index, name in enumerate(names)}
    good = [
        (photo, found.embeddings) for photo, found in zip(photos, measured, strict=True) if found.embeddings is not None
    ]
    subjects = np.array([number[photo.subject] for photo, _ in good], dtype=np.int32)
    references = _stacked([both.reference for _, both in good])
    probes = _stacked([both.probe for _, both in good])
    images_of = np.bincount(subjects, minlength=len(names))
    single = collect(lambda: all_pairs(references, subjects), images_of, images_of)
    averaged = averaged_scores(references, probes, subjects, n_subjects=len(names), seed=seed)
    rows = {photo.name: row for row, (photo, _) in enumerate(good)}
    return Recognition(
        n_subjects=len(names),
        n_subjects_failed=int((images_of == 0).sum()),
        n_images=len(photos),
        failures=tuple(
            Failure(photo.name, found.failure) for photo, found in zip(photos, measured, strict=True) if found.failure
        ),
        unfit=Counter(reason for found in measured if found.embeddings is not None for reason in found.unfit),
        accuracy=_pair_accuracy(pairs, rows, references) if pairs is not None else None,
        single=verify(single, seed=seed),
        averaged=verify(averaged, seed=seed),
        single_scores=single,
        averaged_scores=averaged,
    )


def presentation(frames: Sequence[Frame], measured: Sequence[Measured], threshold: float) -> Presentation:
    """`measured` in the order of `frames`."""
    judged = pad_frames(frames, measured)
    failures = tuple(
        Failure(frame.name, found.failure) for frame, found in zip(frames, measured, strict=True) if found.failure
    )
    return Presentation(evaluate_pad(judged, threshold), judged, failures)


def pad_frames(frames: Sequence[Frame], measured: Sequence[Measured]) -> tuple[PadFrame, ...]:
    return tuple(
        PadFrame(frame.label, frame.subject, frame.session, found.bona_fide)
        for frame, found in zip(frames, measured, strict=True)
    )


def recognition_json(study: Recognition) -> Json:
    """Failures are counted as images of whom no embedding could be made; rates are shares, 0..1."""
    accuracy = study.accuracy
    return {
        "n_subjects": study.n_subjects,
        "n_images": study.n_images,
        "n_failed": len(study.failures),
        "failure_to_acquire": len(study.failures) / study.n_images,
        "failure_to_enrol": study.n_subjects_failed / study.n_subjects,
        "failures": dict(Counter(failure.reason for failure in study.failures)),
        "unfit": dict(study.unfit),
        "accuracy": accuracy.mean if accuracy else None,
        "accuracy_standard_error": accuracy.standard_error if accuracy else None,
        "accuracy_folds": accuracy.folds if accuracy else None,
        "n_pairs": accuracy.n_pairs if accuracy else None,
        "fmr": _points_json(study.single),
        "fmr_counts": _counts_json(study.single),
        "averaged": _points_json(study.averaged),
        "averaged_counts": _counts_json(study.averaged),
    }


def presentation_json(study: Presentation) -> Json:
    result = study.result
    return {
        "auc": result.auc,
        "auc_ci": result.auc_ci,
        "eer": result.eer,
        "threshold": result.threshold,
        "bpcer": result.bpcer.rate,
        "bpcer_ci": result.bpcer.ci,
        "apcer": {name: rate.rate for name, rate in result.apcer.items()},
        "apcer_ci": {name: rate.ci for name, rate in result.apcer.items()},
        "riapar": {name: found.rate for name, found in result.riapar.items()},
        "riapar_ci": {name: found.ci for name, found in result.riapar.items()},
        "bona_fide": _rate_json(result.bpcer),
        "attacks": {name: _rate_json(rate) for name, rate in result.apcer.items()},
        "n_frames": len(study.frames),
        "n_non_response": len(study.failures),
    }


def _rate_json(rate: ErrorRate) -> Json:
    total = rate.frames + rate.non_responses
    return {
        "n_frames": rate.frames,
        "n_subjects": rate.subjects,
        "errors": rate.errors,
        "non_response": rate.non_responses,
        "non_response_rate": rate.non_responses / total if total else None,
    }


def _counts_json(figures: Verification) -> Json:
    return {
        "n_genuine": figures.n_genuine,
        "n_impostor": figures.n_impostor,
        "n_subjects_genuine": figures.n_subjects_genuine,
        "eer": figures.eer,
    }


def _points_json(figures: Verification) -> Json:
    return {point.target: _point_json(point) for point in figures.points}


def _point_json(point: OperatingPoint) -> Json:
    return {
        "threshold": point.threshold,
        "fnmr": point.fnmr,
        "fnmr_ci": point.fnmr_ci,
        "false_rejects": point.false_rejects,
        "fnmr_rule_of_3": point.rule_of_3,
        "fmr": point.fmr,
        "fmr_ci": point.fmr_ci,
        "false_matches": point.false_matches,
        "resolved": point.resolved,
    }


def _stacked(vectors: Sequence[Vector]) -> Floats:
    return np.stack(vectors) if vectors else np.zeros((0, 1), dtype=np.float32)


def _pair_accuracy(pairs: Sequence[Pair], rows: Mapping[str, int], references: Floats) -> FoldAccuracy | None:
    """A pair with a photo that gave no embedding lies below every threshold: it could not have been accepted."""
    scores = np.array(
        [
            float(references[rows[pair.first]] @ references[rows[pair.second]])
            if pair.first in rows and pair.second in rows
            else -np.inf
            for pair in pairs
        ],
        dtype=np.float32,
    )
    return fold_accuracy(scores, np.array([pair.same for pair in pairs], dtype=np.bool_))
