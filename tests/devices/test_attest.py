"""Whose phone signed a check-in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from hadir.audit.models import AuditEntry
from hadir.audit.viewer import viewing_as
from hadir.devices import alarms, binding, requests, services
from hadir.devices.binding import Phone
from hadir.devices.models import Alarm, Device, KeySighting
from hadir.devices.rules import AskReason, DeviceState, EndReason
from hadir.devices.texts import FINDINGS
from hadir.lib.findings import Weight
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from tests.cast import Cast
from tests.devices.phones import NOW, Session, SoftPhone, attest, bind, codes

pytestmark = pytest.mark.django_db


def test_the_bound_phone_speaks_for_the_person(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    phone, session = SoftPhone(), Session()
    device = bind(cast.budi, phone)
    with viewing_as(cast.budi.pk), django_assert_num_queries(1):
        found = attest(cast.budi, phone.signed(session), session)
    assert (found.state, found.device_id, codes(found)) == (DeviceState.BOUND, device.pk, ["devices.bound"])
    assert found.findings[0].weight is Weight.GOOD
    assert found.statement is not None
    assert found.statement.session == session.id


def test_an_unsigned_check_in_is_a_note_until_a_phone_is_bound(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = attest(cast.budi, None, Session())
    assert (found.state, found.findings[0].weight) == (DeviceState.UNSIGNED, Weight.NOTE)
    bind(cast.budi, SoftPhone())
    assert attest(cast.budi, None, Session()).findings[0].weight is Weight.DOUBT


def test_ending_the_own_phone_does_not_make_a_check_in_less_doubtful(cast: Cast) -> None:
    """Whoever holds the password could end the binding, and come with another phone or none."""
    bind(cast.budi, SoftPhone())
    binding.end_own(cast.budi, reason=EndReason.BY_OWNER, now=NOW)
    assert attest(cast.budi, None, Session()).findings[0].weight is Weight.DOUBT
    phone, session = SoftPhone(), Session()
    found = attest(cast.budi, phone.signed(session), session)
    assert (found.state, codes(found)) == (DeviceState.NONE_BOUND, ["devices.ended"])
    assert services.trust_first_use(cast.budi, found, label="", session_id=session.id, now=NOW) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda phone, session: replace(phone.signed(session), signature=bytes(64)),
        lambda phone, session: replace(phone.signed(session), signature=b""),
        lambda phone, session: replace(phone.signed(session), key="{}"),
        lambda phone, session: replace(phone.signed(session), key=SoftPhone().jwk),
        lambda phone, session: replace(phone.signed(session), statement=b"{}"),
        lambda phone, session: phone.signed(session, frames=3),
        lambda phone, session: phone.signed(session, frames=float("nan")),
        lambda phone, session: phone.signed(Session()),
        lambda phone, session: phone.signed(session, chain="0" * 64),
        lambda phone, session: phone.signed(session, position={"latitude": 1e9, "longitude": 0, "accuracy": 0}),
    ],
)
def test_what_does_not_fit_is_broken_and_grave(cast: Cast, change: Any) -> None:
    phone, session = SoftPhone(), Session()
    bind(cast.budi, phone)
    found = attest(cast.budi, change(phone, session), session)
    assert (found.state, found.device_id, found.statement) == (DeviceState.BROKEN, None, None)
    assert [finding.weight for finding in found.findings] == [Weight.GRAVE]


def test_a_position_changed_on_the_way_breaks_the_signature(cast: Cast) -> None:
    phone, session = SoftPhone(), Session()
    bind(cast.budi, phone)
    signed = phone.signed(session)
    moved = replace(signed, statement=signed.statement.replace(b"106.8", b"106.9"))
    assert moved.statement != signed.statement
    assert attest(cast.budi, moved, session).state is DeviceState.BROKEN


def test_another_phone_than_the_bound_one_is_a_doubt(cast: Cast) -> None:
    bind(cast.budi, SoftPhone())
    phone, session = SoftPhone(), Session()
    found = attest(cast.budi, phone.signed(session), session)
    assert (found.state, found.findings[0].weight) == (DeviceState.OTHER, Weight.DOUBT)


def test_a_phone_that_was_reported_stolen_is_grave(cast: Cast) -> None:
    phone, session = SoftPhone(), Session()
    bind(cast.budi, phone)
    binding.end_own(cast.budi, reason=EndReason.STOLEN, now=NOW)
    found = attest(cast.budi, phone.signed(session), session)
    assert (found.state, codes(found)) == (DeviceState.OTHER, ["devices.reported_lost"])
    assert found.findings[0].weight is Weight.GRAVE


def test_a_phone_that_waits_for_the_office_is_known_as_such(cast: Cast) -> None:
    bind(cast.budi, SoftPhone())
    phone, session = SoftPhone(), Session()
    requests.ask(cast.budi, Phone(phone.key, "Baru"), data=requests.Ask(AskReason.NEW), now=NOW)
    found = attest(cast.budi, phone.signed(session), session)
    assert (found.state, codes(found)) == (DeviceState.WAITING, ["devices.waiting"])


def test_the_first_phone_may_be_trusted_at_its_first_use(cast: Cast) -> None:
    phone, session = SoftPhone(), Session()
    found = attest(cast.budi, phone.signed(session), session)
    assert (found.state, found.findings[0].weight) == (DeviceState.NONE_BOUND, Weight.NOTE)
    assert not Device.objects.exists()
    made = services.trust_first_use(cast.budi, found, label="Chrome · Android", session_id=session.id, now=NOW)
    assert made is not None
    assert attest(cast.budi, phone.signed(session), session).state is DeviceState.BOUND
    assert Notice.objects.get().kind == Kind.DEVICE_BOUND
    assert AuditEntry.objects.filter(action="devices.bound", subject=f"employee:{cast.budi.employee_id}").exists()


def test_one_phone_for_two_people_is_an_alarm_for_both_offices(cast: Cast) -> None:
    phone, session = SoftPhone(), Session()
    bind(cast.dedi, phone)
    Notice.objects.all().delete()
    with viewing_as(cast.budi.pk):  # who sees neither Dedi nor his phone
        found = attest(cast.budi, phone.signed(session), session)
    assert (found.state, found.device_id, codes(found)) == (DeviceState.FOREIGN, None, ["devices.shared"])
    assert found.findings[0].weight is Weight.GRAVE
    assert "Dedi" not in str(found.findings)
    alarm = Alarm.objects.get()
    assert {alarm.employee_id, alarm.other_id} == {cast.budi.employee_id, cast.dedi.employee_id}
    told = set(Notice.objects.filter(kind=Kind.DEVICE_SHARED).values_list("user_id", flat=True))
    # Dedi is himself the only operator of his office, which has no head: only the other side can be told.
    assert told == {cast.siti.pk, cast.rahma.pk}

    again = Session()
    attest(cast.budi, phone.signed(again), again)
    assert Alarm.objects.count() == 1

    own = Session()
    lent = attest(cast.dedi, phone.signed(own), own)
    assert (lent.state, codes(lent)) == (DeviceState.BOUND, ["devices.lent"])


def test_a_phone_bound_to_nobody_is_noticed_too(cast: Cast) -> None:
    phone = SoftPhone()
    for user in (cast.budi, cast.joko):
        session = Session()
        found = attest(user, phone.signed(session), session)
    assert found.state is DeviceState.FOREIGN
    assert Alarm.objects.count() == 1
    assert KeySighting.objects.filter(key_id=phone.key.thumbprint).count() == 2
    assert services.trust_first_use(cast.joko, found, label="", session_id=session.id, now=NOW) is None


def test_an_explained_alarm_no_longer_weighs_on_the_owner(cast: Cast) -> None:
    phone, session = SoftPhone(), Session()
    bind(cast.budi, phone)
    attest(cast.joko, phone.signed(session), session)
    alarms.handle(cast.siti, Alarm.objects.get().pk, outcome="explained", note="Ponsel Joko mati.", now=NOW)
    own = Session()
    assert codes(attest(cast.budi, phone.signed(own), own)) == ["devices.bound"]
    other = Session()
    assert codes(attest(cast.joko, phone.signed(other), other)) == ["devices.shared"]


def test_impossible_lengths_are_noted(cast: Cast) -> None:
    phone, session = SoftPhone(), Session()
    bind(cast.budi, phone)
    found = attest(cast.budi, phone.signed(session, finished_ms=1000), session)
    assert codes(found) == ["devices.bound", "devices.times_odd"]


def test_every_finding_has_its_sentence(cast: Cast) -> None:
    phone, session = SoftPhone(), Session()
    bind(cast.budi, phone)
    found = attest(cast.joko, phone.signed(session), session)
    for finding in found.findings:
        assert "{" not in str(FINDINGS[finding.code]).format(**finding.facts)
