"""`hadir notice`: read and replace the privacy notice that people acknowledge before their face is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hadir.lib.errors import InvalidInput
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Pemberitahuan privasi: tampilkan, terbitkan versi baru."))


@app.command(help=_("Tampilkan versi yang berlaku."))
def show() -> None:
    """Both languages, as they are shown."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from hadir.enrolment.selectors import current_notice

    notice = current_notice()
    if notice is None:
        typer.echo(_("Belum ada pemberitahuan. Jalankan: hadir init"))
        raise typer.Exit(1)
    typer.echo(_("Versi {version}, dasar: {basis}").format(version=notice.version, basis=notice.legal_basis))
    typer.echo(f"\n{notice.text_id}\n\n{notice.text_en}")


@app.command(help=_("Terbitkan versi baru; semua orang membacanya sebelum perekaman berikutnya."))
def publish(
    indonesian: Annotated[Path, typer.Argument(help=_("Berkas teks berbahasa Indonesia."))],
    english: Annotated[Path, typer.Argument(help=_("Berkas teks berbahasa Inggris."))],
    legal_basis: Annotated[str, typer.Option(help=_("Dasar hukum, mis. 'Perbup 12/2026 pasal 4'."))],
    names_crops: Annotated[
        bool,
        typer.Option("--names-crops", help=_("Teks menyebut penyimpanan potongan wajah untuk penggantian mesin.")),
    ] = False,
) -> None:
    """Older versions and who read them stay on record."""
    texts = [_text(path) for path in (indonesian, english)]
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from django.utils import timezone

    from hadir.enrolment.services import publish_notice
    from hadir.lib.authority import System

    notice = publish_notice(
        System("hadir notice"),
        text_id=texts[0],
        text_en=texts[1],
        legal_basis=legal_basis,
        names_crops=names_crops,
        now=timezone.now(),
    )
    typer.echo(_("Pemberitahuan versi {version} terbit.").format(version=notice.version))


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("file_unreadable", _("Berkas {path} tidak dapat dibaca.").format(path=path)) from error
    if not text:
        raise InvalidInput("file_empty", _("Berkas {path} kosong.").format(path=path))
    return text
