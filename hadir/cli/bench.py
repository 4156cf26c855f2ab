"""`hadir bench`: speed of the engine, and of whole check-ins against a served site (docs/benchmarks.md)."""

from __future__ import annotations

import json
import os
from typing import Annotated, Any

import typer

from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Ukur kecepatan mesin wajah dan absen utuh."))

Json = Annotated[bool, typer.Option("--json", help=_("Keluaran JSON."))]


@app.command("engine", help=_("Mesin wajah pada satu inti: jaringan saja dan keseluruhan untuk tiga gambar."))
def engine(
    rounds: Annotated[int, typer.Option(min=5, max=10_000, help=_("Banyak pengulangan."))] = 100, as_json: Json = False
) -> None:
    """Pins itself to one core, so that the figure is one core's."""
    from rich.progress import Progress

    from hadir.bench import engine as bench
    from hadir.bench.performer import film
    from hadir.bench.synthetic_head import SyntheticHead
    from hadir.cli.bench_site import sample_photo
    from hadir.config import load
    from hadir.faceengine.engine import Engine

    config = load()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    measured = Engine(config.models_dir, precision=config.engine_precision)
    reel = film(SyntheticHead(sample_photo(config, "person_a_2.jpg"), measured))
    with Progress(transient=True, disable=as_json) as bar:
        task = bar.add_task(_("Mengukur"), total=rounds + 3)
        speed = bench.measure(measured, reel, rounds=rounds, progress=lambda: bar.advance(task))
    figures: dict[str, Any] = {
        "engine": str(measured.id),
        "model_ms": round(speed.model_ms, 2),
        "model_alone_ms": round(speed.model_alone_ms, 2),
        "total_ms": round(speed.total_ms, 2),
        "overhead": round(speed.overhead, 3),
        "checkins_per_s_core": round(speed.checkins_per_s_core, 1),
        "rounds": rounds,
    }
    _show(figures, as_json=as_json)


@app.command("checkin", help=_("Absen utuh lewat HTTP pada situs yang benar-benar dijalankan, basis data tersendiri."))
def checkin(
    clients: Annotated[int, typer.Option(min=1, max=500, help=_("Orang yang absen bersamaan."))] = 4,
    seconds: Annotated[float, typer.Option(min=1, max=3600, help=_("Lama pengukuran dalam detik."))] = 20,
    as_json: Json = False,
) -> None:
    """Serves a fresh database on a free port and leaves nothing behind. Exit status 1 when anything was lost."""
    from hadir.cli.bench_site import measure_check_ins

    figures = measure_check_ins(clients=clients, seconds=seconds)
    _show(figures, as_json=as_json)
    if figures["lost"] or figures["errors"]:
        raise typer.Exit(1)


@app.command("import", help=_("Impor pegawai dari berkas rekaan bergaya SIASN, basis data tersendiri."))
def import_people(
    employees: Annotated[int, typer.Option(min=100, max=50_000, help=_("Banyak pegawai."))] = 50_000,
    as_json: Json = False,
) -> None:
    """Read, check and apply, then the same file again, which changes nothing."""
    from hadir.cli.bench_import import measure_import

    _show(measure_import(employees=employees), as_json=as_json)


@app.command("recap", help=_("Rekap satu bulan: hitung semua hari dari catatan rekaan, basis data tersendiri."))
def recap(
    employees: Annotated[int, typer.Option(min=100, max=100_000, help=_("Banyak pegawai."))] = 5000,
    month: Annotated[str, typer.Option(help=_("Bulan, misalnya 2026-10."))] = "2026-10",
    as_json: Json = False,
) -> None:
    """Derived from punches, rosters and absences, derived again (nothing changes), summed up."""
    from hadir.cli.bench_recap import measure_recap

    _show(measure_recap(employees=employees, month=month), as_json=as_json)


@app.command("patterns", help=_("Pola janggal: kasus titik palsu bersama diputar ulang di antara pegawai jujur."))
def patterns(
    employees: Annotated[int, typer.Option(min=1000, max=100_000, help=_("Banyak pegawai."))] = 8000,
    cheaters: Annotated[int, typer.Option(min=0, max=5000, help=_("Banyak yang memakai titik palsu."))] = 1329,
    as_json: Json = False,
) -> None:
    """A month of positions; who is found, and how many honest people are. Exit status 1 when somebody was missed."""
    from hadir.cli.bench_recap import measure_patterns

    figures = measure_patterns(employees=employees, cheaters=cheaters)
    _show(figures, as_json=as_json)
    if figures["missed"]:
        raise typer.Exit(1)


@app.command("audit", help=_("Log audit: menulis, mengekspor dan memeriksa rantai, basis data tersendiri."))
def audit(
    entries: Annotated[int, typer.Option(min=1000, max=100_000_000, help=_("Banyak catatan yang dibuat."))] = 100_000,
    as_json: Json = False,
) -> None:
    """Exit status 1 when an untouched log was not accepted."""
    from hadir.cli.bench_audit import measure_audit

    figures = measure_audit(entries=entries, quiet=as_json)
    _show(figures, as_json=as_json)
    if not figures["whole"]:
        raise typer.Exit(1)


def _show(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name:22} {value}")
