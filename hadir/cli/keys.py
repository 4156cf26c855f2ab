"""`hadir keys`: fresh secrets for a production installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hadir.config import new_keys, variable_of
from hadir.lib import keymaking
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Kunci rahasia: buat yang baru."))


@app.command(help=_("Tulis satu berkas (0600) per rahasia ke FOLDER; yang sudah ada tidak disentuh."))
def new(folder: Annotated[Path, typer.Argument(help=_("Folder, misalnya /etc/hadir/keys"))]) -> None:
    """Prints the variables that point at the files, never the secrets."""
    fresh = new_keys(folder.absolute())
    if not fresh:
        typer.echo(_("Semua kunci sudah ada di {folder}; tidak ada yang ditulis.").format(folder=folder))
    for path in fresh:
        typer.echo(f"{variable_of(path.name)}_FILE={path}")


@app.command("template-key", help=_("Cetak satu kunci templat baru (id:base64) untuk rotasi kunci."))
def template_key(key_id: Annotated[str, typer.Argument(help=_("Id kunci, belum pernah dipakai."))]) -> None:
    """To be put first in HADIR_TEMPLATE_KEYS, before the older ones."""
    typer.echo(keymaking.new_template_key(key_id))


@app.command(help=_("Bungkus ulang kunci data semua orang dengan kunci templat pertama di HADIR_TEMPLATE_KEYS."))
def rotate() -> None:
    """Afterwards the older key is needed only until the evidence and backups sealed with it have gone."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from hadir.attendance.corrections.papers import rewrap_keys as rewrap_corrections
    from hadir.attendance.presence.papers import rewrap_keys as rewrap_objections
    from hadir.enrolment.services import rotate_keys
    from hadir.leave.papers import rewrap_keys
    from hadir.lib.authority import System

    actor = System("hadir keys rotate")
    count = rotate_keys(actor) + rewrap_keys(actor) + rewrap_corrections(actor) + rewrap_objections(actor)
    typer.echo(_("Kunci data yang dibungkus ulang: {count}.").format(count=count))
