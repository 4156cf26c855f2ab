"""An import from the file to the people: what the preview says is what happens, and a second time nothing does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hadir.audit import selectors as audit
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.people import services as people
from hadir.people.importing import applying, selectors, services
from hadir.people.importing.shapes import Kind
from hadir.people.models import Employee, ImportBatch, ImportChunk, ImportRow, OrgUnit, Placement
from hadir.people.staged import BatchStatus
from tests.cast import SYSTEM, Cast, make_nip
from tests.people.importing.files import NOW, TODAY, apply, csv_file, import_file, stage_file

ANI = make_nip("19920202", "201803", 2, 77)
BUDI = make_nip("19900101", "201503", 1, 3)
DEDI = make_nip("19881231", "202121", 1, 4)
HEAD = "NIP;Nama;Status kepegawaian;Golongan;Jabatan;Unit kerja;Surel;Nomor HP"
ANI_LINE = f"{ANI};Ani Contoh;PNS;III/a;Analis;Bagian Umum;ani@contoh.example;0811223344"


def faults(batch: ImportBatch) -> list[tuple[int, str, str]]:
    return [(number, column, text) for number, column, text, warning in selectors.problems_of(batch) if not warning]


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (OrgUnit, Employee, Placement)]


def test_a_new_person_comes_with_dated_rows_and_an_entry_of_the_log(cast: Cast) -> None:
    batch = import_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    person = Employee.objects.get(nip=ANI)
    assert (person.unit, person.grade, person.work_place) == (cast.bagian_umum, "31", cast.setda_office)
    placement = Placement.objects.get(employee=person)
    assert (placement.position_title, placement.valid_from, placement.valid_to) == ("Analis", TODAY, None)
    assert person.employments.get().employment_type == "PNS"
    assert person.grades.get().grade == "31"
    entry = audit.entries_about(f"employee:{person.pk}").get()
    assert (entry.action, entry.actor_id, entry.unit_id) == ("people.import_new", cast.siti.pk, cast.bagian_umum.pk)
    assert "ani@contoh.example" not in str(entry.after)
    assert batch.counts["new"] == 1


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    import_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    before = everything()
    batch = import_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    assert (batch.counts["unchanged"], batch.counts.get("changed", 0)) == (1, 0)
    assert everything() == before


def test_a_promotion_is_dated_by_the_file_and_history_stays(cast: Cast) -> None:
    import_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE), effective_on=date(2026, 1, 5))
    head = "NIP;Nama;Jabatan;TMT jabatan;Unit kerja"
    import_file(cast.siti, cast.setda, csv_file(head, f"{ANI};Ani Contoh;Kepala Subbagian;01-03-2026;Bagian Umum"))
    person = Employee.objects.get(nip=ANI)
    spans = person.placements.filter(superseded_at=None).order_by("valid_from")
    assert [(row.position_title, row.valid_from, row.valid_to) for row in spans] == [
        ("Analis", date(2026, 1, 5), date(2026, 2, 28)),
        ("Kepala Subbagian", date(2026, 3, 1), None),
    ]
    assert (person.position, person.grade, person.email) == ("Kepala Subbagian", "31", "ani@contoh.example")


def test_an_empty_cell_or_a_dash_changes_nothing(cast: Cast) -> None:
    import_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, f"{ANI};Ani Contoh;;-;;Bagian Umum;-;"))
    assert batch.counts["unchanged"] == 1


def test_the_check_alone_changes_nobody(cast: Cast) -> None:
    before = everything()
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    assert (batch.status, batch.counts["new"]) == (BatchStatus.CHECKED, 1)
    assert everything() == before


def test_the_preview_shows_before_and_after(cast: Cast) -> None:
    line = f"{BUDI};Budi Santoso Contoh;PNS;;Arsiparis;Sekretariat Daerah;;"
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, line))
    shown = selectors.shown(batch, list(selectors.lines_of(batch, "changed")))[0]
    assert [(change.title, change.before, change.after) for change in shown.changes] == [
        ("Nama", "Budi Contoh", "Budi Santoso Contoh"),
        ("Jabatan", "", "Arsiparis"),
        ("Unit kerja", "Bagian Umum", "Sekretariat Daerah"),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [f"{ANI};Ani;PNS;;;Bagian Hantu;;"],
            [(2, "Unit kerja", "Unit “Bagian Hantu” tidak ada di Hadir. Impor daftar unor dulu, atau perbaiki "
              "namanya.")],
        ),
        (
            [f"{ANI};Ani;PNS;;;Dinas Kesehatan;;"],
            [(2, "Unit kerja", "Unit “Dinas Kesehatan” di luar wewenang Anda. Hapus baris ini, atau minta BKPSDM "
              "mengimpornya.")],
        ),
        (
            [f"{DEDI};Dedi Contoh;PPPK;;;Bagian Umum;;"],
            [(2, "NIP", "Pegawai ini terdaftar di unit di luar wewenang Anda. Minta BKPSDM memindahkannya.")],
        ),
        (
            [f"{ANI};Ani;;;;Bagian Umum;;"],
            [(2, "Status kepegawaian", "Pegawai baru memerlukan status kepegawaian: PNS, CPNS, PPPK, atau PPPK paruh "
              "waktu.")],
        ),
        (
            [f"{ANI};Ani;PNS;IX;;Bagian Umum;;"],
            [(2, "Golongan", "Golongan ini tidak berlaku untuk status kepegawaiannya: III/a untuk PNS, IX untuk "
              "PPPK.")],
        ),
        (
            [f"{ANI};Ani;PNS;;;Bagian Umum;;", f"{ANI};Ani Lagi;PNS;;;Bagian Umum;;"],
            [(3, "NIP", "NIP ini sudah ada di baris 2. Hapus salah satunya.")],
        ),
        (
            [f"{ANI};Ani;PNS;;;Bagian Umum;BUDI@contoh.example;"],
            [(2, "Surel", "Surel ini sudah dipakai pegawai lain di Hadir. Perbaiki salah satunya.")],
        ),
        (
            [f"{ANI};Ani;PNS;;;Bagian Umum;sama@c.example;", f"{BUDI};Budi;PNS;;;Bagian Umum;Sama@c.example;"],
            [(3, "Surel", "Surel ini juga ada di baris 2. Setiap pegawai memerlukan surel sendiri.")],
        ),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_applied_is_told_with_what_to_do(
    cast: Cast, lines: list[str], expected: list[tuple[int, str, str]]
) -> None:
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, *lines))
    assert faults(batch) == expected


def test_people_may_exchange_their_addresses(cast: Cast) -> None:
    import_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    lines = [f"{ANI};Ani Contoh;;;;Bagian Umum;budi@contoh.example;", f"{BUDI};Budi;;;;Bagian Umum;ani@contoh.example;"]
    import_file(cast.siti, cast.setda, csv_file(HEAD, *lines))
    assert Employee.objects.get(nip=ANI).email == "budi@contoh.example"
    assert Employee.objects.get(nip=BUDI).email == "ani@contoh.example"


def test_wrong_lines_stop_everything_unless_somebody_leaves_them_out(cast: Cast) -> None:
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE, f"{BUDI};Budi;PNS;;;Bagian Hantu;;"))
    with pytest.raises(InvalidInput, match="rows_wrong"):
        apply(cast.siti, batch)
    assert not Employee.objects.filter(nip=ANI).exists()
    apply(cast.siti, batch, leave_out_wrong=True)
    assert Employee.objects.filter(nip=ANI).exists()
    assert Employee.objects.get(nip=BUDI).name == "Budi Contoh"


def test_people_who_are_not_in_the_file_are_listed_and_stay(cast: Cast) -> None:
    others = list(Employee.objects.filter(unit=cast.bagian_umum).values_list("nip", flat=True))
    batch = import_file(cast.siti, cast.bagian_umum, csv_file(HEAD, ANI_LINE))
    assert BUDI in others
    assert batch.counts["missing"] == len(others)
    assert Employee.objects.filter(nip__in=others, active=True).count() == len(others)


def test_people_who_are_not_in_the_file_leave_when_somebody_says_since_when(cast: Cast) -> None:
    batch = import_file(cast.siti, cast.bagian_umum, csv_file(HEAD, ANI_LINE), missing_last_day=TODAY)
    budi = Employee.objects.get(nip=BUDI)
    assert not budi.active
    assert Employee.objects.get(nip=DEDI).active
    entry = audit.entries_about(f"employee:{budi.pk}").first()
    assert entry is not None
    assert (entry.action, entry.after, entry.detail) == ("people.import_leave", {"active": False}, {"import": batch.pk})


def test_nobody_leaves_while_a_line_is_wrong(cast: Cast) -> None:
    batch = stage_file(
        cast.siti, cast.bagian_umum, csv_file(HEAD, ANI_LINE, "1,99E+17;Budi Contoh;PNS;;;Bagian Umum;;")
    )
    with pytest.raises(InvalidInput, match="leaving_with_wrong"):
        apply(cast.siti, batch, leave_out_wrong=True, missing_last_day=TODAY)


def test_somebody_who_has_left_is_not_brought_back_by_a_file(cast: Cast) -> None:
    assert cast.budi.employee is not None
    people.set_employee_active(SYSTEM, employee_id=cast.budi.employee.pk, active=False)
    batch = import_file(cast.siti, cast.setda, csv_file(HEAD, f"{BUDI};Budi Baru;PNS;;;Bagian Umum;;"))
    assert (batch.counts["warned"], batch.counts.get("changed", 0)) == (1, 0)
    assert not Employee.objects.get(nip=BUDI).active


@pytest.mark.parametrize("who", ["dedi", "budi", "made", "agus"])
def test_others_import_nobody_there(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        stage_file(getattr(cast, who), cast.setda, csv_file(HEAD, ANI_LINE))
    assert not ImportBatch.objects.exists()


def test_nobody_else_confirms_an_import_of_another_agency(cast: Cast) -> None:
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    with pytest.raises(NotPermitted):
        apply(cast.dedi, batch)
    with pytest.raises(NotPermitted):
        services.discard(cast.dedi, batch_id=batch.pk, now=NOW)


def test_the_hr_agency_imports_and_moves_in_the_whole_region(cast: Cast) -> None:
    line = f"{DEDI};Dedi Contoh;PPPK;;;Bagian Umum;;"
    import_file(cast.wati, cast.region, csv_file(HEAD, line))
    dedi = Employee.objects.get(nip=DEDI)
    assert (dedi.unit, dedi.work_place) == (cast.bagian_umum, cast.setda_office)


def test_a_plan_that_has_changed_meanwhile_is_not_applied(cast: Cast) -> None:
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, f"{BUDI};Budi Santoso;PNS;;;Bagian Umum;;"))
    Employee.objects.filter(nip=BUDI).update(name="Budi Lain")
    with pytest.raises(Conflict, match="import_changed"):
        apply(cast.siti, batch)
    assert Employee.objects.get(nip=BUDI).name == "Budi Lain"


def test_what_was_confirmed_is_what_was_shown(cast: Cast) -> None:
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    consent = services.Consent("0" * 64)
    with pytest.raises(Conflict, match="import_changed"):
        services.confirm(cast.siti, batch_id=batch.pk, consent=consent, today=TODAY)


def test_an_import_is_applied_once(cast: Cast) -> None:
    batch = import_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    with pytest.raises(Conflict, match="import_state"):
        services.apply(cast.siti, batch_id=batch.pk, now=NOW, today=TODAY)


def test_a_crash_in_the_middle_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE, f"{BUDI};Budi Baru;PNS;;;Bagian Umum;;"))
    before = everything()

    def crash(*_args: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(applying.Application, "_change", crash)
    with pytest.raises(RuntimeError, match="power cut"):
        apply(cast.siti, batch)
    assert everything() == before
    assert ImportBatch.objects.get().status == BatchStatus.APPLYING


def test_what_was_read_lies_sealed_and_goes_when_it_is_applied(cast: Cast) -> None:
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    stored = [
        bytes(sealed) for model in (ImportChunk, ImportRow) for sealed in model.objects.values_list("sealed", flat=True)
    ]
    assert stored
    assert not any(b"Ani" in sealed or ANI.encode() in sealed for sealed in stored)
    apply(cast.siti, batch)
    assert not ImportChunk.objects.exists()
    assert not ImportRow.objects.exists()


def test_what_nobody_applied_is_destroyed_after_thirty_days(cast: Cast) -> None:
    batch = stage_file(cast.siti, cast.setda, csv_file(HEAD, ANI_LINE))
    assert services.forget_old(now=NOW + timedelta(days=30)) == 0
    assert services.forget_old(now=NOW + timedelta(days=30, seconds=1)) == 1
    batch.refresh_from_db()
    assert (batch.status, batch.chunks.count(), batch.rows.count()) == (BatchStatus.DISCARDED, 0, 0)


def test_the_number_of_statements_does_not_grow_with_the_file(cast: Cast) -> None:
    def statements(serials: range) -> int:
        lines = [
            f"{make_nip('19920202', '201803', 2, n)};Orang {n};PNS;III/a;A;Bagian Umum;o{n}@c.example;" for n in serials
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            import_file(cast.siti, cast.setda, csv_file(HEAD, *lines))
        return len(captured)

    assert statements(range(100, 103)) == statements(range(200, 400))


UNITS = ("Id;NamaUnor;DiatasanId", "R;Kabupaten;", "S;Sekretariat Daerah;R", "U;Bagian Umum;S", "P;Bagian Protokol;S")


def test_the_list_of_units_recognises_creates_renames_and_moves(cast: Cast) -> None:
    first = import_file(cast.wati, cast.region, csv_file(*UNITS), Kind.UNITS)
    assert (first.counts["new"], first.counts["changed"]) == (1, 3)
    cast.setda.refresh_from_db()
    assert cast.setda.siasn_id == "S"
    protocol = OrgUnit.objects.get(siasn_id="P")
    assert (protocol.parent, protocol.kind) == (cast.setda, "unit")
    assert OrgUnit.objects.get(siasn_id="R").name == "Kabupaten Contoh"
    changed = [*UNITS[:3], "U;Bagian Umum dan Aset;P", "P;Badan Protokol;R"]
    import_file(cast.wati, cast.region, csv_file(*changed), Kind.UNITS)
    protocol.refresh_from_db()
    cast.bagian_umum.refresh_from_db()
    assert (protocol.name, protocol.parent, protocol.kind) == ("Badan Protokol", cast.region, "opd")
    assert (cast.bagian_umum.name, cast.bagian_umum.parent) == ("Bagian Umum dan Aset", protocol)
    again = stage_file(cast.wati, cast.region, csv_file(*changed), Kind.UNITS)
    assert again.counts == {"unchanged": 4, "warned": 0, "left_alone": 1}


def test_the_tree_is_not_for_operators_of_an_agency(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        stage_file(cast.siti, cast.region, csv_file(*UNITS), Kind.UNITS)


def test_a_list_of_units_that_turns_in_a_circle_is_told(cast: Cast) -> None:
    lines = ("Id;NamaUnor;DiatasanId", "A;Satu;B", "B;Dua;A", "C;Tiga;HILANG", "C2;;", "D;Empat;")
    batch = stage_file(cast.wati, cast.region, csv_file(*lines), Kind.UNITS)
    assert faults(batch) == [
        (2, "DiatasanId", "Unit ini berada di bawah dirinya sendiri. Perbaiki DiatasanId."),
        (3, "DiatasanId", "Unit ini berada di bawah dirinya sendiri. Perbaiki DiatasanId."),
        (4, "DiatasanId", "Unit atasan “HILANG” tidak ada dalam berkas dan tidak ada di Hadir."),
        (5, "NamaUnor", "Sel ini wajib diisi."),
    ]


def test_people_find_their_unit_by_the_siasn_id(cast: Cast) -> None:
    import_file(cast.wati, cast.region, csv_file(*UNITS), Kind.UNITS)
    head = "pns_id;nip_baru;nama;status_cpns_pns;unor_id;unor_nama"
    import_file(cast.wati, cast.region, csv_file(head, f"AB12;{ANI};Ani;P;P;Nama lain"))
    person = Employee.objects.get(nip=ANI)
    assert (person.unit.name, person.siasn_id) == ("Bagian Protokol", "AB12")
