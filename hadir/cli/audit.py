"""`hadir audit`: export the log, check it with or without a database, sign and show its heads."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from hadir.cli.audit_texts import sentence
from hadir.lib import audit_export, jws
from hadir.lib.audit_export import Report
from hadir.lib.errors import InvalidInput, NotFound
from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Log audit: ekspor, periksa, kepala bertanda tangan."))

Json = Annotated[bool, typer.Option("--json", help=_("Keluaran JSON."))]


@app.command(help=_("Tulis log audit ke FILE (JSON per baris, - untuk keluaran baku), dengan kepala dan penutupnya."))
def export(
    file: Annotated[Path, typer.Argument(help=_("Berkas tujuan; yang sudah ada tidak ditimpa."))],
    since: Annotated[str, typer.Option("--from", help=_("Tanggal pertama, YYYY-MM-DD (WIB)."))] = "",
    until: Annotated[str, typer.Option("--to", help=_("Tanggal terakhir, YYYY-MM-DD (WIB)."))] = "",
) -> None:
    """Streams; the export is itself an entry of the log."""
    first, last = _moment(since), _moment(until, days=1)
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from django.utils import timezone

    from hadir.audit import exporting
    from hadir.lib.authority import System

    made = exporting.export(System("hadir audit export"), since=first, until=last, units=None, now=timezone.now())
    if str(file) == "-":
        sys.stdout.buffer.writelines(audit_export.blocks(made.lines))
        return
    try:
        with file.open("xb") as stream:
            stream.writelines(audit_export.blocks(made.lines))
    except OSError as error:
        raise InvalidInput(
            "file_unwritable",
            _("Berkas {path} tidak dapat ditulis: {reason}.").format(path=file, reason=error.strerror),
        ) from error
    typer.echo(_("Catatan {first}-{last} tertulis di {path}.").format(first=made.first, last=made.last, path=file))


@app.command(help=_("Periksa ekspor (tanpa basis data) atau, tanpa FILE, log yang hidup. Keluar dengan 1 bila rusak."))
def verify(
    file: Annotated[Path | None, typer.Argument(help=_("Ekspor, atau - untuk masukan baku."))] = None,
    heads: Annotated[
        list[Path] | None, typer.Option(help=_("Berkas atau surat berisi kepala milik saksi; boleh berulang."))
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(help=_("Kunci publik (JWK, JWKS atau PEM). Tanpa ini dipakai kunci dari pengaturan.")),
    ] = None,
    as_json: Json = False,
) -> None:
    """Names every entry that was changed, is missing, or does not stand where it belongs."""
    witnessed = [token for path in heads or [] for token in _tokens(path)]
    if file is None:
        if witnessed:
            raise InvalidInput("heads_need_file", _("--heads hanya berlaku bersama FILE. Buat ekspornya dahulu."))
        report = _verify_live(key)
    else:
        keys = _keys(key)
        if str(file) == "-":
            report = audit_export.check(sys.stdin.buffer, keys=keys, witnessed=witnessed)
        else:
            try:
                with file.open("rb") as stream:
                    report = audit_export.check(stream, keys=keys, witnessed=witnessed)
            except OSError as error:
                raise _unreadable(file) from error
    _show(report, as_json=as_json)
    if not report.ok:
        raise typer.Exit(1)


@app.command(help=_("Kepala bertanda tangan terbaru, untuk dicetak atau diserahkan kepada saksi."))
def head(
    sign: Annotated[bool, typer.Option("--sign", help=_("Tanda tangani kepala hari ini bila belum ada."))] = False,
    day: Annotated[str, typer.Option("--date", help=_("Kepala tanggal itu, YYYY-MM-DD."))] = "",
    as_json: Json = False,
) -> None:
    """Prints the sheet; exit status 1 when there is no head yet."""
    wanted = _day(day) if day else None
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from django.utils import timezone

    from hadir.audit import heads as work
    from hadir.audit.models import Head
    from hadir.audit.tasks import sign_day

    if sign:
        sign_day(timezone.now())
    found = (Head.objects.filter(date=wanted) if wanted else Head.objects.all()).order_by("-date").first()
    if found is None:
        raise NotFound("head_not_found", _("Belum ada kepala. Buat dengan: hadir audit head --sign"))
    if as_json:
        words = {"date": found.date.isoformat(), "seq": found.seq, "hash": found.hash, "jws": found.jws}
        typer.echo(json.dumps(words | {"fingerprint": found.fingerprint}))
        return
    typer.echo(work.printable(found))


@app.command("public-key", help=_("Kunci publik untuk memeriksa kepala dan ekspor, sebagai JWKS."))
def public_key() -> None:
    """From the settings; give it to witnesses and auditors before they need it."""
    from hadir.config import load_site

    secret = load_site().audit_key
    assert secret is not None  # load_site has made sure of it
    typer.echo(json.dumps(jws.public_keys(jws.load_key(secret.get_secret_value()))))


def _verify_live(key: Path | None) -> Report:
    given = _keys(key) if key is not None else None
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from hadir.audit import heads as work

    return work.verify(keys=given)


def _show(report: Report, *, as_json: bool) -> None:
    if as_json:
        words: dict[str, Any] = asdict(report) | {"ok": report.ok}
        words["findings"] = [asdict(found) | {"sentence": sentence(found)} for found in report.findings]
        typer.echo(json.dumps(words, ensure_ascii=False))
        return
    for found in report.findings:
        typer.echo(sentence(found))
    if report.more:
        typer.echo(_("… dan {count} temuan lagi.").format(count=report.more))
    typer.echo(
        _("Diperiksa: {count} catatan, nomor {first}-{last}; {heads} kepala cocok.").format(
            count=report.count, first=report.first, last=report.last, heads=report.heads_met
        )
    )
    if report.withheld:
        typer.echo(_("Ditahan bagi penerima ekspor, hanya sidiknya diperiksa: {count}.").format(count=report.withheld))
    if report.heads_outside:
        typer.echo(_("Kepala sebelum ekspor ini, tidak dapat diperiksa: {count}.").format(count=report.heads_outside))
    if not report.signed:
        typer.echo(_("PERHATIAN: tanda tangan tidak diperiksa karena tidak ada kunci. Beri --key."))
    typer.echo(_("Log utuh.") if report.ok else _("LOG TIDAK UTUH."))


def _keys(path: Path | None) -> jws.KeySet | None:
    """The keys to check with: those of the file, else the one of the settings, else none."""
    if path is None:
        from hadir.config import ensure_demo_keys, load

        config = load()
        if config.is_demo:
            config = ensure_demo_keys(config)
        if config.audit_key is None:
            return None
        text = config.audit_key.get_secret_value()
    else:
        text = _text(path)
    try:
        return jws.load_keys(text)
    except ValueError as error:
        raise InvalidInput("key_invalid", _("Kunci bukan Ed25519 dalam bentuk JWK, JWKS atau PEM.")) from error


def _tokens(path: Path) -> list[str]:
    found = audit_export.tokens_in(_text(path))
    if not found:
        raise InvalidInput("head_missing", _("Berkas {path} tidak memuat kepala.").format(path=path))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> InvalidInput:
    return InvalidInput("file_unreadable", _("Berkas {path} tidak dapat dibaca.").format(path=path))


def _moment(text: str, *, days: int = 0) -> datetime | None:
    """Midnight at which that day begins in the western zone, so many days later; None for no text."""
    from zoneinfo import ZoneInfo

    if not text:
        return None
    return datetime.combine(_day(text) + timedelta(days=days), time(), ZoneInfo("Asia/Jakarta"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("date_invalid", _("Tulis tanggal sebagai YYYY-MM-DD, misalnya 2026-11-22.")) from error
