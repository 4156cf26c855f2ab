"""An import from the file to the people: what the preview says is what happens, and a second time nothing does."""

from __future__ import annotations

from hadir.audit import selectors as audit
from hadir.people.models import Employee, Placement
from tests.cast import Cast, make_nip
from tests.people.importing.files import TODAY, csv_file, import_file

ANI = make_nip("19920202", "201803", 2, 77)
HEAD = "NIP;Nama;Status kepegawaian;Golongan;Jabatan;Unit kerja;Surel;Nomor HP"


def test_a_new_person_comes_with_dated_rows_and_an_entry_of_the_log(cast: Cast) -> None:
    line = f"{ANI};Ani Contoh;PNS;III/a;Analis;Bagian Umum;ani@contoh.example;0811223344"
    batch = import_file(cast.siti, cast.setda, csv_file(HEAD, line))
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
    data = csv_file(HEAD, f"{ANI};Ani Contoh;PNS;III/a;Analis;Bagian Umum;ani@contoh.example;0811223344")
    import_file(cast.siti, cast.setda, data)
    before = list(Employee.objects.order_by("id").values()), list(Placement.objects.order_by("id").values())
    batch = import_file(cast.siti, cast.setda, data)
    assert batch.counts["unchanged"] == 1
    assert before == (list(Employee.objects.order_by("id").values()), list(Placement.objects.order_by("id").values()))
