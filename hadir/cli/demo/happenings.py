"""What happened in the story besides check-ins: an outage, roll calls and a ceremony, corrections of check-ins.

Written as they stand in the books today; what still waits for somebody is `unfinished`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from hadir.attendance.corrections.models import Correction, CorrectionDecision, CorrectionRule
from hadir.attendance.corrections.rules import Kind as CorrectionKind
from hadir.attendance.corrections.rules import Outcome, Reason
from hadir.attendance.events.models import (
    AttendanceList,
    AttendanceTick,
    EventSeries,
    ExpectedUnit,
    PlannedEvent,
)
from hadir.attendance.events.rules import Kind as EventKind
from hadir.attendance.events.rules import ListState, days_of
from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents.models import IncidentReport, IncidentUnit
from hadir.attendance.incidents.rules import Kind as IncidentKind
from hadir.cli.demo import cast
from hadir.cli.demo.calendar_days import ceremony_in
from hadir.cli.demo.checkins import Lacking, Outage
from hadir.cli.demo.plans import Plans
from hadir.cli.demo.rollout import IN_TRIAL
from hadir.people.models import Employee

_ROLL_CALL = (time(7), time(7, 30), time(8))
_CEREMONY = (time(6, 30), time(7, 30), time(9))
_MOST_CORRECTIONS = 60
_SAID = (
    (Reason.DEVICE_BROKEN, "Kamera telepon rusak, sudah diganti"),
    (Reason.NOT_RECOGNISED, "Wajah tidak terbaca karena cahaya, petugas menyaksikan"),
)


# --- outages


def tell_outage(plans: Plans) -> list[Outage]:
    """One morning of the month before last, nobody of the health agency could check in; the HR agency confirmed it."""
    home, month = plans.world.dinkes, plans.span.months[-1] if plans.span.months else plans.span.running
    days = [day for day in month.days() if day < plans.span.today - timedelta(days=3)]
    day = next((day for day in days[7:] if day.weekday() == 1 and plans.is_work(home.chief, day)), None)
    if day is None:
        return []
    zone = home.place.zone
    first, last = datetime.combine(day, time(6, 30), zone), datetime.combine(day, time(9, 30), zone)
    users = plans.world.users
    reporter, decider = users[cast.WAYAN], users["bkpsdm"]
    report = IncidentReport.objects.create(
        kind=IncidentKind.OUTAGE.value,
        title="Jaringan Dinas Kesehatan terputus",
        what_happened="Serat optik terputus oleh pekerjaan jalan; tiket penyedia 88213 (contoh). Pulih pukul 09.30.",
        reference="Tiket 88213 (contoh)",
        first_at=first,
        last_at=last,
        reported_first_at=first,
        reported_last_at=last,
        zone=home.place.time_zone,
        state=IncidentState.CONFIRMED.value,
        unit=home.opd,
        reported_at=last + timedelta(hours=1),
        reported_by=reporter.pk,
        reported_by_label=reporter.actor.label,
        decided_at=last + timedelta(hours=27),
        decided_by=decider.pk,
        decided_by_label=decider.actor.label,
        decision_note="Sesuai berita acara penyedia.",
        legal_basis="Berita acara gangguan 555/88/2026 (contoh)",
    )
    IncidentUnit.objects.create(incident=report, unit=home.opd)
    return [Outage(home.opd.pk, first, last)]


# --- roll calls and a ceremony


def plan_events(plans: Plans) -> None:
    """Every Monday a roll call of the secretariat, once a ceremony for the whole region."""
    setda, siti = plans.world.setda, plans.world.users[cast.SITI]
    series = EventSeries.objects.create(
        kind=EventKind.APEL.value,
        name="Apel pagi Senin",
        unit=setda.opd,
        work_place=setda.place,
        weekday=0,
        opens=_ROLL_CALL[0],
        starts=_ROLL_CALL[1],
        closes=_ROLL_CALL[2],
        first=plans.span.first,
        legal_basis="SE Sekda 800/9/2026 (contoh)",
        made_through=plans.span.today,
        recorded_at=plans.world.now,
        recorded_by=siti.pk,
        recorded_by_label=siti.actor.label,
    )
    for day in days_of(0, plans.span.first, plans.span.today):
        if plans.is_work(setda.chief, day):
            _event(plans, EventKind.APEL, series.name, day, _ROLL_CALL, series)
    found = ceremony_in(plans.span)
    if found is not None and plans.is_work(setda.chief, found[0]):
        event = _event(plans, EventKind.UPACARA, found[1], found[0], _CEREMONY)
        ExpectedUnit.objects.bulk_create(
            [
                ExpectedUnit(event=event, unit=home.opd)
                for home in plans.world.homes.values()
                if home is not setda and home.opd.code != IN_TRIAL
            ]
        )
        _lists(plans, event)


def _event(
    plans: Plans, kind: EventKind, name: str, day: date, times: Sequence[time], series: EventSeries | None = None
) -> PlannedEvent:
    home = plans.world.setda
    opens, starts, closes = (datetime.combine(day, one, home.place.zone) for one in times)
    author = plans.world.users[cast.SITI]
    event = PlannedEvent.objects.create(
        kind=kind.value,
        name=name,
        unit=home.opd,
        work_place=home.place,
        day=day,
        opens_at=opens,
        starts_at=starts,
        closes_at=closes,
        legal_basis="SE Sekda 800/9/2026 (contoh)",
        series=series,
        recorded_at=plans.world.now,
        recorded_by=author.pk,
        recorded_by_label=author.actor.label,
    )
    ExpectedUnit.objects.create(event=event, unit=home.opd)
    return event


def _lists(plans: Plans, event: PlannedEvent) -> None:
    """The agencies tick their own people; that of the health agency still waits for somebody to confirm it."""
    for code, home in plans.world.homes.items():
        if code == IN_TRIAL:
            continue
        author = plans.world.users[cast.WAYAN if code == "DINKES" else cast.SITI]
        confirmed = code != "DINKES"
        row = AttendanceList.objects.create(
            event=event,
            unit=home.opd,
            state=(ListState.CONFIRMED if confirmed else ListState.HANDED_IN).value,
            authors=[author.pk],
            opened_at=event.opens_at,
            handed_in_at=event.closes_at + timedelta(hours=2),
            handed_in_by_label=author.actor.label,
            confirmed_at=event.closes_at + timedelta(hours=26) if confirmed else None,
            confirmed_by_label=home.chief.name if confirmed else "",
        )
        random, ward = plans.world.random(f"ceremony:{code}"), plans.world.ward.pk
        came = [
            one
            for one in home.people
            if (one.pk, event.day) not in plans.away and random.random() < (0.7 if one.unit_id == ward else 0.94)
        ]
        AttendanceTick.objects.bulk_create(
            [
                AttendanceTick(list=row, employee=one, ticked_at=event.starts_at, ticked_by_label=author.actor.label)
                for one in came
            ]
        )


# --- corrections


def tell_corrections(plans: Plans, lacking: Sequence[Lacking]) -> int:
    """Some of those who were there and did not check in asked for a correction; most got it, some did not."""
    rules = {rule.reason: rule for rule in CorrectionRule.objects.filter(status="confirmed", allowed=True)}
    chosen = list(_chosen(plans, lacking))
    asked = Correction.objects.bulk_create(
        [_correction(plans, one, rules[reason.value], said) for one, reason, said in chosen if reason.value in rules]
    )
    random = plans.world.random("decisions")
    decisions = []
    for row, (one, _reason, _said) in zip(asked, chosen, strict=False):
        above = _above(plans, one.person)
        rejected = random.random() < 0.2
        decisions.append(
            CorrectionDecision(
                correction=row,
                outcome=(Outcome.REJECTED if rejected else Outcome.APPROVED).value,
                note="Tidak ada yang menyaksikan." if rejected else "",
                decided_at=row.requested_at + timedelta(hours=5),
                decided_by=0,
                decided_by_label=above.name,
            )
        )
    CorrectionDecision.objects.bulk_create(decisions)
    return len(decisions)


def _chosen(plans: Plans, lacking: Sequence[Lacking]) -> Iterator[tuple[Lacking, Reason, str]]:
    random = plans.world.random("corrections")
    fitting = [one for one in lacking if plans.lines[one.person.unit_id] and one.person.nip != cast.BUDI]
    for one in sorted(random.sample(fitting, k=min(_MOST_CORRECTIONS, len(fitting))), key=lambda one: one.at):
        yield one, *random.choice(_SAID)


def _correction(plans: Plans, one: Lacking, rule: CorrectionRule, said: str) -> Correction:
    home = next(home for home in plans.world.homes.values() if home.opd.pk in plans.lines[one.person.unit_id])
    return Correction(
        employee=one.person,
        unit=home.opd,
        kind=CorrectionKind.ADD.value,
        day=one.day,
        stage=one.stage.code,
        at=one.at.replace(second=0),
        reason=rule.reason,
        explanation=said,
        rule=rule,
        requested_at=min(one.at + timedelta(hours=20), plans.world.now - timedelta(hours=6)),
        requested_by=0,
        requested_by_label=one.person.name,
    )


def _above(plans: Plans, person: Employee) -> Employee:
    home = next(home for home in plans.world.homes.values() if home.opd.pk in plans.lines[person.unit_id])
    return home.chief if person != home.chief else plans.world.setda.chief
