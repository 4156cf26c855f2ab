"""The pages of phones, as people press them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.devices import binding, requests, selectors
from hadir.devices.binding import Phone
from hadir.devices.models import Alarm, Device, Request
from hadir.devices.requests import Ask
from hadir.devices.rules import AskReason, Basis, EndReason
from tests.cast import Cast
from tests.devices.phones import Session, SoftPhone, attest, bind

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[User], Client]
ANDROID = "Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def text(client: Client, name: str, *args: int) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_asks_on_the_new_phone_and_an_officer_approves(cast: Cast, browser_of: BrowserOf) -> None:
    budi, siti, phone = browser_of(cast.budi), browser_of(cast.siti), SoftPhone()
    assert "Belum terikat" in text(budi, "own_device")
    form = {"deed": "ask", "minta-reason": "first", "minta-explanation": "", **phone.form(cast.budi, "minta")}
    answer = budi.post(reverse("own_device"), form, headers={"user-agent": ANDROID})
    assert answer.status_code == 302
    asked = Request.objects.get()
    assert (asked.label, asked.key_id) == ("Chrome · Android", phone.key.thumbprint)
    assert asked.reference in text(budi, "own_device")

    assert "Budi Contoh" in text(siti, "work_inbox")
    assert "Budi Contoh" in text(siti, "device_requests")
    refused = siti.post(reverse("device_request", args=[asked.pk]), {"deed": "reject", "note": ""})
    assert "Tuliskan alasan penolakan" in refused.content.decode()
    siti.post(reverse("device_request", args=[asked.pk]), {"deed": "approve", "note": ""})
    assert selectors.bound_device(cast.budi.employee_id or 0) is not None
    assert "Permintaan yang disetujui petugas" in text(budi, "own_device")


def test_a_code_at_the_desk_binds_and_is_shown_once(cast: Cast, browser_of: BrowserOf) -> None:
    budi, siti, phone = browser_of(cast.budi), browser_of(cast.siti), SoftPhone()
    page = reverse("device_person", args=[cast.budi.employee_id])
    shown = siti.post(page, {"deed": "code"}).content.decode()
    code = shown.split('class="pairing-code">')[1].split("<")[0]
    assert code not in text(siti, "device_person", cast.budi.employee_id or 0)
    wrong = budi.post(reverse("own_device"), {"deed": "code", "kode-code": "23456789", **phone.form(cast.budi, "kode")})
    assert "Kode tidak cocok" in wrong.content.decode()
    budi.post(reverse("own_device"), {"deed": "code", "kode-code": code, **phone.form(cast.budi, "kode")})
    made = Device.objects.get()
    assert (made.basis, made.bound_by) == (Basis.DESK, cast.siti.pk)


def test_a_form_without_the_phones_word_says_so(cast: Cast, browser_of: BrowserOf) -> None:
    answer = browser_of(cast.budi).post(reverse("own_device"), {"deed": "ask", "minta-reason": "first"})
    assert "belum dapat membuat kunci" in answer.content.decode()
    forged = {"minta-key": "{}", "minta-statement": "AAAA", "minta-signature": "AAAA"}
    answer = browser_of(cast.budi).post(reverse("own_device"), {"deed": "ask", "minta-reason": "first", **forged})
    assert "gagal membuktikan kuncinya" in answer.content.decode()
    assert browser_of(cast.budi).post(reverse("own_device"), {"deed": "nothing"}).status_code == 200
    assert not Request.objects.exists()


def test_a_stolen_phone_ends_at_once(cast: Cast, browser_of: BrowserOf, now: datetime) -> None:
    device = bind(cast.budi, SoftPhone(), now=now)
    budi = browser_of(cast.budi)
    budi.post(reverse("own_device"), {"deed": "end", "akhir-reason": "stolen"})
    device.refresh_from_db()
    assert device.end_reason == EndReason.STOLEN
    assert "Dilaporkan dicuri" in text(budi, "own_device")


def test_a_request_is_taken_back(cast: Cast, browser_of: BrowserOf, now: datetime) -> None:
    requests.ask(cast.budi, Phone(SoftPhone().key, "x"), data=Ask(AskReason.NEW), now=now)
    browser_of(cast.budi).post(reverse("own_device"), {"deed": "withdraw"})
    assert Request.objects.get().status == "withdrawn"


def test_the_camera_page_knows_which_phone_is_bound(cast: Cast, browser_of: BrowserOf, now: datetime) -> None:
    phone = SoftPhone()
    bind(cast.budi, phone, now=now)
    answer = browser_of(cast.budi).get(reverse("own_device")).content.decode()
    assert phone.key.thumbprint in answer
    assert 'id="device-config"' in answer
    assert "data-device-note" in answer


def test_an_alarm_is_shown_to_the_office_and_handled(cast: Cast, browser_of: BrowserOf, now: datetime) -> None:
    phone, session = SoftPhone(), Session()
    bind(cast.dedi, phone, now=now)
    attest(cast.budi, phone.signed(session), session, now=now)
    alarm = Alarm.objects.get()
    siti = browser_of(cast.siti)
    assert "Satu ponsel dipakai dua pegawai" in text(siti, "work_inbox")
    page = text(siti, "device_alarm", alarm.pk)
    assert "Dedi Contoh" in page
    assert reverse("device_person", args=[cast.dedi.employee_id]) not in page
    empty = siti.post(reverse("device_alarm", args=[alarm.pk]), {"outcome": "misuse", "note": ""})
    assert empty.status_code == 200
    siti.post(reverse("device_alarm", args=[alarm.pk]), {"outcome": "misuse", "note": "Dedi membantu Budi."})
    alarm.refresh_from_db()
    assert alarm.outcome == "misuse"
    assert "Dedi membantu Budi." in text(siti, "device_alarm", alarm.pk)


def test_other_offices_find_nothing(cast: Cast, browser_of: BrowserOf, now: datetime) -> None:
    bind(cast.budi, SoftPhone(), now=now)
    made = requests.ask(cast.joko, Phone(SoftPhone().key, "x"), data=Ask(AskReason.NEW), now=now)
    dedi = browser_of(cast.dedi)
    assert "Budi" not in text(dedi, "devices")
    assert dedi.get(reverse("device_request", args=[made.pk])).status_code == 404
    assert dedi.get(reverse("device_person", args=[cast.budi.employee_id])).status_code == 404
    assert browser_of(cast.budi).get(reverse("devices")).status_code == 403


def test_kominfo_looks_and_decides_nothing(cast: Cast, browser_of: BrowserOf, now: datetime) -> None:
    made = requests.ask(cast.joko, Phone(SoftPhone().key, "x"), data=Ask(AskReason.NEW), now=now)
    platform = browser_of(cast.made)
    assert "Setujui ponsel ini" not in text(platform, "device_request", made.pk)
    platform.post(reverse("device_request", args=[made.pk]), {"deed": "approve", "note": ""})
    made.refresh_from_db()
    assert made.status == "waiting"
    assert "Buat kode pengikatan" not in text(platform, "device_person", cast.joko.employee_id or 0)


def test_lists_ask_the_same_however_many_there_are(
    cast: Cast, browser_of: BrowserOf, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    siti = browser_of(cast.siti)
    text(siti, "devices")
    for user in (cast.budi, cast.joko, cast.rahma):
        binding.bind_first(user, Phone(SoftPhone().key, "Chrome"), basis=Basis.ENROLMENT, session_id=uuid4(), now=now)
        requests.ask(user, Phone(SoftPhone().key, "x"), data=Ask(AskReason.NEW), now=now)
    with django_assert_max_num_queries(32):
        page = text(siti, "devices")
    assert page.count("Terikat</span>") == 3
    with django_assert_max_num_queries(32):
        text(siti, "device_requests")
