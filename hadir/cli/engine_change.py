"""`hadir engine change`: take a new face engine into use without recording everybody again (docs/operations.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hadir.lib.language import _

if TYPE_CHECKING:
    from hadir.enrolment.change.rules import Figures
    from hadir.enrolment.models import EngineChange

app = typer.Typer(no_args_is_help=True, help=_("Mesin pengenal wajah: penggantian tanpa merekam ulang."))
change_app = typer.Typer(no_args_is_help=True, help=_("Penggantian mesin, langkah demi langkah."))
app.add_typer(change_app, name="change")


@change_app.command(help=_("Mulai: hitung ulang templat dengan mesin HADIR_ENGINE_NEXT di latar belakang."))
def start(
    min_coverage: Annotated[
        float, typer.Option(min=0, max=1, help=_("Bagian orang yang tidak perlu rekam ulang."))
    ] = 0.95,
    min_comparisons: Annotated[int, typer.Option(min=0, help=_("Jumlah perbandingan bayangan paling sedikit."))] = 200,
    max_loss: Annotated[float, typer.Option(min=0, max=1, help=_("Kenaikan FNMR paling besar."))] = 0.01,
) -> None:
    """The limits are written down now: nobody bends them when the figures are known."""
    _set_up()
    from django.db import transaction
    from django.utils import timezone

    from hadir.enrolment.change import services
    from hadir.enrolment.change.rules import Limits
    from hadir.enrolment.tasks import embed
    from hadir.lib.authority import System

    limits = Limits(min_coverage, min_comparisons, max_loss)
    with transaction.atomic():
        change = services.start(System("hadir engine change"), limits=limits, now=timezone.now())
        embed.defer()
    typer.echo(_("Dimulai: {change}").format(change=change))


@change_app.command(help=_("Tunjukkan kemajuan dan angka perbandingan."))
def status() -> None:
    """Also says what speaks against switching."""
    _set_up()
    from hadir.enrolment.change import selectors
    from hadir.enrolment.change.texts import BLOCKERS

    change = selectors.latest_change()
    if change is None:
        typer.echo(_("Belum pernah ada penggantian mesin."))
        return
    report = selectors.report(change)
    made = report.progress
    typer.echo(str(change))
    typer.echo(
        _("Orang {people}, dengan potongan {crops}, selesai {done}, gagal {failed}, menunggu {waiting}").format(
            people=made.people, crops=made.with_crops, done=made.done, failed=made.failed, waiting=made.waiting
        )
    )
    for name, figures in ((_("mesin lama"), report.old), (_("mesin baru"), report.new)):
        typer.echo(f"{name}: {_figures(figures)}")
    for blocker in report.blockers:
        typer.echo(f"- {BLOCKERS[blocker]}")


@change_app.command(help=_("Mulai perbandingan bayangan pada foto absen yang masih disimpan."))
def shadow() -> None:
    """The comparison itself runs as jobs."""

    def compare() -> None:
        from hadir.attendance.tasks import compare as job

        job.defer()

    _step("begin_shadow", then=compare)


@change_app.command(help=_("Alihkan ke mesin baru, sekaligus untuk semua orang."))
def switch() -> None:
    """Refused while anything speaks against it."""
    _step("switch")


@change_app.command(help=_("Kembalikan ke mesin lama."))
def back() -> None:
    """Possible until the change is finished."""
    _step("switch_back")


@change_app.command(help=_("Selesaikan: templat lama dihancurkan, tidak dapat dikembalikan."))
def finish() -> None:
    """Then set HADIR_ENGINE_PRECISION to the new engine and empty HADIR_ENGINE_NEXT."""
    _step("finish")


@change_app.command(help=_("Batalkan sebelum dialihkan; templat baru dihancurkan."))
def abandon() -> None:
    """The old engine goes on as before."""
    _step("abandon")


def _step(name: str, then: Callable[[], Any] | None = None) -> None:
    _set_up()
    from django.db import transaction
    from django.utils import timezone

    from hadir.enrolment.change import services
    from hadir.lib.authority import System

    step: Callable[..., EngineChange] = getattr(services, name)
    now: datetime = timezone.now()
    with transaction.atomic():
        change = step(System("hadir engine change"), now=now)
        if then is not None:
            then()
    typer.echo(str(change))


def _figures(figures: Figures) -> str:
    if figures.fnmr is None:
        return _("belum ada perbandingan")
    fmr = "-" if figures.fmr is None else f"{figures.fmr:.5f}"
    return f"FNMR {figures.fnmr:.4f} ({figures.genuine_count}), FMR {fmr} ({figures.impostor_count})"


def _set_up() -> None:
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
