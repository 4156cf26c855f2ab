"""What the pages of working time show: hours, a roster, leave, corrections, rules, and days derived from all of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hadir.accounts.models import User
    from hadir.periods.rules import Month
    from tests.cast import Cast

_A_DAY = timedelta(days=1)


def prepare(cast: Cast, asker: User) -> dict[str, str]:
    """Everything of the last month and of this one until today. Answers with the addresses of single pages."""
    from django.utils import timezone

    from hadir.people import selectors as people
    from hadir.periods.rules import Month
    from hadir.workdays import services as workdays
    from tests.workdays.world import go_live

    now, today = timezone.now(), people.today_in_region()
    month = Month.of(today)
    last = Month.of(month.first - _A_DAY)
    go_live(cast.setda, on=last.first)
    unit, person = cast.setda.pk, asker.employee_id
    found = {
        "leave": f"/cuti/permohonan/{_leave(asker, now)}/",
        "correction": f"/koreksi/{_correction(asker, now)}/",
        "incident": f"/gangguan/{_incident(cast, now)}/",
        "letter": f"/cuti/surat/{_letter(cast, asker, now)}/",
        "roster": f"/jadwal-dinas/roster/{_roster(cast, month, now)}/",
        **_event(cast, now),
        **_allowance(cast, asker, last, now),
        "schedule": f"/jam/{_proposed_schedule(cast, now)}/",
        "my_day": f"/bulan-saya/{today - _A_DAY}/",
        "person_month": f"/rekap-harian/{person}/",
        "person_day": f"/rekap-harian/{person}/{today - _A_DAY}/",
        "signing": f"/rekap/{unit}/{last}/",
        "recap": f"/rekap/?bulan={last}",
    }
    workdays.rebuild(last.first, today, now=now)
    _reckon(cast, last)
    return found | {"allowance": f"/tpp/pegawai/{person}/{last}/"}


def _leave(asker: User, now: datetime) -> int:
    """Waits for the superior."""
    from hadir.leave import requests
    from hadir.leave.checking import Ask

    first = (now + 20 * _A_DAY).date()
    return requests.submit(asker, ask=Ask("CT", first, first + _A_DAY, "Keperluan keluarga"), now=now).request.pk


def _correction(asker: User, now: datetime) -> int:
    """Waits for the superior."""
    from hadir.attendance.corrections import services
    from hadir.attendance.corrections.rules import Kind, Reason
    from hadir.attendance.corrections.services import Ask
    from hadir.people import selectors as people

    day = people.today_in_region() - _A_DAY
    ask = Ask(Kind.ADD, day, Reason.DEVICE_BROKEN, "Alat di lobi mati", "morning", time(7, 20))
    return services.request_own(asker, ask=ask, now=now).pk


def _incident(cast: Cast, now: datetime) -> int:
    from hadir.attendance.incidents import reporting
    from hadir.attendance.incidents.reporting import Report
    from hadir.attendance.incidents.rules import Kind

    span, units = (now - timedelta(hours=2), now - timedelta(hours=1)), frozenset({cast.dinkes.pk})
    data = Report(Kind.OUTAGE, "Jaringan padam", "Tiket ISP 77", *span, unit_ids=units)
    return reporting.report(cast.dedi, data=data, now=now).pk


def _letter(cast: Cast, asker: User, now: datetime) -> int:
    from hadir.leave import letters
    from hadir.leave.letters import LetterData

    day = now.date()
    data = LetterData("TKD", "800/12", day, "Rapat koordinasi", "Sampit", day + 3 * _A_DAY, day + 4 * _A_DAY)
    people = [asker.employee_id or 0]
    return letters.enter_letter(cast.siti, unit_id=cast.setda.pk, data=data, employee_ids=people, now=now).pk


def _event(cast: Cast, now: datetime) -> dict[str, str]:
    """A roll call of today that binds no day yet, and its list."""
    from hadir.attendance.events import listing, planning
    from hadir.attendance.events.planning import EventData, Times
    from hadir.attendance.events.rules import Kind
    from hadir.people import selectors as people

    times, units = Times(time(0, 1), time(7, 30), time(23, 59)), frozenset({cast.setda.pk})
    place, day = cast.setda_office.pk, people.today_in_region()
    data = EventData(Kind.APEL, "Apel pagi", cast.setda.pk, place, day, times, "SE Sekda 1/2026", units)
    event = planning.plan(cast.siti, data=data, now=now)
    kept = listing.open_list(cast.siti, event_id=event.pk, unit_id=cast.setda.pk, now=now)
    return {"event": f"/acara/{event.pk}/", "event_list": f"/acara/daftar/{kept.pk}/"}


def _roster(cast: Cast, month: Month, now: datetime) -> int:
    """A ward of one nurse: her own page shows shifts, the board one roster."""
    from hadir.people import services as people
    from hadir.schedules.rosters import services
    from tests.cast import SYSTEM, employ, make_nip
    from tests.schedules.rosters.duties import make_shift

    ward = people.create_unit(SYSTEM, parent_id=cast.setda.pk, name="Ruang Melati", code="MELATI", kind="unit")
    nurse = employ("Nina Contoh", make_nip("19940404", "201803", 2, 903), ward, cast.setda_office)
    for code in ("P", "M"):
        make_shift(ward, code)
    roster = services.open_roster(SYSTEM, unit_id=ward.pk, month=month)
    cells = {(nurse.pk, day): "PML"[day.day % 3] for day in month.days()}
    services.set_cells(SYSTEM, roster.pk, cells=cells, now=now)
    return roster.pk


def _proposed_schedule(cast: Cast, now: datetime) -> int:
    """Hours that wait for a second person."""
    from hadir.schedules import services
    from hadir.schedules.services import ScheduleData, VersionData
    from tests.hours import BASIS, FIVE_DAYS

    version = VersionData(now.date() + 30 * _A_DAY, BASIS, FIVE_DAYS)
    return services.create_schedule(cast.wati, data=ScheduleData("Jam layanan"), version=version, now=now).schedule_id


def _allowance(cast: Cast, asker: User, month: Month, now: datetime) -> dict[str, str]:
    """Rules in force, and a draft of others."""
    from hadir.recap.allowance import services
    from hadir.recap.allowance.services import SetData
    from tests.cast import SYSTEM
    from tests.recap.allowance.months import amounts

    first = month.first.replace(month=1)
    data = SetData("TPP daerah", first, "Perbup 12/2026")
    made = services.create_from_preset(cast.wati, preset="timor_tengah_utara", data=data, now=now)
    services.propose_set(cast.wati, set_id=made.pk, now=now)
    services.confirm_set(SYSTEM, set_id=made.pk, now=now)
    later = SetData("TPP daerah", now.date() + 60 * _A_DAY, "Perbup 14/2026")
    draft = services.create_from_preset(cast.wati, preset="seluma", data=later, now=now)
    listed = amounts(**{f"p{asker.employee_id}": 5_000_000})
    return {
        "rules": f"/tpp/aturan/{made.pk}/",
        "draft": f"/tpp/aturan/{draft.pk}/",
        "draft_edit": f"/tpp/aturan/{draft.pk}/ubah/",
        "amounts": f"/tpp/besaran/{listed.pk}/",
    }


def _reckon(cast: Cast, month: Month) -> None:
    from hadir.recap.allowance import services

    services.compute(cast.setda.pk, month)
