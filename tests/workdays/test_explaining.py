"""A day tells why it came to what it did: the facts, the rule, and the provision behind the rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from hadir.periods.rules import Month
from hadir.workdays import explaining, selectors, services
from hadir.workdays.rules import Facts, derive
from tests.cast import Cast
from tests.workdays.building import NEVER_OVER, PERSON, absence, incident, plan, seen
from tests.workdays.world import AFTERWARDS, MONDAY, absent_with_reason, punch, settle

pytestmark = pytest.mark.django_db


def _told(**more: object) -> str:
    facts = Facts(person=PERSON, plan=plan("Normal Senin-Kamis", MONDAY), **more)  # type: ignore[arg-type]
    return " ".join(line.text for line in explaining.explain(derive(facts, NEVER_OVER)))


def test_the_rule_is_told_with_its_legal_basis(cast: Cast) -> None:
    settle(cast)
    assert cast.budi.employee is not None
    punch(cast.budi.employee, MONDAY, "7:47", "12:1", "16:2")
    services.rebuild(MONDAY, MONDAY, now=AFTERWARDS)
    day = selectors.day_of(cast.budi.employee.pk, MONDAY)
    assert day is not None
    lines = [line.text for line in explaining.explain(day)]
    assert lines[0] == "Normal 5 hari: 07.30 sampai 16.00, wajib 450 menit (Perpres 21/2023 Pasal 4)."
    assert "07.47 (Wajah), terlambat 17 menit." in lines[1]
    assert lines[-1] == "Terlambat 17 menit. Bekerja 433 dari 450 menit."
    with translation.override("en"):
        english = [line.text for line in explaining.explain(day)]
    assert english[-1] != lines[-1]
    assert "17" in english[-1]


def test_what_was_outside_is_told_and_not_counted() -> None:
    told = _told(seen=seen(MONDAY, ["7:20", "10:15", "12:0", "16:0"]))
    assert "Absen pukul 10.15 (Wajah) di luar jam absen: ditampilkan, tidak dihitung." in told


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Tanpa keterangan: tidak ada absen dan tidak ada alasan yang tercatat."),
        ({"absences": [absence("cuti", MONDAY)]}, "Cuti tahunan, tanpa nomor: sehari penuh."),
        ({"absences": [absence("07:30-09:00", MONDAY)]}, "pukul 07.30 sampai 09.00"),
        ({"absences": [absence("siang", MONDAY)]}, "setengah hari kedua"),
        ({"incidents": [incident("ditetapkan 07:00-08:30", MONDAY)]}, "sudah ditetapkan"),
        ({"incidents": [incident("diusulkan 07:00-08:30", MONDAY)]}, "masih menunggu penetapan"),
        (
            {"incidents": [incident("ditetapkan 07:00-08:30", MONDAY)], "seen": seen(MONDAY, ["7:58"])},
            "07.58 (Wajah), tidak berakibat karena gangguan yang sudah ditetapkan.",
        ),
        (
            {"incidents": [incident("diusulkan 07:00-08:30", MONDAY)], "seen": seen(MONDAY, ["7:58"])},
            "07.58 (Wajah), menunggu penetapan gangguan.",
        ),
        ({"counts": False}, "belum berlaku penuh"),
    ],
)
def test_every_reason_is_named(facts: dict[str, object], sentence: str) -> None:
    assert sentence in _told(**facts)


@pytest.mark.parametrize("name", ["libur", "akhir pekan", "tanpa jadwal", "Sif malam", "Menit diganti"])
def test_every_kind_of_day_can_be_told(name: str) -> None:
    facts = Facts(person=PERSON, plan=plan(name, MONDAY), seen=seen(MONDAY, ["7:40", "16:30", "25:30"]))
    day = derive(facts, NEVER_OVER)
    lines = explaining.explain(day)
    assert lines[-1].part == "result"
    assert explaining.short_of(day)
    assert all("{" not in line.text for line in lines)


def test_a_month_shows_what_waits_at_once(cast: Cast) -> None:
    settle(cast)
    services.rebuild(MONDAY, MONDAY, now=AFTERWARDS)
    assert cast.budi.employee is not None
    services.rebuild(Month.of(MONDAY).first, Month.of(MONDAY).last, now=AFTERWARDS)
    services.rebuild_marked(AFTERWARDS)
    calm = selectors.month_of(cast.budi.employee, Month.of(MONDAY), AFTERWARDS)
    assert not calm.fresh
    punch(cast.budi.employee, MONDAY, "7:20", "12:1", "16:2")
    shown = selectors.month_of(cast.budi.employee, Month.of(MONDAY), AFTERWARDS)
    assert MONDAY in shown.fresh
    assert shown.days[MONDAY].status == "present"


def test_days_to_come_show_what_is_planned(cast: Cast) -> None:
    settle(cast)
    assert cast.budi.employee is not None
    absent_with_reason(cast.budi.employee, MONDAY + timedelta(days=3))
    services.rebuild(MONDAY, MONDAY, now=AFTERWARDS)
    from tests.workdays.building import at

    shown = selectors.month_of(cast.budi.employee, Month.of(MONDAY), at(MONDAY, "9:0"))
    assert shown.days[MONDAY + timedelta(days=3)].status == "leave"
    assert shown.days[MONDAY + timedelta(days=1)].status == "pending"
