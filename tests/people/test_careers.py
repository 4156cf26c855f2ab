"""A career over time: changes from a day on, in the future and in the past, corrected but never rewritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from hadir.accounts.models import User
from hadir.audit import selectors as audit
from hadir.jobs.queue import app
from hadir.lib.errors import HadirError, InvalidInput, NotFound, NotPermitted
from hadir.people import careers, following, selectors, services, structure
from hadir.people.careers import PlacementData
from hadir.people.models import Employee, Placement, UnitRecord
from tests.cast import BEGIN, SYSTEM, Cast, employ, make_nip
from tests.jobs import run_jobs

TODAY = "2026-03-01T05:00:00Z"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def person(user: User) -> Employee:
    return Employee.objects.select_related("work_place").get(user=user)


def history(user: User) -> list[tuple[str, str, str]]:
    rows = Placement.objects.filter(employee=user.employee_id, superseded_at__isnull=True)
    return [(row.unit.code, str(row.valid_from), str(row.valid_to or "")) for row in rows.order_by("valid_from")]


def to_setda(cast: Cast, **more: Any) -> PlacementData:
    return PlacementData(cast.setda.pk, cast.setda_office.pk, **more)


def test_a_registered_person_serves_there_from_that_day(cast: Cast) -> None:
    assert history(cast.budi) == [("SETDA-UM", "2025-01-01", "")]
    assert selectors.placement_on(person(cast.budi).pk, date(2024, 12, 31)) is None


def test_a_transfer_that_is_due_shows_at_once(cast: Cast) -> None:
    careers.place_employee(
        cast.siti,
        employee_id=person(cast.budi).pk,
        data=to_setda(cast, position_title="Analis", position_level="fungsional"),
        valid_from=date(2026, 3, 1),
        legal_basis="SK 800/12/2026",
    )
    assert history(cast.budi) == [("SETDA-UM", "2025-01-01", "2026-02-28"), ("SETDA", "2026-03-01", "")]
    now = person(cast.budi)
    assert (now.unit, now.position, now.position_level) == (cast.setda, "Analis", "fungsional")
    entry = audit.entries_about(f"employee:{now.pk}").first()
    assert entry is not None
    assert (entry.action, entry.actor_id) == ("people.change_placement", cast.siti.pk)


def test_a_transfer_of_next_month_waits_for_its_day(cast: Cast) -> None:
    careers.place_employee(SYSTEM, employee_id=person(cast.budi).pk, data=to_setda(cast), valid_from=date(2026, 4, 1))
    assert person(cast.budi).unit == cast.bagian_umum
    following.follow_dates(now=datetime(2026, 3, 31, 16, 59, tzinfo=UTC))  # 23.59 WIB
    assert person(cast.budi).unit == cast.bagian_umum
    assert following.follow_dates(now=datetime(2026, 3, 31, 17, 0, tzinfo=UTC)).people == 1
    assert person(cast.budi).unit == cast.setda
    assert following.follow_dates(now=datetime(2026, 3, 31, 17, 0, tzinfo=UTC)) == following.Followed()


def test_the_job_follows(cast: Cast) -> None:
    careers.place_employee(SYSTEM, employee_id=person(cast.budi).pk, data=to_setda(cast), valid_from=date(2026, 4, 1))
    app.configure_task("people.follow_dates").defer(timestamp=0)
    with time_machine.travel("2026-04-01T05:00:00Z", tick=False):
        assert "people.follow_dates" in run_jobs()
    assert person(cast.budi).unit == cast.setda


def test_a_change_in_the_past_fills_only_its_time(cast: Cast) -> None:
    careers.place_employee(SYSTEM, employee_id=person(cast.budi).pk, data=to_setda(cast), valid_from=date(2026, 2, 1))
    umum = PlacementData(cast.bagian_umum.pk, cast.setda_office.pk, position_title="Arsiparis")
    careers.place_employee(SYSTEM, employee_id=person(cast.budi).pk, data=umum, valid_from=date(2025, 6, 1))
    assert history(cast.budi) == [
        ("SETDA-UM", "2025-01-01", "2025-05-31"),
        ("SETDA-UM", "2025-06-01", "2026-01-31"),
        ("SETDA", "2026-02-01", ""),
    ]
    assert person(cast.budi).unit == cast.setda
    shortened = Placement.objects.filter(employee=person(cast.budi).pk, superseded_at__isnull=False)
    assert [str(row.valid_to) for row in shortened] == ["2026-01-31"]  # the row as it was is kept


def test_whoever_moves_somebody_answers_for_both_units(cast: Cast) -> None:
    there = PlacementData(cast.dinkes.pk, cast.dinkes_office.pk)
    for actor in (cast.siti, cast.dedi, cast.budi):
        with pytest.raises(NotPermitted):
            careers.place_employee(actor, employee_id=person(cast.budi).pk, data=there, valid_from=date(2026, 3, 1))
    careers.place_employee(cast.wati, employee_id=person(cast.budi).pk, data=there, valid_from=date(2026, 3, 1))
    assert person(cast.budi).unit == cast.dinkes


def test_the_old_agency_sees_the_time_with_it_only(cast: Cast) -> None:
    there = PlacementData(cast.dinkes.pk, cast.dinkes_office.pk, position_title="Rahasia")
    careers.place_employee(SYSTEM, employee_id=person(cast.budi).pk, data=there, valid_from=date(2026, 3, 1))
    careers.change_grade(SYSTEM, employee_id=person(cast.budi).pk, grade="32", valid_from=date(2026, 3, 15))
    old = selectors.career_of(person(cast.budi).pk, unit_ids={cast.setda.pk, cast.bagian_umum.pk})
    assert [row.unit.code for row in old.placements] == ["SETDA-UM"]
    assert old.grades == []
    new = selectors.career_of(person(cast.budi).pk, unit_ids={cast.dinkes.pk})
    assert [row.unit.code for row in new.placements] == ["DINKES", "SETDA-UM"]  # the file goes along with the person
    assert [row.grade for row in new.grades] == ["32"]
    stranger = selectors.career_of(person(cast.siti).pk, unit_ids={cast.dinkes.pk})
    assert stranger.placements == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"work_place_id": 0}, "work_place_elsewhere"),
        ({"position_level": "raja"}, "invalid"),
        ({"position_title": "x" * 201}, "invalid"),
        ({"unit_id": 0}, "work_place_elsewhere"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(cast: Cast, change: dict[str, Any], code: str) -> None:
    data = PlacementData(**{"unit_id": cast.setda.pk, "work_place_id": cast.setda_office.pk} | change)
    with pytest.raises(HadirError, match=code):
        careers.place_employee(SYSTEM, employee_id=person(cast.budi).pk, data=data, valid_from=date(2026, 3, 1))
    assert history(cast.budi) == [("SETDA-UM", "2025-01-01", "")]


def test_nobody_serves_in_a_unit_that_is_closed(cast: Cast) -> None:
    unit = structure.create_unit(SYSTEM, parent_id=cast.setda.pk, name="Bagian Lama", code="LAMA", kind="unit")
    structure.close_unit(SYSTEM, unit_id=unit.pk, last_day=date(2026, 6, 30))
    with pytest.raises(InvalidInput, match="unit_not_active"):
        careers.place_employee(
            SYSTEM,
            employee_id=person(cast.budi).pk,
            data=PlacementData(unit.pk, cast.setda_office.pk),
            valid_from=date(2026, 3, 1),
        )


def test_grades_belong_to_the_kind_of_employment(cast: Cast) -> None:
    careers.change_grade(cast.siti, employee_id=person(cast.budi).pk, grade="32", valid_from=date(2025, 10, 1))
    assert person(cast.budi).get_grade_display() == "III/b"
    with pytest.raises(InvalidInput, match="grade_mismatch"):
        careers.change_grade(cast.siti, employee_id=person(cast.budi).pk, grade="IX", valid_from=date(2026, 1, 1))
    careers.change_grade(cast.dedi, employee_id=person(cast.dedi).pk, grade="IX", valid_from=date(2026, 1, 1))
    assert person(cast.dedi).grade == "IX"


def test_a_candidate_becomes_a_servant(cast: Cast) -> None:
    new = employ(
        "Ayu Contoh", make_nip("20000101", "202503", 2, 9), cast.setda, cast.setda_office, employment_type="CPNS"
    )
    careers.change_employment(cast.siti, employee_id=new.pk, employment_type="PNS", valid_from=date(2026, 3, 1))
    new.refresh_from_db()
    assert new.employment_type == "PNS"
    assert [row.employment_type for row in selectors.career_of(new.pk).employments] == ["PNS", "CPNS"]


def test_editing_today_writes_history_too(cast: Cast) -> None:
    budi = person(cast.budi)
    data = services.EmployeeData(
        nip=budi.nip,
        employment_type="PNS",
        name=budi.name,
        unit_id=cast.setda.pk,
        work_place_id=cast.setda_office.pk,
        position="Analis",
        grade="33",
    )
    services.update_employee(cast.siti, employee_id=budi.pk, data=data)
    services.update_employee(cast.siti, employee_id=budi.pk, data=data)  # nothing new, no new row
    assert history(cast.budi) == [("SETDA-UM", "2025-01-01", "2026-02-28"), ("SETDA", "2026-03-01", "")]
    assert [row.grade for row in selectors.career_of(budi.pk).grades] == ["33"]


def test_a_wrong_row_is_corrected_and_kept(cast: Cast) -> None:
    budi = person(cast.budi)
    careers.place_employee(SYSTEM, employee_id=budi.pk, data=to_setda(cast), valid_from=date(2026, 2, 1))
    row = Placement.objects.get(employee=budi, superseded_at__isnull=True, valid_to__isnull=True)
    careers.correct_record(
        cast.siti,
        kind="placement",
        record_id=row.pk,
        values={"position_title": "Bendahara"},
        valid_from=date(2026, 2, 15),
        legal_basis="SK ralat",
    )
    assert history(cast.budi) == [("SETDA-UM", "2025-01-01", "2026-02-14"), ("SETDA", "2026-02-15", "")]
    assert person(cast.budi).position == "Bendahara"
    row.refresh_from_db()
    assert row.superseded_at is not None
    with pytest.raises(NotFound, match="entry_not_found"):
        careers.withdraw_record(cast.siti, kind="placement", record_id=row.pk)


def test_a_withdrawn_transfer_gives_its_days_back(cast: Cast) -> None:
    budi = person(cast.budi)
    careers.place_employee(SYSTEM, employee_id=budi.pk, data=to_setda(cast), valid_from=date(2026, 2, 1))
    row = Placement.objects.get(employee=budi, superseded_at__isnull=True, valid_to__isnull=True)
    with pytest.raises(NotPermitted):
        careers.withdraw_record(cast.dedi, kind="placement", record_id=row.pk)
    careers.withdraw_record(cast.siti, kind="placement", record_id=row.pk)
    assert history(cast.budi) == [("SETDA-UM", "2025-01-01", "")]
    assert person(cast.budi).unit == cast.bagian_umum
    first = Placement.objects.get(employee=budi, superseded_at__isnull=True)
    with pytest.raises(InvalidInput, match="only_entry"):
        careers.withdraw_record(cast.siti, kind="placement", record_id=first.pk)


def test_the_superior_comes_from_the_tree_or_a_decision(cast: Cast) -> None:
    budi, joko, rahma, day = person(cast.budi), person(cast.joko), person(cast.rahma), date(2026, 3, 1)
    assert selectors.superior_of(budi.pk, day) == joko
    assert selectors.superior_of(joko.pk, day) == rahma
    assert selectors.superior_of(rahma.pk, day) is None
    careers.set_superior(
        cast.siti, employee_id=budi.pk, superior_id=rahma.pk, valid_from=day, valid_to=date(2026, 3, 31)
    )
    assert selectors.superior_of(budi.pk, date(2026, 3, 31)) == rahma
    assert selectors.superior_of(budi.pk, date(2026, 4, 1)) == joko
    assert selectors.subordinates_of(rahma.pk, day) == {budi.pk, joko.pk, person(cast.siti).pk}
    assert selectors.chain_of(budi.pk, date(2026, 4, 1)) == (joko.pk, rahma.pk)


def test_superiors_never_run_in_a_circle(cast: Cast) -> None:
    budi, joko = person(cast.budi), person(cast.joko)
    with pytest.raises(InvalidInput, match="superior_loop"):  # Joko is Budi's by the tree
        careers.set_superior(cast.siti, employee_id=joko.pk, superior_id=budi.pk, valid_from=date(2026, 3, 1))
    with pytest.raises(InvalidInput, match="own_superior"):
        careers.set_superior(cast.siti, employee_id=budi.pk, superior_id=budi.pk, valid_from=date(2026, 3, 1))
    with pytest.raises(NotPermitted, match="not_oneself"):
        careers.set_superior(
            cast.siti, employee_id=person(cast.siti).pk, superior_id=budi.pk, valid_from=date(2026, 3, 1)
        )
    assert selectors.superior_of(joko.pk, date(2026, 3, 1)) == person(cast.rahma)


def test_many_superiors_cost_a_fixed_number_of_statements(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    everybody = list(Employee.objects.values_list("pk", flat=True))
    with django_assert_num_queries(4):
        assert len(selectors.superiors_of(everybody, date(2026, 3, 1))) == 3  # Siti, Budi, Joko


def test_whoever_leaves_heads_nothing(cast: Cast) -> None:
    joko = person(cast.joko)
    services.set_employee_active(cast.siti, employee_id=joko.pk, active=False)
    assert selectors.superior_of(person(cast.budi).pk, date(2026, 3, 1)) == person(cast.rahma)
    assert selectors.superior_of(person(cast.budi).pk, date(2026, 2, 28)) == joko
    services.set_employee_active(cast.siti, employee_id=joko.pk, active=True)
    assert selectors.head_of(cast.bagian_umum.pk, date(2026, 3, 1)) is None


def test_the_database_refuses_two_truths_and_rewriting(cast: Cast) -> None:
    row = Placement.objects.get(employee=person(cast.budi).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(
            employee=row.employee, unit=cast.setda, work_place=cast.setda_office, valid_from=date(2026, 1, 1)
        )
    for change in ({"unit": cast.setda}, {"valid_from": date(2024, 1, 1)}, {"legal_basis": "lain"}):
        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            Placement.objects.filter(pk=row.pk).update(**change)
    Placement.objects.filter(pk=row.pk).update(valid_to=date(2026, 1, 1))
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        Placement.objects.filter(pk=row.pk).update(valid_to=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitRecord.objects.create(unit=cast.setda, name="X", code="X", valid_from=BEGIN)
