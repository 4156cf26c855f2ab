"""Synthetic people who enrol and check in through the real services, for self-check and benchmarks."""

from __future__ import annotations

import secrets

from django.utils import timezone

from hadir.accounts import invitations, services
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.attendance import services as attendance
from hadir.attendance.gathering import Shown
from hadir.bench.performer import Reel, play
from hadir.capture import services as capture
from hadir.capture.services import Answer, Frame, Opened
from hadir.enrolment import selectors as enrolments
from hadir.enrolment import services as enrolment
from hadir.enrolment.services import Submitted
from hadir.lib.authority import System
from hadir.lib.errors import Conflict
from hadir.people import selectors as people
from hadir.people import services as organising
from hadir.people.models import OrgUnit
from hadir.people.services import EmployeeData, WorkPlaceData

_SYSTEM = System("hadir troupe")
_CODE = "TROUPE"


def hire(name: str, *, operator: bool = False, password: str | None = None) -> User:
    """Somebody new in a unit of their own, with an account that can be signed in to."""
    unit = _stage()
    born = f"19{70 + secrets.randbelow(29)}{1 + secrets.randbelow(12):02d}{1 + secrets.randbelow(28):02d}"
    nip = f"{born}2019011{secrets.randbelow(1000):03d}"
    place = people.work_places_for(unit.pk).first()
    assert place is not None
    person = organising.register_employee(
        _SYSTEM,
        data=EmployeeData(nip=nip, employment_type="PNS", name=name, unit_id=unit.pk, work_place_id=place.pk),
    )
    issued = invitations.invite_employee(_SYSTEM, employee_id=person.pk, link=str, now=timezone.now())
    user = invitations.accept_invitation(
        issued.link, password=password or f"Aa1!{secrets.token_urlsafe(12)}", now=timezone.now()
    )
    if operator:
        data = services.GrantData(Role.OPD_OPERATOR, unit.pk, people.today_in_region())
        services.grant_role(_SYSTEM, user_id=user.pk, data=data)
    return user


def enrol(user: User, operator: User, reel: Reel) -> tuple[str, int]:
    """Notice, capture, approval. Returns the case's status or the refusal's code, and how many frames it took."""
    done, frames = record(user, reel)
    if done.enrolment is None:
        return done.code, frames
    return enrolment.approve(operator, done.enrolment.pk, now=timezone.now()).status, frames


def record(user: User, reel: Reel) -> tuple[Submitted, int]:
    """Notice and capture only: the case waits for a decision. Also how many frames it took."""
    notice = enrolments.current_notice()
    assert notice is not None
    enrolment.acknowledge_notice(user, version=notice.version, now=timezone.now())
    opened = enrolment.begin_capture(user, facts={}, now=timezone.now())
    frames = _perform(user, opened, reel)
    return enrolment.submit(user, opened.session.pk, nonce=opened.nonce, now=timezone.now()), frames


def check_in(user: User, reel: Reel) -> tuple[str, int]:
    """One whole check-in by the face alone. Returns the decision's code and how many frames it took.

    The troupe has no phone and no place: where a region asks for more, it goes on without, to a reviewer.
    """
    opened = attendance.begin_check_in(user, facts={}, now=timezone.now())
    frames = _perform(user, opened, reel)
    alone = Shown(without=True)
    done = attendance.check_in(user, opened.session.pk, nonce=opened.nonce, shown=alone, now=timezone.now())
    assert not isinstance(done, attendance.OneMore)  # who goes on without is never asked again
    return done.punch.code, frames


def _perform(user: User, opened: Opened, reel: Reel) -> int:
    def send(seq: int, jpeg: bytes) -> Answer:
        frame = Frame.of(seq, jpeg, now=timezone.now())
        return capture.add_frame(opened.session.pk, frame, nonce=opened.nonce, opened_by=user.pk)

    def another() -> Answer | None:
        try:
            return capture.ask_for_another(opened.session.pk, nonce=opened.nonce, opened_by=user.pk, now=timezone.now())
        except Conflict:
            return None

    return play(reel, opened.prompt, send, another)


def _stage() -> OrgUnit:
    """The troupe's own unit and work place, below the region."""
    region = people.region()
    assert region is not None, "found the region first: hadir init or hadir demo seed"
    unit: OrgUnit | None = OrgUnit.objects.filter(code=_CODE).first()
    if unit is None:
        unit = organising.create_unit(_SYSTEM, parent_id=region.pk, name="Unit Uji", code=_CODE, kind="opd")
        organising.create_work_place(_SYSTEM, unit_id=unit.pk, data=WorkPlaceData(name="Tempat Uji"))
    return unit
