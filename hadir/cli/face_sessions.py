"""What `hadir face session-evaluate` does; loads the engine, so import it only when the command runs."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from hadir.bench.presentations import JudgeMaker, script_of
from hadir.cli import face_work
from hadir.cli.face_work import Run
from hadir.config import load
from hadir.faceengine import weights
from hadir.faceengine.calibration import TargetFmr
from hadir.faceengine.evaluation import recordings, sessions, workers
from hadir.faceengine.evaluation.page import Context
from hadir.faceengine.evaluation.recordings import Recording
from hadir.faceengine.evaluation.sessions import Evaluation, Share, Species
from hadir.lib.language import _

_CHUNK = 2  # sessions a worker takes at once: small, so that progress moves


def session_evaluate(folder: Path, target: TargetFmr | None, run: Run) -> None:
    """Nothing is written unless everything was read and judged."""
    config = load()
    weights.require(config.models_dir)
    engine = face_work.engine_of(run.precision)
    face_work.calibration_of(engine)
    fmr = target or config.match_fmr
    with face_work.clear_errors():
        face_work.check_report_place(run.report)
        found = recordings.read_sessions(folder)
        for recording in found:
            script_of(recording)
        judged = _judge(found, JudgeMaker(config.models_dir, run.precision, fmr), run)
    figures = sessions.evaluate_sessions(judged)
    about = face_work.context(engine)
    if run.report is not None:
        from hadir.faceengine.evaluation import session_report  # the chart library takes a second to load

        material = f"{folder.name}: {len(found)} sessions; recognised at FMR {fmr}"
        context = Context(**about, material=material)
        face_work.write_report(run.report, session_report.session_report(figures, context))
    if run.as_json:
        face_work.print_json({"fmr": fmr, **sessions.as_json(figures), **about})
    else:
        _show(figures)


def _judge(found: list[Recording], make: JudgeMaker, run: Run) -> list[sessions.Judged]:
    with face_work.progress_bars() as bars:
        task = bars.add_task(_("Sesi"), total=len(found))
        return workers.each(
            make,
            [recording.folder for recording in found],
            chunk=_CHUNK,
            workers=run.workers,
            progress=lambda done, total: bars.update(task, completed=done),
        )


def _show(found: Evaluation) -> None:
    table = Table(title=_("{sessions} sesi").format(sessions=len(found.judged)), box=None)
    table.add_column(_("jenis"), no_wrap=True)
    for heading in (_("sesi"), _("tak selesai"), _("laju galat"), "95 %", _("ditahan"), "IAPAR", "RIAPAR"):
        table.add_column(heading, justify="right")
    if found.bona_fide is not None:
        table.add_row(found.bona_fide.name, *_cells(found.bona_fide), "-", "-")
    for one in found.attacks:
        table.add_row(one.name, *_cells(one), _rate(one.accepted), _short(one.riapar))
    Console().print(table)
    typer.echo(_("Laju galat: BPCER untuk bona_fide, APCER untuk serangan."))
    if found.frr is not None:
        typer.echo(f"FRR {_rate(found.frr)} ({found.frr.count}/{found.frr.of})")
    stopped = [one for one in (found.bona_fide, *found.attacks) if one is not None and one.stopped_by]
    for one in stopped:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(one.stopped_by.items()))
        typer.echo(f"{one.name}: {reasons}")


def _cells(one: Species) -> tuple[str, ...]:
    interval = "-" if one.errors.ci is None else "-".join(f"{100 * end:.0f}" for end in one.errors.ci)
    return (str(one.sessions), str(one.no_answer.count), _rate(one.errors), interval, str(one.held_up.count))


def _rate(share: Share) -> str:
    return _short(share.rate)


def _short(rate: float | None) -> str:
    return "-" if rate is None else f"{100 * rate:.1f}%"
