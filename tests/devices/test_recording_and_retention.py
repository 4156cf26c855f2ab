"""A phone comes with the recording of a face; what is over about phones is destroyed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hadir.accounts.models import User
from hadir.capture.models import CaptureSession
from hadir.capture.services import Taken
from hadir.devices import alarms, binding, requests, retention, selectors
from hadir.devices.binding import Phone
from hadir.devices.models import Alarm, Device, KeySighting, PairingCode, Request
from hadir.devices.requests import Ask
from hadir.devices.rules import AskReason, DeviceState, EndReason
from hadir.devices.statements import Signed
from hadir.enrolment import phones
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from tests.cast import Cast
from tests.devices.phones import NOW, Session, SoftPhone, attest, bind

pytestmark = pytest.mark.django_db


def recorded(user: User, session: Session, signed: Signed | None, *, chain: bytes = b"") -> DeviceState:
    """What the service does once a recording with this session has been taken."""
    assert user.employee is not None
    row = CaptureSession(
        id=session.id, nonce_digest=session.nonce_digest, facts={"user_agent": "(Android 14) Firefox/127.0"}
    )
    taken = Taken(
        session=row,
        frames=(),
        portrait=None,
        failure="",
        evidence="",
        engine=None,
        chain=chain or session.chain,
        frame_count=session.frames,
    )
    return phones.bind_recorder(user, user.employee, taken, signed, now=NOW)


def test_the_phone_that_records_the_face_is_bound(cast: Cast) -> None:
    phone, session = SoftPhone(), Session()
    assert recorded(cast.budi, session, phone.signed(session)) is DeviceState.NONE_BOUND
    device = Device.objects.get()
    assert (device.key_id, device.session_id, device.basis) == (phone.key.thumbprint, session.id, "enrolment")
    assert device.label == "Firefox · Android"
    assert Notice.objects.filter(user=cast.budi, kind=Kind.DEVICE_BOUND).exists()


def test_a_recording_that_is_unsigned_or_wrongly_signed_binds_nothing(cast: Cast) -> None:
    session = Session()
    assert recorded(cast.budi, session, None) is DeviceState.UNSIGNED
    assert recorded(cast.budi, session, SoftPhone().signed(session), chain=bytes(32)) is DeviceState.BROKEN
    assert not Device.objects.exists()


def test_recording_again_with_another_phone_does_not_change_the_bound_one(cast: Cast) -> None:
    device, session = bind(cast.budi, SoftPhone()), Session()
    assert recorded(cast.budi, session, SoftPhone().signed(session)) is DeviceState.OTHER
    assert selectors.bound_device(cast.budi.employee_id or 0) == device


def test_the_phone_of_somebody_who_left_goes_too(cast: Cast) -> None:
    bind(cast.budi, SoftPhone(), now=NOW - timedelta(days=30))
    employee = cast.budi.employee
    assert employee is not None
    employee.active, employee.left_on = False, NOW.date()
    employee.save(update_fields=["active", "left_on"])
    assert retention.destroy_devices(before=NOW).count == 0
    assert retention.destroy_devices(before=NOW + timedelta(days=1)).count == 2  # the phone, and the use of its key
    assert not Device.objects.exists()


def test_what_is_over_is_destroyed_and_what_is_bound_stays(cast: Cast) -> None:
    lost, kept, guest = SoftPhone(), SoftPhone(), Session()
    bind(cast.budi, lost)
    attest(cast.joko, lost.signed(guest), guest)
    alarms.handle(cast.siti, Alarm.objects.get().pk, outcome="misuse", note="Ditegur.", now=NOW)
    binding.end_own(cast.budi, reason=EndReason.LOST, now=NOW)
    asked = requests.ask(cast.budi, Phone(kept.key, "Baru"), data=Ask(AskReason.LOST), now=NOW)
    requests.decide(cast.siti, asked.pk, approve=True, note="", now=NOW)
    refused = requests.ask(cast.joko, Phone(SoftPhone().key, "x"), data=Ask(AskReason.FIRST), now=NOW)
    requests.decide(cast.siti, refused.pk, approve=False, note="Tidak perlu.", now=NOW)
    binding.make_code(cast.siti, cast.joko.employee_id or 0, now=NOW)

    assert retention.destroy_devices(before=NOW).count == 0
    later: datetime = NOW + timedelta(days=1)
    done = retention.destroy_devices(before=later)
    assert (done.count, done.oldest) == (6, NOW)  # alarm, phone, request, code, two uses of the lost key
    assert [row.key_id for row in Device.objects.all()] == [kept.key.thumbprint]
    assert list(Request.objects.all()) == [asked]
    assert set(KeySighting.objects.values_list("key_id", flat=True)) == {kept.key.thumbprint}
    assert not Alarm.objects.exists()
    assert not PairingCode.objects.exists()
    assert retention.destroy_devices(before=later).count == 0
