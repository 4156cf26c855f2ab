"""Checking in with PIN and code, or PIN and officer: permission, proof, record. No camera, no engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hadir.accounts import invitations
from hadir.accounts.models import User
from hadir.attendance import receipts
from hadir.attendance.alternative import checkins, permissions, pins, reading
from hadir.attendance.alternative.checkins import Attempt
from hadir.attendance.alternative.permissions import Wanted
from hadir.attendance.models import NonBiometricPermission, PersonalPin, Punch, WitnessRequest
from hadir.attendance.recording import receipt_key
from hadir.audit.models import AuditEntry
from hadir.lib.errors import Conflict, Expired, InvalidInput, NotFound, NotPermitted, TooMany
from hadir.notices.models import Notice
from hadir.places import codes, codes_rules, screens
from hadir.places.models import SiteCodeUse, SiteScreen
from hadir.schedules import services as schedules
from tests.cast import BEGIN, SYSTEM, Cast, bare

MORNING = datetime(2026, 3, 2, 0, 5, 7, tzinfo=UTC)  # a Monday, 07.05 in Jakarta
TODAY = MORNING.date()
PIN = "408271"


@pytest.fixture(autouse=True)
def _at_work(cast: Cast) -> None:
    schedules.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis="Perbup Contoh 1/2025")
    screens.open_screen(cast.siti, cast.setda_office.pk, now=MORNING)


def _ask(user: User, **more: object) -> NonBiometricPermission:
    wanted = Wanted(**{"reason": "medical", "document": "Surat 12/2026", "valid_from": TODAY, **more})  # type: ignore[arg-type]
    return permissions.request_own(user, wanted, now=MORNING)


def _allowed(user: User, officer: User, **more: object) -> NonBiometricPermission:
    return permissions.decide(officer, _ask(user, **more).pk, allow=True, note="", now=MORNING)


@pytest.fixture
def budi(cast: Cast) -> User:
    """Budi, who may check in without a face and has a PIN."""
    _allowed(cast.budi, cast.siti)
    pins.set_pin(cast.budi, pin=PIN, now=MORNING)
    return cast.budi


def _code(user: User, now: datetime = MORNING) -> str:
    """What the screen at the person's work place shows."""
    assert user.employee is not None
    screen = SiteScreen.objects.get(work_place_id=user.employee.work_place_id, closed_at=None)
    return codes_rules.digits_of(codes.key_of(screen.work_place_id), screen.pk, codes_rules.window_of(now))


def _try(user: User, *, pin: str = PIN, code: str | None = None, now: datetime = MORNING) -> Punch:
    site_code = _code(user, now) if code is None else code
    done = checkins.with_code(user, Attempt(uuid4(), pin), site_code=site_code, now=now)
    assert done.punch is not None
    return done.punch


# --- the permission


def test_a_permission_is_decided_by_another_officer_and_the_person_is_told(cast: Cast) -> None:
    row = _ask(cast.budi)
    assert [shown.pk for shown in reading.requests_for(cast.siti)] == [row.pk]
    permissions.decide(cast.siti, row.pk, allow=True, note="", now=MORNING)
    assert cast.budi.employee is not None
    found = reading.permission_on(cast.budi.employee, MORNING)
    assert found is not None
    assert found.decided_by_label.startswith("Siti")
    assert Notice.objects.get().user_id == cast.budi.pk
    assert AuditEntry.objects.filter(action="attendance.permission_approved").count() == 1


def test_nobody_decides_about_the_own_request_or_one_that_he_entered(cast: Cast) -> None:
    own = _ask(cast.siti)
    with pytest.raises(NotPermitted, match="second_person_needed"):
        permissions.decide(cast.siti, own.pk, allow=True, note="", now=MORNING)
    permissions.decide(cast.rahma, own.pk, allow=True, note="", now=MORNING)
    wanted = Wanted("technical", "", TODAY)
    entered = permissions.request_for(cast.siti, cast.budi.employee_id or 0, wanted, now=MORNING)
    with pytest.raises(NotPermitted, match="second_person_needed"):
        permissions.decide(cast.siti, entered.pk, allow=True, note="", now=MORNING)
    with pytest.raises(IntegrityError, match="permission_second_person"), transaction.atomic():
        NonBiometricPermission.objects.filter(pk=entered.pk).update(decided_by=cast.siti.pk, status="approved")


def test_whoever_could_have_signed_in_as_the_person_does_not_decide(cast: Cast) -> None:
    row = _ask(cast.budi)
    invitations.restore_access(cast.siti, user_id=cast.budi.pk, link=bare, now=MORNING)
    with pytest.raises(NotPermitted, match="link_holder"):
        permissions.decide(cast.siti, row.pk, allow=True, note="", now=MORNING)
    permissions.decide(cast.rahma, row.pk, allow=True, note="", now=MORNING)


@pytest.mark.parametrize("who", ["dedi", "made", "budi", "agus", "dewi"])
def test_others_see_no_request_and_decide_none(cast: Cast, who: str) -> None:
    stranger = getattr(cast, who)
    row = _ask(cast.budi)
    assert not reading.requests_for(stranger).exists()
    with pytest.raises(NotFound):
        permissions.decide(stranger, row.pk, allow=True, note="", now=MORNING)
    with pytest.raises(NotFound):
        permissions.revoke(stranger, row.pk, note="x", now=MORNING)
    with pytest.raises(NotFound):
        wanted = Wanted("other", "", TODAY)
        permissions.request_for(stranger, cast.rahma.employee_id or 0, wanted, now=MORNING)


def test_a_second_request_waits_for_the_first(cast: Cast) -> None:
    _ask(cast.budi)
    with pytest.raises(Conflict, match="permission_pending"):
        _ask(cast.budi)


def test_a_refusal_and_a_revocation_need_a_reason(cast: Cast) -> None:
    row = _ask(cast.budi)
    with pytest.raises(InvalidInput, match="reason_missing"):
        permissions.decide(cast.siti, row.pk, allow=False, note=" ", now=MORNING)
    permissions.decide(cast.siti, row.pk, allow=True, note="", now=MORNING)
    with pytest.raises(InvalidInput, match="reason_missing"):
        permissions.revoke(cast.siti, row.pk, note="", now=MORNING)
    with pytest.raises(Conflict, match="already_decided"):
        permissions.decide(cast.rahma, row.pk, allow=False, note="x", now=MORNING)


@pytest.mark.parametrize(
    ("reason", "days"), [("no-such", 3), ("medical", -1)], ids=["unknown reason", "ends before it begins"]
)
def test_a_request_that_cannot_be_is_refused_field_by_field(cast: Cast, reason: str, days: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        _ask(cast.budi, reason=reason, valid_to=TODAY + timedelta(days=days))
    assert caught.value.fields
    assert not NonBiometricPermission.objects.exists()


def test_a_permission_counts_on_its_days_only(budi: User, cast: Cast) -> None:
    row = _allowed(cast.siti, cast.rahma, valid_from=TODAY + timedelta(days=1), valid_to=TODAY + timedelta(days=2))
    assert cast.siti.employee is not None
    for day, valid in ((0, False), (1, True), (2, True), (3, False)):
        found = reading.permission_on(cast.siti.employee, MORNING + timedelta(days=day))
        assert (found is not None) is valid, day
    permissions.give_up(cast.siti, row.pk, now=MORNING)
    assert reading.permission_on(cast.siti.employee, MORNING + timedelta(days=1)) is None
    with pytest.raises(NotFound):
        permissions.give_up(cast.siti, reading.requests_of(budi.employee_id or 0).get().pk, now=MORNING)


def test_the_log_holds_no_reason_of_health(cast: Cast) -> None:
    _allowed(cast.budi, cast.siti)
    entries = AuditEntry.objects.filter(action__startswith="attendance.permission")
    text = " ".join(str(entry.detail) for entry in entries)
    assert "medical" not in text
    assert "Surat 12" not in text


# --- PIN and code


def test_pin_and_code_give_the_same_punch_and_receipt_as_a_face(budi: User) -> None:
    punch = _try(budi)
    assert (punch.accepted, punch.code, punch.stage, punch.method) == (True, "accepted", "morning", "pin_code")
    claims = receipts.verify(punch.receipt, receipt_key())
    assert (claims["jti"], claims["stage"], claims["method"]) == (str(punch.pk), "morning", "pin_code")
    assert (claims["engine"], claims["evidence"]) == ("", "")
    again = _try(budi, now=MORNING + timedelta(minutes=2))
    assert again.code == "accepted_again"
    outside = _try(budi, now=MORNING + timedelta(hours=14))
    assert (outside.code, outside.stage) == ("accepted_outside_window", "")


def test_the_same_attempt_again_changes_nothing(budi: User, cast: Cast) -> None:
    attempt = Attempt(uuid4(), PIN)
    first = checkins.with_code(budi, attempt, site_code=_code(budi), now=MORNING)
    second = checkins.with_code(budi, attempt, site_code="000000", now=MORNING + timedelta(minutes=9))
    assert (first.created, second.created) == (True, False)
    assert first.punch == second.punch
    assert Punch.objects.count() == 1
    _allowed(cast.rahma, cast.siti)
    pins.set_pin(cast.rahma, pin="739150", now=MORNING)
    with pytest.raises(Conflict, match="attempt_conflict"):
        checkins.with_code(cast.rahma, attempt, site_code=_code(cast.rahma), now=MORNING)


def test_a_code_serves_each_person_once(budi: User, cast: Cast) -> None:
    _allowed(cast.rahma, cast.siti)
    pins.set_pin(cast.rahma, pin="739150", now=MORNING)
    assert _try(budi).accepted
    assert _try(budi).code == "site_code_used"
    assert _try(cast.rahma, pin="739150").accepted, "another person has not used it"


def test_without_permission_nothing_is_tried(cast: Cast) -> None:
    pins.set_pin(cast.budi, pin=PIN, now=MORNING)
    with pytest.raises(Conflict, match="non_biometric_not_permitted"):
        _try(cast.budi)
    _allowed(cast.rahma, cast.siti)
    with pytest.raises(Conflict, match="pin_missing"):
        _try(cast.rahma)
    assert not Punch.objects.exists()


def test_refused_attempts_are_kept_and_five_wrong_pins_rest_the_pin(budi: User) -> None:
    codes_given = [_try(budi, pin="000000").code for _number in range(5)]
    assert codes_given == ["pin_wrong"] * 5, "a code whose PIN was wrong is not used up"
    with pytest.raises(Conflict, match="pin_locked") as caught:
        _try(budi)
    assert caught.value.retry_after_s == 15 * 60 + 1
    later = MORNING + timedelta(minutes=16)
    assert _try(budi, now=later).accepted
    assert PersonalPin.objects.get().locks == 0, "a success forgets what was before"
    assert Punch.objects.filter(accepted=False).count() == 5


def test_five_wrong_codes_rest_the_codes_of_this_person_only(budi: User, cast: Cast) -> None:
    _allowed(cast.rahma, cast.siti)
    pins.set_pin(cast.rahma, pin="739150", now=MORNING)
    assert [_try(budi, code="000 000").code for _number in range(5)] == ["site_code_wrong"] * 5
    with pytest.raises(TooMany, match="site_code_limited") as caught:
        _try(budi)
    assert caught.value.retry_after_s == 15 * 60 + 1
    assert PersonalPin.objects.get(employee=budi.employee).failures == 0, "no PIN was looked at"
    assert checkins.ask_officer(budi, Attempt(uuid4(), PIN), now=MORNING).waiting, "the officer stays a way"
    assert _try(cast.rahma, pin="739150").accepted
    assert _try(budi, now=MORNING + timedelta(minutes=16)).accepted


def test_an_old_code_and_one_of_another_place_say_so(budi: User, cast: Cast) -> None:
    assert _try(budi, code=_code(budi), now=MORNING + timedelta(minutes=2)).code == "site_code_expired"
    there = screens.show(screens.open_screen(cast.dedi, cast.dinkes_office.pk, now=MORNING), now=MORNING)
    assert _try(budi, code=there.code).code == "site_code_elsewhere"


def test_a_code_that_came_in_time_leaves_time_for_the_pin(budi: User) -> None:
    assert budi.employee is not None
    code = _code(budi)
    assert codes.note(budi.employee, code, now=MORNING).right
    assert _try(budi, code=code, now=MORNING + timedelta(minutes=4)).accepted
    assert _try(budi, code=code, now=MORNING + timedelta(minutes=4)).code == "site_code_used"


def test_a_new_pin_ends_the_rest_and_an_easy_one_is_not_taken(budi: User) -> None:
    for _number in range(5):
        _try(budi, pin="000000")
    with pytest.raises(InvalidInput, match="pin_too_easy"):
        pins.set_pin(budi, pin="010190", now=MORNING)
    with pytest.raises(InvalidInput, match="pin_not_six_digits"):
        pins.set_pin(budi, pin="12", now=MORNING)
    pins.set_pin(budi, pin="739150", now=MORNING)
    assert _try(budi, pin="739150").accepted


def test_a_pin_lies_nowhere_in_the_clear(budi: User) -> None:
    assert PIN not in PersonalPin.objects.get().hashed
    assert not any(PIN in str(entry.detail) for entry in AuditEntry.objects.all())


def test_used_codes_are_facts(budi: User) -> None:
    _try(budi)
    assert SiteCodeUse.objects.get().employee_id == budi.employee_id
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM places_sitecodeuse")


# --- PIN and officer


def _stand_before(user: User, pin: str = PIN) -> WitnessRequest | None:
    return checkins.ask_officer(user, Attempt(uuid4(), pin), now=MORNING).waiting


def test_the_officer_confirms_and_the_arrival_is_the_moment_of_asking(budi: User, cast: Cast) -> None:
    waiting = _stand_before(budi)
    assert waiting is not None
    assert [row.pk for row in reading.awaiting_officer(cast.siti, now=MORNING)] == [waiting.pk]
    punch = checkins.answer(cast.siti, waiting.pk, confirm=True, now=MORNING + timedelta(minutes=4))
    assert (punch.accepted, punch.method, punch.recorded_at) == (True, "pin_officer", MORNING)
    assert (punch.witness, punch.witness_label) == (cast.siti.pk, cast.siti.actor.label)
    assert checkins.answer(cast.siti, waiting.pk, confirm=True, now=MORNING + timedelta(minutes=5)) == punch
    assert reading.answer_to(budi.employee_id or 0, waiting.pk) == punch
    assert not reading.awaiting_officer(cast.siti, now=MORNING).exists()
    assert receipts.verify(punch.receipt, receipt_key())["method"] == "pin_officer"


def test_a_wrong_pin_never_reaches_the_officer(budi: User, cast: Cast) -> None:
    assert _stand_before(budi, pin="000000") is None
    assert Punch.objects.get().code == "pin_wrong"
    assert not reading.awaiting_officer(cast.siti, now=MORNING).exists()


def test_nobody_confirms_himself(cast: Cast) -> None:
    _allowed(cast.siti, cast.rahma)
    pins.set_pin(cast.siti, pin=PIN, now=MORNING)
    waiting = _stand_before(cast.siti)
    assert waiting is not None
    with pytest.raises(NotPermitted, match="second_person_needed"):
        checkins.answer(cast.siti, waiting.pk, confirm=True, now=MORNING)
    assert checkins.answer(cast.rahma, waiting.pk, confirm=True, now=MORNING).accepted


@pytest.mark.parametrize("who", ["dedi", "made", "agus", "budi"])
def test_officers_of_other_agencies_see_and_confirm_nobody(budi: User, cast: Cast, who: str) -> None:
    waiting = _stand_before(budi)
    assert waiting is not None
    assert not reading.awaiting_officer(getattr(cast, who), now=MORNING).exists()
    with pytest.raises(NotFound):
        checkins.answer(getattr(cast, who), waiting.pk, confirm=True, now=MORNING)
    assert not Punch.objects.exists()


def test_a_refusal_by_the_officer_is_a_fact_with_a_reason(budi: User, cast: Cast) -> None:
    waiting = _stand_before(budi)
    assert waiting is not None
    with pytest.raises(InvalidInput, match="reason_missing"):
        checkins.answer(cast.siti, waiting.pk, confirm=False, now=MORNING)
    punch = checkins.answer(cast.siti, waiting.pk, confirm=False, note="Tidak ada orangnya", now=MORNING)
    assert (punch.accepted, punch.code, punch.witness, punch.receipt) == (False, "witness_refused", cast.siti.pk, "")
    assert AuditEntry.objects.filter(detail__note="Tidak ada orangnya").count() == 1


def test_after_half_an_hour_the_arrival_stays_noted_without_a_punch(budi: User, cast: Cast) -> None:
    waiting = _stand_before(budi)
    assert waiting is not None
    with pytest.raises(Conflict, match="witness_awaited"):
        _stand_before(budi)
    with pytest.raises(Expired, match="witness_too_late"):
        checkins.answer(cast.siti, waiting.pk, confirm=True, now=waiting.expires_at)
    assert WitnessRequest.objects.get().noted_at == MORNING
    assert not Punch.objects.exists()


def test_a_permission_revoked_meanwhile_ends_the_way(budi: User, cast: Cast) -> None:
    waiting = _stand_before(budi)
    assert waiting is not None
    permissions.give_up(budi, reading.requests_of(budi.employee_id or 0).get().pk, now=MORNING)
    with pytest.raises(Conflict, match="non_biometric_not_permitted"):
        checkins.answer(cast.siti, waiting.pk, confirm=True, now=MORNING)


def test_the_database_knows_no_accepted_punch_of_this_way_without_an_officer(budi: User) -> None:
    punch = _try(budi)
    punch.pk, punch.session_id, punch.method = uuid4(), uuid4(), "pin_officer"
    with pytest.raises(IntegrityError, match="punch_witness"), transaction.atomic():
        punch.save(force_insert=True)


# --- use


def test_use_is_counted_by_place_and_officer_for_those_who_may_see_it(budi: User, cast: Cast) -> None:
    waiting = _stand_before(budi)
    assert waiting is not None
    checkins.answer(cast.siti, waiting.pk, confirm=True, now=MORNING)
    _try(budi)
    _try(budi, code="1")
    for viewer in (cast.siti, cast.agus):
        by_officer = {row.officer: row for row in reading.use_since(viewer, day=TODAY)}
        assert by_officer[cast.siti.actor.label].accepted == 1
        assert (by_officer[""].accepted, by_officer[""].refused, by_officer[""].people) == (1, 1, 1)
        assert by_officer[""].percent == 50
    assert reading.use_since(cast.dedi, day=TODAY) == []


def test_a_list_costs_the_same_however_long_it_is(budi: User, cast: Cast) -> None:
    def cost(rows: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len([row.employee.unit.name for row in reading.requests_for(cast.rahma)]) == rows
        return len(captured)

    short = cost(1)
    _ask(cast.rahma)
    _ask(cast.siti)
    assert cost(3) == short
