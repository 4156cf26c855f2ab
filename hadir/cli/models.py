"""`hadir models`: bring, list and verify the weight files. Needs neither database nor Django."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn
from rich.table import Table

from hadir.config import Config, load
from hadir.faceengine import fetch as fetching
from hadir.faceengine import samples, weights
from hadir.faceengine.weights import FileState, FileStatus
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Bobot model mesin wajah: unduh, daftar, periksa."))

AsJson = Annotated[bool, typer.Option("--json", help=_("Keluaran JSON."))]

_MARK = {FileState.OK: "[green]ok[/]", FileState.MISSING: "[yellow]missing[/]", FileState.WRONG: "[red]wrong[/]"}


@app.command(help=_("Unduh bobot dan foto contoh yang belum ada; tanpa jaringan bila semua sudah benar."))
def fetch(
    with_samples: Annotated[bool, typer.Option("--samples/--no-samples", help=_("Juga foto contoh."))] = True,
) -> None:
    """Bring what is missing and say how much that was."""
    config = load()
    with _progress() as report:
        brought = fetching.fetch(config.models_dir, weights.WEIGHTS, report)
        if with_samples:
            brought += fetching.fetch(config.samples_dir, samples.SAMPLES, report)
    if brought:
        size = sum(file.size for file in brought) / 1e6
        typer.echo(_("{n} berkas diunduh dan diperiksa ({size:.1f} MB).").format(n=len(brought), size=size))
    else:
        typer.echo(_("Semua bobot dan foto contoh sudah ada dan benar."))


@app.command("list", help=_("Daftar berkas dengan lisensi, asal dan pemakainya."))
def list_files(as_json: AsJson = False) -> None:
    """Every file of the registry, its state included."""
    found = _verify(load())
    if as_json:
        typer.echo(json.dumps([_as_dict(status) for status in found], indent=2))
        return
    table = Table(show_lines=True)
    for heading in (_("berkas"), _("keadaan"), "MB", _("lisensi"), _("dipakai oleh"), _("asal")):
        table.add_column(heading, overflow="fold")
    for status in found:
        file = status.file
        origin = "\n".join(str(source) for source in file.sources)
        table.add_row(
            file.name,
            _MARK[status.state],
            f"{file.size / 1e6:.2f}",
            file.licence,
            file.used_by,
            f"{origin}\n{file.note}",
        )
    Console().print(table)


@app.command(help=_("Periksa SHA-256 setiap berkas; keluar dengan 1 bila ada yang kurang atau salah."))
def verify(as_json: AsJson = False) -> None:
    """Hash everything again."""
    found = _verify(load())
    if as_json:
        typer.echo(json.dumps([_as_dict(status) for status in found], indent=2))
    else:
        for status in found:
            Console().print(f"{_MARK[status.state]:<18} {status.path}", soft_wrap=True, highlight=False)
    if any(status.state is not FileState.OK for status in found):
        raise typer.Exit(1)


def _verify(config: Config) -> tuple[FileStatus, ...]:
    return weights.verify(config.models_dir) + samples.verify(config.samples_dir)


def _as_dict(status: FileStatus) -> dict[str, object]:
    file = status.file
    return {
        "name": file.name,
        "state": status.state.value,
        "path": str(status.path),
        "sha256": file.sha256,
        "found_sha256": status.found_sha256 or None,
        "size": file.size,
        "licence": file.licence,
        "used_by": file.used_by,
        "sources": [str(source) for source in file.sources],
        "note": file.note,
    }


@contextmanager
def _progress() -> Iterator[fetching.Progress]:
    """One bar a download, on standard error so that pipes stay clean."""
    bars = Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=Console(stderr=True))
    tasks: dict[str, TaskID] = {}

    def report(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=min(done, total))

    with bars:
        yield report
