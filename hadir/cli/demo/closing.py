"""How far each agency has come with closing its months: signed by four people, locked, one corrected by a journal."""

from __future__ import annotations

from datetime import timedelta

from hadir.attendance.corrections.models import Correction, CorrectionDecision, CorrectionRule
from hadir.attendance.corrections.rules import Kind, Outcome, Reason
from hadir.cli.demo import cast
from hadir.cli.demo.checkins import Lacking
from hadir.cli.demo.plans import Plans
from hadir.cli.demo.region import SYSTEM, World
from hadir.cli.demo.rollout import IN_TRIAL
from hadir.lib.authority import Authority
from hadir.periods.rules import Cause, Month
from hadir.periods.services import mark_people
from hadir.recap.journals import selectors as journals
from hadir.recap.journals import services as journaling
from hadir.recap.journals.services import Decision, JournalData
from hadir.recap.months.rules import FOUR, Stage
from hadir.recap.signing import services as signing
from hadir.workdays import services as workdays

_PREPARED, _SIGNED, _VERIFIED, _LOCKED = FOUR[:1], FOUR[:2], FOUR[:3], FOUR
# How far the last whole month is; older ones are all locked, but for the health agency's.
_LAST_MONTH = {"SETDA": _PREPARED, "DINKES": (), "KOMINFO": _VERIFIED, "BKPSDM": _SIGNED, "INSP": _LOCKED}


def close_months(world: World, months: tuple[Month, ...]) -> None:
    for number, month in enumerate(reversed(months)):
        for code, home in world.homes.items():
            if code == IN_TRIAL:
                continue
            done = _LAST_MONTH[code] if number == 0 else _SIGNED if code == "DINKES" and number == 1 else _LOCKED
            for stage in done:
                _sign(world, code, home.opd.pk, month, stage)


def _sign(world: World, code: str, unit_id: int, month: Month, stage: Stage) -> None:
    """Agencies without accounts in the demo are signed for by the command line."""
    users = world.users
    mine: dict[Stage, Authority] = {Stage.VERIFY: users["bkpsdm"], Stage.LOCK: users["bkpsdm2"]}
    if code == "SETDA":
        mine |= {Stage.PREPARE: users[cast.SITI], Stage.SIGN: users[cast.RETNO]}
    if code == "DINKES":
        mine |= {Stage.PREPARE: users[cast.WAYAN]}
    row = signing.sign(mine.get(stage, SYSTEM), unit_id=unit_id, month=month, stage=stage, now=world.now)
    if stage is Stage.LOCK:
        signing.lock_now(row.pk, world.now)


def correct_afterwards(plans: Plans, months: tuple[Month, ...], lacking: list[Lacking]) -> None:
    """Somebody of the secretariat proves, after the lock, that he was there: a journal changes his locked day."""
    world, now = plans.world, plans.world.now
    rule = CorrectionRule.objects.filter(reason=Reason.NOT_RECOGNISED.value, status="confirmed").first()
    if rule is None or len(months) < 2:
        return
    month, opd = months[0], world.setda.opd
    asked = set(Correction.objects.values_list("employee_id", "day"))
    found = next(
        (
            one
            for one in lacking
            if Month.of(one.day) == month
            and opd.pk in plans.lines[one.person.unit_id]
            and one.person.nip not in world.users
            and (one.person.pk, one.day) not in asked
        ),
        None,
    )
    if found is None:
        return
    row = Correction.objects.create(
        employee=found.person,
        unit=opd,
        kind=Kind.ADD.value,
        day=found.day,
        stage=found.stage.code,
        at=found.at.replace(second=0),
        reason=rule.reason,
        explanation="Berita acara petugas: hadir, wajah tidak terbaca",
        rule=rule,
        after_lock=True,
        requested_at=now - timedelta(days=3),
        requested_by=0,
        requested_by_label=found.person.name,
    )
    CorrectionDecision.objects.create(
        correction=row,
        outcome=Outcome.APPROVED.value,
        decided_at=now - timedelta(days=2),
        decided_by=0,
        decided_by_label=world.setda.chief.name,
    )
    mark_people([found.person.pk], found.day, found.day, Cause.CORRECTION)
    workdays.rebuild_marked(now)
    open_ones = tuple(one.row.pk for one in journals.open_differences(opd.pk, month))
    if open_ones:
        data = JournalData(open_ones, "Koreksi absen setelah bulan dikunci", "Berita acara 800/55/SETDA (contoh)")
        made = journaling.propose(world.users[cast.SITI], unit_id=opd.pk, month=month, data=data, now=now)
        journaling.decide(
            world.users["bkpsdm"], journal_id=made.pk, decision=Decision.APPROVE, note="Sesuai berita acara.", now=now
        )
        journaling.apply(made.pk, now)
