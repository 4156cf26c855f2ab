"""A small regency in October 2026: who serves how, what happened, and what the law makes of each day (`days.csv`).

Punches are put down as facts; everything else is entered through the services by the people whose task it is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from hadir.accounts.models import User
from hadir.attendance.corrections import ruling
from hadir.attendance.corrections import services as corrections
from hadir.attendance.corrections.rules import Kind as CorrectionKind
from hadir.attendance.corrections.rules import Reason
from hadir.attendance.corrections.ruling import RuleData
from hadir.attendance.corrections.services import Ask as CorrectionAsk
from hadir.attendance.events import listing, planning, policies
from hadir.attendance.events.planning import EventData, Times
from hadir.attendance.events.policies import PolicyData
from hadir.attendance.events.rules import Kind as EventKind
from hadir.attendance.incidents import reporting
from hadir.attendance.incidents.reporting import Report, Verdict
from hadir.attendance.incidents.rules import Kind as IncidentKind
from hadir.leave import letters, requests, types
from hadir.leave.checking import Ask
from hadir.leave.letters import LetterData
from hadir.leave.rules import Deed
from hadir.leave.spans import Part
from hadir.lib.tables import Table, read_table
from hadir.people import services as people
from hadir.people.models import Employee, OrgUnit
from hadir.periods.models import StaleSpan
from hadir.periods.rules import Month
from hadir.recap.allowance import amount_files, amount_lists
from hadir.recap.allowance import services as allowance
from hadir.recap.allowance.amount_lists import ListData
from hadir.recap.allowance.services import SetData
from hadir.schedules import deciding
from hadir.schedules import services as schedules
from hadir.schedules.calendar import services as calendar
from hadir.schedules.calendar.rules import Collection, Line
from hadir.schedules.calendar.rules import Kind as HolidayKind
from hadir.schedules.calendar.services import VersionData as CalendarData
from hadir.schedules.deciding import Kind as ProposalKind
from hadir.schedules.instances import Flex, FlexTerms, WorkMode
from hadir.schedules.rosters import services as rosters
from hadir.schedules.rosters import shifts
from hadir.schedules.rosters.shifts import ShiftData, customary_stages
from hadir.schedules.services import ModeData, ScheduleData, VersionData
from hadir.workdays import services as workdays
from tests.cast import BEGIN, SYSTEM, Cast, employ, join, make_nip
from tests.hours import BASIS, FIVE_DAYS, assign, schedule
from tests.recap.allowance.months import second_officer
from tests.workdays.building import at
from tests.workdays.world import go_live, punch

OCTOBER = Month(2026, 10)
AFTERWARDS = datetime(2026, 11, 2, 3, tzinfo=UTC)
HOLIDAY = Line(date(2026, 10, 19), "Hari Jadi Kabupaten Contoh", HolidayKind.LOCAL, "Perbup 5/2026")
_DAYS = Path(__file__).parent / "days.csv"


def october(day: int) -> date:
    return date(2026, 10, day)


@dataclass(slots=True)
class Clock:
    """The day on which rights and time limits are judged, whenever the tests run."""

    day: date = BEGIN

    def put(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr("hadir.accounts.permissions.today_for", lambda _user: self.day)

    def to(self, day: date) -> datetime:
        """Nine in the morning of a day."""
        self.day = day
        return at(day, "9:00")


@dataclass(frozen=True, slots=True)
class Regency:
    """The cast with the people whom the month needs besides. `office`: everybody of the Setda, by first name."""

    cast: Cast
    clock: Clock
    tini: User
    wira: User
    nina: Employee
    sari: User
    ward: OrgUnit

    @property
    def office(self) -> dict[str, User]:
        cast = self.cast
        named = {"Siti": cast.siti, "Rahma": cast.rahma, "Joko": cast.joko, "Budi": cast.budi}
        return {**named, "Tini": self.tini, "Wira": self.wira}

    @property
    def ids(self) -> dict[str, int]:
        """Whose days are stated, by first name."""
        return {name: user.employee_id or 0 for name, user in self.office.items()} | {"Nina": self.nina.pk}


def make_regency(cast: Cast, clock: Clock) -> Regency:
    """Hours, calendar, roster, rules of absence and of the allowance, and who is there."""
    now = clock.to(october(1))
    tini = join(employ("Tini Contoh", make_nip("19910909", "201503", 2, 31), cast.bagian_umum, cast.setda_office))
    wira = join(employ("Wira Contoh", make_nip("19930303", "201703", 1, 32), cast.bagian_umum, cast.setda_office))
    ward = people.create_unit(SYSTEM, parent_id=cast.dinkes.pk, name="Ruang Melati", code="MELATI", kind="unit")
    nina = employ("Nina Contoh", make_nip("19940404", "201803", 2, 33), ward, cast.dinkes_office)
    assign(schedule("5 hari kerja"))
    go_live(cast.setda, cast.dinkes)
    types.seed_types(SYSTEM)
    ruling.seed_rules(SYSTEM, now=now)
    policies.seed_policies(SYSTEM, now=now)
    found = Regency(cast, clock, tini, wira, nina, second_officer(), ward)
    _flexible(found, now)
    decree(HOLIDAY, source="Perbup 5/2026", now=now)
    _nights(found, now)
    _allowance(found, now)
    return found


def decree(*lines: Line, source: str, now: datetime) -> None:
    """Local holidays of the year: all that hold from now on, proposed and confirmed."""
    data = CalendarData(2026, Collection.LOCAL, source, lines)
    calendar.decide(SYSTEM, calendar.propose(SYSTEM, data=data, now=now).pk, confirm=True, reason="", now=now)


def _flexible(regency: Regency, now: datetime) -> None:
    """Up to thirty minutes late, if thirty are made up; for Tini alone."""
    version = VersionData(BEGIN, BASIS, FIVE_DAYS, flex=FlexTerms(Flex.FIXED, 30, 30))
    made = schedules.create_schedule(SYSTEM, data=ScheduleData("5 hari fleksibel"), version=version, now=now)
    deciding.confirm(SYSTEM, kind=ProposalKind.VERSION, pk=made.pk, now=now)
    assign(made, person=regency.tini.employee)
    elsewhere = ModeData(
        WorkMode.HOME, october(9), october(9), "SE Bupati 3/2026", employee_id=regency.wira.employee_id
    )
    row = schedules.propose_mode_days(SYSTEM, data=elsewhere, now=now)
    deciding.confirm(SYSTEM, kind=ProposalKind.MODE_DAYS, pk=row.pk, now=now)


def _nights(regency: Regency, now: datetime) -> None:
    """From 21.00 to 07.00 on four evenings, free on all other days."""
    data = ShiftData(
        regency.ward.pk, "M", "Dinas malam", time(21), time(7), 30, BEGIN, "Perdir 1/2026",
        customary_stages(early_min=60, late_min=60, after_min=120),
    )  # fmt: skip
    made = shifts.propose_shift(SYSTEM, data=data, now=now)
    shifts.decide_shift(SYSTEM, made.pk, confirm=True, reason="", now=now)
    roster = rosters.open_roster(SYSTEM, unit_id=regency.ward.pk, month=OCTOBER)
    cells = {(regency.nina.pk, day): "M" if day.day in (3, 10, 19, 31) else "L" for day in OCTOBER.days()}
    rosters.set_cells(SYSTEM, roster.pk, cells=cells, now=now)
    rosters.publish(SYSTEM, roster.pk, now=now)


AMOUNTS = {
    "Rahma": 10_000_000,
    "Joko": 6_000_000,
    "Budi": 5_000_000,
    "Siti": 4_500_000,
    "Tini": 4_000_000,
    "Wira": 3_333_333,
    "Nina": 3_500_000,
}


def _allowance(regency: Regency, now: datetime) -> None:
    """The preset of Timor Tengah Utara as the region's own rules, and everybody's amount by name."""
    wati, sari = regency.cast.wati, regency.sari
    made = allowance.create_from_preset(
        wati, preset="timor_tengah_utara", data=SetData("TPP", date(2026, 1, 1), "Perbup 12/2026"), now=now
    )
    allowance.propose_set(wati, set_id=made.pk, now=now)
    allowance.confirm_set(sari, set_id=made.pk, now=now)
    rows = [f"{Employee.objects.get(pk=regency.ids[name]).nip};{rupiah}" for name, rupiah in AMOUNTS.items()]
    listed = amount_lists.load(
        wati, data=ListData("Besaran", date(2026, 1, 1), "Perbup 13/2026"), table=_table(rows), now=now
    )
    amount_lists.propose(wati, list_id=listed.pk, now=now)
    amount_lists.confirm(sari, list_id=listed.pk, now=now)


def _table(rows: list[str]) -> Table:
    """As Excel saves it here: semicolons, Windows-1252."""
    content = "\r\n".join(["NIP;Besar TPP", *rows]).encode("cp1252")
    return read_table("besaran.csv", content, header=amount_files.understood)


# --- what happened

_USUAL = ("07:20", "12:10")
_OTHERWISE: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "Budi": {
        1: ("07:50", "12:10", "16:05"),
        2: ("07:30:59", "12:10", "16:30:00"),
        6: ("07:20", "16:05"),
        7: ("07:20", "12:10", "15:45"),
        8: (),
        12: (),
        13: (),
        14: ("12:10", "16:05"),
        15: ("07:20", "12:10"),
        16: ("07:31:00", "12:10", "16:35"),
        30: (),
    },
    "Tini": {
        **{day: ("07:40", "12:10", "17:00" if day == 2 else "16:30") for day in (1, 2, 5, 6, 7, 8)},
        9: ("07:40", "12:10", "16:59"),
        12: ("08:05", "12:10", "17:00"),
    },
    "Wira": {20: (), 21: (), 22: (), 26: ("08:01", "12:10", "16:05"), 27: ("09:10", "12:10", "16:05")},
    "Joko": {27: ("07:20", "12:10", "15:30")},
}


def let_it_happen(regency: Regency) -> None:
    """Everybody's punches; what was asked for and decided on the days on which that was due."""
    for name, user in regency.office.items():
        person = user.employee
        assert person is not None
        for day in OCTOBER.days():
            if day.weekday() < 5 and day != HOLIDAY.day:
                punch(person, day, *_OTHERWISE.get(name, {}).get(day.day, _as_usual(day)))
    nina = regency.nina
    punch(nina, october(3), "20:50", "31:05")
    punch(nina, october(10), "21:15", "30:40")
    punch(nina, october(19), "20:55", "31:00")
    punch(nina, october(24), "8:00")
    punch(nina, october(31), "20:58", "31:01")
    _roll_call(regency)
    _leave(regency)
    _outage(regency)
    correct(regency, october(15), "afternoon", time(16, 5), asked=october(16))
    _duty_and_permission(regency)


def _as_usual(day: date) -> tuple[str, ...]:
    """Before the outage on the 14th; half an hour longer on Fridays."""
    return ("06:50" if day.day == 14 else "07:20", "12:10", "16:35" if day.weekday() == 4 else "16:05")


def _roll_call(regency: Regency) -> None:
    """On Monday the 5th, by list: a check-in alone does not prove it. Budi is not on the field."""
    cast, clock = regency.cast, regency.clock
    on_list_only = PolicyData("apel", False, date(2026, 1, 1), "SE Sekda 1/2026")
    proposed = policies.propose_policy(SYSTEM, data=on_list_only, now=clock.to(october(2)))
    policies.decide_policy(SYSTEM, proposed.pk, confirm=True, reason="", now=clock.to(october(2)))
    data = EventData(
        EventKind.APEL, "Apel Senin", cast.setda.pk, cast.setda_office.pk, october(5),
        Times(time(7), time(7, 30), time(8)), "SE Sekda 1/2026", frozenset({cast.setda.pk}),
    )  # fmt: skip
    event = planning.plan(cast.siti, data=data, now=clock.to(october(2)))
    now = clock.to(october(5))
    kept = listing.open_list(cast.siti, event_id=event.pk, unit_id=cast.setda.pk, now=now)
    for name, user in regency.office.items():
        if name != "Budi":
            listing.tick(cast.siti, list_id=kept.pk, employee_id=user.employee_id or 0, present=True, now=now)
    listing.hand_in(cast.siti, list_id=kept.pk, now=now)
    listing.confirm(cast.rahma, list_id=kept.pk, now=now)


def _leave(regency: Regency) -> None:
    cast, now = regency.cast, regency.clock.to(october(6))
    ask = Ask("CT", october(12), october(13), "Keperluan keluarga")
    asked = requests.submit(cast.budi, ask=ask, now=now).request
    requests.decide(cast.joko, request_id=asked.pk, deed=Deed.APPROVE, now=now)
    requests.decide(cast.siti, request_id=asked.pk, deed=Deed.VERIFY, now=now)


def _outage(regency: Regency) -> None:
    cast, now, day = regency.cast, regency.clock.to(october(14)), october(14)
    window = at(day, "7:00"), at(day, "8:30")
    data = Report(IncidentKind.OUTAGE, "Jaringan padam", "Tiket ISP 77", *window, unit_ids=frozenset({cast.setda.pk}))
    row = reporting.report(cast.siti, data=data, now=now)
    reporting.confirm(cast.wati, incident_id=row.pk, verdict=Verdict(*window), now=now + timedelta(hours=2))


def correct(regency: Regency, day: date, stage: str, clock: time, *, asked: date) -> None:
    """Budi asks for a stage of his; his superior agrees."""
    now = regency.clock.to(asked)
    ask = CorrectionAsk(CorrectionKind.ADD, day, Reason.DEVICE_BROKEN, "Alat di lobi mati", stage, clock)
    row = corrections.request_own(regency.cast.budi, ask=ask, now=now)
    corrections.decide(regency.cast.joko, correction_id=row.pk, approve=True, now=now)


def allow_late_corrections(regency: Regency) -> None:
    """The region gives thirty-one days instead of five to say that the device was broken."""
    data = RuleData(Reason.DEVICE_BROKEN.value, True, 31, None, False, date(2026, 10, 1), "Perbup 20/2026")
    proposed = ruling.propose_rule(regency.cast.wati, data=data, now=AFTERWARDS)
    ruling.decide_rule(SYSTEM, proposed.pk, confirm=True, reason="", now=AFTERWARDS)


def _duty_and_permission(regency: Regency) -> None:
    cast, now = regency.cast, regency.clock.to(october(15))
    data = LetterData("TKD", "800/12/2026", october(15), "Rapat koordinasi", "Sampit", october(20), october(22))
    wira = regency.wira
    letter = letters.enter_letter(
        cast.siti, unit_id=cast.setda.pk, data=data, employee_ids=[wira.employee_id or 0], now=now
    )
    letters.decide_letter(cast.rahma, letter_id=letter.pk, accept=True, now=now)
    now, day = regency.clock.to(october(26)), october(27)
    ask = Ask("IT", day, day, "Mengantar anak", part=Part.HOURS, from_time=time(7, 30), to_time=time(9))
    asked = requests.submit(wira, ask=ask, now=now).request
    requests.decide(cast.joko, request_id=asked.pk, deed=Deed.APPROVE, now=now)


# --- what the days must come to


def derive(now: datetime = AFTERWARDS) -> None:
    """Until nothing is marked any more."""
    workdays.rebuild_marked(now)
    for _round in range(24):
        if not StaleSpan.objects.exists():
            return
        workdays.rebuild_marked(now)
    raise AssertionError("marks that no derivation takes away")


Stated = tuple[str, int, int, int]  # status, late, early, missing


def stated() -> dict[tuple[str, date], tuple[Stated, str]]:
    """What the table says of each person's days; a later line is the more special one."""
    found: dict[tuple[str, date], tuple[Stated, str]] = {}
    with _DAYS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = row["status"], int(row["late"]), int(row["early"]), int(row["missing"])
            for name in [name for name in AMOUNTS if name != "Nina"] if row["who"] == "kantor" else [row["who"]]:
                for day in _span(row["date"]):
                    if row["on"] == "semua" or (row["on"] == "hari kerja") == (day.weekday() < 5):
                        found[name, day] = value, row["why"]
    return found


def _span(text: str) -> Iterator[date]:
    first, _dots, last = text.partition("..")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    while day <= end:
        yield day
        day += timedelta(days=1)
