"""`hadir demo`: an invented region with people and accounts, so that a newcomer can sign in at once."""

from __future__ import annotations

import secrets
from pathlib import Path

import typer

from hadir.lib.errors import Conflict
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Daerah contoh untuk mencoba Hadir."))


@app.command(help=_("Isi daerah contoh bila belum ada, dan tampilkan akunnya."))
def seed() -> None:
    """Harmless to repeat. Refused outside demo mode: its accounts share one password."""
    from hadir.cli.django_commands import set_up_migrated

    config = set_up_migrated()
    if not config.is_demo:
        raise Conflict("not_a_demo", _("Hanya untuk HADIR_MODE=demo. Untuk instalasi sungguhan: hadir init."))
    from hadir.cli.demo_region import ACCOUNTS, seed_region

    notes = config.var_dir / "demo-accounts.txt"
    password = _password_in(notes) or f"Hadir-{secrets.token_urlsafe(9)}7!"
    if seed_region(password=password, seed=config.demo_seed):
        _write(notes, password, [f"{name}: {login}" for name, login in ACCOUNTS])
    typer.echo(_("Akun contoh (kata sandi sama untuk semua): {password}").format(password=_password_in(notes)))
    for name, login in ACCOUNTS:
        typer.echo(f"  {login:20} {name}")


def _password_in(notes: Path) -> str | None:
    try:
        return notes.read_text(encoding="utf-8").splitlines()[0].partition(": ")[2] or None
    except (FileNotFoundError, IndexError):
        return None


def _write(notes: Path, password: str, lines: list[str]) -> None:
    notes.touch(mode=0o600)
    notes.chmod(0o600)
    notes.write_text("\n".join([f"Kata sandi: {password}", *lines]) + "\n", encoding="utf-8")
