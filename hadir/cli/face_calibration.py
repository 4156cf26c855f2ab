"""What `hadir face calibrate` does; loads the engine, so import it only when the command runs.

Three kinds of material make three parts of a calibration. What is not given stays as it was measured before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import typer

from hadir.cli import face_work
from hadir.cli.face_work import Run
from hadir.config import load
from hadir.faceengine import calibration, weights
from hadir.faceengine.calibration import Calibration, CalibrationMissing, LivenessLimits, PadPoint
from hadir.faceengine.engine import EngineId
from hadir.faceengine.evaluation import inputs, liveness, material, recordings, study, workers
from hadir.faceengine.evaluation.pad import choose_threshold, evaluate_pad
from hadir.faceengine.evaluation.verification import Verification
from hadir.lib.errors import InvalidInput
from hadir.lib.language import _

_CHUNK = 2  # sessions a worker takes at once


@dataclass(frozen=True, slots=True)
class Material:
    """`frames`: the list and the folder that its paths start from."""

    images: Path | None
    frames: tuple[Path, Path] | None
    sessions: tuple[Path, ...]
    words: str
    max_apcer: float


def calibrate(given: Material, folder: Path | None, run: Run) -> None:
    """Write the calibration with the parts that the material gives. Raises `InvalidInput` when one would be missing."""
    engine = face_work.engine_of(run.precision)
    weights.require(load().models_dir)  # told here, not by a dying worker
    place = {} if folder is None else {"folder": folder}
    made = _before(engine, place)
    words = []
    with face_work.clear_errors():
        if given.images is not None:
            made, told = _with_recognition(made, engine, given.images, run)
            words.append(told)
        if given.frames is not None:
            made, told = _with_passive(_known(made, engine), given.frames, given.max_apcer, run)
            words.append(told)
        if given.sessions:
            made, told = _with_liveness(_known(made, engine), given.sessions, run)
            words.append(told)
    if not words:
        raise InvalidInput("material_missing", _("Beri bahan ukur: --images, --frames dengan --root, atau --sessions."))
    whole = _known(made, engine)
    told = f"{given.words or 'measured'}: {'; '.join(words)}"
    # What was measured before and is kept keeps its words.
    before, _bar, _later = whole.material.partition(" | ")
    kept = "" if given.images is not None else f"{before} | "
    path = calibration.save(
        msgspec.structs.replace(whole, measured_on=face_work.today(), material=f"{kept}{told}"), **place
    )
    typer.echo(_("Kalibrasi mesin {engine} tersimpan di {path}.").format(engine=engine, path=path))


def _before(engine: EngineId, place: dict[str, Path]) -> Calibration | None:
    for where in (place, {}):
        try:
            return calibration.load(engine, **where)
        except CalibrationMissing:
            continue
    return None


def _known(made: Calibration | None, engine: EngineId) -> Calibration:
    if made is None:
        message = _("Mesin {engine} belum dikalibrasi: beri juga --images dan --frames dengan --root.")
        raise InvalidInput("material_missing", message.format(engine=engine))
    return made


def _with_recognition(before: Calibration | None, engine: EngineId, images: Path, run: Run) -> tuple[Calibration, str]:
    photos = inputs.read_people(images)
    found = study.recognition(photos, face_work.measure([photo.path for photo in photos], run, _("Foto")))
    for figures in (found.single, found.averaged):
        if not figures.n_genuine or not all(point.resolved for point in figures.points):
            raise InvalidInput(
                "material_too_small",
                _(
                    "{path}: bahan terlalu sedikit untuk kalibrasi: perlu sedikitnya 100.000 perbandingan orang "
                    "berbeda, juga antara templat 5 foto (orang dengan 8 foto atau lebih) dan 3 bingkai."
                ).format(path=images),
            )
    never = PadPoint(threshold=1.0, bpcer=1.0, apcer={})
    made = Calibration(
        name=engine.name,
        version=engine.version,
        measured_on=face_work.today(),
        material="",
        single=_shipped_points(found.single),
        averaged=_shipped_points(found.averaged),
        pad=before.pad if before else never,
        liveness=before.liveness if before else None,
    )
    return made, face_work.people_in_words("", found)


def _with_passive(before: Calibration, given: tuple[Path, Path], max_apcer: float, run: Run) -> tuple[Calibration, str]:
    frames = inputs.read_frames(*given)
    judged = study.pad_frames(
        frames, face_work.measure([frame.path for frame in frames], run, _("Bingkai"), careful=False)
    )
    threshold = choose_threshold(judged, max_apcer=max_apcer)
    result = evaluate_pad(judged, threshold)
    point = PadPoint(
        threshold=threshold,
        bpcer=result.bpcer.rate or 0.0,
        apcer={name: rate.rate or 0.0 for name, rate in result.apcer.items()},
    )
    return msgspec.structs.replace(before, pad=point), f"{len(frames)} frames for the spoof signal"


def _with_liveness(before: Calibration, folders: Sequence[Path], run: Run) -> tuple[Calibration, str]:
    found = [recording for folder in folders for recording in recordings.read_sessions(folder)]
    sessions = _measured_sessions([recording.folder for recording in found], run)
    people = sorted(path for folder in folders for path in (folder / "people").glob("*") if path.is_dir())
    pairs = _measured_pairs(people, run)
    try:
        limits = liveness.fit(sessions, pairs)
    except ValueError as error:
        message = _("{path}: perlu sesi asli dan sesi dengan kertas (print_flat, print_bent, ...).")
        raise InvalidInput("material_too_small", message.format(path=folders[0])) from error
    count = 0 if pairs is None else len(pairs)
    told = f"{len(sessions)} sessions and {count} pairs of photos for liveness"
    _show(limits)
    return msgspec.structs.replace(before, liveness=limits), told


def _measured_sessions(folders: Sequence[Path], run: Run) -> list[liveness.Signals]:
    make = material.SignalsMaker(load().models_dir, run.precision)
    with face_work.progress_bars() as bars:
        task = bars.add_task(_("Sesi"), total=len(folders))
        return workers.each(
            make, folders, chunk=_CHUNK, workers=run.workers,
            progress=lambda done, total: bars.update(task, completed=done),
        )  # fmt: skip


def _measured_pairs(people: Sequence[Path], run: Run) -> np.ndarray[tuple[int, int], np.dtype[np.float64]] | None:
    """Of the photos beside the sessions; None where there are none."""
    make = material.PairsMaker(load().models_dir, run.precision)
    found = workers.each(make, people, chunk=_CHUNK, workers=run.workers) if people else []
    pairs = [one for one in found if len(one)]
    return np.concatenate(pairs) if pairs else None


def _show(limits: LivenessLimits) -> None:
    typer.echo(
        _("Orang asli ditolak {refused:.1%}, ragu {doubted:.1%}; lolos tanpa naskah: {passed}").format(
            refused=limits.live_refused,
            doubted=limits.live_doubted,
            passed=", ".join(f"{name} {share:.0%}" for name, share in limits.passed.items()),
        )
    )


def _shipped_points(figures: Verification) -> dict[str, calibration.OperatingPoint]:
    return {
        point.target: calibration.OperatingPoint(point.threshold, point.fnmr, point.fnmr_ci)
        for point in figures.points
        if point.threshold is not None and point.fnmr is not None and point.fnmr_ci is not None
    }
