"""`hadir demo`: an invented region with people, accounts and some months of history, to sign in and look around."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from hadir.lib.errors import Conflict
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Daerah contoh untuk mencoba Hadir."))


@app.callback()
def about() -> None:
    """Keeps `seed` a command of its own."""


@app.command(help=_("Isi daerah contoh bila belum ada, dan tampilkan akunnya."))
def seed(
    people: Annotated[int, typer.Option(min=45, max=2000, help=_("Kira-kira berapa pegawai."))] = 300,
    months: Annotated[int, typer.Option(min=0, max=12, help=_("Berapa bulan penuh riwayat sebelum bulan ini."))] = 3,
) -> None:
    """Harmless to repeat. Refused outside demo mode: its accounts share one password."""
    from hadir.cli.django_commands import set_up_migrated

    config = set_up_migrated()
    if not config.is_demo:
        raise Conflict("not_a_demo", _("Hanya untuk HADIR_MODE=demo. Untuk instalasi sungguhan: hadir init."))
    from hadir.cli.demo import story
    from hadir.cli.demo.cast import ACCOUNTS

    notes = config.var_dir / "demo-accounts.txt"
    password = _password_in(notes) or f"Hadir-{secrets.token_urlsafe(9)}7!"
    size = story.Size(people, months)
    if story.seed(password=password, seed=config.demo_seed, size=size, tell=_teller()):
        _write(notes, password, [f"{name}: {login}" for name, login in ACCOUNTS])
    typer.echo(_("Akun contoh (kata sandi sama untuk semua): {password}").format(password=_password_in(notes)))
    for name, login in ACCOUNTS:
        typer.echo(f"  {login:20} {name}")


def _teller() -> Callable[[str], None]:
    begun = time.monotonic()

    def tell(sentence: str) -> None:
        typer.echo(f"  {time.monotonic() - begun:5.1f} s  {sentence}")

    return tell


def _password_in(notes: Path) -> str | None:
    try:
        return notes.read_text(encoding="utf-8").splitlines()[0].partition(": ")[2] or None
    except (FileNotFoundError, IndexError):
        return None


def _write(notes: Path, password: str, lines: list[str]) -> None:
    notes.touch(mode=0o600)
    notes.chmod(0o600)
    notes.write_text("\n".join([f"Kata sandi: {password}", *lines]) + "\n", encoding="utf-8")
