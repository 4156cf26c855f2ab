"""`hadir people` in the hands of whoever holds a shell: checks by default, stores only when told to."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hadir.cli import django_commands
from hadir.cli.people import app
from hadir.lib.errors import InvalidInput, NotFound
from hadir.people.models import Employee, ImportChunk, ImportRow, OrgUnit
from tests.cast import Cast, make_nip
from tests.people.importing.files import csv_file

ANI = make_nip("19920202", "201803", 2, 77)
GOOD = csv_file("NIP;Nama;Status;Agama;Unit", f"{ANI};Ani Contoh;PNS;Islam;Bagian Umum").replace(
    b"Status", b"Status ASN"
)


@pytest.fixture(autouse=True)
def _is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_commands, "set_up_migrated", lambda: None)


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_it_only_checks_unless_told_to_apply(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "pegawai.csv"
    file.write_bytes(GOOD)
    code, said = run("import", str(file))
    assert (code, Employee.objects.filter(nip=ANI).exists()) == (0, False)
    assert "Agama" in said
    assert "Islam" not in said
    assert not ImportChunk.objects.exists()
    assert not ImportRow.objects.exists()
    code, _said = run("import", str(file), "--apply")
    assert (code, Employee.objects.filter(nip=ANI).exists()) == (0, True)


def test_wrong_lines_end_with_one_and_store_nothing(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "pegawai.csv"
    file.write_bytes(GOOD + b"\n1,98503E+17;Budi;PNS;X;Bagian Umum")
    code, said = run("import", str(file), "--apply")
    assert (code, Employee.objects.filter(nip=ANI).exists()) == (1, False)
    assert "1,98503E+17" in said
    code, _said = run("import", str(file), "--apply", "--leave-out-wrong")
    assert (code, Employee.objects.filter(nip=ANI).exists()) == (0, True)


def test_the_units_come_before_the_people(cast: Cast, tmp_path: Path) -> None:
    units, file = tmp_path / "unor.csv", tmp_path / "pegawai.csv"
    units.write_bytes(csv_file("Id;NamaUnor;DiatasanId", "S;Sekretariat Daerah;", "D;Dinas Kesehatan;", "P;Protokol;S"))
    file.write_bytes(GOOD.replace(b"Bagian Umum", b"Protokol"))
    code, _said = run("import", str(file), "--units", str(units), "--apply")
    assert code == 0
    assert Employee.objects.get(nip=ANI).unit == OrgUnit.objects.get(siasn_id="P")


def test_an_export_is_for_the_owner_of_the_shell_only(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "keluar.csv"
    code, _said = run("export", str(file), "--unit", "SETDA")
    assert code == 0
    assert file.stat().st_mode & 0o077 == 0
    assert "Budi Contoh" in file.read_text(encoding="utf-8-sig")


def test_what_cannot_be_is_refused(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="file_missing"):
        run("import")
    with pytest.raises(InvalidInput, match="file_unreadable"):
        run("import", str(tmp_path / "tidak-ada.csv"))
    with pytest.raises(InvalidInput, match="format_unknown"):
        run("export", str(tmp_path / "keluar.pdf"))
    with pytest.raises(NotFound, match="unit_not_found"):
        run("export", str(tmp_path / "keluar.csv"), "--unit", "HANTU")
