"""Register of processing, letterhead, impact assessment, notice: versions, pages and files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.enrolment import selectors as enrolment
from hadir.enrolment.services import acknowledge_notice
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.people.models import Employee
from hadir.privacy import assessment, printing, registers, selectors
from hadir.privacy.models import Assessment, NoticeDraft, ProcessingActivity
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]

PAGES = (
    "privacy_queue", "privacy_notices", "privacy_register", "privacy_assessment", "privacy_breaches",
    "privacy_retention",
)  # fmt: skip
FORMS = (
    "privacy_notice_draft", "privacy_activity_new", "privacy_controller", "privacy_breach_new", "privacy_policy_new",
    "privacy_backup_new",
)  # fmt: skip
DRAFT = registers.DraftData("Teks", "Text", "Lebih singkat", "Shorter", "Perbup 3/2027", None)


@pytest.mark.parametrize("name", [*PAGES, *FORMS, "own_data", "own_notice"])
def test_strangers_are_sent_to_sign_in(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    ("who", "names", "status"),
    [
        ("dewi", (*PAGES, *FORMS), 200),
        ("agus", PAGES, 200),
        ("agus", FORMS, 403),
        ("made", (*PAGES, *FORMS), 403),
        ("budi", (*PAGES, *FORMS), 403),
        ("siti", (*PAGES[1:], *FORMS), 403),
        ("siti", ("privacy_queue", "own_data", "own_notice"), 200),
        ("budi", ("own_data", "own_notice"), 200),
        ("dewi", ("own_data",), 200),  # about her account
    ],
)
def test_each_role_opens_its_own_pages_only(
    office: Cast, browser_of: Browser, who: str, names: tuple[str, ...], status: int
) -> None:
    browser = browser_of(getattr(office, who))
    assert {name: browser.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, status)


def test_a_change_of_the_register_is_a_new_version_and_the_old_one_stays(office: Cast, browser_of: Browser) -> None:
    dewi = browser_of(office.dewi)
    before = selectors.activity("absen")
    values = {
        "name": before.name, "purpose": "Tujuan yang diperjelas", "legal_basis": before.legal_basis,
        "subjects": before.subjects, "categories": before.data, "recipients": before.recipients,
        "retention": before.retention, "security": before.security,
    }  # fmt: skip
    assert dewi.post(reverse("privacy_activity_edit", args=["absen"]), values).status_code == 302
    after = selectors.activity("absen")
    assert (after.version, after.purpose, after.data) == (2, "Tujuan yang diperjelas", before.data)
    assert ProcessingActivity.objects.filter(code="absen").count() == 2
    assert len(selectors.activities()) == len({row.code for row in ProcessingActivity.objects.all()})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_processingactivity SET purpose = 'x'")


def test_the_register_comes_as_pdf_and_as_table(office: Cast, browser_of: Browser) -> None:
    agus = browser_of(office.agus)
    assert agus.get(reverse("privacy_register_file", args=["pdf"])).content.startswith(b"%PDF")
    table = agus.get(reverse("privacy_register_file", args=["csv"])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["kode"] for row in rows} == {row.code for row in selectors.activities()}
    assert agus.get(reverse("privacy_register_file", args=["exe"])).status_code == 404


def test_the_letterhead_is_filled_once_and_kept(office: Cast, browser_of: Browser) -> None:
    values = {
        "region": "Pemerintah Kabupaten Contoh", "office": "Dinas Kominfo", "address": "Jalan 1", "city": "Contoh",
        "dpo_name": "Dewi", "dpo_contact": "ppdp@contoh.example", "signer_name": "Made", "signer_position": "Kepala",
    }  # fmt: skip
    dewi = browser_of(office.dewi)
    assert dewi.post(reverse("privacy_controller"), {**values, "region": ""}).status_code == 200
    assert selectors.controller() is None
    assert dewi.post(reverse("privacy_controller"), values).status_code == 302
    assert "ppdp@contoh.example" in browser_of(office.budi).get(reverse("own_data")).content.decode()


def test_the_assessment_is_printed_blank_and_filled(office: Cast, browser_of: Browser) -> None:
    now = timezone.now()
    assert printing.impact_assessment(now=now).startswith(b"%PDF")
    values = {field.code: f"jawaban {field.code}" for field in assessment.FIELDS}
    dewi = browser_of(office.dewi)
    assert dewi.post(reverse("privacy_assessment"), values).status_code == 302
    assert Assessment.objects.get().answers == values
    assert browser_of(office.agus).post(reverse("privacy_assessment"), values).status_code == 403
    assert "jawaban scope" in browser_of(office.agus).get(reverse("privacy_assessment")).content.decode()


def test_every_field_of_the_assessment_stands_in_a_chapter() -> None:
    placed = [code for section in assessment.SECTIONS for code in section.fields]
    assert sorted(placed) == sorted(field.code for field in assessment.FIELDS)


def test_a_notice_is_drafted_shown_in_both_languages_published_and_read(office: Cast, browser_of: Browser) -> None:
    dewi, budi = browser_of(office.dewi), browser_of(office.budi)
    values = {"text_id": "Isi baru", "text_en": "New text", "legal_basis": "Perbup 3/2027"}
    assert dewi.post(reverse("privacy_notice_draft"), values).status_code == 302
    preview = dewi.get(reverse("privacy_notice_publish")).content.decode()
    assert "Isi baru" in preview
    assert "New text" in preview
    assert enrolment.current_notice() is None, "a draft is not published"
    assert dewi.post(reverse("privacy_notice_publish")).status_code == 302
    assert not NoticeDraft.objects.exists()
    assert "Anda belum membaca pemberitahuan privasi" in budi.get(reverse("own_data")).content.decode()
    assert "Isi baru" in budi.get(reverse("own_notice")).content.decode()
    assert budi.post(reverse("own_notice"), {"version": "1"}).status_code == 302
    assert "Anda belum membaca pemberitahuan privasi" not in budi.get(reverse("own_data")).content.decode()
    dewi.post(
        reverse("privacy_notice_draft"), values | {"text_id": "Isi ketiga", "changes_id": "Isi", "changes_en": "Text"}
    )
    dewi.post(reverse("privacy_notice_publish"))
    assert "Pemberitahuan privasi diperbarui" in budi.get(reverse("own_data")).content.decode()
    assert budi.post(reverse("own_notice"), {"version": "x"}).status_code == 409


def test_a_second_version_says_what_changed_and_a_later_day_waits(office: Cast) -> None:
    now = timezone.now()
    with pytest.raises(Conflict, match="draft_missing"):
        registers.publish_draft(office.dewi, now=now)
    registers.write_draft(office.dewi, data=DRAFT, now=now)
    registers.publish_draft(office.dewi, now=now)
    from dataclasses import replace

    with pytest.raises(InvalidInput, match="texts_missing"):
        registers.write_draft(office.dewi, data=replace(DRAFT, changes_en=""), now=now)
    with pytest.raises(InvalidInput, match="date_passed"):
        registers.write_draft(
            office.dewi, data=replace(DRAFT, effective_on=now.date() - timedelta(days=1)), now=now
        )  # fmt: skip
    registers.write_draft(office.dewi, data=replace(DRAFT, effective_on=now.date() + timedelta(days=9)), now=now)
    second = registers.publish_draft(office.dewi, now=now)
    current = enrolment.current_notice(now)
    assert current is not None
    assert (current.version, second.version) == (1, 2)
    assert enrolment.current_notice(now + timedelta(days=10)) == second


def test_whoever_read_an_older_version_is_asked_on_the_home_page(office: Cast, browser_of: Browser) -> None:
    now = timezone.now()
    budi, siti = browser_of(office.budi), browser_of(office.siti)
    for version in (1, 2):
        registers.write_draft(office.dewi, data=DRAFT, now=now)
        registers.publish_draft(office.dewi, now=now)
        if version == 1:
            acknowledge_notice(office.budi, version=1, now=now)
    assert reverse("own_notice") in budi.get(reverse("home")).content.decode()
    assert reverse("own_notice") not in siti.get(reverse("home")).content.decode(), "the recording asks newcomers"
    acknowledge_notice(office.budi, version=2, now=now)
    assert reverse("own_notice") not in budi.get(reverse("home")).content.decode()


def test_only_the_officer_writes_the_notice(office: Cast) -> None:
    for other in (office.made, office.siti, office.agus, office.wati):
        with pytest.raises(NotPermitted):
            registers.write_draft(other, data=DRAFT, now=timezone.now())


def test_readers_are_counted_by_unit_in_few_statements(
    office: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    registers.write_draft(office.dewi, data=DRAFT, now=now)
    notice = registers.publish_draft(office.dewi, now=now)
    acknowledge_notice(office.siti, version=1, now=now)
    with django_assert_max_num_queries(4):
        rows = {row["unit"]: (row["people"], row["read"]) for row in selectors.reading_by_unit(notice)}
    assert rows["Bagian Umum"] == (Employee.objects.filter(unit=office.bagian_umum).count(), 0)
    assert rows["Sekretariat Daerah"] == (Employee.objects.filter(unit=office.setda).count(), 1)


def test_what_is_held_is_told_in_plain_words_with_counts(office: Cast, browser_of: Browser) -> None:
    from tests.privacy.faces import give_face

    give_face(office.budi)
    page = browser_of(office.budi).get(reverse("own_data")).content.decode()
    for words in ("Templat wajah", "Paling lama 90 hari", "JRA", "Belum ada yang membuka"):
        assert words in page
