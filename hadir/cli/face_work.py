"""What the commands of `hadir face` do; loads the engine, so import it only when a command runs."""

from __future__ import annotations

import json
import platform
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from hadir.cli import face_texts
from hadir.config import load
from hadir.faceengine import calibration, weights
from hadir.faceengine.calibration import Calibration, CalibrationMissing, TargetFmr
from hadir.faceengine.compare import similarity
from hadir.faceengine.engine import EngineId, engine_id
from hadir.faceengine.evaluation import inputs, runner, study, workers
from hadir.faceengine.evaluation.errors import EvaluationError
from hadir.faceengine.evaluation.measured import Embeddings, Measured
from hadir.faceengine.evaluation.page import Context
from hadir.faceengine.evaluation.verification import bootstrap_weights, measured_at
from hadir.faceengine.runtime import PrecisionChoice, Runtime
from hadir.lib.errors import InvalidInput, NotFound
from hadir.lib.language import _


@dataclass(frozen=True, slots=True)
class Run:
    """How to run and what to write."""

    report: Path | None
    workers: int | None
    precision: PrecisionChoice
    as_json: bool


def compare(first: Path, second: Path, *, target: TargetFmr, precision: PrecisionChoice, as_json: bool) -> None:
    engine = engine_of(precision)
    threshold = calibration_of(engine).threshold(target, averaged=False)
    run = Run(None, 1, precision, as_json)
    a, b = measure([first, second], run, _("Foto"), quiet=True)
    score = similarity(_found(first, a).reference, _found(second, b).reference)
    same = score >= threshold
    if as_json:
        print_json(
            {"same": same, "similarity": score, "threshold": threshold, "target_fmr": target, "engine": str(engine)}
        )
        return
    answer = _("orang yang sama") if same else _("orang yang berbeda")
    typer.echo(
        _(
            "{answer} (kemiripan {score:.3f}, ambang {threshold:.3f} pada laju salah cocok {target}; mesin {engine})"
        ).format(answer=answer, score=score, threshold=threshold, target=target, engine=engine)
    )


def _found(path: Path, measured: Measured) -> Embeddings:
    """Raises `InvalidInput` with the reason when the photo gave no embedding."""
    if measured.embeddings is None:
        reason = measured.failure or runner.UNREADABLE
        raise InvalidInput(reason, f"{path}: {face_texts.of_reason(reason)}.")
    return measured.embeddings


def evaluate(images: Path, pairs_file: Path | None, run: Run) -> None:
    with clear_errors():
        check_report_place(run.report)
        photos = inputs.read_people(images)
        pairs = inputs.read_pairs(pairs_file, frozenset(photo.name for photo in photos)) if pairs_file else None
        measured = measure([photo.path for photo in photos], run, _("Foto"))
    found = study.recognition(photos, measured, pairs)
    engine = engine_of(run.precision)
    figures = study.recognition_json(found) | {"calibrated": _at_shipped_thresholds(found, engine)} | context(engine)
    if run.report is not None:
        from hadir.faceengine.evaluation import report  # the chart library takes a second to load

        about = Context(**context(engine), material=people_in_words(images.name, found))
        write_report(run.report, report.recognition_report(found, about))
    if run.as_json:
        print_json(figures)
    else:
        _show_recognition(found)


def pad_evaluate(frames_file: Path, root: Path, threshold: float | None, run: Run) -> None:
    engine = engine_of(run.precision)
    limit = calibration_of(engine).pad.threshold if threshold is None else threshold
    with clear_errors():
        check_report_place(run.report)
        frames = inputs.read_frames(frames_file, root)
        measured = measure([frame.path for frame in frames], run, _("Bingkai"), careful=False)
    found = study.presentation(frames, measured, limit)
    if run.report is not None:
        from hadir.faceengine.evaluation import report  # the chart library takes a second to load

        about = Context(**context(engine), material=f"{frames_file.name}: {len(frames)} frames")
        write_report(run.report, report.presentation_report(found, about))
    if run.as_json:
        print_json({"pad": study.presentation_json(found), **context(engine)})
    else:
        _show_presentation(found)


def _at_shipped_thresholds(found: study.Recognition, engine: EngineId) -> dict[str, object] | None:
    """Both error rates of this material at the thresholds that check-ins use; None for an engine without any."""
    try:
        shipped = calibration.load(engine)
    except CalibrationMissing:
        return None
    result: dict[str, object] = {}
    for name, scores, points in (
        ("fmr", found.single_scores, shipped.single),
        ("averaged", found.averaged_scores, shipped.averaged),
    ):
        weights = bootstrap_weights(len(scores.n_references))
        at = {target: measured_at(scores, target, point.threshold, weights) for target, point in points.items()}
        result[name] = {
            target: {"threshold": point.threshold, "fmr": point.fmr, "fnmr": point.fnmr, "fnmr_ci": point.fnmr_ci}
            for target, point in at.items()
        }
    return result


def measure(files: Sequence[Path], run: Run, what: str, *, quiet: bool = False, careful: bool = True) -> list[Measured]:
    config = load()
    weights.require(config.models_dir)  # told here, not by a dying worker
    make = runner.EngineMaker(config.models_dir, run.precision, careful=careful)
    with progress_bars(quiet=quiet) as bars:
        task = bars.add_task(what, total=len(files))
        return runner.run(
            make, files, workers=run.workers, progress=lambda done, total: bars.update(task, completed=done)
        )


def progress_bars(*, quiet: bool = False) -> Progress:
    """On standard error, so that `--json` stays one document."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=quiet,
    )


def write_report(path: Path, page: str) -> None:
    """All of it or nothing: a report cut short would look like one."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(page, encoding="utf-8")
    unfinished.replace(path)


def engine_of(precision: PrecisionChoice) -> EngineId:
    """Which engine `precision` means on this machine."""
    return engine_id(Runtime(precision=precision).precision)


def calibration_of(engine: EngineId) -> Calibration:
    try:
        return calibration.load(engine)
    except CalibrationMissing as error:
        message = _("Mesin {engine} belum dikalibrasi. Jalankan hadir face calibrate.").format(engine=engine)
        raise NotFound("calibration_missing", message) from error


def check_report_place(path: Path | None) -> None:
    """Before minutes of work, not after."""
    if path is not None and not path.absolute().parent.is_dir():
        raise InvalidInput("report_place", _("{path}: folder untuk laporan ini tidak ada.").format(path=path))


@contextmanager
def clear_errors() -> Iterator[None]:
    try:
        yield
    except EvaluationError as error:
        raise InvalidInput(error.problem.value, face_texts.of_problem(error)) from error


def _show_recognition(found: study.Recognition) -> None:
    console = Console()
    console.print(
        _("{people} orang, {images} foto, {failed} tanpa hasil").format(
            people=found.n_subjects, images=found.n_images, failed=len(found.failures)
        )
    )
    if found.accuracy is not None:
        console.print(
            _("Akurasi {mean:.4f} ± {error:.4f} ({folds} lipatan)").format(
                mean=found.accuracy.mean, error=found.accuracy.standard_error, folds=found.accuracy.folds
            )
        )
    for title, figures in ((_("Satu lawan satu"), found.single), (_("Templat 5 lawan 3 bingkai"), found.averaged)):
        table = Table(title=f"{title}: {figures.n_genuine:,} / {figures.n_impostor:,}")
        for heading in ("FMR", _("ambang"), "FNMR", "95 %"):
            table.add_column(heading, justify="right")
        for point in figures.points:
            table.add_row(point.target, _optional(point.threshold), percent(point.fnmr), percents(point.fnmr_ci))
        console.print(table)


def _show_presentation(found: study.Presentation) -> None:
    result = found.result
    table = Table(title=_("AUC {auc}, ambang {threshold:.4f}").format(
        auc=_optional(result.auc), threshold=result.threshold
    ))  # fmt: skip
    for heading in (_("jenis"), _("laju galat"), "95 %", _("bingkai"), _("tanpa hasil"), "RIAPAR", "95 %"):
        table.add_column(heading, justify="right")
    rows = [("BPCER", "", result.bpcer), *((f"APCER {name}", name, rate) for name, rate in result.apcer.items())]
    for title, name, rate in rows:
        joint = result.riapar.get(name)
        sums = (percent(joint.rate), percents(joint.ci)) if joint else ("", "")
        table.add_row(title, percent(rate.rate), percents(rate.ci), str(rate.frames), str(rate.non_responses), *sums)
    Console().print(table)


def _optional(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.2f} %"


def percents(interval: tuple[float, float] | None) -> str:
    return "-" if interval is None else f"{100 * interval[0]:.2f}-{100 * interval[1]:.2f}"


def people_in_words(name: str, found: study.Recognition) -> str:
    counts = f"{found.n_images:,} photos of {found.n_subjects:,} people"
    return f"{name}: {counts}" if name else counts


def context(engine: EngineId) -> dict[str, str]:
    return {
        "engine": str(engine),
        "date": today(),
        "command": shlex.join(["hadir", *sys.argv[1:]]),
        "machine": f"{_processor()}, {workers.available_cores()} cores",
    }


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def print_json(document: dict[str, object]) -> None:
    typer.echo(json.dumps(document, indent=2))
