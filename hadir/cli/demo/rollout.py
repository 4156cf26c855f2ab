"""The invented region's roll-out: all agencies live but one, which is in its trial; an enrolment day is planned."""

from __future__ import annotations

from datetime import date, timedelta

from hadir.cli.demo import cast
from hadir.cli.demo.region import SYSTEM, World
from hadir.people import selectors as people
from hadir.rollout import enrolment_days, services
from hadir.rollout.enrolment_days import DayData
from hadir.rollout.rules import MEASURED, Phase, Step
from hadir.rollout.services import PhaseData, SurveyData

_REASON = "Wilayah contoh: dibuka untuk dicoba"
_DECREE = "SE Sekda 800/7/2025"
IN_TRIAL = "DISDIK"


def seed_rollout(world: World, first: date) -> None:
    """`first`: the day from which the live agencies' check-ins count."""
    now = world.now
    for code, home in world.homes.items():
        phase = Phase.TRIAL if code == IN_TRIAL else Phase.LIVE
        for step in (step for step in Step if step not in MEASURED):
            note = _DECREE if step is Step.DECREE else ""
            services.mark_step(SYSTEM, unit_id=home.opd.pk, step=step, done=True, note=note, now=now)
        for place in people.work_places_in([home.opd.pk]):
            survey = SurveyData("Wi-Fi kantor", 38, 24_000, 9_500)
            services.note_survey(SYSTEM, work_place_id=place.pk, data=survey, now=now)
        decision = PhaseData(phase, first, _DECREE, _REASON)
        services.decide_phase(SYSTEM, unit_id=home.opd.pk, data=decision, today=first, now=now)
    dinkes = world.dinkes
    day = DayData(dinkes.place.pk, world.today + timedelta(days=1), desks=2)
    enrolment_days.plan_day(world.users[cast.WAYAN], unit_id=dinkes.opd.pk, data=day, now=now)
