"""`hadir db`: the embedded PostgreSQL from the command line. Needs no Django."""

from __future__ import annotations

import os

import typer

from hadir.config import load
from hadir.lib.language import _
from hadir.postgres import binaries, service

app = typer.Typer(no_args_is_help=True, help=_("PostgreSQL bawaan: mulai, henti, keadaan, shell, alamat."))


@app.command(help=_("Mulai server bila belum berjalan dan buat basis datanya bila belum ada."))
def start() -> None:
    """Nothing to do where the database is somebody else's server."""
    config = load()
    if config.database_url is not None:
        typer.echo(_("HADIR_DATABASE_URL terisi: server itu yang dipakai, bukan PostgreSQL bawaan."))
        return
    url = service.database_url(config)
    typer.echo(_("PostgreSQL berjalan: {url}").format(url=url))


@app.command(help=_("Hentikan server dengan rapi."))
def stop() -> None:
    """Harmless when nothing runs."""
    stopped = service.cluster_of(load()).stop()
    typer.echo(_("PostgreSQL berhenti.") if stopped else _("PostgreSQL memang tidak berjalan."))


@app.command(help=_("Keadaan server; keluar dengan 1 bila tidak berjalan."))
def status() -> None:
    """One line."""
    found = service.cluster_of(load()).status()
    sentences = {
        "absent": _("belum pernah dibuat; jalankan hadir db start"),
        "stopped": _("tidak berjalan; jalankan hadir db start"),
        "stuck": _("proses {pid} tidak menjawab; jalankan hadir db start"),
        "running": _("berjalan, proses {pid}, soket di {socket}"),
    }
    typer.echo(sentences[found.state].format(pid=found.pid, socket=found.socket_dir))
    if found.state != "running":
        raise typer.Exit(1)


@app.command(help=_("Alamat basis data untuk program lain."))
def url() -> None:
    """HADIR_DATABASE_URL as it is, or the socket of our own server (which is not started for that)."""
    config = load()
    typer.echo(config.database_url.get_secret_value() if config.database_url else service.cluster_of(config).url())


@app.command(help=_("Buka psql pada basis data."))
def shell() -> None:
    """Becomes psql. The address travels in the environment: arguments are visible to everybody on the machine."""
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(service.database_url(load()))
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    address = {names[key]: str(value) for key, value in parts.items() if key in names}
    psql = str(binaries.program("psql"))
    os.execve(psql, [psql], {**os.environ, **address})  # noqa: S606 -- becoming psql is the point
