"""`hadir`, the command line. Only mounts commands: each module imports what it needs when it runs.

Nothing here may import Django, so that the face engine's commands work without a database.
"""

from __future__ import annotations

import sys

import typer

from hadir.cli import (
    audit,
    bench,
    database,
    days,
    demo,
    django_commands,
    doctor,
    engine_change,
    face,
    init,
    jobs,
    keys,
    models,
    notice,
    people,
    receipt,
    role,
    selfcheck,
    serve,
    settings,
    tidy,
    worker,
)
from hadir.lib.errors import HadirError
from hadir.lib.language import _

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=_("Hadir: presensi wajah ASN.")
)
app.add_typer(models.app, name="models")
app.add_typer(database.app, name="db")
app.add_typer(keys.app, name="keys")
app.command("settings", help=_("Semua pengaturan dengan nilai bawaan dan artinya."))(settings.show)
app.command("doctor", help=_("Periksa semua yang dibutuhkan Hadir dan apa yang harus dilakukan."))(doctor.doctor)
django_commands.register(app)
app.command("init", help=_("Dirikan daerah: tahap absensi dan pemberitahuan privasi pertama."))(init.init)
app.command("serve", help=_("Jalankan basis data, mesin wajah dan situs sampai dihentikan."))(serve.serve)
app.command("worker", help=_("Lakukan pekerjaan latar belakang (serve menjalankannya sendiri)."))(worker.worker)
app.add_typer(jobs.app, name="jobs")
app.command("selfcheck", help=_("Buktikan pekerjaan utama dengan foto nyata, tanpa kamera."))(selfcheck.selfcheck)
app.command("tidy", help=_("Hancurkan data yang lewat masa gunanya (serve melakukannya sendiri)."))(tidy.tidy)
app.add_typer(face.app, name="face")
app.add_typer(engine_change.app, name="engine")
app.add_typer(notice.app, name="notice")
app.add_typer(receipt.app, name="receipt")
app.add_typer(role.app, name="role")
app.add_typer(people.app, name="people")
app.add_typer(days.app, name="days")
app.add_typer(audit.app, name="audit")
app.add_typer(bench.app, name="bench")
app.add_typer(demo.app, name="demo")


def run() -> None:
    """Entry point: a HadirError becomes one sentence and exit status 1, never a traceback."""
    try:
        app()
    except HadirError as error:
        typer.echo(f"{_('Galat')} [{error.code}]: {error.message}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    run()
