"""Phones change hands by two people's word, and the person hears of every step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hadir.audit.models import AuditEntry
from hadir.audit.viewer import viewing_as
from hadir.devices import alarms, binding, proofs, requests, selectors
from hadir.devices.binding import Phone
from hadir.devices.models import Alarm, Device, PairingCode, Request
from hadir.devices.requests import Ask
from hadir.devices.rules import AskReason, Basis, EndReason, label_of
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from tests.cast import SYSTEM, Cast, bare
from tests.devices.phones import NOW, Session, SoftPhone, attest, bind

pytestmark = pytest.mark.django_db


def phone(label: str = "Firefox · Android") -> Phone:
    return Phone(SoftPhone().key, label)


def ask(cast: Cast, reason: AskReason = AskReason.NEW) -> Request:
    with viewing_as(cast.budi.pk):
        return requests.ask(cast.budi, phone(), data=Ask(reason, "Layar pecah"), now=NOW)


def kinds_told(user_id: int) -> list[str]:
    return list(Notice.objects.filter(user_id=user_id).order_by("pk").values_list("kind", flat=True))


def test_a_new_phone_waits_for_the_office_and_then_ends_the_old_one(cast: Cast) -> None:
    old = bind(cast.budi, SoftPhone())
    made = ask(cast)
    assert selectors.bound_device(cast.budi.employee_id or 0) == old
    assert kinds_told(cast.siti.pk) == [Kind.DEVICE_REQUEST_WAITS]
    with viewing_as(cast.siti.pk):
        requests.decide(cast.siti, made.pk, approve=True, note="", now=NOW + timedelta(hours=1))
    new = selectors.bound_device(cast.budi.employee_id or 0)
    assert new is not None
    assert (new.key_id, new.request_id, new.bound_by) == (made.key_id, made.pk, cast.siti.pk)
    old.refresh_from_db()
    assert (old.end_reason, old.ended_at) == (EndReason.REPLACED, NOW + timedelta(hours=1))
    assert kinds_told(cast.budi.pk) == [
        Kind.DEVICE_BOUND,
        Kind.DEVICE_REQUESTED,
        Kind.DEVICE_REQUEST_DECIDED,
        Kind.DEVICE_BOUND,
    ]


@pytest.mark.parametrize(("reason", "end"), [(AskReason.LOST, EndReason.LOST), (AskReason.STOLEN, EndReason.STOLEN)])
def test_a_lost_phone_ends_when_it_is_reported(cast: Cast, reason: AskReason, end: EndReason) -> None:
    bind(cast.budi, SoftPhone())
    ask(cast, reason)
    assert selectors.bound_device(cast.budi.employee_id or 0) is None
    assert Device.objects.get().end_reason == end


def test_a_refusal_has_a_reason_that_the_person_reads(cast: Cast) -> None:
    made = ask(cast)
    with pytest.raises(InvalidInput, match="note_missing"):
        requests.decide(cast.siti, made.pk, approve=False, note=" ", now=NOW)
    requests.decide(cast.siti, made.pk, approve=False, note="Temui kami di loket.", now=NOW)
    answer = selectors.last_answer(cast.budi.employee_id or 0)
    assert answer is not None
    assert answer.note == "Temui kami di loket."
    with pytest.raises(Conflict, match="device_request_settled"):
        requests.decide(cast.rahma, made.pk, approve=True, note="", now=NOW)
    assert not Device.objects.exists()


def test_nobody_decides_about_the_own_phone(cast: Cast) -> None:
    with viewing_as(cast.siti.pk):
        made = requests.ask(cast.siti, phone(), data=Ask(AskReason.NEW), now=NOW)
    with pytest.raises(NotPermitted, match="not_oneself"):
        requests.decide(cast.siti, made.pk, approve=True, note="", now=NOW)
    assert selectors.waiting_for(cast.siti) == []
    assert [row.pk for row in selectors.waiting_for(cast.rahma)] == [made.pk]
    assert kinds_told(cast.rahma.pk) == [Kind.DEVICE_REQUEST_WAITS]
    with pytest.raises(NotPermitted, match="not_oneself"):
        binding.make_code(cast.siti, cast.siti.employee_id or 0, now=NOW)


def test_another_office_and_kominfo_decide_nothing(cast: Cast) -> None:
    made = ask(cast)
    with viewing_as(cast.dedi.pk), pytest.raises(NotFound):
        requests.decide(cast.dedi, made.pk, approve=True, note="", now=NOW)
    with viewing_as(cast.made.pk), pytest.raises(NotPermitted):
        requests.decide(cast.made, made.pk, approve=True, note="", now=NOW)
    with viewing_as(cast.dedi.pk):
        assert not Request.objects.exists()
        assert not selectors.people_for(cast.dedi).filter(pk=cast.budi.employee_id or 0).exists()


def test_who_held_a_link_into_the_account_does_not_vouch_for_its_phone(cast: Cast) -> None:
    from hadir.accounts import invitations

    made = ask(cast)
    invitations.restore_access(SYSTEM, user_id=cast.budi.pk, link=bare, now=NOW)
    issued = cast.budi.invitations.order_by("-pk").first()
    assert issued is not None
    issued.issued_by = cast.siti
    issued.save(update_fields=["issued_by"])
    with pytest.raises(NotPermitted, match="link_holder"):
        requests.decide(cast.siti, made.pk, approve=True, note="", now=NOW)
    requests.decide(cast.rahma, made.pk, approve=True, note="", now=NOW)


def test_one_request_at_a_time_that_the_person_may_take_back(cast: Cast) -> None:
    ask(cast)
    with pytest.raises(Conflict, match="device_request_waiting"):
        ask(cast)
    requests.withdraw(cast.budi, now=NOW)
    with pytest.raises(NotFound):
        requests.withdraw(cast.budi, now=NOW)
    ask(cast)


def test_a_phone_of_somebody_else_is_refused(cast: Cast) -> None:
    soft = SoftPhone()
    bind(cast.dedi, soft)
    with viewing_as(cast.budi.pk), pytest.raises(Conflict, match="device_of_another") as refused:
        requests.ask(cast.budi, Phone(soft.key, "x"), data=Ask(AskReason.NEW), now=NOW)
    assert "Dedi" not in str(refused.value.message)
    assert binding.bind_first(cast.budi, Phone(soft.key, "x"), basis=Basis.FIRST_USE, session_id=None, now=NOW) is None


def test_a_found_phone_may_be_bound_again_by_the_office(cast: Cast) -> None:
    soft = SoftPhone()
    bind(cast.budi, soft)
    binding.end_own(cast.budi, reason=EndReason.LOST, now=NOW)
    made = requests.ask(cast.budi, Phone(soft.key, "Ketemu"), data=Ask(AskReason.LOST), now=NOW)
    requests.decide(cast.siti, made.pk, approve=True, note="", now=NOW)
    session = Session()
    assert attest(cast.budi, soft.signed(session), session).state == "bound"


# --- with a code, before an officer


def code_for_budi(cast: Cast) -> str:
    with viewing_as(cast.siti.pk):
        return binding.make_code(cast.siti, cast.budi.employee_id or 0, now=NOW)


def test_a_code_binds_the_phone_of_whoever_stands_there(cast: Cast) -> None:
    old = bind(cast.budi, SoftPhone())
    waiting = ask(cast)
    code = code_for_budi(cast)
    assert len(code) == 8
    with viewing_as(cast.budi.pk):
        made = binding.use_code(cast.budi, phone(), typed=f" {code[:4].lower()}-{code[4:]} ", now=NOW)
    assert (made.basis, made.bound_by) == ("desk", cast.siti.pk)
    old.refresh_from_db()
    waiting.refresh_from_db()
    assert (old.end_reason, waiting.status) == ("replaced", "withdrawn")
    entry = AuditEntry.objects.filter(action="devices.bound").latest("seq")
    assert (entry.actor_id, entry.detail["officer"]) == (cast.budi.pk, cast.siti.pk)
    with pytest.raises(Conflict, match="pairing_code_over"):
        binding.use_code(cast.budi, phone(), typed=code, now=NOW)


def test_a_code_is_over_after_ten_minutes_or_five_wrong_tries(cast: Cast) -> None:
    code = code_for_budi(cast)
    with pytest.raises(Conflict, match="pairing_code_over"):
        binding.use_code(cast.budi, phone(), typed=code, now=NOW + timedelta(minutes=10))
    for _n in range(5):
        with pytest.raises(InvalidInput, match="pairing_code_wrong"):
            binding.use_code(cast.budi, phone(), typed="23456789", now=NOW)
    with pytest.raises(Conflict, match="pairing_code_over"):
        binding.use_code(cast.budi, phone(), typed=code, now=NOW)
    assert code not in PairingCode.objects.get().digest
    assert not Device.objects.exists()


def test_a_newer_code_voids_the_older_and_is_only_for_its_person(cast: Cast) -> None:
    first, second = code_for_budi(cast), code_for_budi(cast)
    with pytest.raises(InvalidInput):
        binding.use_code(cast.budi, phone(), typed=first, now=NOW)
    with pytest.raises(HadirError):
        binding.use_code(cast.joko, phone(), typed=second, now=NOW)
    binding.use_code(cast.budi, phone(), typed=second, now=NOW)


# --- proofs


def test_a_proof_is_for_its_account_and_a_short_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    soft = SoftPhone()
    assert proofs.key_shown(cast.budi, soft.word(cast.budi)) == soft.key
    with pytest.raises(InvalidInput, match="device_proof_broken"):
        proofs.key_shown(cast.joko, soft.word(cast.budi))
    session = Session()
    with pytest.raises(InvalidInput, match="device_proof_broken"):
        proofs.key_shown(cast.budi, soft.signed(session))  # a check-in's statement proves nothing here
    old = soft.word(cast.budi)
    monkeypatch.setattr(proofs, "_LIFE", timedelta(seconds=-1))
    with pytest.raises(InvalidInput, match="device_proof_old"):
        proofs.key_shown(cast.budi, old)


# --- ends and alarms


def test_an_officer_ends_a_phone_with_a_reason_that_is_kept(cast: Cast) -> None:
    bind(cast.budi, SoftPhone())
    with pytest.raises(InvalidInput, match="note_missing"):
        binding.end_for(cast.siti, cast.budi.employee_id or 0, note="", now=NOW)
    with pytest.raises(NotFound):
        binding.end_for(cast.dedi, cast.budi.employee_id or 0, note="x", now=NOW)
    binding.end_for(cast.siti, cast.budi.employee_id or 0, note="Ponsel dinas ditarik.", now=NOW)
    assert kinds_told(cast.budi.pk)[-1] == Kind.DEVICE_ENDED
    assert AuditEntry.objects.latest("seq").detail["note"] == "Ponsel dinas ditarik."
    with pytest.raises(Conflict, match="no_device"):
        binding.end_own(cast.budi, reason=EndReason.LOST, now=NOW)


def test_a_phone_goes_with_the_recording_that_bound_it(cast: Cast) -> None:
    device = bind(cast.budi, SoftPhone())
    employee = cast.budi.employee
    assert employee is not None
    assert device.session_id is not None
    binding.end_of_refused_face(employee, device.session_id, by=cast.siti.actor, now=NOW)
    device.refresh_from_db()
    assert device.end_reason == EndReason.FACE_REFUSED
    # It proved nothing, so the next recording binds its phone as the first one.
    assert bind(cast.budi, SoftPhone()).ended_at is None


def test_an_alarm_is_handled_once_by_somebody_who_is_not_part_of_it(cast: Cast) -> None:
    soft, session = SoftPhone(), Session()
    bind(cast.siti, soft)
    attest(cast.budi, soft.signed(session), session)
    alarm = Alarm.objects.get()
    assert selectors.open_alarms_for(cast.siti) == []
    assert [row.pk for row in selectors.open_alarms_for(cast.rahma)] == [alarm.pk]
    with pytest.raises(NotPermitted, match="involved"):
        alarms.handle(cast.siti, alarm.pk, outcome="explained", note="x", now=NOW)
    with pytest.raises(NotPermitted):
        alarms.handle(cast.made, alarm.pk, outcome="explained", note="x", now=NOW)
    with pytest.raises(NotFound):
        alarms.handle(cast.dedi, alarm.pk, outcome="explained", note="x", now=NOW)
    with pytest.raises(InvalidInput, match="note_missing"):
        alarms.handle(cast.rahma, alarm.pk, outcome="misuse", note=" ", now=NOW)
    alarms.handle(cast.rahma, alarm.pk, outcome="misuse", note="Siti mengabsenkan Budi.", now=NOW)
    with pytest.raises(Conflict, match="device_alarm_handled"):
        alarms.handle(cast.rahma, alarm.pk, outcome="misuse", note="x", now=NOW)


def test_officers_of_both_sides_see_an_alarm_across_agencies(cast: Cast) -> None:
    soft, session = SoftPhone(), Session()
    bind(cast.dedi, soft)
    attest(cast.budi, soft.signed(session), session)
    with viewing_as(cast.siti.pk):
        (row,) = selectors.alarms_for(cast.siti)
        assert "Dedi" in row.other_label
    with viewing_as(cast.wati.pk):
        assert list(selectors.alarms_for(cast.wati)) == []


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", "Firefox · Android"),
        ("", "Peramban"),
    ],
)
def test_a_phone_has_a_name_that_people_know(agent: str, label: str) -> None:
    assert label_of(agent) == label
