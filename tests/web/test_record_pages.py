"""The pages of corrections, incidents and events: what each role finds, sends and reads there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from itertools import chain

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hadir.accounts.models import User
from hadir.attendance.corrections import ruling
from hadir.attendance.corrections import services as corrections
from hadir.attendance.corrections.models import Correction, CorrectionDecision, CorrectionRule
from hadir.attendance.corrections.rules import Kind, Reason
from hadir.attendance.corrections.services import Ask
from hadir.attendance.events import planning, policies
from hadir.attendance.events.models import AttendanceList, AttendanceTick, EventSeries, PlannedEvent
from hadir.attendance.incidents import reporting
from hadir.attendance.incidents.models import IncidentReport, OutageSign
from tests.attendance.conftest import MONDAY, NOW, check_in, office  # noqa: F401 - fixtures
from tests.attendance.test_events import apel
from tests.attendance.test_incidents import outage
from tests.cast import Cast
from tests.colleagues import colleague
from tests.leave.papers import a_pdf

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
DAY = "?hari=2026-11-16"


@pytest.fixture(autouse=True)
def _that_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def ask(office: Cast) -> Correction:  # noqa: F811
    wanted = Ask(Kind.ADD, MONDAY, Reason.DEVICE_BROKEN, "Listrik padam", "morning", clock_of("07:20"))
    return corrections.request_own(office.budi, ask=wanted, now=NOW)


def clock_of(text: str) -> time:
    return datetime.strptime(text, "%H:%M").replace(tzinfo=UTC).time()


def test_budi_asks_and_joko_decides(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    budi, joko = browser_of(office.budi), browser_of(office.joko)
    assert "Minta koreksi" in page(budi, "corrections")
    assert "Lanjut" in page(budi, "correction_new")
    text = page(budi, "correction_new", query=DAY)
    assert "belum ada absen" in text
    assert "Lupa absen" in text  # as a reason that is not taken
    answer = budi.post(
        reverse("correction_new") + DAY,
        {"what": "stage:morning", "clock": "", "reason": "device_broken", "explanation": "Listrik padam"},
    )
    assert "Isi jamnya." in answer.content.decode()
    answer = budi.post(
        reverse("correction_new") + DAY,
        {"what": "stage:morning", "clock": "04:00", "reason": "device_broken", "explanation": "Listrik padam"},
    )
    assert "jam tahap ini" in answer.content.decode()
    answer = budi.post(
        reverse("correction_new") + DAY,
        {
            "what": "stage:morning",
            "clock": "07:20",
            "reason": "device_broken",
            "explanation": "Listrik padam",
            "papers": SimpleUploadedFile("a.pdf", a_pdf()),
        },
    )
    row = Correction.objects.get()
    assert answer["Location"] == reverse("correction", args=[row.pk])
    assert "Tarik permintaan" in page(budi, "correction", row.pk)
    assert "1 menunggu keputusan Anda" in page(joko, "corrections")
    text = page(joko, "correction", row.pk)
    assert "Anda memutuskan sebagai Kepala Bagian Umum" in text
    paper = joko.get(reverse("correction_paper", args=[row.papers.get().pk]))
    assert paper.content == a_pdf()
    assert "sandbox" in paper["Content-Security-Policy"]
    refused = joko.post(reverse("correction", args=[row.pk]), {"deed": "reject", "note": ""})
    assert "alasan penolakan" in refused.content.decode()
    odd = joko.post(reverse("correction", args=[row.pk]), {"deed": "burn"})
    assert "Pilih salah satu" in odd.content.decode()
    joko.post(reverse("correction", args=[row.pk]), {"deed": "approve"})
    assert CorrectionDecision.objects.get().outcome == "approved"
    assert "Disetujui" in page(budi, "corrections")


def test_siti_proposes_for_budi_and_dedi_finds_nothing(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    siti, dedi = browser_of(office.siti), browser_of(office.dedi)
    assert "Budi Contoh" in page(siti, "correction_choose")
    assert "Tidak ada pegawai dengan nama itu" in page(siti, "correction_choose", query="?cari=siti")
    address = reverse("correction_propose", args=[office.budi.employee_id]) + DAY
    sent = {"what": "stage:afternoon", "clock": "16:05", "reason": "not_recognised", "explanation": "Kamera rusak"}
    assert dedi.post(address, sent).status_code == 404
    assert siti.post(address, sent).status_code == 302
    row = Correction.objects.get()
    assert "KOR-" in page(siti, "corrections", query="?lihat=unit")
    assert "KOR-" not in page(dedi, "corrections", query="?lihat=unit")
    assert dedi.get(reverse("correction", args=[row.pk])).status_code == 404
    assert dedi.post(reverse("correction", args=[row.pk]), {"deed": "approve"}).status_code == 404
    assert siti.post(reverse("correction", args=[row.pk]), {"deed": "approve"}).status_code == 403
    assert browser_of(office.budi).get(reverse("correction_choose")).status_code == 403


def test_statistics_are_drawn_for_those_who_oversee(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    ask(office)
    for user in (office.agus, office.wati, office.rahma):
        text = page(browser_of(user), "correction_statistics", query="?bulan=2026-11")
        assert "<rect" in text
        assert "Budi Contoh" in text
    for user in (office.budi, office.siti, office.dedi, office.made):
        assert browser_of(user).get(reverse("correction_statistics")).status_code == 403
    assert "Belum ada koreksi" in page(browser_of(office.agus), "correction_statistics", query="?bulan=2020-01")


def test_rules_are_everybody_s_to_read_and_hr_s_to_set(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    assert "Permenkoinfra 10/2025" in page(browser_of(office.budi), "correction_rules")
    assert browser_of(office.siti).get(reverse("correction_rule_new")).status_code == 403
    wati = browser_of(office.wati)
    assert "Permenkoinfra" in page(wati, "correction_rule_new", query="?alasan=not_enrolled")
    sent = {"reason": "forgot", "allowed": "on", "days_after": "3", "most_a_month": "2", "valid_from": "2026-11-01"}
    assert "wajib" in wati.post(reverse("correction_rule_new"), sent).content.decode().lower()
    wati.post(reverse("correction_rule_new"), sent | {"legal_basis": "Perbup Contoh 9/2026"})
    assert ruling.in_force(MONDAY).get(reason="forgot").most_a_month == 0, "nobody has confirmed it"
    proposed = CorrectionRule.objects.get(most_a_month=2)
    decision = reverse("correction_rule_decide", args=[proposed.pk])
    wati.post(decision, {"decision": "confirm"})
    assert ruling.in_force(MONDAY).get(reason="forgot").most_a_month == 0, "not the one who proposed it"
    browser_of(colleague(office)).post(decision, {"decision": "confirm"})
    assert ruling.in_force(MONDAY).get(reason="forgot").most_a_month == 2


def test_an_outage_from_report_to_minutes(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    siti, wati = browser_of(office.siti), browser_of(office.wati)
    sent = {
        "kind": "outage",
        "title": "Jaringan padam",
        "first_at": "2026-11-16T07:00",
        "last_at": "2026-11-16T08:30",
        "units": [str(office.setda.pk)],
        "what_happened": "Tiket ISP 77",
    }
    assert (
        "sesudah waktu mulai"
        in siti.post(reverse("incident_new"), sent | {"last_at": "2026-11-16T06:00"}).content.decode()
    )
    siti.post(reverse("incident_new"), sent)
    row = IncidentReport.objects.get()
    assert row.first_at == datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
    assert "menunggu penetapan Anda" in page(wati, "incidents")
    text = page(siti, "incident", row.pk)
    assert "Belum ditetapkan" in text
    assert "Tetapkan" not in text
    text = page(wati, "incident", row.pk)
    assert "Budi Contoh" in text
    verdict = {"first_at": "2026-11-16T07:30", "last_at": "2026-11-16T08:30", "note": ""}
    text = wati.post(reverse("incident", args=[row.pk]), verdict | {"deed": "preview"}).content.decode()
    assert "tanpa absen" in text
    backwards = verdict | {"first_at": "2026-11-16T08:45", "deed": "preview"}
    assert "di dalam waktu yang dilaporkan" in wati.post(reverse("incident", args=[row.pk]), backwards).content.decode()
    assert "alasannya" in wati.post(reverse("incident", args=[row.pk]), verdict | {"deed": "reject"}).content.decode()
    assert wati.get(reverse("incident_minutes", args=[row.pk])).status_code == 302
    wati.post(reverse("incident", args=[row.pk]), verdict | {"deed": "confirm"})
    assert IncidentReport.objects.get().state == "confirmed"
    assert "Berita Acara Gangguan" in page(wati, "incident_minutes", row.pk)
    assert "Budi Contoh" not in page(wati, "incident_minutes", row.pk)
    assert "Jaringan padam" in page(browser_of(office.budi), "incidents")


def test_a_sign_is_shown_explained_and_dropped(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    sign = OutageSign.objects.create(
        sign="silence",
        work_place=office.setda_office,
        stage="morning",
        first_at=datetime(2026, 11, 16, 0, 0, tzinfo=UTC),
        last_at=datetime(2026, 11, 16, 1, 0, tzinfo=UTC),
        facts={"usual": 120, "seen": 3},
        noticed_at=NOW,
    )
    assert "biasanya 120 orang" in page(browser_of(office.siti), "incidents")
    assert "biasanya 120 orang" not in page(browser_of(office.dedi), "incidents")
    assert "biasanya 120 orang" in page(browser_of(office.siti), "incident_new", query=f"?tanda={sign.pk}")
    assert browser_of(office.siti).post(reverse("sign_drop", args=[sign.pk]), {"note": "x"}).status_code == 403
    browser_of(office.wati).post(reverse("sign_drop", args=[sign.pk]), {"note": "Libur setempat"})
    sign.refresh_from_db()
    assert sign.drop_note == "Libur setempat"


def test_an_apel_from_plan_to_confirmed_list(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    siti, rahma = browser_of(office.siti), browser_of(office.rahma)
    sent = {
        "kind": "apel",
        "name": "Apel Senin",
        "day": "2026-11-16",
        "opens": "07:00",
        "starts": "07:30",
        "closes": "08:00",
        "unit": str(office.setda.pk),
        "place": str(office.setda_office.pk),
        "legal_basis": "SE Sekda 800/1/2026",
        "units": [str(office.setda.pk)],
    }
    text = siti.post(reverse("event_new"), sent | {"people": "123"}).content.decode()
    assert "tidak ada di unit Anda" in text
    siti.post(reverse("event_new"), sent)
    row = PlannedEvent.objects.get()
    assert "Apel Senin" in page(browser_of(office.budi), "events")
    assert "Anda diharapkan hadir" in page(browser_of(office.budi), "events")
    assert browser_of(office.budi).get(reverse("event_new")).status_code == 403
    assert "Isi daftar hadir" in page(siti, "event", row.pk)
    assert "Isi daftar hadir" not in page(browser_of(office.dedi), "event", row.pk)
    siti.post(reverse("event_list_open", args=[row.pk, office.setda.pk]))
    kept = AttendanceList.objects.get()
    assert "0 dari 4 orang hadir" in page(siti, "event_list", kept.pk)
    address = reverse("event_tick", args=[kept.pk, office.budi.employee_id])
    part = siti.post(address, {"hadir": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in part
    assert 'hx-swap-oob="true"' in part
    assert "1 dari 4 orang hadir" in part
    assert siti.post(address, {"hadir": "1"}).status_code == 302
    assert AttendanceTick.objects.count() == 1
    assert browser_of(office.dedi).post(address, {"hadir": "0"}).status_code == 404
    siti.post(reverse("event_list", args=[kept.pk]), {"deed": "hand_in"})
    assert "Anda ikut mengisi" in page(siti, "event_list", kept.pk)
    assert "Sahkan" in page(rahma, "event_list", kept.pk)
    assert "alasannya" in rahma.post(reverse("event_list", args=[kept.pk]), {"deed": "return"}).content.decode()
    rahma.post(reverse("event_list", args=[kept.pk]), {"deed": "confirm"})
    assert "Disahkan oleh Rahma" in page(siti, "event_list", kept.pk)


def test_a_past_apel_is_cancelled_by_two_pages(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    row = planning.plan(office.siti, data=apel(office), now=NOW)
    siti, wati = browser_of(office.siti), browser_of(office.wati)
    address = reverse("event", args=[row.pk])
    assert "Minta pembatalan" in page(siti, "event", row.pk)
    refused = siti.post(address, {"note": " "}).content.decode()
    assert "alasannya" in refused
    assert "tidak boleh kosong" not in refused
    siti.post(address, {"note": "Hujan"})
    assert "menunggu persetujuan" in page(browser_of(office.budi), "event", row.pk)
    assert "Anda yang memintanya" in page(siti, "event", row.pk)
    assert siti.post(address, {"deed": "accept_cancel"}).status_code == 403
    assert address in page(wati, "work_inbox")
    assert address not in page(siti, "work_inbox")
    assert "Setujui pembatalan" in page(wati, "event", row.pk)
    assert "Setujui pembatalan" not in page(browser_of(office.budi), "event", row.pk)
    assert wati.post(address, {"deed": "refuse_cancel"}).status_code == 200  # without a reason
    wati.post(address, {"deed": "accept_cancel"})
    assert "Dibatalkan" in page(browser_of(office.budi), "event", row.pk)


@pytest.mark.parametrize(
    ("form", "decide", "listing", "sent"),
    [
        (
            "correction_rule_new",
            "correction_rule_decide",
            "correction_rules",
            {"reason": "forgot", "allowed": "on", "days_after": "31"},
        ),
        ("event_policy_new", "event_policy_decide", "event_policies", {"kind": "apel"}),
    ],
)
def test_a_rule_waits_for_another_person(
    office: Cast,  # noqa: F811
    browser_of: Browser,
    form: str,
    decide: str,
    listing: str,
    sent: dict[str, str],
) -> None:
    wati, lina = browser_of(office.wati), browser_of(colleague(office))
    sent = sent | {"valid_from": "2026-11-01", "legal_basis": "Perbup Contoh 9/2026"}
    assert wati.post(reverse(form), sent).status_code == 302
    rows = [*chain(ruling.waiting(), policies.waiting())]
    address = reverse(decide, args=[rows[0].pk])
    assert 'value="confirm"' not in page(wati, listing)
    assert "Menunggu persetujuan orang lain" in page(wati, listing)
    assert reverse(listing) not in page(wati, "work_inbox").split("<main")[-1]
    assert address in page(lina, listing)
    assert "Usulan ketentuan" in page(lina, "work_inbox")
    assert browser_of(office.siti).post(address, {"decision": "confirm"}).status_code == 403
    wati.post(address, {"decision": "confirm"})
    lina.post(address, {"decision": "reject"})  # without a reason
    assert [*chain(ruling.waiting(), policies.waiting())] == rows
    lina.post(address, {"decision": "confirm"})
    assert [*chain(ruling.waiting(), policies.waiting())] == []
    assert "Perbup Contoh 9/2026" in page(browser_of(office.budi), listing)
    wati.post(reverse(form), sent | {"valid_from": "2026-12-01"})
    (again,) = chain(ruling.waiting(), policies.waiting())
    address = reverse(decide, args=[again.pk])
    assert 'value="withdraw"' in page(wati, listing)
    assert browser_of(office.siti).post(address, {"decision": "withdraw"}).status_code == 403
    assert "Usulan ditarik" in wati.post(address, {"decision": "withdraw"}, follow=True).content.decode()
    assert [*chain(ruling.waiting(), policies.waiting())] == []
    assert "Ditarik" in page(browser_of(office.budi), listing)


def test_a_weekly_apel_and_its_end(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    siti = browser_of(office.siti)
    sent = {
        "kind": "apel",
        "name": "Apel Senin",
        "weekday": "0",
        "opens": "07:00",
        "starts": "07:30",
        "closes": "08:00",
        "first": "2026-11-16",
        "unit": str(office.setda.pk),
        "place": str(office.setda_office.pk),
        "legal_basis": "SE Sekda 800/1/2026",
    }
    assert "mendahului" in siti.post(reverse("event_series_new"), sent | {"last": "2026-11-01"}).content.decode()
    siti.post(reverse("event_series_new"), sent)
    assert "Senin" in page(siti, "events", query="?bulan=2026-12")
    siti.post(reverse("event_series_end", args=[EventSeries.objects.get().pk]))
    assert PlannedEvent.objects.filter(cancelled_at=None).count() == 1


def test_policies_of_events(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    assert "Hanya daftar hadir" in page(browser_of(office.budi), "event_policies")
    assert browser_of(office.siti).get(reverse("event_policy_new")).status_code == 403
    wati = browser_of(office.wati)
    assert "Dasar hukum" in page(wati, "event_policy_new")
    sent = {"kind": "sidak", "by_check_in": "on", "valid_from": "2026-11-01", "legal_basis": "Perbup Contoh 9/2026"}
    assert wati.post(reverse("event_policy_new"), sent).status_code == 302


def test_more_rows_ask_no_more_often(office: Cast, browser_of: Browser) -> None:  # noqa: F811
    client = browser_of(office.rahma)
    ask(office)

    def statements() -> list[int]:
        found = []
        for name in ("events", "corrections", "incidents"):
            with CaptureQueriesContext(connection) as asked:
                page(client, name)
            found.append(len(asked))
        return found

    def add(n: int) -> None:
        planning.plan(office.siti, data=apel(office, name=f"Acara {n}"), now=NOW)
        reporting.report(office.siti, data=outage(office, title=f"Padam {n}"), now=NOW)

    add(0)
    statements()  # what is read once a process
    before = statements()
    for n in range(1, 5):
        add(n)
    assert statements() == before
