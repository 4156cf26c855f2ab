"""Requests that came on paper: entered by the officer, with the clock of the day on which they arrived."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.people import services as people
from hadir.privacy import exports, requests
from hadir.privacy.models import DataRequest
from hadir.privacy.requests import PaperRequest
from hadir.privacy.rules import RequestKind
from tests.cast import SYSTEM, Cast
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ARRIVED = NOW - timedelta(hours=30)


def enter(office: Cast, *, now: datetime = NOW, **changed: Any) -> DataRequest:
    assert office.budi.employee is not None
    values = {
        "nip": office.budi.employee.nip,
        "kind": RequestKind.RESTRICTION,
        "detail": "",
        "received_at": ARRIVED,
        "reference": "Surat tanggal 19 November 2026",
    }
    return requests.register_paper(office.dewi, PaperRequest(**{**values, **changed}), now=now)


def kinds_sent(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("id").values_list("kind", flat=True))


def test_the_clock_has_run_since_the_letter_arrived(office: Cast) -> None:
    made = enter(office)
    assert (made.channel, made.received_at, made.due_at) == ("paper", ARRIVED, ARRIVED + timedelta(hours=72))
    step = made.steps.get()
    assert (step.code, step.at, step.note) == ("entered", NOW, "Surat tanggal 19 November 2026")
    noted = AuditEntry.objects.get(action="privacy.request_entered")
    assert (noted.actor_id, noted.right) == (office.dewi.pk, Right.HANDLE_PRIVACY_REQUESTS.value)
    assert noted.subject == f"employee:{office.budi.employee_id}"


def test_the_person_hears_of_it_and_may_take_it_back(office: Cast) -> None:
    made = enter(office)
    assert kinds_sent(office.budi) == ["privacy_request_entered"]
    requests.recall(office.budi, made.pk, now=NOW)
    made.refresh_from_db()
    assert made.state == "recalled"


def test_it_is_then_a_request_like_any_other(office: Cast) -> None:
    made = enter(office, kind=RequestKind.OBJECTION, detail="Absen saya ditolak tanggal 18.")
    requests.take_up(office.dewi, made.pk, now=NOW)
    requests.answer(office.dewi, made.pk, text="Sudah diperiksa ulang.", now=NOW)
    assert kinds_sent(office.budi) == ["privacy_request_entered", "privacy_request_answered"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"nip": "199912312020121999"}, "nip_unknown"),
        ({"nip": ""}, "nip_unknown"),
        ({"received_at": NOW + timedelta(minutes=1)}, "received_at"),
        ({"received_at": NOW - timedelta(days=400)}, "received_at"),
        ({"reference": "  "}, "words_missing"),
        ({"kind": RequestKind.CORRECTION}, "detail_missing"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(office: Cast, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        enter(office, **changed)
    assert not DataRequest.objects.exists()


def test_not_beside_an_open_one_of_the_kind(office: Cast) -> None:
    requests.open_request(office.budi, kind=RequestKind.RESTRICTION, detail="", now=NOW)
    with pytest.raises(Conflict, match="request_open"):
        enter(office)


@pytest.mark.parametrize("who", ["budi", "siti", "made", "wati", "agus"])
def test_only_the_officer_enters_letters(office: Cast, browser_of: Browser, who: str) -> None:
    user: User = getattr(office, who)
    with pytest.raises(NotPermitted):
        requests.register_paper(user, PaperRequest("1", RequestKind.ACCESS, "", NOW, "x"), now=NOW)
    assert browser_of(user).get(reverse("privacy_paper_new")).status_code == 403


def _leave(office: Cast) -> None:
    assert office.budi.employee_id is not None
    people.set_employee_active(SYSTEM, employee_id=office.budi.employee_id, active=False)


def test_whoever_can_sign_in_fetches_the_copy_alone(office: Cast) -> None:
    now = timezone.now()
    made = enter(office, now=now, received_at=now, kind=RequestKind.ACCESS)
    run_jobs()
    with pytest.raises(NotFound, match="export_unknown"):
        exports.hand_over(office.dewi, made.pk, now=timezone.now())


def test_the_copy_of_somebody_who_left_is_handed_over_and_noted(office: Cast, browser_of: Browser) -> None:
    _leave(office)
    now = timezone.now()
    made = enter(office, now=now, received_at=now, kind=RequestKind.ACCESS)
    run_jobs()
    page = browser_of(office.dewi).get(reverse("privacy_request", args=[made.pk])).content.decode()
    address = reverse("privacy_paper_copy", args=[made.pk])
    # Taken up first or not: the copy is there for whoever answers.
    assert address in page
    _export, plain = exports.hand_over(office.dewi, made.pk, now=timezone.now())
    assert "data.json" in zipfile.ZipFile(io.BytesIO(plain)).namelist()
    noted = AuditEntry.objects.get(action="privacy.export_fetched")
    assert (noted.actor_id, noted.right) == (office.dewi.pk, Right.HANDLE_PRIVACY_REQUESTS.value)
    with pytest.raises(NotPermitted):
        exports.hand_over(office.siti, made.pk, now=timezone.now())


def test_the_page_keeps_what_was_typed_and_reads_times_in_the_officers_zone(office: Cast, browser_of: Browser) -> None:
    assert office.budi.employee is not None
    dewi, address = browser_of(office.dewi), reverse("privacy_paper_new")
    assert address in dewi.get(reverse("privacy_queue")).content.decode()
    arrived = timezone.localtime(timezone.now() - timedelta(hours=5), office.dewi.zone).replace(second=0, microsecond=0)
    values = {
        "nip": "000",
        "kind": "objection",
        "received_at": arrived.strftime("%Y-%m-%dT%H:%M"),
        "reference": "Surat 12",
        "detail": "Absen saya ditolak.",
    }
    refused = dewi.post(address, values)
    assert refused.status_code == 422
    assert "Tidak ada pegawai dengan NIP itu" in refused.content.decode()
    assert "Absen saya ditolak." in refused.content.decode()
    spaced = office.budi.employee.nip[:8] + " " + office.budi.employee.nip[8:]
    assert dewi.post(address, {**values, "nip": spaced}).status_code == 302
    assert DataRequest.objects.get().received_at == arrived
