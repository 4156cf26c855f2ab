"""`hadir init`: what a new installation needs before anybody can sign in; `hadir operator` comes next."""

from __future__ import annotations

from typing import Annotated

import typer

from hadir.lib.language import _


def init(
    region: Annotated[str, typer.Option(help=_("Nama pemerintah daerah, mis. 'Kabupaten Sukamara'."))],
    code: Annotated[str, typer.Option(help=_("Kode singkat daerah."))] = "PEMDA",
) -> None:
    """Creates what is missing: region, default stages, first privacy notice. Harmless to repeat."""
    from hadir.cli.django_commands import set_up_migrated
    from hadir.cli.founding import found_region

    set_up_migrated()
    found = found_region(name=region, code=code)
    typer.echo(_("{region}: tahap absensi dan pemberitahuan privasi siap.").format(region=found.name))
    typer.echo(_("Langkah berikut: hadir operator NAMA-PENGGUNA 'Nama Lengkap'"))
