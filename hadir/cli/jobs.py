"""`hadir jobs`: what waits, what failed, and trying again what failed."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hadir.cli.django_commands import set_up_migrated
from hadir.lib.errors import NotFound
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Antrean pekerjaan latar belakang."))
_AT_MOST = 200


@app.command("list", help=_("Pekerjaan yang gagal, atau semua yang masih tersimpan."))
def show(
    everything: Annotated[bool, typer.Option("--all", help=_("Juga yang menunggu, berjalan, dan selesai."))] = False,
) -> None:
    """The newest first, 200 at most. Arguments are ids: they say which case it was, not whose."""
    set_up_migrated()
    from hadir.jobs import selectors

    table = Table(_("nomor"), _("pekerjaan"), _("keadaan"), _("percobaan"), _("terakhir"), _("argumen"))
    rows = selectors.jobs(None if everything else "failed", at_most=_AT_MOST)
    for job in rows:
        at = f"{job.at:%Y-%m-%d %H:%M}" if job.at else ""
        table.add_row(str(job.number), job.task, job.status, str(job.attempts), at, str(job.arguments))
    if rows:
        Console().print(table)
    else:
        typer.echo(_("Tidak ada pekerjaan dalam antrean.") if everything else _("Tidak ada pekerjaan yang gagal."))


@app.command("retry", help=_("Coba lagi pekerjaan yang gagal: satu nomor, atau semua."))
def retry(
    number: Annotated[int | None, typer.Argument(help=_("Nomor dari: hadir jobs list"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=_("Semua yang gagal."))] = False,
) -> None:
    """Put failed jobs back into the queue."""
    if (number is None) is not everything:
        raise typer.BadParameter(_("Sebutkan satu nomor, atau --all."))
    set_up_migrated()
    from django.db import transaction
    from django.utils import timezone
    from procrastinate.exceptions import UniqueViolation

    from hadir.jobs import selectors
    from hadir.jobs.queue import app as queue

    ids = [job.number for job in selectors.jobs("failed", number=number)]
    if number is not None and not ids:
        raise NotFound("job_not_found", _("Tidak ada pekerjaan gagal bernomor {number}.").format(number=number))
    back = 0
    for one in ids:
        try:
            with transaction.atomic():
                queue.job_manager.retry_job_by_id(one, retry_at=timezone.now())
        except UniqueViolation:
            typer.echo(_("Pekerjaan {number} tidak perlu: yang sama sudah menunggu.").format(number=one))
        else:
            back += 1
    typer.echo(_("{n} pekerjaan dikembalikan ke antrean.").format(n=back))
