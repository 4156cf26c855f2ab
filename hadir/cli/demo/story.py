"""The invented region from its founding to this morning, chapter by chapter: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hadir.accounts.models import User
from hadir.cli.demo import (
    allowance,
    checkins,
    closing,
    happenings,
    hours,
    phones,
    presence,
    reasons,
    region,
    rollout,
    unfinished,
)
from hadir.cli.demo.calendar_days import span_of
from hadir.cli.demo.cast import PLATFORM
from hadir.cli.demo.plans import Plans
from hadir.lib.language import _
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.periods.models import StaleSpan
from hadir.workdays import services as workdays

Tell = Callable[[str], None]
_READ = (
    *(Kind.ROSTER_PUBLISHED, Kind.ROLLOUT_STAGE_CHANGED, Kind.HEADSHIP_GIVEN, Kind.ROLE_GRANTED),
    *(Kind.RECAP_WAITS, Kind.RECAP_LOCKED, Kind.JOURNAL_WAITS, Kind.JOURNAL_DECIDED),
)


@dataclass(frozen=True, slots=True)
class Size:
    """About how many people, and how many whole months before the running one."""

    people: int = 300
    months: int = 3


@transaction.atomic
def seed(*, password: str, seed: int, size: Size, tell: Tell, now: datetime | None = None) -> bool:
    """Found the region and tell its story; False when it is there already."""
    if User.objects.filter(username=PLATFORM).exists():
        return False
    now = now or timezone.now()
    today = people.today_in_region(now)
    span = span_of(today, size.months)
    world = region.found(password=password, seed=seed, people=size.people, today=today, now=now)
    tell(_("{count} pegawai di {agencies} OPD").format(count=len(world.people), agencies=len(world.homes)))
    rollout.seed_rollout(world, span.first)
    hours.set_hours(world, span)
    tell(_("jam kerja, kalender dan jadwal dinas"))
    plans = Plans.load(world, span)
    granted = reasons.tell_reasons(plans)
    tell(_("{count} cuti, izin dan tugas").format(count=granted))
    outages = happenings.tell_outage(plans)
    happenings.plan_events(plans)
    written, lacking = checkins.tell_checkins(plans, outages)
    tell(_("{count} absen dengan tanda bukti").format(count=written))
    happenings.tell_corrections(plans, lacking)
    unfinished.leave_open(plans)
    phones.bind_phones(world)
    looked_at = presence.tell_presence(world)
    tell(_("{count} absen dinilai").format(count=looked_at))
    workdays.rebuild(span.first, span.first, now=now)
    workdays.rebuild(span.first, today, now=now)
    StaleSpan.objects.all().delete()
    tell(_("hari kerja semua pegawai"))
    allowance.seed_allowance(world, span)
    allowance.reckon(world, (*span.months, span.running))
    tell(_("tambahan penghasilan"))
    closing.close_months(world, span.months)
    closing.correct_afterwards(plans, span.months, lacking)
    _leave_new_what_waits(now)
    tell(_("penutupan bulan"))
    return True


def _leave_new_what_waits(now: datetime) -> None:
    """What the founding and the old months told has been read long ago."""
    Notice.objects.filter(kind__in=[kind.value for kind in _READ]).update(read_at=now)
