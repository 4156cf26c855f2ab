"""`hadir receipt`: check a receipt offline, publish the public key. Needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hadir.lib.errors import InvalidInput
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Bukti kehadiran: periksa tanpa jaringan, tampilkan kunci publik."))


@app.command(help=_("Periksa tanda tangan bukti kehadiran. Keluar dengan 1 bila tidak asli."))
def verify(
    receipt: Annotated[Path, typer.Argument(help=_("Berkas bukti, atau - untuk masukan baku."))],
    key: Annotated[
        Path | None,
        typer.Option(help=_("Kunci publik (JWK, JWKS atau PEM). Tanpa ini dipakai kunci dari pengaturan.")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Keluaran JSON."))] = False,
) -> None:
    """Prints the claims of a genuine receipt."""
    from hadir.attendance import receipts

    try:
        claims = receipts.verify(_read(receipt), receipts.load_keys(_key_text(key)))
    except receipts.ReceiptInvalid as error:
        raise InvalidInput(
            "receipt_invalid", _("Bukti tidak asli: isi berubah, terpotong, atau kunci lain.")
        ) from error
    except ValueError as error:
        raise InvalidInput("key_invalid", _("Kunci bukan Ed25519 dalam bentuk JWK, JWKS atau PEM.")) from error
    if as_json:
        typer.echo(json.dumps(claims, ensure_ascii=False))
        return
    typer.echo(_("Bukti asli."))
    for name, value in claims.items():
        typer.echo(f"  {name:12} {value}")


@app.command("public-key", help=_("Kunci publik untuk memeriksa bukti, sebagai JWKS."))
def public_key() -> None:
    """From the settings; give it to whoever checks receipts."""
    from hadir.attendance import receipts

    typer.echo(json.dumps(receipts.public_keys(receipts.load_key(_key_text(None)))))


def _key_text(path: Path | None) -> str:
    if path is not None:
        return _read(path)
    from hadir.config import load_site

    secret = load_site().receipt_key
    assert secret is not None  # load_site has made sure of it
    return secret.get_secret_value()


def _read(path: Path) -> str:
    if str(path) == "-":
        return typer.get_text_stream("stdin").read()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("file_unreadable", _("Berkas {path} tidak dapat dibaca.").format(path=path)) from error
