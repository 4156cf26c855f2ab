"""The auditor finds, reads, exports and hands out heads; nobody else sees that the log exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hadir.accounts import elevations, invitations, oversight
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.accounts.texts import RIGHT_NAMES, right_name
from hadir.audit import heads, selectors, services
from hadir.audit.models import AuditEntry
from hadir.audit.selectors import Search
from hadir.lib import audit_export, jws
from hadir.lib.authority import Actor, Right
from hadir.lib.errors import NotFound, NotPermitted
from hadir.web.access import ELEVATIONS
from tests.cast import PASSWORD, SYSTEM, Cast, bare, grant

Browser = Callable[[User], Client]
PAGES = ("audit_log", "audit_heads")


def _write(cast: Cast, count: int = 1, **more: object) -> None:
    deeds = [
        services.Deed(
            "people.update_employee",
            Actor(cast.siti.pk, cast.siti.actor.label),
            f"employee:{cast.budi.employee_id}",
            cast.bagian_umum.pk,
            {"n": number},
            **more,  # type: ignore[arg-type]
        )
        for number in range(count)
    ]
    with transaction.atomic():
        services.record_many(deeds)


@pytest.fixture
def setda_auditor(cast: Cast) -> User:
    """An auditor of one agency only."""
    now = timezone.now()
    issued = invitations.open_account(
        SYSTEM, username="nyoman", display_name="Nyoman Contoh", email="", link=bare, now=now
    )
    user = invitations.accept_invitation(issued.link, password=PASSWORD, now=now)
    grant(SYSTEM, user, Role.AUDITOR, cast.setda)
    return user


def _text(browser: Client, name: str, **query: str) -> str:
    response = browser.get(reverse(name), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", ["made", "siti", "dedi", "budi", "wati", "dewi"])
def test_only_the_auditor_sees_the_log(cast: Cast, browser_of: Browser, who: str) -> None:
    browser = browser_of(getattr(cast, who))
    assert {browser.get(reverse(name)).status_code for name in PAGES} == {403}
    assert browser.get(reverse("audit_entry", args=[1])).status_code == 403
    assert browser.post(reverse("audit_export")).status_code == 403
    assert reverse("audit_log") not in browser.get(reverse("home")).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_sign_in(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_the_auditor_reads_sentences_and_the_reading_is_noted(cast: Cast, browser_of: Browser) -> None:
    _write(cast)
    text = _text(browser_of(cast.agus), "audit_log")
    assert f"{cast.siti.actor.label} mengubah data pegawai Budi Contoh." in text
    assert "Bagian Umum" in text
    look = AuditEntry.objects.get(action="audit.log_seen")
    assert (look.actor_id, look.right) == (cast.agus.pk, "see_audit_log")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"pelaku": "Siti"}, True),
        ({"pelaku": "Dedi"}, False),
        ({"pelaku": "nobody at all"}, False),
        ({"perihal": "Budi Contoh"}, True),
        ({"perihal": "Dedi Contoh"}, False),
        ({"kelompok": "people"}, True),
        ({"kelompok": "schedules"}, False),
        ({"kelompok": "_seen"}, False),
        ({"hak": "manage_employees"}, True),
        ({"hak": "check_in"}, False),
        ({"oleh": "machine", "kelompok": "people", "perihal": "stage_window:1"}, False),
        ({"dari": "2020-01-01", "sampai": "2099-01-01"}, True),
        ({"dari": "2099-01-01"}, False),
        ({"sampai": "2020-01-01"}, False),
    ],
)
def test_searching_narrows_the_list(cast: Cast, browser_of: Browser, query: dict[str, str], found: bool) -> None:
    _write(cast, right=Right.MANAGE_EMPLOYEES)
    assert ("mengubah data pegawai Budi Contoh" in _text(browser_of(cast.agus), "audit_log", **query)) == found


def test_searching_by_unit_takes_what_is_below(cast: Cast, browser_of: Browser) -> None:
    _write(cast)
    browser = browser_of(cast.agus)
    assert "mengubah data pegawai Budi" in _text(browser, "audit_log", unit=str(cast.setda.pk))
    assert "mengubah data pegawai Budi" not in _text(browser, "audit_log", unit=str(cast.dinkes.pk))


@pytest.mark.parametrize(
    "query",
    [
        {"dari": "nonsense"},
        {"unit": "99999999999999999999"},
        {"sebelum": "99999999999999999999"},
        {"sesudah": "-1"},
        {"perihal": "employee:\x00"},
        {"kelompok": "nothing"},
        {"dari": "2025-02-02", "sampai": "2025-01-01"},
    ],
)
def test_nonsense_in_the_address_is_no_error(cast: Cast, browser_of: Browser, query: dict[str, str]) -> None:
    assert browser_of(cast.agus).get(reverse("audit_log"), query).status_code == 200


def test_paging_goes_through_every_entry_once_in_both_directions(cast: Cast) -> None:
    _write(cast, 25)
    everything = list(AuditEntry.objects.order_by("-seq").values_list("seq", flat=True))
    page = selectors.search(Search(), size=7)
    forward, back = [entry.seq for entry in page.entries], []
    while page.older:
        page = selectors.search(Search(), before=page.older, size=7)
        forward += [entry.seq for entry in page.entries]
    assert forward == everything
    back = [entry.seq for entry in page.entries]
    while page.newer:
        page = selectors.search(Search(), after=page.newer, size=7)
        back = [entry.seq for entry in page.entries] + back
    assert back == everything


def test_a_list_counts_nothing_and_asks_no_more_for_more_entries(
    cast: Cast, browser_of: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _write(cast, 60)
    browser = browser_of(cast.agus)
    _text(browser, "audit_log")
    with CaptureQueriesContext(connection) as few, django_assert_max_num_queries(30):
        _text(browser, "audit_log")
    assert not any("COUNT(" in query["sql"].upper() and "audit_auditentry" in query["sql"] for query in few)
    assert not any("OFFSET" in query["sql"].upper() for query in few)


def test_an_entry_shows_what_changed_and_leads_to_the_history(cast: Cast, browser_of: Browser) -> None:
    _write(cast, before={"unit_id": cast.setda.pk, "phone": "•••"}, after={"unit_id": cast.bagian_umum.pk})
    seq = AuditEntry.objects.latest("seq").seq
    text = browser_of(cast.agus).get(reverse("audit_entry", args=[seq])).content.decode()
    assert f"Sekretariat Daerah ({cast.setda.pk})" in text
    assert f"Bagian Umum ({cast.bagian_umum.pk})" in text
    assert f"?perihal=employee%3A{cast.budi.employee_id}" in text
    assert reverse("employee", args=[cast.budi.employee_id]) in text
    assert browser_of(cast.agus).get(reverse("audit_entry", args=[10**17])).status_code == 404


class TestLimitedAuditor:
    def test_only_entries_of_the_own_units_are_seen(self, cast: Cast, setda_auditor: User) -> None:
        _write(cast)
        page = oversight.read_log(setda_auditor, Search())
        below = {cast.setda.pk, cast.bagian_umum.pk}
        assert page.entries
        assert {entry.unit_id for entry in page.entries} <= below
        elsewhere = AuditEntry.objects.filter(unit_id=cast.dinkes.pk).values_list("seq", flat=True)[0]
        with pytest.raises(NotFound):
            oversight.read_entry(setda_auditor, elsewhere)
        whole = AuditEntry.objects.filter(unit_id=None).values_list("seq", flat=True)[0]
        with pytest.raises(NotFound):
            oversight.read_entry(setda_auditor, whole)

    def test_asking_for_another_unit_widens_nothing(self, cast: Cast, setda_auditor: User) -> None:
        asked = Search(unit_ids={cast.dinkes.pk}, units={cast.dinkes.pk})
        assert oversight.read_log(setda_auditor, asked).entries == []

    def test_the_export_withholds_what_may_not_be_read_and_is_whole(self, cast: Cast, setda_auditor: User) -> None:
        _open(setda_auditor)
        made = oversight.export_log(setda_auditor, since=None, until=None, now=timezone.now())
        lines = list(made.lines)
        report = audit_export.check(lines, keys=jws.KeySet([heads.audit_key()]))
        assert report.findings == []
        assert 0 < report.withheld < report.count
        assert f'"unit": {cast.dinkes.pk},'.encode() not in b"".join(lines)


def _open(user: User) -> int:
    now = timezone.now()
    opened = elevations.open_elevation(
        user, right=Right.EXPORT_AUDIT_LOG, reason="Pemeriksaan 1/2026", proved_at=now, now=now
    )
    return opened.pk


class TestExport:
    def test_it_needs_an_open_right(self, cast: Cast, browser_of: Browser) -> None:
        with pytest.raises(NotPermitted) as refused:
            oversight.export_log(cast.agus, since=None, until=None, now=timezone.now())
        assert refused.value.code == "elevation_needed"
        response = browser_of(cast.agus).post(reverse("audit_export"))
        assert response.status_code == 302
        assert reverse("elevation_open", args=["export_audit_log"]) in response["Location"]

    def test_the_file_can_be_checked_and_the_export_is_noted(self, cast: Cast, browser_of: Browser) -> None:
        heads.sign_head(day=timezone.localdate(), now=timezone.now())
        browser = browser_of(cast.agus)
        session = browser.session
        session[ELEVATIONS] = [_open(cast.agus)]
        session.save()
        response = browser.post(reverse("audit_export"), {"dari": "2020-01-01", "sampai": ""})
        assert isinstance(response, StreamingHttpResponse)
        assert re.fullmatch(r'attachment; filename="hadir-audit-1-\d+.jsonl"', response["Content-Disposition"])
        lines = response.getvalue().splitlines(keepends=True)
        report = audit_export.check(lines, keys=jws.KeySet([heads.audit_key()]))
        assert report.ok
        assert report.heads_met == 1
        noted = AuditEntry.objects.get(action="audit.exported")
        assert (noted.actor_id, noted.right, noted.detail["last"]) == (cast.agus.pk, "export_audit_log", report.last)

    def test_nonsense_dates_are_refused(self, cast: Cast, browser_of: Browser) -> None:
        browser = browser_of(cast.agus)
        session = browser.session
        session[ELEVATIONS] = [_open(cast.agus)]
        session.save()
        assert browser.post(reverse("audit_export"), {"dari": "x"}).status_code == 422


class TestHeads:
    def test_the_page_tells_whether_each_head_still_fits(self, cast: Cast, browser_of: Browser) -> None:
        browser = browser_of(cast.agus)
        assert "Belum ada kepala" in _text(browser, "audit_heads")
        today = timezone.localdate()
        first, _fresh = heads.sign_head(day=today - timedelta(days=1), now=timezone.now())
        assert first is not None
        assert "Asli dan cocok dengan log" in _text(browser, "audit_heads")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
            cursor.execute("UPDATE audit_auditentry SET hash = prev_hash WHERE seq = %s", [first.seq])
            cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")
        assert "Tidak cocok" in _text(browser, "audit_heads")

    def test_a_head_can_be_shown_and_downloaded(self, cast: Cast, browser_of: Browser, client: Client) -> None:
        head, _fresh = heads.sign_head(day=timezone.localdate(), now=timezone.now())
        assert head is not None
        day = head.date.isoformat()
        browser = browser_of(cast.agus)
        assert head.fingerprint in browser.get(reverse("audit_head", args=[day])).content.decode()
        line = browser.get(reverse("audit_head_file", args=[day])).content.decode()
        keys = jws.load_keys(client.get(reverse("audit_keys")).content.decode())
        assert jws.verify(line, keys, typ=audit_export.HEAD_TYPE)["seq"] == head.seq
        assert browser_of(cast.made).get(reverse("audit_head_file", args=[day])).status_code == 403
        for wrong in ("2020-01-01", "nonsense"):
            assert browser.get(reverse("audit_head", args=[wrong])).status_code == 404


def test_rights_are_said_in_words_beside_entries_and_in_the_search(cast: Cast, browser_of: Browser) -> None:
    _write(cast, right=Right.MANAGE_EMPLOYEES)
    browser = browser_of(cast.agus)
    page = browser.get(reverse("audit_entry", args=[AuditEntry.objects.latest("seq").seq])).content.decode()
    assert "Mengubah data pegawai" in page
    search = _text(browser, "audit_log", hak=Right.MANAGE_EMPLOYEES.value)
    assert re.search(r'value="manage_employees"\s+selected>Mengubah data pegawai<', search)
    assert all(str(RIGHT_NAMES[right]) in search for right in Right)


def test_an_entry_of_a_right_that_is_gone_keeps_its_code() -> None:
    assert right_name("fly_a_kite") == "fly_a_kite"
