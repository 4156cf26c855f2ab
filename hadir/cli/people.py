"""`hadir people`: import and export of the organisation and its people, for whoever holds a shell on the server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hadir.lib.errors import HadirError, InvalidInput, NotFound
from hadir.lib.language import _

if TYPE_CHECKING:
    from hadir.people.importing.shapes import Kind
    from hadir.people.models import ImportBatch, OrgUnit

app = typer.Typer(no_args_is_help=True, help=_("Impor dan ekspor organisasi dan pegawai."))
_SHOWN = 20

UnitCode = Annotated[str, typer.Option("--unit", help=_("Kode unit; tanpa ini seluruh daerah."))]


@app.command("import", help=_("Impor pegawai dari ekspor SIASN, Excel, atau CSV; bawaannya hanya memeriksa."))
def import_people(
    file: Annotated[Path | None, typer.Argument(help=_("Berkas pegawai."))] = None,
    units: Annotated[
        Path | None, typer.Option(help=_("Daftar unor (Id;NamaUnor;DiatasanId), diimpor lebih dulu."))
    ] = None,
    apply: Annotated[bool, typer.Option("--apply/--dry-run", help=_("Terapkan, atau hanya periksa."))] = False,
    leave_out_wrong: Annotated[bool, typer.Option(help=_("Tinggalkan baris yang salah, terapkan sisanya."))] = False,
    unit: UnitCode = "",
    legal_basis: Annotated[str, typer.Option(help=_("Dasar: nomor surat."))] = "",
) -> None:
    """Exit status 1 when lines are wrong and were not to be left out; then nothing is stored."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from hadir.people.importing.shapes import Kind

    if file is None and units is None:
        raise InvalidInput("file_missing", _("Sebutkan berkas pegawai, --units, atau keduanya."))
    whole = True
    for path, kind in ((units, Kind.UNITS), (file, Kind.PEOPLE)):
        if path is not None:
            scope = _unit(unit if kind is Kind.PEOPLE else "")
            whole = (
                _import(path, kind, scope, apply=apply, leave_out_wrong=leave_out_wrong, basis=legal_basis) and whole
            )
    if not whole:
        raise typer.Exit(1)


@app.command("export", help=_("Ekspor pegawai aktif ke XLSX atau CSV, menurut akhiran nama berkas."))
def export_people(
    file: Annotated[Path, typer.Argument(help=_("Berkas tujuan, .xlsx atau .csv."))],
    unit: UnitCode = "",
) -> None:
    """In the columns that the import reads."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from hadir.lib.authority import System
    from hadir.people import exporting

    try:
        file_format = exporting.Format(file.suffix.lower().removeprefix("."))
    except ValueError as error:
        raise InvalidInput("format_unknown", _("Akhiran berkas harus .xlsx atau .csv.")) from error
    export = exporting.export_people(System("hadir people export"), unit_id=_unit(unit).pk, file_format=file_format)
    file.touch(mode=0o600)
    with export.file as source, file.open("wb") as target:
        target.write(source.read())
    typer.echo(_("{count} pegawai ditulis ke {file}.").format(count=export.count, file=file))


@app.command("template", help=_("Tulis templat kosong (XLSX) untuk diisi."))
def template(file: Annotated[Path, typer.Argument(help=_("Berkas tujuan, .xlsx."))]) -> None:
    """Needs no people and no database rows, only Django's texts."""
    from hadir.cli.django_commands import set_up

    set_up()
    from hadir.people import exporting

    file.write_bytes(exporting.template())


def _import(path: Path, kind: Kind, unit: OrgUnit, *, apply: bool, leave_out_wrong: bool, basis: str) -> bool:
    """False when it stopped at wrong lines."""
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    from hadir.lib.authority import System
    from hadir.people.importing import services
    from hadir.people.models import TimeZone

    actor, now = System("hadir people import"), timezone.now()
    today = timezone.localdate(timezone=ZoneInfo(TimeZone.WIB))
    options = services.Options(unit.pk, today, legal_basis=basis)
    upload = services.Upload(_bytes(path), path.name, kind)
    batch = services.stage(actor, upload=upload, options=options, now=now, today=today)
    try:
        batch = services.check(batch.pk, today=today)
        _tell(batch)
        if not apply or (batch.counts.get("wrong") and not leave_out_wrong):
            services.discard(actor, batch_id=batch.pk, now=now)
            return not batch.counts.get("wrong")
        consent = services.Consent(batch.plan_digest, leave_out_wrong=leave_out_wrong)
        services.confirm(actor, batch_id=batch.pk, consent=consent, today=today)
        services.apply(actor, batch_id=batch.pk, now=now, today=today)
    except HadirError:
        services.discard(actor, batch_id=batch.pk, now=now)
        raise
    typer.echo(_("Diterapkan."))
    return True


def _tell(batch: ImportBatch) -> None:
    """Counts, columns that were not read, and the first problems: line, column, sentence; never names."""
    from itertools import islice

    from hadir.people.importing import selectors

    names = {
        "new": _("baru"),
        "changed": _("berubah"),
        "unchanged": _("tidak berubah"),
        "wrong": _("salah"),
        "missing": _("tidak ada dalam berkas"),
        "left_alone": _("unit di luar daftar"),
    }
    told = [f"{name} {batch.counts[key]}" for key, name in names.items() if key in batch.counts]
    typer.echo(f"{batch.file_name}: {', '.join(told)}")
    if batch.dropped:
        typer.echo(_("Kolom yang tidak dibaca: {columns}").format(columns=", ".join(batch.dropped)))
    for number, column, sentence, is_warning in islice(selectors.problems_of(batch), _SHOWN):
        sign = "!" if is_warning else "x"
        typer.echo(f"  {sign} {_('Baris')} {number}, {column}: {sentence}")


def _unit(code: str) -> OrgUnit:
    from hadir.people import selectors
    from hadir.people.models import OrgUnit

    found = OrgUnit.objects.filter(code=code).first() if code else selectors.region()
    if found is None:
        raise NotFound("unit_not_found", _("Unit {code} tidak ada.").format(code=code or "-"))
    return found


def _bytes(path: Path) -> bytes:
    from hadir.people.importing.shapes import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidInput("file_unreadable", _("Berkas {path} tidak dapat dibaca.").format(path=path)) from error
