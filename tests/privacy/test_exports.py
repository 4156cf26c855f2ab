"""Copies of a person's data: what is in them, what is not, who gets them, and when they go."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db.models import ForeignKey, OneToOneField
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hadir.accounts.models import User
from hadir.attendance.presence.assessing import keep_pictures
from hadir.audit import services as audit
from hadir.audit.models import AuditEntry
from hadir.enrolment.models import DataKey, Status
from hadir.lib.errors import Conflict, NotFound
from hadir.people.models import Employee
from hadir.privacy import contents, exports, requests
from hadir.privacy.models import SubjectExport
from hadir.privacy.rules import RequestKind
from tests.attendance.conftest import CheckIn, check_in  # noqa: F401 - a fixture
from tests.cast import PASSWORD, Cast
from tests.jobs import run_jobs
from tests.privacy.faces import give_face
from tests.proofs import prove

pytestmark = pytest.mark.django_db


def _made(user: User) -> SubjectExport:
    exports.ask(user, now=timezone.now())
    run_jobs()
    return SubjectExport.objects.get(employee=user.employee)


def _archive(user: User) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(exports.fetch(user, _made(user).pk, now=timezone.now())))


def test_every_table_that_names_a_person_is_copied_or_left_out_for_a_reason() -> None:
    named = {(part.table, part.column) for part in contents.PARTS} | set(contents.LEFT_OUT)
    missing = []
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            is_person = isinstance(column, ForeignKey | OneToOneField) and column.related_model in {Employee, User}
            if is_person and (model._meta.label, column.name) not in named:
                missing.append((model._meta.label, column.name))
    assert not missing, "add to PARTS or, with a reason, to LEFT_OUT of hadir/privacy/contents.py"
    assert all(contents.LEFT_OUT.values())


def test_what_the_lists_name_exists() -> None:
    for table, column in [*((part.table, part.column) for part in contents.PARTS), *contents.LEFT_OUT]:
        apps.get_model(table)._meta.get_field(column)
    for part in contents.PARTS:
        for column in part.without:
            apps.get_model(part.table)._meta.get_field(column)


def test_a_copy_tells_everything_about_the_person_and_nothing_secret(office: Cast) -> None:
    give_face(office.budi, status=Status.PENDING)
    requests.open_request(office.budi, kind=RequestKind.RESTRICTION, detail="", now=timezone.now())
    archive = _archive(office.budi)
    data = json.loads(archive.read("data.json"))["bagian"]
    assert data["Data pegawai"][0]["nip"] == office.budi.username
    assert data["Perekaman wajah"][0]["engine_name"] == "test"
    assert data["Permintaan data pribadi"][0]["kind"] == "restriction"
    assert any(row["tindakan"] == "privacy.request_opened" for row in data["Catatan audit tentang Anda"])
    [portrait] = [name for name in archive.namelist() if name.startswith("foto-perekaman/")]
    assert archive.read(portrait) == b"\xff\xd8\xff portrait"
    whole = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (office.budi.password.encode(), b"sealed_template", b"token_digest", b"kek_id"):
        assert secret not in whole
    assert "Budi Contoh" in archive.read("baca-saya.html").decode()
    assert archive.read("csv/data-pegawai.csv").decode().startswith("\ufeff")


def test_a_copy_brings_the_frames_that_a_reviewer_would_see(office: Cast, check_in: CheckIn) -> None:  # noqa: F811
    punch = check_in(office.budi, timezone.now())
    keep_pictures(punch, [("probe", b"\xff\xd8 first"), ("turn_left", b"\xff\xd8 second")], now=timezone.now())
    keep_pictures(check_in(office.siti, timezone.now()), [("probe", b"\xff\xd8 Siti")], now=timezone.now())
    archive = _archive(office.budi)
    shown = {name: archive.read(name) for name in archive.namelist() if name.startswith("foto-bukti/")}
    assert {name.rpartition("/")[2][11:] for name in shown} == {f"{punch.pk}-1.jpg", f"{punch.pk}-2.jpg"}
    assert sorted(shown.values()) == [b"\xff\xd8 first", b"\xff\xd8 second"]


def test_a_copy_holds_nobody_elses_number(office: Cast) -> None:
    from hadir.audit.viewer import seeing_everything

    assert office.budi.employee is not None
    from django.db import transaction

    with transaction.atomic(), seeing_everything("a test"):
        audit.record(
            "enrolment.portrait_seen",
            actor=office.siti.actor,
            subject=f"employee:{office.budi.employee_id}",
            detail={},
            unit_id=office.budi.employee.unit_id,
        )
    archive = _archive(office.budi)
    entries = json.loads(archive.read("data.json"))["bagian"]["Catatan audit tentang Anda"]
    assert "Siti Contoh" in {row["oleh"] for row in entries}
    assert all(office.siti.username.encode() not in archive.read(name) for name in archive.namelist())


def test_a_cell_that_begins_like_a_formula_is_made_harmless(office: Cast) -> None:
    requests.open_request(office.budi, kind=RequestKind.OBJECTION, detail="=HYPERLINK(1)", now=timezone.now())
    assert "'=HYPERLINK(1)" in _archive(office.budi).read("csv/permintaan-data-pribadi.csv").decode()


def test_a_copy_is_sealed_in_the_database_and_only_its_person_gets_it(office: Cast) -> None:
    made = _made(office.budi)
    assert not bytes(made.sealed or b"").startswith(b"PK")
    for stranger in (office.siti, office.dedi, office.dewi, office.made):
        with pytest.raises(NotFound, match="export_unknown"):
            exports.fetch(stranger, made.pk, now=timezone.now())
    assert exports.fetch(office.budi, made.pk, now=timezone.now()).startswith(b"PK")
    assert AuditEntry.objects.filter(action="privacy.export_fetched", actor_id=office.budi.pk).count() == 1


def test_after_seven_days_it_is_over_and_emptied(office: Cast) -> None:
    made = _made(office.budi)
    assert made.destroy_after is not None
    assert made.ready_at is not None
    assert made.destroy_after - made.ready_at == timedelta(days=7)
    with pytest.raises(Conflict, match="export_over"):
        exports.fetch(office.budi, made.pk, now=made.destroy_after)
    assert exports.destroy_overdue(now=made.destroy_after, cut_off=made.ready_at).count == 1
    made.refresh_from_db()
    assert (made.state, made.sealed) == ("destroyed", None)


def test_asking_twice_makes_one_and_making_twice_does_no_harm(office: Cast) -> None:
    first, again = (exports.ask(office.budi, now=timezone.now()) for _time in range(2))
    assert first == again
    run_jobs()
    exports.make(first.pk, now=timezone.now())
    assert SubjectExport.objects.count() == 1


def test_an_access_request_brings_a_copy_by_itself(office: Cast) -> None:
    made = requests.open_request(office.budi, kind=RequestKind.ACCESS, detail="", now=timezone.now())
    run_jobs()
    assert made.exports.get().state == "ready"
    assert "exported" in made.steps.values_list("code", flat=True)


def test_the_file_asks_for_the_password_again(office: Cast, browser_of: Callable[[User], Client]) -> None:
    made = _made(office.budi)
    page = reverse("own_export_file", args=[made.pk])
    asked = browser_of(office.budi).get(page)
    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]
    client = Client()
    client.post(reverse("account_login"), {"login": office.budi.username, "password": PASSWORD})
    assert "reauthenticate" in client.get(page)["Location"]
    prove(client)
    given = client.get(page)
    assert given.status_code == 200
    assert given["Content-Type"] == "application/zip"
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert client.get(page).status_code == 302


def test_a_key_that_was_shredded_leaves_a_copy_without_its_picture(office: Cast) -> None:
    give_face(office.budi)
    from hadir.enrolment.services import withdraw

    assert office.budi.employee_id is not None
    withdraw(office.budi, office.budi.employee_id, reason="own wish", now=timezone.now())
    assert DataKey.objects.get().sealed is None
    assert not [name for name in _archive(office.budi).namelist() if name.startswith("foto")]
