"""The invented region's roll-out: one agency live, one in its trial with an enrolment day, the others preparing."""

from __future__ import annotations

from datetime import datetime, timedelta

from hadir.accounts.models import User
from hadir.lib.authority import System
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, TimeZone, WorkPlace
from hadir.rollout import enrolment_days, services
from hadir.rollout.enrolment_days import DayData
from hadir.rollout.rules import MEASURED, Phase, Step
from hadir.rollout.services import PhaseData, SurveyData

_SYSTEM = System("hadir demo")
_REASON = "Wilayah contoh: dibuka untuk dicoba"


def seed_rollout(*, live: OrgUnit, trial: OrgUnit, officer: User, now: datetime) -> None:
    """`officer`: operator of the agency in its trial, who plans the enrolment day."""
    today = now.astimezone(WorkPlace(time_zone=TimeZone.WIB).zone).date()
    for unit, phase in ((live, Phase.LIVE), (trial, Phase.TRIAL)):
        for step in (step for step in Step if step not in MEASURED):
            note = "SE Sekda 800/7/2025" if step is Step.DECREE else ""
            services.mark_step(_SYSTEM, unit_id=unit.pk, step=step, done=True, note=note, now=now)
        for place in people.work_places_in([unit.pk]):
            survey = SurveyData("Wi-Fi kantor", 38, 24_000, 9_500)
            services.note_survey(_SYSTEM, work_place_id=place.pk, data=survey, now=now)
        decision = PhaseData(phase, today, "SE Sekda 800/7/2025", _REASON)
        services.decide_phase(_SYSTEM, unit_id=unit.pk, data=decision, today=today, now=now)
    place = people.work_places_in([trial.pk])[0]
    day = DayData(place.pk, today + timedelta(days=1), desks=2)
    enrolment_days.plan_day(officer, unit_id=trial.pk, data=day, now=now)
