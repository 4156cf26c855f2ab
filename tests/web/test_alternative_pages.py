"""The way without a face through its pages: for the person without a script, for the officer, for the auditor."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.attendance.alternative import permissions, pins
from hadir.attendance.alternative.permissions import Wanted
from hadir.attendance.models import NonBiometricPermission, PersonalPin, Punch
from hadir.capture import engine
from hadir.capture.models import Purpose
from hadir.capture.services import Frame, add_frame, open_session
from hadir.lib.errors import Unavailable
from hadir.schedules import services as schedules
from tests.cast import BEGIN, PASSWORD, SYSTEM, Cast
from tests.enrolment.two_engines import OLD, TwoEngines
from tests.proofs import prove

Browser = Callable[[User], Client]
MORNING = datetime(2026, 3, 2, 0, 5, 7, tzinfo=UTC)  # a Monday, 07.05 in Jakarta
PIN = "408271"
PERSON_PAGES = ("alternative", "alternative_pin", "alternative_request")
OFFICER_PAGES = ("permissions", "permission_new", "witness_queue")


@pytest.fixture(autouse=True)
def _at_work(cast: Cast) -> None:
    schedules.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis="Perbup Contoh 1/2025")


@pytest.fixture
def clock() -> object:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def budi(cast: Cast, clock: object) -> User:
    """Budi, who may check in without a face and has a PIN."""
    row = permissions.request_own(cast.budi, Wanted("medical", "", MORNING.date()), now=MORNING)
    permissions.decide(cast.siti, row.pk, allow=True, note="", now=MORNING)
    pins.set_pin(cast.budi, pin=PIN, now=MORNING)
    return cast.budi


def _screen_code(cast: Cast, browser_of: Browser) -> str:
    """Read from the screen like anybody who stands before it."""
    opened = browser_of(cast.siti).post(reverse("site_screens"), {"place": cast.setda_office.pk}).content.decode()
    link = re.search(r'value="http://testserver(/layar/[^"]+)"', opened)
    assert link is not None
    screen = Client().get(link[1])
    code = re.search(r"site-code[^>]*>(\d{3}) (\d{3})<", screen.content.decode())
    assert code is not None
    return code[1] + code[2]


def _press(browser: Client, way: str, **values: str) -> object:
    prefix = "o" if way == "officer" else "c"
    data = {f"{prefix}-{name}": value for name, value in {"id": str(uuid4()), **values}.items()}
    return browser.post(reverse("alternative"), {"way": way, **data})


@pytest.mark.parametrize("name", [*PERSON_PAGES, *OFFICER_PAGES, "alternative_use"])
@pytest.mark.django_db
def test_strangers_are_sent_to_sign_in(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert any(part in response["Location"] for part in (reverse("account_login"), "reauthenticate"))


@pytest.mark.parametrize(
    ("who", "names", "status"),
    [
        ("budi", ("alternative", "alternative_request"), 200),
        ("budi", (*OFFICER_PAGES, "alternative_use"), 403),
        ("siti", (*OFFICER_PAGES, "alternative_use"), 200),
        ("agus", ("alternative_use",), 200),
        ("agus", OFFICER_PAGES, 403),
        ("made", (*OFFICER_PAGES, "alternative_use", "alternative"), 403),
    ],
)
def test_each_role_opens_its_own_pages_only(
    cast: Cast, browser_of: Browser, who: str, names: tuple[str, ...], status: int
) -> None:
    browser = browser_of(getattr(cast, who))
    assert {name: browser.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, status)


def test_pin_and_code_lead_to_the_receipt_without_any_script(budi: User, cast: Cast, browser_of: Browser) -> None:
    browser = browser_of(budi)
    assert reverse("alternative") in browser.get(reverse("home")).content.decode()
    assert browser.get(reverse("checkin"))["Location"] == reverse("alternative")
    code = _screen_code(cast, browser_of)
    done = browser.post(
        reverse("alternative"), {"way": "code", "c-id": str(uuid4()), "c-site_code": code, "c-pin": PIN}
    )
    punch = Punch.objects.get()
    assert done["Location"] == reverse("receipt", args=[punch.pk])
    page = browser.get(done["Location"]).content.decode()
    assert "PIN dan kode tempat" in page
    assert "PIN dan kode tempat" in browser.get(reverse("history")).content.decode()
    assert "PIN dan kode tempat" in browser_of(cast.siti).get(reverse("board")).content.decode()


def test_a_double_press_counts_once_and_a_mistake_is_told_beside_its_field(budi: User, browser_of: Browser) -> None:
    browser = browser_of(budi)
    data = {"way": "code", "c-id": str(uuid4()), "c-site_code": "1", "c-pin": PIN}
    page = browser.post(reverse("alternative"), data).content.decode()
    browser.post(reverse("alternative"), data)
    assert Punch.objects.get().code == "site_code_wrong"
    assert 'aria-describedby="id_c-site_code-hint id_c-site_code-error"' in page
    assert data["c-id"] not in page, "the next press is another attempt"
    assert PIN not in page


def test_officer_and_person_meet(budi: User, cast: Cast, browser_of: Browser) -> None:
    person, officer = browser_of(budi), browser_of(cast.siti)
    asked = person.post(reverse("alternative"), {"way": "officer", "o-id": str(uuid4()), "o-pin": PIN})
    assert asked["Location"] == reverse("alternative")
    assert "Temui petugas sekarang" in person.get(reverse("alternative")).content.decode()
    queue = officer.get(reverse("witness_queue")).content.decode()
    answer = re.search(r'action="(/tanpa-wajah/saksi/([^/"]+)/)"', queue)
    assert answer is not None
    waiting = reverse("alternative_waiting", args=[answer[2]])
    assert person.get(waiting, headers={"HX-Request": "true"}).status_code == 204
    assert browser_of(cast.dedi).post(answer[1], {"deed": "confirm"}).status_code == 404
    officer.post(answer[1], {"deed": "confirm"})
    punch = Punch.objects.get()
    assert (punch.accepted, punch.witness) == (True, cast.siti.pk)
    assert person.get(waiting)["Location"] == reverse("receipt", args=[punch.pk])
    assert person.get(waiting, headers={"HX-Request": "true"})["HX-Redirect"].endswith(waiting)
    assert "Siti Contoh" in person.get(reverse("receipt", args=[punch.pk])).content.decode()
    assert "Siti Contoh" in browser_of(cast.agus).get(reverse("alternative_use")).content.decode()
    assert "Siti Contoh (" not in browser_of(cast.dedi).get(reverse("alternative_use")).content.decode()


def test_home_tells_the_officer_what_waits(cast: Cast, browser_of: Browser, budi: User) -> None:
    permissions.request_own(cast.rahma, Wanted("objection", "", MORNING.date()), now=MORNING)
    browser_of(budi).post(reverse("alternative"), {"way": "officer", "o-id": str(uuid4()), "o-pin": PIN})
    page = browser_of(cast.siti).get(reverse("home")).content.decode()
    assert "1 orang menunggu pengesahan kehadiran" in page
    assert "1 permintaan izin tanpa wajah" in page
    assert "menunggu pengesahan" not in browser_of(cast.dedi).get(reverse("home")).content.decode()


def test_asking_deciding_and_revoking_through_the_pages(cast: Cast, browser_of: Browser, clock: object) -> None:
    person, officer = browser_of(cast.budi), browser_of(cast.siti)
    assert "Minta izin" in person.get(reverse("alternative")).content.decode()
    person.post(reverse("alternative_request"), {"reason": "objection", "valid_from": "2026-03-02"})
    row = NonBiometricPermission.objects.get()
    assert "menunggu keputusan" in person.get(reverse("alternative")).content.decode()
    assert "Budi Contoh" in officer.get(reverse("permissions")).content.decode()
    assert "Budi Contoh" not in browser_of(cast.dedi).get(reverse("permissions")).content.decode()
    assert browser_of(cast.dedi).get(reverse("permission", args=[row.pk])).status_code == 404
    without = officer.post(reverse("permission", args=[row.pk]), {"deed": "reject", "note": ""}).content.decode()
    assert "Alasan wajib diisi." in without
    officer.post(reverse("permission", args=[row.pk]), {"deed": "allow"})
    assert "Buat PIN" in person.get(reverse("alternative")).content.decode()
    officer.post(reverse("permission", args=[row.pk]), {"deed": "revoke", "note": "Selesai"})
    row.refresh_from_db()
    assert row.status == "revoked"


def test_an_officer_enters_a_letter_by_nip_of_the_own_units_only(cast: Cast, browser_of: Browser) -> None:
    assert cast.budi.employee is not None
    assert cast.dedi.employee is not None
    officer = browser_of(cast.siti)
    values = {"reason": "technical", "valid_from": "2026-03-02"}
    page = officer.post(reverse("permission_new"), {**values, "nip": cast.dedi.employee.nip}).content.decode()
    assert "Tidak ada pegawai aktif dengan NIP ini" in page
    officer.post(reverse("permission_new"), {**values, "nip": cast.budi.employee.nip})
    assert NonBiometricPermission.objects.get().employee_id == cast.budi.employee_id


def test_a_pin_is_set_only_after_the_password_was_given_again(cast: Cast, client: Client) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client.post(reverse("account_login"), {"login": cast.budi.username, "password": PASSWORD})
        clock.shift(3600)
        asked = client.post(reverse("alternative_pin"), {"pin": PIN, "again": PIN})
        assert asked.status_code == 302
        assert "reauthenticate" in asked["Location"]
        assert not PersonalPin.objects.exists()
        prove(client)
        page = client.post(reverse("alternative_pin"), {"pin": PIN, "again": "739150"}).content.decode()
        assert "Kedua PIN tidak sama." in page
        assert client.post(reverse("alternative_pin"), {"pin": PIN, "again": PIN}).status_code == 302
    assert PersonalPin.objects.get().employee_id == cast.budi.employee_id


def test_whoever_has_no_permission_is_told_the_documented_way(
    cast: Cast, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine is down: the page says when the server noted the arrival, and that nothing is recorded yet."""
    pool = TwoEngines(OLD)
    monkeypatch.setattr(engine, "service", lambda: pool)
    with time_machine.travel(MORNING, tick=False) as clock:
        assert cast.budi.employee is not None
        opened = open_session(
            cast.budi.employee, opened_by=cast.budi.pk, purpose=Purpose.CHECK_IN, facts={}, now=MORNING
        )
        pool.down = True
        with pytest.raises(Unavailable):
            frame = Frame.of(1, b"jpeg of Budi Contoh", now=MORNING)
            add_frame(opened.session.pk, frame, nonce=opened.nonce, opened_by=cast.budi.pk)
        clock.shift(600)
        page = browser_of(cast.budi).get(reverse("alternative")).content.decode()
    assert "Mesin pengenal wajah sedang tidak berjalan." in page
    assert "Kedatangan Anda pukul 07.05 sudah dicatat server." in page
    assert "Absen belum tercatat." in page
    assert reverse("alternative_request") in page


@pytest.mark.parametrize("data", [{}, {"way": "code"}, {"way": "officer", "o-id": "x", "o-pin": "\x00"}, {"way": "?"}])
def test_bad_forms_are_answered_and_write_nothing(budi: User, browser_of: Browser, data: dict[str, str]) -> None:
    assert browser_of(budi).post(reverse("alternative"), data).status_code == 200
    assert not Punch.objects.exists()


def test_the_api_tells_a_wrong_pin_a_used_code_and_the_rest(budi: User, cast: Cast, browser_of: Browser) -> None:
    browser, code = browser_of(budi), _screen_code(cast, browser_of)

    def send(**more: object) -> tuple[int, dict[str, object]]:
        body = {"id": str(uuid4()), "method": "pin_code", "pin": PIN, "site_code": code, **more}
        response = browser.post("/api/v1/checkins-alternative", body, content_type="application/json")
        return response.status_code, response.json()

    same = str(uuid4())
    status, answer = send(id=same)
    assert (status, answer["state"]) == (201, "decided")
    assert send(id=same) == (200, answer)
    assert send()[1]["result"]["code"] == "site_code_used"  # type: ignore[index]
    for _number in range(5):
        assert send(pin="000000", site_code="000000")[1]["result"]["code"] == "site_code_wrong"  # type: ignore[index]
    assert (send()[0], send()[1]["code"]) == (429, "site_code_limited")
    assert send(pin="1" * 50)[0] == 422
    assert send(method="face")[0] == 422
