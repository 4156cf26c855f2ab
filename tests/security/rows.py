"""Rows of two agencies in many tables, so that there is something to hide."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.apps import apps
from django.db.models import Model

from hadir.accounts.models import Elevation, Invitation, RoleGrant, User
from hadir.accounts.table_register import REGISTER
from hadir.attendance.models import Evidence, Punch
from hadir.audit.models import AuditEntry
from hadir.capture.models import CaptureSession
from hadir.enrolment.models import DataKey, DuplicateFinding, Enrolment
from hadir.lib.authority import Right
from hadir.notices.models import Notice
from hadir.people.models import Employee, EmploymentRecord, Placement
from tests.cast import Cast

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Rows:
    cast: Cast

    @staticmethod
    @cache
    def guarded() -> tuple[type[Model], ...]:
        """Models whose table has a policy."""
        return tuple(
            model
            for model in apps.get_models()
            if model._meta.db_table in REGISTER and REGISTER[model._meta.db_table].rows
        )

    def filled(self) -> tuple[type[Model], ...]:
        return (
            *(Employee, Placement, EmploymentRecord, User, RoleGrant, Invitation, Elevation, AuditEntry),
            *(CaptureSession, DataKey, Enrolment, DuplicateFinding, Punch, Evidence, Notice),
        )

    @staticmethod
    def of_class(*names: str) -> tuple[type[Model], ...]:
        return tuple(
            model for model in Rows.guarded() if any(f"'{n}'" in REGISTER[model._meta.db_table].rows for n in names)
        )

    def of_setda(self, model: type[Model]) -> set[object]:
        """Keys of the rows that belong to people, accounts or units of the Sekretariat."""
        ours = {self.cast.setda.pk, self.cast.bagian_umum.pk}
        return {row.pk for row in model._default_manager.all() if _unit_of(row) in ours}


def fill(cast: Cast) -> Rows:
    """What services would have left behind, without a camera."""
    for user in (cast.budi, cast.dedi):
        assert user.employee is not None
        _attend(user.employee)
        _enrol(user.employee, user)
        Notice.objects.create(user=user, kind="role_granted", facts={})
    for user in (cast.siti, cast.dedi):
        Elevation.objects.create(
            user=user, right=Right.SEE_EVIDENCE.value, reason="Uji", opened_at=NOW, closes_at=NOW + timedelta(minutes=9)
        )
    siti, dedi = cast.siti.employee, cast.dedi.employee
    assert siti is not None and dedi is not None
    for one, other in ((cast.budi.employee, siti), (dedi, dedi)):
        enrolment = Enrolment.objects.get(employee=one)
        DuplicateFinding.objects.create(enrolment=enrolment, other=other)
    return Rows(cast)


def _attend(person: Employee) -> None:
    punch = Punch.objects.create(
        session_id=uuid.uuid4(),
        employee=person,
        recorded_at=NOW,
        decided_at=NOW,
        accepted=True,
        code="accepted",
        work_day=date(2026, 1, 5),
        time_zone="Asia/Jakarta",
        stage="arrival",
        work_place=person.work_place,
        place_note="unknown",
        engine="test",
        evidence_digest="0" * 64,
        receipt="x.y.z",
    )
    Evidence.objects.create(punch=punch, kek_id="k", sealed_jpeg=b"x", destroy_after=NOW + timedelta(days=90))


def _enrol(person: Employee, user: User) -> None:
    session = CaptureSession.objects.create(
        employee=person,
        opened_by=user.pk,
        purpose="enrolment",
        nonce_digest=uuid.uuid4().bytes * 2,
        progress={},
        opened_at=NOW,
        noted_at=NOW,
        expires_at=NOW + timedelta(minutes=1),
        kek_id="k",
    )
    key = DataKey.objects.create(employee=person, kek_id="k", sealed=b"x", created_at=NOW)
    Enrolment.objects.create(
        employee=person,
        session_id=session.pk,
        captured_at=NOW,
        submitted_by=user.pk,
        data_key=key,
        engine_name="test",
        engine_version="1",
        sealed_template=b"x",
        sealed_portrait=b"x",
    )


def _unit_of(row: Model) -> object:
    """To which unit a row belongs, by whatever leads there."""
    if isinstance(row, AuditEntry | Employee | Placement):
        return row.unit_id
    for name in ("employee", "user", "punch", "enrolment"):
        parent = getattr(row, name, None)
        if isinstance(parent, Model):
            return _unit_of(parent)
    return None
