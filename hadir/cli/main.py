"""`hadir`, the command line. Only mounts commands: each module imports what it needs when it runs.

Nothing here may import Django, so that the face engine's commands work without a database.
"""

from __future__ import annotations

import sys

import typer

from hadir.cli import database, django_commands, doctor, keys, models, settings
from hadir.lib.errors import HadirError
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, add_completion=False, help=_("Hadir: presensi wajah ASN."))
app.add_typer(models.app, name="models")
app.add_typer(database.app, name="db")
app.add_typer(keys.app, name="keys")
app.command("settings", help=_("Semua pengaturan dengan nilai bawaan dan artinya."))(settings.show)
app.command("doctor", help=_("Periksa semua yang dibutuhkan Hadir dan apa yang harus dilakukan."))(doctor.doctor)
django_commands.register(app)


def run() -> None:
    """Entry point: a HadirError becomes one sentence and exit status 1, never a traceback."""
    try:
        app()
    except HadirError as error:
        typer.echo(f"{_('Galat')} [{error.code}]: {error.message}", err=True)
        sys.exit(1)
