"""The phone with which somebody recorded the own face becomes the own phone, and goes with a recording that is refused.

It is bound at once although nobody has looked at the face yet: without an approved face no check-in is accepted, and
the approver vouches for the recording, and with it for the phone that made it. Whoever has an approved face already
could check in at once, so a recording anew binds nothing: the password would be enough.
"""

from __future__ import annotations

from datetime import datetime

from hadir.accounts.models import User
from hadir.capture.services import Taken
from hadir.devices import binding
from hadir.devices import services as devices
from hadir.devices.binding import Phone
from hadir.devices.rules import Basis, DeviceState, label_of
from hadir.devices.statements import Signed
from hadir.enrolment.models import Enrolment, Status
from hadir.people.models import Employee


def bind_recorder(user: User, employee: Employee, taken: Taken, signed: Signed | None, *, now: datetime) -> DeviceState:
    """Bind the phone that signed the recording when it is the person's first. Never at a counter: that is the officer's
    device, and its page signs nothing."""
    session = taken.session
    found = devices.attest(
        employee,
        signed,
        session_id=session.pk,
        nonce_digest=bytes(session.nonce_digest),
        chain=taken.chain,
        frames=taken.frame_count,
        now=now,
    )
    if found.state is DeviceState.NONE_BOUND and found.key is not None and not _has_face(employee):
        phone = Phone(found.key, label_of(str(session.facts.get("user_agent", ""))))
        devices.bind_first(user, phone, basis=Basis.ENROLMENT, session_id=session.pk, now=now)
    return found.state


def _has_face(employee: Employee) -> bool:
    return Enrolment.objects.filter(employee=employee, status=Status.APPROVED).exists()


def let_go(user: User, enrolment: Enrolment, *, now: datetime) -> None:
    """The recording was refused, so the phone that made it proves nothing."""
    binding.end_of_refused_face(enrolment.employee, enrolment.session_id, by=user.actor, now=now)
