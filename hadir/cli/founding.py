"""Steps that both a new installation and the demo begin with. Needs Django set up."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from hadir.attendance.corrections import ruling as corrections
from hadir.attendance.events import policies as events
from hadir.enrolment import notice
from hadir.enrolment import selectors as enrolment
from hadir.enrolment import services as enrolling
from hadir.leave import types as leave
from hadir.lib.authority import System
from hadir.people import selectors as people
from hadir.people import services as organising
from hadir.people.models import OrgUnit
from hadir.schedules import services as schedules
from hadir.schedules.calendar import services as calendar
from hadir.workdays.reminders import policies as reminders

FOUNDER = System("hadir init")
_STAGES_BASIS = "Contoh awal mengikuti Perpres 21/2023; ganti dengan Perbup daerah"
_STAGES_FROM = date(2020, 1, 1)


@transaction.atomic
def found_region(*, name: str, code: str) -> OrgUnit:
    """Region, default stages and the first privacy notice, as far as they are missing."""
    region = people.region() or organising.create_region(FOUNDER, name=name, code=code)
    schedules.seed_default_stages(FOUNDER, valid_from=_STAGES_FROM, legal_basis=_STAGES_BASIS)
    leave.seed_types(FOUNDER)
    corrections.seed_rules(FOUNDER, now=timezone.now())
    events.seed_policies(FOUNDER, now=timezone.now())
    reminders.seed_policy(FOUNDER, now=timezone.now())
    calendar.propose_missing_decrees(FOUNDER, now=timezone.now())
    if enrolment.current_notice() is None:
        enrolling.publish_notice(
            FOUNDER,
            text_id=notice.TEXT_ID,
            text_en=notice.TEXT_EN,
            legal_basis=notice.LEGAL_BASIS,
            now=timezone.now(),
        )
    return region
