"""The invented region's hours: calendar, weeks, flexible arrival, days at home, the ward's shifts and rosters."""

from __future__ import annotations

from datetime import date, time

from hadir.cli.demo import calendar, cast
from hadir.cli.demo.calendar_days import RAMADAN, Span
from hadir.cli.demo.region import BEGIN, SYSTEM, World
from hadir.periods.rules import Month
from hadir.schedules import deciding, presets, seasons, services
from hadir.schedules.instances import Flex, FlexTerms, WorkMode
from hadir.schedules.proposals import Proposed
from hadir.schedules.rosters import resting, shifts
from hadir.schedules.rosters import services as rosters
from hadir.schedules.rosters.services import Fill
from hadir.schedules.rosters.shifts import ShiftData
from hadir.schedules.services import AssignmentData, ModeData, ScheduleData, VersionData

_DECREE = "Perbup contoh 12/2025 tentang hari dan jam kerja"
_SHIFTS = (
    ("P", "Pagi", time(7), time(14), 0),
    ("S", "Siang", time(14), time(21), 0),
    ("M", "Malam", time(21), time(7), 60),
)
# Two mornings, two afternoons, two nights, three days free.
WARD_PATTERN = "P P S S M M L L L"
_AT_HOME = 6  # people of Kominfo who work at home on Fridays


def set_hours(world: World, span: Span) -> None:
    """Everything is proposed and confirmed as by two people: the command line may always."""
    calendar.seed_calendar(world.now)
    for first, last in RAMADAN.values():
        if span.holds(first, last):
            _confirm(world, seasons.propose_season(SYSTEM, first=first, last=last, legal_basis=_DECREE, now=world.now))
    _school(world)
    _flexible(world, span)
    _ward(world, span)


def _school(world: World) -> None:
    """Schools work six days."""
    preset = presets.presets()["six_days"]
    data = VersionData(BEGIN, _DECREE, weeks=preset.weeks, preset=preset.code, exception_basis=preset.exception_basis)
    _assign(world, "6 hari kerja (sekolah)", data, world.homes["DISDIK"].units["SDN 1 Contoh"].pk)


def _flexible(world: World, span: Span) -> None:
    """Kominfo may come up to an hour later and leaves as much later; some work at home on Fridays."""
    kominfo = world.homes["KOMINFO"]
    preset = presets.presets()[services.DEFAULT_PRESET]
    flex = FlexTerms(Flex.MINUTES, limit_min=60)
    data = VersionData(BEGIN, _DECREE, weeks=preset.weeks, preset=preset.code, flex=flex)
    _assign(world, "5 hari kerja, jam fleksibel", data, kominfo.opd.pk)
    for person in kominfo.people[-_AT_HOME // 2 if len(kominfo.people) < 4 * _AT_HOME else -_AT_HOME :]:
        mode = ModeData(
            WorkMode.HOME,
            span.first,
            span.running.next.last,
            "SE Kepala Dinas Kominfo 5/2026 (contoh)",
            weekdays=frozenset({4}),
            employee_id=person.pk,
        )
        _confirm(world, services.propose_mode_days(SYSTEM, data=mode, now=world.now))


def _ward(world: World, span: Span) -> None:
    ward, now = world.ward, world.now
    basis = "Keputusan Direktur RSUD 445/12/2025 (contoh)"
    for code, name, starts, ends, pause in _SHIFTS:
        stages = shifts.customary_stages(early_min=60, late_min=90, after_min=120)
        data = ShiftData(ward.pk, code, name, starts, ends, pause, BEGIN, basis, stages)
        shifts.decide_shift(
            SYSTEM, shifts.propose_shift(SYSTEM, data=data, now=now).pk, confirm=True, reason="", now=now
        )
    rest = resting.propose_rest(
        SYSTEM, min_rest_min=480, valid_from=BEGIN, legal_basis="Kebijakan daerah (contoh)", now=now
    )
    resting.decide_rest(SYSTEM, rest.pk, confirm=True, reason="", now=now)
    _assign(world, "Jadwal sif rawat inap", VersionData(BEGIN, basis, preset="roster"), ward.pk, by_roster=True)
    head = world.dinkes.heads[cast.WARD]
    week = VersionData(BEGIN, basis, weeks=presets.presets()[services.DEFAULT_PRESET].weeks)
    made = services.create_schedule(SYSTEM, data=ScheduleData("Jam kepala ruang", ward.pk), version=week, now=now)
    _confirm(world, made)
    own = AssignmentData(made.schedule_id, BEGIN, basis, employee_id=head.pk)
    _confirm(world, services.propose_assignment(SYSTEM, data=own, now=now))
    nurses = sorted(one.pk for one in world.dinkes.people if one.unit_id == ward.pk and one.pk != head.pk)
    for month in (*span.months, span.running, span.running.next):
        _roster(world, month, nurses)


def _roster(world: World, month: Month, nurses: list[int]) -> None:
    """The pattern goes on over the months: each begins where the one before ended."""
    steps = WARD_PATTERN.split()
    turn = (month.first - date(2024, 1, 1)).days % len(steps)
    pattern = " ".join([*steps[turn:], *steps[:turn]])
    roster = rosters.open_roster(SYSTEM, unit_id=world.ward.pk, month=month)
    fill = Fill(pattern, nurses, month.first, month.last, shift_by=1)
    rosters.fill_pattern(SYSTEM, roster.pk, fill=fill, now=world.now)
    remarks = "Kepala ruang bekerja menurut jam kantor." if rosters.check(roster) else ""
    rosters.publish(SYSTEM, roster.pk, remarks=remarks, now=world.now)


def _assign(world: World, name: str, data: VersionData, unit_id: int, *, by_roster: bool = False) -> None:
    """A schedule of a unit, with its wording, for that unit: confirmed."""
    made = services.create_schedule(SYSTEM, data=ScheduleData(name, unit_id, by_roster), version=data, now=world.now)
    _confirm(world, made)
    given = AssignmentData(made.schedule_id, BEGIN, data.legal_basis, unit_id=unit_id)
    _confirm(world, services.propose_assignment(SYSTEM, data=given, now=world.now))


def _confirm(world: World, row: Proposed) -> None:
    deciding.confirm(SYSTEM, kind=deciding.kind_of(row), pk=row.pk, now=world.now)
