"""What waits for somebody in the region this morning: each demo account finds something to decide."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hadir.accounts.models import User
from hadir.attendance.corrections.models import Correction, CorrectionRule
from hadir.attendance.corrections.rules import Kind, Reason
from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents.models import IncidentReport, IncidentUnit
from hadir.attendance.incidents.rules import Kind as IncidentKind
from hadir.cli.demo import cast
from hadir.cli.demo.plans import Plans
from hadir.leave import letters, requests, types
from hadir.leave.checking import Ask
from hadir.leave.letters import LetterData
from hadir.leave.models import AbsenceRequest, RequestStep
from hadir.leave.rules import Deed, State
from hadir.schedules import services as schedules
from hadir.schedules.calendar import services as calendars
from hadir.schedules.calendar.rules import Kind as HolidayKind
from hadir.schedules.calendar.rules import Line
from hadir.schedules.instances import Measure, WorkMode
from hadir.schedules.rosters.models import RosterEntry, SwapRequest, SwapState
from hadir.schedules.services import ModeData

_A_DAY = timedelta(days=1)


def leave_open(plans: Plans) -> None:
    _leave(plans)
    _letter(plans)
    _hours(plans)
    _swap(plans)
    _correction(plans)
    _incident(plans)


def _leave(plans: Plans) -> None:
    """Budi asks his superior; a colleague's request has been approved and waits for the operator."""
    users, now, today = plans.world.users, plans.world.now, plans.span.today
    budi = plans.world.employee(cast.BUDI)
    days = plans.work_days(budi, today + 8 * _A_DAY, today + 30 * _A_DAY)[:2]
    if days:
        ask = Ask("CT", days[0], days[-1], "Menghadiri wisuda adik")
        requests.submit(users[cast.BUDI], ask=ask, now=now)
    office = plans.world.setda.units["Bagian Umum"].pk
    others = [one for one in plans.world.setda.people if one.unit_id == office and one.nip not in users]
    for person in others:
        kind = types.find("CT", person.employment_type, today)
        coming = plans.work_days(person, today + 10 * _A_DAY, today + 30 * _A_DAY)[:3]
        if kind is None or not coming or not plans.is_free(person, coming[0], coming[-1]):
            continue
        _to_verify(plans, AbsenceRequest(employee=person, type=kind, first=coming[0], last=coming[-1]), len(coming))
        return


def _to_verify(plans: Plans, row: AbsenceRequest, days: int) -> None:
    now, above = plans.world.now, plans.world.users[cast.HASAN]
    row.amount, row.reason, row.state = days, "Keperluan keluarga di luar kota", State.VERIFIER.value
    row.submitted_at = now - timedelta(hours=26)
    row.save()
    RequestStep.objects.create(request=row, deed=Deed.SUBMIT.value, at=row.submitted_at, by_label=row.employee.name)
    RequestStep.objects.create(
        request=row,
        deed=Deed.APPROVE.value,
        acting_as="Kepala Bagian Umum",
        at=now - timedelta(hours=3),
        by=above.pk,
        by_label=above.actor.label,
    )


def _letter(plans: Plans) -> None:
    """A letter for three people waits for the head of the agency."""
    world, first = plans.world, plans.span.today + 5 * _A_DAY
    fit = [
        one for one in world.setda.people if one.nip not in world.users and plans.is_free(one, first, first + _A_DAY)
    ]
    data = LetterData(
        *("TKD", "800/412/SETDA (contoh)", plans.span.today, "Pendampingan monitoring ke kecamatan"),
        *("Kecamatan Contoh", first, first + _A_DAY),
    )
    ids = [one.pk for one in fit[:3]]
    letters.enter_letter(world.users[cast.SITI], unit_id=world.setda.opd.pk, data=data, employee_ids=ids, now=world.now)


def _hours(plans: Plans) -> None:
    """A day at home that the HR agency has to confirm, and a local holiday that its second officer has."""
    world, today = plans.world, plans.span.today
    friday = today + ((4 - today.weekday()) % 7 + 7) * _A_DAY
    data = ModeData(
        WorkMode.HOME, friday, friday, "ND Kabag Umum 800/77/2026 (contoh)", employee_id=world.employee(cast.BUDI).pk
    )
    schedules.propose_mode_days(world.users[cast.SITI], data=data, now=world.now)
    day = plans.span.running.next.first + 6 * _A_DAY
    day += max(0, 0 if day.weekday() < 5 else 7 - day.weekday()) * _A_DAY
    line = Line(day, "Pemilihan kepala desa serentak", HolidayKind.LOCAL, "Surat Bupati 100/88 (contoh)")
    calendars.propose_days(
        world.users["bkpsdm"], year=day.year, unit_id=None, source=line.basis, add=[line], now=world.now
    )


def _swap(plans: Plans) -> None:
    """Lina and a colleague want to exchange two duties; the head of the ward decides."""
    lina, now, today = plans.world.employee(cast.LINA), plans.world.now, plans.span.today
    rows = RosterEntry.objects.filter(
        roster__unit=plans.world.ward, shift__isnull=False, day__range=(today + 3 * _A_DAY, today + 20 * _A_DAY)
    )
    mine = rows.filter(employee=lina).order_by("day").first()
    if mine is None:
        return
    free = set(rows.filter(day=mine.day).values_list("employee_id", flat=True))
    theirs = rows.exclude(employee__in=free).exclude(employee=lina).exclude(day=mine.day)
    busy = set(rows.filter(employee=lina).values_list("day", flat=True))
    other = theirs.exclude(day__in=busy).order_by("day").select_related("shift").first()
    if other is None:
        return
    days = sorted({mine.day, other.day})
    entries = RosterEntry.objects.filter(employee__in=[lina.pk, other.employee_id], day__in=days).select_related(
        "shift"
    )
    codes = {f"{one.employee_id}:{one.day}": one.shift.code if one.shift else "L" for one in entries}
    SwapRequest.objects.create(
        asker=lina,
        partner_id=other.employee_id,
        day=mine.day,
        other_day=other.day,
        codes=codes,
        reason="Mengantar anak imunisasi",
        state=SwapState.AGREED,
        asked_at=now - timedelta(hours=9),
        agreed_at=now - timedelta(hours=2),
    )


def _correction(plans: Plans) -> None:
    """Budi left on time the other day, and his telephone was broken: his superior decides."""
    budi, user = plans.world.employee(cast.BUDI), plans.world.users[cast.BUDI]
    rule = CorrectionRule.objects.filter(reason=Reason.DEVICE_BROKEN.value, status="confirmed", allowed=True).first()
    days = plans.work_days(budi, max(plans.span.first, plans.span.today - 6 * _A_DAY), plans.span.yesterday)
    if rule is None or not days:
        return
    instance = plans.of(budi, days[-1]).instance
    stage = next((one for one in instance.stages if one.measure is Measure.PRESENCE), None) if instance else None
    if stage is None:
        return
    Correction.objects.create(
        employee=budi,
        unit=plans.world.setda.opd,
        kind=Kind.ADD.value,
        day=days[-1],
        stage=stage.code,
        at=stage.due_at - timedelta(minutes=20),
        reason=rule.reason,
        explanation="Kamera telepon rusak setelah jatuh, saya ada di ruang rapat bersama Kabag",
        rule=rule,
        requested_at=plans.world.now - timedelta(hours=4),
        requested_by=user.pk,
        requested_by_label=user.actor.label,
    )


def _incident(plans: Plans) -> None:
    """Kominfo reports that its own network was down yesterday afternoon; the HR agency has not decided yet."""
    home, user = plans.world.homes["KOMINFO"], plans.world.users[cast.PLATFORM]
    days = plans.work_days(home.chief, max(plans.span.first, plans.span.today - 8 * _A_DAY), plans.span.yesterday)
    if not days:
        return
    first, last = (datetime.combine(days[-1], clock, home.place.zone) for clock in (time(15, 30), time(16, 45)))
    report = IncidentReport.objects.create(
        kind=IncidentKind.OUTAGE.value,
        title="Listrik padam di gedung Kominfo",
        what_happened="Gardu induk terganggu; genset gagal hidup selama satu jam (contoh).",
        first_at=first,
        last_at=last,
        reported_first_at=first,
        reported_last_at=last,
        zone=home.place.time_zone,
        state=IncidentState.PROPOSED.value,
        unit=home.opd,
        reported_at=min(last + timedelta(hours=1), plans.world.now),
        reported_by=user.pk,
        reported_by_label=_label(user),
    )
    IncidentUnit.objects.create(incident=report, unit=home.opd)


def _label(user: User) -> str:
    return user.actor.label
