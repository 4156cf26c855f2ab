"""One month of a small regency from the first punch to the journal after the lock.

Every expected number stands in a table beside this file and was worked out by hand from the provision named there.
"""

from __future__ import annotations

import csv
import io
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hadir.leave import balances
from hadir.lib.errors import Conflict, NotPermitted
from hadir.periods.models import StaleSpan
from hadir.recap.allowance.models import AllowanceLine, AllowanceResult
from hadir.recap.allowance.reckoning import compute
from hadir.recap.exports import services as exports
from hadir.recap.exports.lists import List
from hadir.recap.exports.services import Format
from hadir.recap.journals import selectors as journals
from hadir.recap.journals import services as journal_services
from hadir.recap.journals.models import Journal
from hadir.recap.journals.services import Decision, JournalData
from hadir.recap.months import selectors as months
from hadir.recap.months.rules import Stage
from hadir.recap.months.selectors import PersonMonth
from hadir.recap.signing import selectors as signing
from hadir.recap.signing import services as signatures
from hadir.recap.signing.models import ClosingState, FrozenTotal, MonthClosing
from hadir.schedules.calendar.rules import Kind, Line
from hadir.workdays import selectors, services
from hadir.workdays.models import DayRecord
from hadir.workdays.shapes import Day
from tests.cast import Cast
from tests.flows_month.scene import (
    AFTERWARDS,
    HOLIDAY,
    OCTOBER,
    Clock,
    Regency,
    allow_late_corrections,
    correct,
    decree,
    derive,
    let_it_happen,
    make_regency,
    october,
    stated,
)
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
_HERE = Path(__file__).parent


def table(name: str) -> dict[str, dict[str, str]]:
    """A table of this folder, by first name."""
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return {row["who"]: row for row in csv.DictReader(file)}


@pytest.fixture
def regency(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Regency:
    """October as it happened, derived on the second of November."""
    clock = Clock()
    clock.put(monkeypatch)
    found = make_regency(cast, clock)
    let_it_happen(found)
    clock.to(AFTERWARDS.date())
    services.rebuild(OCTOBER.first, OCTOBER.last, now=AFTERWARDS)
    derive()
    return found


@pytest.fixture
def locked(regency: Regency) -> MonthClosing:
    """The Setda's month closed: Siti prepares, Rahma signs, Wati verifies, Sari locks."""
    cast = regency.cast
    people = (
        (cast.siti, Stage.PREPARE),
        (cast.rahma, Stage.SIGN),
        (cast.wati, Stage.VERIFY),
        (regency.sari, Stage.LOCK),
    )
    for hour, (user, stage) in enumerate(people):
        row = signatures.sign(
            user, unit_id=cast.setda.pk, month=OCTOBER, stage=stage, now=AFTERWARDS + timedelta(hours=hour)
        )
    run_jobs()
    row.refresh_from_db()
    assert row.state == ClosingState.LOCKED, row.lock_note
    return row


def kept(regency: Regency, name: str) -> dict[date, Day]:
    who = regency.ids[name]
    return selectors.days([who], OCTOBER).get(who, {})


def told(day: Day) -> tuple[str, int, int, int]:
    return day.status.value, day.late_min, day.early_min, day.missing


def recap(regency: Regency, name: str) -> PersonMonth:
    agency = regency.cast.dinkes if name == "Nina" else regency.cast.setda
    who = regency.ids[name]
    return months.recap_by_person(agency.pk, OCTOBER, [who])[who]


def listed(regency: Regency, what: List) -> dict[str, dict[str, str]]:
    """A list of the Setda as CSV, by first name."""
    made = exports.export(
        regency.cast.wati, unit_id=regency.cast.setda.pk, month=OCTOBER, what=what, file_format=Format.RFC_CSV,
        now=AFTERWARDS,
    )  # fmt: skip
    with made.file as file:
        rows = csv.DictReader(io.StringIO(file.read().decode()))
        return {row["Nama"].split()[0]: row for row in rows}


def test_every_day_is_what_the_law_makes_of_it(regency: Regency) -> None:
    expected = stated()
    assert len(expected) == 7 * 31
    wrong = []
    for name in regency.ids:
        days = kept(regency, name)
        for day in OCTOBER.days():
            value, why = expected[name, day]
            if told(days[day]) != value:
                wrong.append(f"{name} {day}: {told(days[day])}, by law {value}: {why}")
    assert wrong == []
    assert kept(regency, "Wira")[october(9)].work_mode == "home"
    assert [one.attended for one in kept(regency, "Budi")[october(5)].events] == [False]
    assert kept(regency, "Budi")[october(15)].corrected


def test_a_second_derivation_changes_nothing(regency: Regency) -> None:
    done = services.rebuild(OCTOBER.first, OCTOBER.last, now=AFTERWARDS + timedelta(days=1))
    assert (done.changed, done.removed) == (0, 0)
    assert list(services.verify(OCTOBER.first, OCTOBER.last, now=AFTERWARDS)) == []


@pytest.mark.parametrize("name", table("totals.csv"))
def test_the_month_sums_up(regency: Regency, name: str) -> None:
    row = table("totals.csv")[name]
    found = recap(regency, name)
    numbers = {key: getattr(found.total, key) for key in row if hasattr(found.total, key)}
    assert len(numbers) == 13
    assert numbers == {key: int(row[key]) for key in numbers}, row["why"]
    assert (found.wfh, found.percent) == (int(row["wfh"]), Decimal(row["percent"])), row["why"]


def test_leave_is_in_the_book(regency: Regency) -> None:
    budi = regency.ids["Budi"]
    assert balances.rest_by_person([budi], "CT", 2026)[budi] == 10  # 12 working days less 12 and 13 October


@pytest.mark.parametrize("name", table("cuts.csv"))
def test_the_allowance_by_the_tariff(regency: Regency, name: str) -> None:
    row = table("cuts.csv")[name]
    compute((regency.cast.dinkes if name == "Nina" else regency.cast.setda).pk, OCTOBER)
    found = AllowanceResult.objects.get(employee=regency.ids[name], month=OCTOBER.first)
    assert (found.base_rupiah, found.cut_rupiah, found.net_rupiah) == tuple(
        int(row[key]) for key in ("tpp", "rupiah", "net")
    ), row["why"]
    assert found.cut_percent == Decimal(row["percent"]), row["why"]
    lines = AllowanceLine.objects.filter(result=found)
    assert sum(line.rupiah or 0 for line in lines) == int(row["rupiah"])


def test_the_lists_carry_the_numbers(regency: Regency, locked: MonthClosing) -> None:
    totals, cuts = table("totals.csv"), table("cuts.csv")
    found = listed(regency, List.RECAP)
    assert set(found) == set(regency.office)
    columns = {
        "Hari kerja": "owed_days", "Hadir": "present", "TK": "absent", "Cuti / izin": "leave", "Dinas": "duty",
        "Ditangguhkan": "suspended", "WFH": "wfh", "Terlambat": "late_days", "Menit terlambat": "late_min",
        "Pulang cepat": "early_days", "Menit PSW": "early_min", "Menit wajib": "owed_min",
    }  # fmt: skip
    for name, line in found.items():
        assert {title: line[title] for title in columns} == {title: totals[name][key] for title, key in columns.items()}
    money = listed(regency, List.ALLOWANCE)
    for name, line in money.items():
        assert (int(line["Potongan"]), int(line["Diterima sebelum pajak"])) == (
            int(cuts[name]["rupiah"]), int(cuts[name]["net"]),
        )  # fmt: skip
    assert listed(regency, List.LEAVE)["Budi"]["Sisa"] == "10"


def test_nobody_signs_twice_and_the_order_holds(regency: Regency) -> None:
    cast = regency.cast
    with pytest.raises(Conflict):
        signatures.sign(cast.rahma, unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.SIGN, now=AFTERWARDS)
    signatures.sign(cast.rahma, unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.PREPARE, now=AFTERWARDS)
    with pytest.raises(NotPermitted) as refused:  # she is operator and head: two offices, one person
        signatures.sign(cast.rahma, unit_id=cast.setda.pk, month=OCTOBER, stage=Stage.SIGN, now=AFTERWARDS)
    assert refused.value.code == "second_person_needed"


LATE_HOLIDAY = Line(october(30), "Hari berkabung daerah", Kind.LOCAL, "Perbup 44/2026")


def _after_the_lock(regency: Regency) -> None:
    """On 5 November Budi may still say that the device was broken on the 6th at midday; the 30th becomes a holiday."""
    allow_late_corrections(regency)
    now = regency.clock.to(date(2026, 11, 5))
    correct(regency, october(6), "midday", time(12, 15), asked=date(2026, 11, 5))
    decree(HOLIDAY, LATE_HOLIDAY, source="Perbup 44/2026", now=now)
    assert StaleSpan.objects.count() > 0
    derive(now)


def _journal(regency: Regency) -> Journal:
    cast = regency.cast
    chosen = tuple(one.row.pk for one in journals.open_differences(cast.setda.pk, OCTOBER))
    data = JournalData(chosen, "Libur dan koreksi setelah penguncian", "Perbup 44/2026")
    made = journal_services.propose(
        cast.siti, unit_id=cast.setda.pk, month=OCTOBER, data=data, now=regency.clock.to(date(2026, 11, 6))
    )
    with pytest.raises(NotPermitted):
        journal_services.decide(cast.siti, journal_id=made.pk, decision=Decision.APPROVE, note="", now=AFTERWARDS)
    journal_services.decide(cast.wati, journal_id=made.pk, decision=Decision.APPROVE, note="", now=AFTERWARDS)
    run_jobs()
    made.refresh_from_db()
    return made


def test_what_comes_after_the_lock_is_proposed_and_decided(regency: Regency, locked: MonthClosing) -> None:
    setda = regency.cast.setda.pk
    before = {name: kept(regency, name) for name in regency.office}
    frozen = {name: recap(regency, name).figures() for name in regency.office}
    _after_the_lock(regency)

    assert {name: kept(regency, name) for name in regency.office} == before
    found = {(one.row.employee_id, one.row.day) for one in journals.open_differences(setda, OCTOBER)}
    budi = regency.ids["Budi"]
    assert found == {(regency.ids[name], october(30)) for name in regency.office} | {(budi, october(6))}

    journal = _journal(regency)
    assert journal.state == "applied"
    assert {told(kept(regency, name)[october(30)]) for name in regency.office} == {("holiday", 0, 0, 0)}
    assert told(kept(regency, "Budi")[october(6)]) == ("present", 0, 0, 0)

    # 30 October without duty: one day of 450 minutes less; Budi was absent on it, and the 6th lacks nothing now.
    for name in regency.office:
        now = recap(regency, name).figures()
        absent = int(name == "Budi")
        change: dict[str, Any] = {"owed_days": -1, "present": absent - 1, "absent": -absent, "owed_min": -450}
        assert {key: now[key] - frozen[name][key] for key in change} == change, name
        assert now["late_min"] == frozen[name]["late_min"] and now["early_min"] == frozen[name]["early_min"]
    assert recap(regency, "Budi").percent == Decimal("94.00")  # (8100 - 21 - 15 - 450) / 8100

    # 34.5 % less 4 % for the session of the 6th and 12 % for the 30th: 18.5 % of Rp 5,000,000.
    person = journal.people.get(employee=budi)
    assert (person.percent_before, person.percent_after) == (Decimal("34.5"), Decimal("18.5"))
    assert (person.cut_before, person.cut_after, person.rupiah) == (1_725_000, 925_000, 800_000)
    others = journal.people.exclude(employee=budi)
    assert {one.rupiah for one in others} == {0}

    assert FrozenTotal.objects.get(closing=locked, employee=budi).figures == frozen["Budi"]
    assert signing.is_intact(locked) and journals.unexplained(locked) == []
    assert AllowanceResult.objects.get(employee=budi, month=OCTOBER.first).cut_rupiah == 1_725_000
    money = listed(regency, List.ALLOWANCE)["Budi"]
    titles = ("Potongan", "Diterima sebelum pajak", "Jurnal koreksi", "Setelah jurnal")
    assert [int(money[title]) for title in titles] == [1_725_000, 3_275_000, 800_000, 4_075_000]
    line = listed(regency, List.RECAP)["Budi"]
    assert (line["Hari kerja"], line["Hadir"], line["TK"], line["Menit wajib"]) == ("20", "16", "1", "8100")


def test_a_locked_month_is_left_alone_by_whatever_is_derived(regency: Regency, locked: MonthClosing) -> None:
    setda = [regency.ids[name] for name in regency.office]
    rows = DayRecord.objects.filter(employee_id__in=setda, day__lte=OCTOBER.last).order_by("employee_id", "day")
    before = list(rows.values_list("employee_id", "day", "digest"))
    _after_the_lock(regency)
    services.rebuild(OCTOBER.first, OCTOBER.last, now=AFTERWARDS + timedelta(days=4))
    assert list(rows.values_list("employee_id", "day", "digest")) == before
    assert len(journals.open_differences(regency.cast.setda.pk, OCTOBER)) == 7  # and the 19th is none of them
