"""The pages of leave, as each reader finds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.attendance.facts import Event
from hadir.leave import letters, requests, types
from hadir.leave.letters import LetterData
from hadir.leave.models import AbsenceRequest, AbsenceType, AdjustmentProposal, DutyLetter, LedgerEntry
from hadir.leave.rules import Deed
from hadir.notices.models import Notice
from hadir.people import careers
from tests.cast import SYSTEM, Cast
from tests.colleagues import colleague
from tests.leave.conftest import NOW, Submit, an_ask
from tests.leave.papers import a_pdf

Browser = Callable[[User], Client]

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def test_from_the_kind_to_the_decision_by_page(kinds: Cast, browser_of: Browser) -> None:
    budi, joko, siti = browser_of(kinds.budi), browser_of(kinds.joko), browser_of(kinds.siti)
    assert "Cuti tahunan" in page(budi, "leave_choose")
    assert "Diputuskan oleh Joko Contoh (Kepala Bagian Umum)" in page(budi, "leave_new", "CT")
    sent = {"first": "2026-12-07", "last": "2026-12-09", "reason": "Keluarga"}
    response = budi.post(reverse("leave_new", args=["CT"]), sent, follow=True)
    assert "Menunggu atasan" in response.content.decode()
    asked = AbsenceRequest.objects.get()
    assert asked.reference in page(budi, "my_leave")
    assert "Budi Contoh" in page(joko, "leave_inbox")
    address = reverse("absence_request", args=[asked.pk])
    assert "Anda memutuskan sebagai Kepala Bagian Umum" in joko.get(address).content.decode()
    joko.post(address, {"deed": "approve"})
    assert "Verifikasi" in page(siti, "leave_inbox")
    siti.post(address, {"deed": "verify"})
    asked.refresh_from_db()
    assert asked.state == "granted"
    assert "CT" in page(siti, "leave_team", query="?bulan=2026-12")
    assert "9 hari" in page(budi, "my_leave")
    link = Notice.objects.get(kind="absence_decided").link
    assert link == address
    assert budi.post(address, {"deed": "withdraw"}).status_code == 302


def test_a_refusal_stands_beside_the_field(kinds: Cast, browser_of: Browser) -> None:
    sent = {"first": "2026-12-07", "last": "2027-02-09", "reason": "Keluarga"}
    text = browser_of(kinds.budi).post(reverse("leave_new", args=["CT"]), sent).content.decode()
    assert "Sisa cuti tahunan 2026: 12 hari, diminta 19 hari kerja." in text


def test_a_sick_note_is_for_deciders_only(kinds: Cast, browser_of: Browser) -> None:
    sent = {
        "first": "2026-11-16",
        "last": "2026-11-18",
        "reason": "Demam",
        "papers": [SimpleUploadedFile("../surat dokter.exe", a_pdf(), "application/pdf")],
    }
    browser_of(kinds.budi).post(reverse("leave_new", args=["CS"]), sent)
    paper = AbsenceRequest.objects.get().attachments.get()
    assert (paper.name, paper.is_health) == ("surat dokter.pdf", True)
    address = reverse("leave_paper", args=[paper.pk])
    for user, status in ((kinds.budi, 200), (kinds.joko, 200), (kinds.siti, 200), (kinds.wati, 404), (kinds.dedi, 404)):
        response = browser_of(user).get(address)
        assert response.status_code == status, user
    assert b"%PDF" not in bytes(paper.sealed or b"")


def test_a_note_is_wanted_for_a_rejection(kinds: Cast, browser_of: Browser) -> None:
    asked = requests.submit(kinds.budi, ask=an_ask(), now=NOW).request
    address = reverse("absence_request", args=[asked.pk])
    text = browser_of(kinds.joko).post(address, {"deed": "reject", "note": " "}).content.decode()
    assert "Tuliskan alasannya" in text
    assert browser_of(kinds.joko).post(address, {"deed": "dance"}).status_code == 200
    browser_of(kinds.joko).post(address, {"deed": "return", "note": "Ubah tanggal"})
    text = page(browser_of(kinds.budi), "leave_complete", asked.pk)
    assert 'value="2026-12-07"' in text
    browser_of(kinds.budi).post(
        reverse("leave_complete", args=[asked.pk]), {"first": "2026-12-08", "last": "2026-12-08", "reason": "x"}
    )
    asked.refresh_from_db()
    assert (asked.state, asked.amount) == ("superior", 1)


def test_another_agency_finds_nothing(granted: Submit, kinds: Cast, browser_of: Browser) -> None:
    asked = granted()
    dedi = browser_of(kinds.dedi)
    for name, number in (("absence_request", asked.pk), ("leave_ledger", kinds.budi.employee_id)):
        assert dedi.get(reverse(name, args=[number])).status_code == 404
    for name in ("leave_team", "leave_ledgers", "duty_letters", "leave_inbox"):
        assert "Budi Contoh" not in page(dedi, name)


def test_offices_without_an_own_record_go_to_their_work(kinds: Cast, browser_of: Browser) -> None:
    assert browser_of(kinds.wati).get(reverse("my_leave")).headers["Location"] == reverse("leave_team")
    assert browser_of(kinds.made).get(reverse("my_leave")).headers["Location"] == reverse("leave_types")
    assert "belum diverifikasi" in page(browser_of(kinds.made), "leave_types")


def test_a_letter_by_page(kinds: Cast, browser_of: Browser) -> None:
    sent = {
        "type_code": "TKD",
        "number": "800/1/2026",
        "dated_on": "2026-11-16",
        "subject": "Rapat",
        "place": "Sampit",
        "first": "2026-11-17",
        "last": "2026-11-18",
        "employees": [str(kinds.budi.employee_id), str(kinds.joko.employee_id)],
    }
    assert "Budi Contoh" in page(browser_of(kinds.siti), "duty_letter_new")
    browser_of(kinds.siti).post(reverse("duty_letter_new"), sent)
    letter = DutyLetter.objects.get()
    address = reverse("duty_letter", args=[letter.pk])
    assert "800/1/2026" in page(browser_of(kinds.rahma), "leave_inbox")
    assert browser_of(kinds.budi).get(address).status_code == 404
    browser_of(kinds.rahma).post(address, {"deed": "confirm"})
    assert "Sampit" in browser_of(kinds.budi).get(address).content.decode()
    browser_of(kinds.rahma).post(address, {"deed": "cancel", "from_day": "2026-11-18", "note": "Dipersingkat"})
    assert letter.granted.filter(ended_at=None, last=date(2026, 11, 17)).count() == 2


def test_terms_are_edited_as_new_rows_by_the_hr_agency(kinds: Cast, browser_of: Browser) -> None:
    old = AbsenceType.objects.get(code="CAP")
    address = reverse("leave_type_edit", args=[old.pk])
    assert browser_of(kinds.siti).get(address).status_code == 403
    form = browser_of(kinds.wati).get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, False)}
    sent |= {"valid_from": "2027-01-01", "longest": "2", "legal_basis": "Peraturan baru"}
    response = browser_of(kinds.wati).post(address, sent)
    assert response.status_code == 302, response.context["form"].errors
    (proposed,) = types.waiting()
    decision = reverse("leave_type_decide", args=[proposed.pk])
    assert "Menunggu persetujuan orang lain" in page(browser_of(kinds.wati), "leave_types")
    browser_of(kinds.wati).post(decision, {"decision": "confirm"})
    assert browser_of(kinds.siti).post(decision, {"decision": "confirm"}).status_code == 403
    old.refresh_from_db()
    assert old.valid_to is None
    lina = browser_of(colleague(kinds))
    assert decision in page(lina, "leave_types")
    assert "Ketentuan cuti dan izin" in page(lina, "work_inbox")
    lina.post(decision, {"decision": "confirm"})
    old.refresh_from_db()
    assert old.valid_to == date(2026, 12, 31)
    assert "Peraturan baru" in page(browser_of(kinds.budi), "leave_types")


def test_adjustments_and_opening_balances_by_page(kinds: Cast, browser_of: Browser) -> None:
    wati = browser_of(kinds.wati)
    lines = f"nip;jenis;tahun;saldo\n{kinds.budi.employee.nip};CT;2026;9\n"  # type: ignore[union-attr]
    file = SimpleUploadedFile("saldo.csv", lines.encode("cp1252"), "text/csv")
    assert wati.post(reverse("leave_opening"), {"file": file}).status_code == 302
    address = reverse("leave_ledger", args=[kinds.budi.employee_id])
    assert "Saldo awal" in wati.get(address).content.decode()
    wati.post(address, {"type_code": "CT", "year": "2026", "days": "-2", "reason": "Surat 5"})
    proposal = AdjustmentProposal.objects.get()
    assert "Menunggu petugas lain" in wati.get(address).content.decode()
    assert wati.post(reverse("leave_adjustment", args=[proposal.pk]), {"deed": "accept"}).status_code == 409
    assert LedgerEntry.objects.count() == 1


def test_lists_do_not_ask_more_for_more_people(
    kinds: Cast, browser_of: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    data = LetterData("TKD", "1", date(2026, 11, 16), "Rapat", "Sampit", date(2026, 11, 17), date(2026, 11, 18))
    staff = [one.employee_id or 0 for one in (kinds.budi, kinds.joko, kinds.siti)]
    letter = letters.enter_letter(kinds.siti, unit_id=kinds.setda.pk, data=data, employee_ids=staff, now=NOW)
    letters.decide_letter(kinds.rahma, letter_id=letter.pk, accept=True, now=NOW)
    for day in (21, 22, 23):
        ask = an_ask(first=date(2026, 12, day), last=date(2026, 12, day))
        asked = requests.submit(kinds.budi, ask=ask, now=NOW).request
        requests.decide(kinds.joko, request_id=asked.pk, deed=Deed.APPROVE, now=NOW)
    rahma, siti = browser_of(kinds.rahma), browser_of(kinds.siti)
    for client, name in ((rahma, "leave_team"), (siti, "leave_inbox"), (siti, "leave_ledgers"), (siti, "duty_letters")):
        page(client, name)
        with django_assert_max_num_queries(45):
            page(client, name)


def test_an_event_on_those_days_is_told_to_asker_and_decider(
    kinds: Cast, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def between(first: date, last: date) -> list[Event]:
        assert (first, last) == (date(2026, 12, 7), date(2026, 12, 9))
        moments = (NOW, NOW, NOW)
        here = Event(1, "upacara", "Upacara Korpri", first, *moments, frozenset({kinds.setda.pk}), frozenset())
        there = Event(2, "apel", "Apel Dinkes", first, *moments, frozenset({kinds.dinkes.pk}), frozenset())
        return [here, there]

    monkeypatch.setattr("hadir.attendance.events.selectors.between", between)
    sent = {"first": "2026-12-07", "last": "2026-12-09", "reason": "Keluarga"}
    text = browser_of(kinds.budi).post(reverse("leave_new", args=["CT"]), sent, follow=True).content.decode()
    assert "Upacara Korpri, 7 Desember 2026" in text and "Apel Dinkes" not in text
    asked = AbsenceRequest.objects.get()
    assert "Upacara Korpri" in page(browser_of(kinds.joko), "absence_request", asked.pk)


def test_a_superior_named_by_a_decision_decides_from_another_agency(kinds: Cast, browser_of: Browser) -> None:
    budi, dedi_id = kinds.budi.employee_id or 0, kinds.dedi.employee_id or 0
    careers.set_superior(SYSTEM, employee_id=budi, superior_id=dedi_id, valid_from=date(2026, 1, 1), legal_basis="SK 9")
    requests.submit(kinds.budi, ask=an_ask(), now=NOW)
    asked = AbsenceRequest.objects.get()
    dedi = browser_of(kinds.dedi)
    assert "Budi Contoh" in page(dedi, "leave_inbox")
    assert "Budi Contoh" not in page(browser_of(kinds.joko), "leave_inbox")
    address = reverse("absence_request", args=[asked.pk])
    assert dedi.post(address, {"deed": "approve"}).status_code == 302
    browser_of(kinds.siti).post(address, {"deed": "verify"})
    asked.refresh_from_db()
    assert asked.state == "granted"
    assert dedi.get(reverse("leave_ledger", args=[kinds.budi.employee_id])).status_code == 404
