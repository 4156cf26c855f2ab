"""Export and import are one table: what goes out comes back without changing anything."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hadir.audit import selectors as audit
from hadir.lib.errors import NotPermitted
from hadir.people import exporting
from hadir.people.exporting import Format
from hadir.people.importing import reader, services
from hadir.people.importing.services import Options, Upload
from hadir.people.importing.shapes import Kind
from hadir.people.models import Employee
from tests.cast import Cast, employ, make_nip
from tests.people.importing.files import NOW, TODAY

ODD = [
    "=1+1",
    "+62 811-222",
    "-",
    "@siapa",
    "'=SUM(A1)",
    "'Ain",
    'dua "kutip"',
    "a;b,c",
    "O'Brien",
    " spasi  ganda ",
    "éñ",
]


def check(cast: Cast, data: bytes, name: str) -> dict[str, Any]:
    upload = Upload(data, name, Kind.PEOPLE)
    batch = services.stage(cast.wati, upload=upload, options=Options(cast.region.pk, TODAY), now=NOW, today=TODAY)
    counts: dict[str, Any] = services.check(batch.pk, today=TODAY).counts
    return counts


@pytest.mark.parametrize("file_format", list(Format))
def test_an_exported_file_changes_nothing_when_it_is_imported(cast: Cast, file_format: Format) -> None:
    assert cast.budi.employee is not None
    Employee.objects.filter(pk=cast.budi.employee.pk).update(
        front_title="Dr.", back_title="S.H., M.Si.", position="Analis", grade="31", phone="+62811222333", siasn_id="A1"
    )
    with exporting.export_people(cast.wati, unit_id=cast.region.pk, file_format=file_format).file as file:
        counts = check(cast, file.read(), f"pegawai.{file_format}")
    assert counts == {"unchanged": Employee.objects.count(), "warned": 0, "missing": 0}


@pytest.mark.parametrize("file_format", list(Format))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.sampled_from(ODD) | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]),
                                                       max_size=40), min_size=4, max_size=4))  # fmt: skip
def test_whatever_stands_in_a_record_goes_out_and_comes_back(cast: Cast, file_format: Format, texts: list[str]) -> None:
    assert cast.budi.employee is not None
    name, front, back, position = texts
    Employee.objects.filter(pk=cast.budi.employee.pk).update(
        name=name or "x", front_title=front, back_title=back, position=position
    )
    with exporting.export_people(cast.wati, unit_id=cast.bagian_umum.pk, file_format=file_format).file as file:
        counts = check(cast, file.read(), f"pegawai.{file_format}")
    assert counts.get("changed", 0) == 0
    assert counts.get("new", 0) == 0


def test_no_cell_of_the_csv_is_taken_for_a_formula(cast: Cast) -> None:
    employ("=cmd|' /C calc'!A0", make_nip("19920202", "201803", 2, 77), cast.setda, cast.setda_office, phone="+62811")
    with exporting.export_people(cast.siti, unit_id=cast.setda.pk, file_format=Format.CSV).file as file:
        lines = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig")), delimiter=";"))
    assert not any(cell[:1] in tuple("=+-@") for line in lines[1:] for cell in line if cell)


def test_an_export_holds_the_people_of_the_unit_and_stands_in_the_log(cast: Cast) -> None:
    export = exporting.export_people(cast.siti, unit_id=cast.setda.pk, file_format=Format.CSV)
    with export.file as file:
        text = file.read().decode("utf-8-sig")
    assert "Budi Contoh" in text
    assert "Dedi Contoh" not in text
    entry = audit.entries_about(f"unit:{cast.setda.pk}").first()
    assert entry is not None
    assert (entry.action, entry.actor_id, entry.detail) == (
        "people.export",
        cast.siti.pk,
        {"count": export.count, "format": "csv"},
    )


@pytest.mark.parametrize("who", ["dedi", "budi", "made", "dewi"])
def test_others_export_nobody_there(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        exporting.export_people(getattr(cast, who), unit_id=cast.setda.pk, file_format=Format.CSV)


def test_the_number_of_statements_does_not_grow_with_the_people(cast: Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            exporting.export_people(cast.siti, unit_id=cast.setda.pk, file_format=Format.CSV).file.close()
        return len(captured)

    before = statements()
    for serial in range(100, 110):
        employ(f"Orang {serial}", make_nip("19920202", "201803", 2, serial), cast.bagian_umum, cast.setda_office)
    assert statements() == before


def test_the_template_has_the_columns_of_the_import_and_no_person() -> None:
    with pytest.raises(Exception, match="no_rows"):
        reader.read(exporting.template(), Kind.PEOPLE, today=TODAY)
