"""Retention by dated policies, and its reports."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hadir.attendance.models import Evidence, Punch
from hadir.audit.models import AuditEntry
from hadir.capture.keys import key_ring
from hadir.capture.models import CaptureFrame, CaptureSession
from hadir.enrolment.models import Enrolment, Status
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.lib.sealing import seal
from hadir.notices import services as notices
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from hadir.people.services import set_employee_active
from hadir.privacy import printing, retention, selectors
from hadir.privacy.models import DestructionReport, RetentionPolicy
from hadir.privacy.rules import KEPT, DataClass
from tests.cast import SYSTEM, Cast
from tests.privacy.faces import give_face

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()


def _report(data_class: DataClass) -> DestructionReport:
    return DestructionReport.objects.filter(data_class=data_class.value).latest("ran_at")


def _session(cast: Cast, days_old: int) -> CaptureSession:
    assert cast.budi.employee is not None
    at = NOW - timedelta(days=days_old)
    made = CaptureSession.objects.create(
        employee=cast.budi.employee, opened_by=cast.budi.pk, purpose="checkin", nonce_digest=uuid4().bytes,
        progress={}, opened_at=at, noted_at=at, expires_at=at + timedelta(minutes=2), kek_id="k",
    )  # fmt: skip
    CaptureFrame.objects.create(session=made, seq=1, digest=uuid4().bytes, received_at=at)
    return made


def test_every_class_has_a_policy_and_only_archives_are_kept(office: Cast) -> None:
    policies = selectors.policies_on(TODAY)
    assert set(policies) == {kind.value for kind in DataClass}
    assert {kind for kind in DataClass if policies[kind.value].days is None} == KEPT


def test_the_face_of_a_leaver_goes_after_thirty_days_and_not_before(office: Cast) -> None:
    give_face(office.budi)
    give_face(office.siti)
    assert office.budi.employee_id is not None
    set_employee_active(SYSTEM, employee_id=office.budi.employee_id, active=False)
    retention.run(SYSTEM, now=timezone.now() + timedelta(days=29))
    assert _report(DataClass.TEMPLATES).count == 0
    retention.run(SYSTEM, now=timezone.now() + timedelta(days=31))
    report = _report(DataClass.TEMPLATES)
    assert (report.count, report.policy.days) == (1, 30)
    assert Enrolment.objects.get(employee=office.budi.employee).status == Status.WITHDRAWN
    assert Enrolment.objects.get(employee=office.siti.employee).status == Status.APPROVED


def test_somebody_who_came_back_keeps_the_face(office: Cast) -> None:
    give_face(office.budi)
    assert office.budi.employee_id is not None
    for active in (False, True):
        set_employee_active(SYSTEM, employee_id=office.budi.employee_id, active=active)
    retention.run(SYSTEM, now=timezone.now() + timedelta(days=400))
    assert Enrolment.objects.get().status == Status.APPROVED


def test_old_camera_sessions_go_with_their_digests(office: Cast) -> None:
    old, young = _session(office, 366), _session(office, 364)
    retention.run(SYSTEM, now=NOW)
    assert list(CaptureSession.objects.all()) == [young]
    assert list(CaptureFrame.objects.values_list("session_id", flat=True)) == [young.pk]
    report = _report(DataClass.CAPTURE_SESSIONS)
    assert (report.count, report.oldest, report.newest) == (1, old.opened_at, old.opened_at)


def _picture(cast: Cast, days_old: int, keep_days: int) -> Punch:
    assert cast.budi.employee is not None
    at = NOW - timedelta(days=days_old)
    punch = Punch.objects.create(
        session_id=uuid4(), employee=cast.budi.employee, recorded_at=at, decided_at=at, accepted=False,
        code="not_matched", work_day=at.date(), time_zone="Asia/Jakarta", work_place=cast.setda_office,
        place_note="unknown", engine="test/1", evidence_digest="",
    )  # fmt: skip
    kek_id = key_ring().active_id
    sealed = seal(key_ring().derive(f"evidence|{punch.pk}", kek_id=kek_id), b"jpeg", bound_to=f"evidence|{punch.pk}")
    Evidence.objects.create(
        punch=punch, kek_id=kek_id, sealed_jpeg=sealed, destroy_after=at + timedelta(days=keep_days)
    )  # fmt: skip
    return punch


def test_a_picture_goes_at_the_earlier_of_its_promise_and_the_policy(office: Cast) -> None:
    promised_short, policy_shorter, young = (
        _picture(office, 31, 30),
        _picture(office, 91, 3650),
        _picture(office, 5, 90),
    )
    retention.run(SYSTEM, now=NOW)
    assert list(Evidence.objects.values_list("punch_id", flat=True)) == [young.pk]
    report = _report(DataClass.EVIDENCE)
    assert (report.count, report.oldest, report.newest) == (
        2, policy_shorter.recorded_at, promised_short.recorded_at,
    )  # fmt: skip
    assert Punch.objects.count() == 3, "the record stays"


def test_log_ins_that_ended_go_after_a_day(office: Cast) -> None:
    for hours in (-25, -23, 1):
        Session.objects.create(
            session_key=f"k{hours}", session_data="", expire_date=NOW + timedelta(hours=hours)
        )  # fmt: skip
    retention.run(SYSTEM, now=NOW)
    assert set(Session.objects.values_list("session_key", flat=True)) == {"k-23", "k1"}


def test_notices_go_by_the_policy(office: Cast) -> None:
    with transaction.atomic():
        notices.send(Kind.ENROLMENT_APPROVED, user_ids=[office.budi.pk], facts={})
    retention.run(SYSTEM, now=timezone.now() + timedelta(days=364))
    assert Notice.objects.exists()
    retention.run(SYSTEM, now=timezone.now() + timedelta(days=366))
    assert not Notice.objects.exists()
    assert _report(DataClass.NOTICES).count == 1


def test_every_run_reports_every_class_it_empties_even_when_it_was_nothing(office: Cast) -> None:
    made = retention.run(SYSTEM, now=NOW)
    assert len({report.run_id for report in made}) == 1
    assert {DataClass(report.data_class) for report in made} == set(DataClass) - KEPT
    assert all(report.count == 0 for report in made)
    assert not AuditEntry.objects.filter(action="privacy.data_destroyed").exists()


def test_a_class_that_fails_does_not_keep_the_others(office: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setitem(retention._EXECUTORS, DataClass.TEMPLATES, broken)
    _session(office, 400)
    with pytest.raises(RuntimeError, match="disk full"):
        retention.run(SYSTEM, now=NOW)
    assert _report(DataClass.CAPTURE_SESSIONS).count == 1
    assert not DestructionReport.objects.filter(data_class=DataClass.TEMPLATES.value).exists()


def test_a_policy_begins_on_its_day_and_the_older_one_stays_on_record(office: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        retention.set_policy(
            office.dewi, data_class=DataClass.CAPTURE_SESSIONS, days=30, legal_basis="Perbup 1/2027",
            valid_from=TODAY + timedelta(days=10), now=NOW,
        )  # fmt: skip
    _session(office, 40)
    retention.run(SYSTEM, now=NOW)
    assert _report(DataClass.CAPTURE_SESSIONS).count == 0
    retention.run(SYSTEM, now=NOW + timedelta(days=10))
    report = _report(DataClass.CAPTURE_SESSIONS)
    assert (report.count, report.policy.legal_basis) == (1, "Perbup 1/2027")
    assert RetentionPolicy.objects.filter(data_class=DataClass.CAPTURE_SESSIONS.value).count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"legal_basis": " "}, "basis_missing"),
        ({"days": None}, "days_missing"),
        ({"valid_from": TODAY - timedelta(days=1)}, "date_passed"),
    ],
)
def test_a_policy_needs_a_basis_a_number_and_a_day_to_come(office: Cast, changes: dict[str, object], code: str) -> None:
    values: dict[str, object] = {
        "data_class": DataClass.EVIDENCE, "days": 30, "legal_basis": "Perbup", "valid_from": TODAY, **changes,
    }  # fmt: skip
    with pytest.raises(InvalidInput, match=code):
        retention.set_policy(office.dewi, **values, now=NOW)  # type: ignore[arg-type]  # wrong on purpose


def test_only_the_officer_sets_policies_and_registers_backups(office: Cast) -> None:
    for other in (office.siti, office.made, office.agus, office.budi):
        with pytest.raises(NotPermitted):
            retention.register_backup(other, label="x", place="y", made_on=TODAY, expires_on=TODAY)
        with pytest.raises(NotPermitted):
            retention.run(other, now=NOW)


def test_a_report_says_when_the_last_backup_with_the_data_goes(office: Cast) -> None:
    expiry = TODAY + timedelta(days=35)
    backup = retention.register_backup(
        office.dewi, label="malam-1", place="Ruang B", made_on=TODAY, expires_on=expiry
    )  # fmt: skip
    _session(office, 400)
    retention.run(SYSTEM, now=NOW)
    assert _report(DataClass.CAPTURE_SESSIONS).backups_until == expiry
    assert list(selectors.overdue_backups(expiry + timedelta(days=1))) == [backup]
    retention.report_backup_destroyed(office.dewi, backup.pk, on=expiry)
    assert not selectors.overdue_backups(expiry + timedelta(days=1)).exists()
    with pytest.raises(Conflict, match="already_destroyed"):
        retention.report_backup_destroyed(office.dewi, backup.pk, on=expiry)
    with pytest.raises(InvalidInput, match="label_taken"):
        retention.register_backup(office.dewi, label="malam-1", place="", made_on=TODAY, expires_on=expiry)


def test_reports_are_printed_without_personal_data_and_cannot_be_changed(office: Cast) -> None:
    _session(office, 400)
    retention.run(SYSTEM, now=NOW)
    rows = list(selectors.reports_between(None, None))
    table = printing.destruction_report_csv(rows)
    assert "365 hari" in table
    assert "Budi" not in table
    assert printing.destruction_report(rows, span="sampai hari ini").startswith(b"%PDF")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM privacy_destructionreport")
