"""The pages of proof of presence: who finds what, says what, and sees which pictures."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.attendance.models import Punch
from hadir.attendance.presence import assessing
from hadir.attendance.presence.models import Lookalike, PresencePolicy, ReviewCase
from hadir.audit.models import AuditEntry
from tests.attendance.conftest import MONDAY, NOW
from tests.cast import Cast
from tests.presence.conftest import Doubted, policy
from tests.proofs import prove

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _that_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_siti_reviews_and_rahma_confirms(office: Cast, doubted: Doubted, browser_of: Browser) -> None:
    case = doubted(office.budi, latitude=-2.7, longitude=111.6, accuracy_m=12.0)
    siti, rahma, budi = browser_of(office.siti), browser_of(office.rahma), browser_of(office.budi)
    assert "Budi Contoh" in page(siti, "reviews")
    shown = page(siti, "review", case.pk)
    assert "Mengapa diperiksa" in shown
    assert "Tidak ada gambar" in shown
    answer = siti.post(reverse("review", args=[case.pk]), {"word": "first:upheld", "reason": ""})
    assert "Tuliskan alasannya" in answer.content.decode()
    siti.post(reverse("review", args=[case.pk]), {"word": "first:upheld", "reason": "Posisi 900 m dari kantor."})
    assert "orang kedua" in page(rahma, "review", case.pk)
    rahma.post(reverse("review", args=[case.pk]), {"word": "confirm:upheld", "reason": "Sependapat."})
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("closed", "upheld")
    shown = page(budi, "own_review", case.pk)
    assert "Ajukan keberatan" in shown
    assert "Sependapat." in shown
    budi.post(reverse("own_review", args=[case.pk]), {"text": "Saya di kantor."})
    objection = ReviewCase.objects.get(kind="objection")
    assert "Saya di kantor." in page(budi, "own_review", objection.pk)
    assert "Saya di kantor." in page(browser_of(office.wati), "review", objection.pk)
    assert "Menunggu pemeriksa" in page(budi, "history")  # the objection
    assert "Pemeriksaan PRK-" in page(budi, "receipt", case.punch_id)


def test_others_find_nothing(office: Cast, doubted: Doubted, browser_of: Browser) -> None:
    case = doubted(office.budi)
    dedi = browser_of(office.dedi)
    assert "Budi" not in page(dedi, "reviews")
    for name in ("review", "review_pictures", "own_review"):
        assert dedi.get(reverse(name, args=[case.pk])).status_code in {302, 404}
    joko = browser_of(office.joko)
    assert joko.get(reverse("review", args=[case.pk])).status_code == 404
    assert browser_of(office.budi).get(reverse("review", args=[case.pk])).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_pictures_need_a_right_opened_just_now_and_are_logged(
    office: Cast, doubted: Doubted, browser_of: Browser
) -> None:
    case = doubted(office.budi)
    punch: Punch = case.punch
    assessing.keep_pictures(punch, [("probe", b"\xff\xd8 first"), ("turn_left", b"\xff\xd8 second")], now=NOW)
    siti = browser_of(office.siti)
    assert "2 gambar tersimpan" in page(siti, "review", case.pk)
    answer = siti.get(reverse("review_pictures", args=[case.pk]))
    assert answer.status_code == 302
    assert "see_evidence" in answer["Location"]
    looks = AuditEntry.objects.filter(action="attendance.evidence_seen")
    assert not looks.exists()
    opening = answer["Location"]
    prove(siti, opening)
    siti.post(opening, {"reason": "Pemeriksaan absen"})
    answer = siti.get(reverse("review_pictures", args=[case.pk]))
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("no-store, private")
    shown = answer.content.decode()
    assert shown.count("data:image/jpeg;base64,") == 2
    assert base64.b64encode(b"\xff\xd8 second").decode() in shown
    assert looks.filter(subject=f"employee:{office.budi.employee_id}").exists()
    dedi = browser_of(office.dedi)
    opening = dedi.get(reverse("review_pictures", args=[case.pk]))["Location"]
    prove(dedi, opening)
    dedi.post(opening, {"reason": "Ingin tahu"})
    foreign = dedi.get(reverse("review_pictures", args=[case.pk]))
    assert foreign.status_code == 404, "the operator of another agency"
    assert assessing.destroy_pictures(now=NOW + timedelta(days=400)) == 2


def test_policies_are_proposed_previewed_and_confirmed(office: Cast, doubted: Doubted, browser_of: Browser) -> None:
    policy(office, place="expected")
    doubted(office.budi)
    siti, rahma = browser_of(office.siti), browser_of(office.rahma)
    shown = page(siti, "presence_policy_new", query=f"?opd={office.setda.pk}")
    assert "Usulkan" in shown
    values = {
        "unit": office.setda.pk, "device": "recorded", "place": "required", "code": "recorded", "light": "recorded",
        "offers_code": "on", "sample": "1.5", "doubt_sample": "20", "second_look": "20", "review_days": "5",
        "objection_days": "14", "valid_from": MONDAY.isoformat(), "legal_basis": "SK Sekda 1/2026",
    }  # fmt: skip
    found = siti.post(reverse("presence_policy_new"), {**values, "deed": "preview"}).content.decode()
    assert "Dari 1 absen" in found
    assert PresencePolicy.objects.filter(unit=office.setda).count() == 0
    siti.post(reverse("presence_policy_new"), {**values, "deed": "propose"})
    row = PresencePolicy.objects.get(unit=office.setda)
    assert (row.status, row.sample) == ("proposed", 150)
    assert "Artinya bagi absen minggu lalu" in page(rahma, "presence_policies")
    rahma.post(reverse("presence_policy_decide", args=[row.pk]), {"decision": "confirm"})
    row.refresh_from_db()
    assert row.status == "confirmed"
    dedi = browser_of(office.dedi)
    assert "SK Sekda 1/2026" not in page(dedi, "presence_policies")
    refused = dedi.post(reverse("presence_policy_new"), {**values, "legal_basis": "Diam-diam", "deed": "propose"})
    assert not PresencePolicy.objects.filter(legal_basis="Diam-diam").exists()
    assert refused.status_code in {200, 403}


def test_twins_are_declared_by_one_and_confirmed_by_another(office: Cast, browser_of: Browser) -> None:
    budi, siti = browser_of(office.budi), browser_of(office.siti)
    values = {
        "employee": office.budi.employee_id, "other": "", "why": "Saudara kembar", "valid_from": MONDAY.isoformat(),
    }  # fmt: skip
    budi.post(reverse("lookalike_new"), values)
    row = Lookalike.objects.get()
    assert "Saudara kembar" in page(siti, "lookalikes")
    siti.post(reverse("lookalike_decide", args=[row.pk]), {"decision": "confirm"})
    row.refresh_from_db()
    assert row.status == "confirmed"
    assert "Saudara kembar" not in page(browser_of(office.dedi), "lookalikes")
    siti.post(reverse("lookalike_end", args=[row.pk]), {"reason": "Keliru"})
    row.refresh_from_db()
    assert row.valid_to == MONDAY


def test_figures_and_inbox(office: Cast, doubted: Doubted, browser_of: Browser) -> None:
    case = doubted(office.budi)
    assert "Sekretariat Daerah" in page(browser_of(office.rahma), "review_statistics")
    assert reverse("review", args=[case.pk]) in page(browser_of(office.siti), "work_inbox")
    assert browser_of(office.siti).get(reverse("review_statistics")).status_code == 403
    assert isinstance(case.punch_id, UUID)
