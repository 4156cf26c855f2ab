"""Rosters as people see them: the grid, own duties, swaps, kinds of shifts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.lib import tables
from hadir.schedules.proposals import Status
from hadir.schedules.rosters import selectors, services
from hadir.schedules.rosters.models import RestRule, Roster, ShiftType, SwapRequest, SwapState
from tests.cast import Cast, employ, join, make_nip
from tests.schedules.rosters.duties import MONTH, OCTOBER, Ward, head_of, make_ward, planned

BrowserOf = Callable[[User], Client]
DAY = date(2026, 10, 12)


@pytest.fixture
def ward(cast: Cast) -> Ward:
    return make_ward(cast)


@pytest.fixture(autouse=True)
def _a_day_in_october() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 10, 5, 2, 0, tzinfo=UTC), tick=False):
        yield


def cell(ward: Ward, day: int = 1) -> str:
    return f"c-{ward.ani.pk}-{day:02d}"


def test_the_operator_opens_fills_and_publishes_a_roster(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.dedi)
    opened = browser.post(reverse("rosters"), {"unit": ward.unit.pk, "month": "2026-10"}, follow=True)
    roster = Roster.objects.get()
    page = opened.content.decode()
    assert "Roster Ruang Melati: 3 orang tanpa jadwal, 1-31 Okt 2026." in page
    assert 'aria-label="Ani Contoh, 1 Oktober"' in page
    address = reverse("roster", args=[roster.pk])
    assert (
        "Tersimpan: 2 perubahan"
        in browser.post(
            address, {cell(ward, 1): "p", cell(ward, 2): "-", cell(ward, 3): ""}, follow=True
        ).content.decode()
    )
    assert selectors.cells(roster) == {(ward.ani.pk, OCTOBER[0]): "P", (ward.ani.pk, OCTOBER[1]): "L"}
    data = {"pattern": "P P S S M M L L", "first": "2026-10-01", "last": "2026-10-31", "shift_by": "2"}
    filled = browser.post(
        reverse("roster_fill", args=[roster.pk]), data | {"people": [str(one) for one in ward.people]}, follow=True
    )
    assert "Tidak ada celah" in filled.content.decode()
    done = browser.post(reverse("roster_publish", args=[roster.pk]), {"remarks": ""}, follow=True).content.decode()
    assert "Roster diumumkan" in done
    assert "Alasan perubahan" in done


def test_a_wrong_cell_is_said_and_what_was_typed_stays(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    roster = planned(ward, (), publish=False)
    address = reverse("roster", args=[roster.pk])
    answer = browser_of(cast.dedi).post(address, {cell(ward, 1): "P", cell(ward, 2): "zz?"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“zz?” bukan kode dinas unit ini pada 2 Oktober 2026." in page
    assert 'value="zz?"' in page
    assert not selectors.cells(roster)


@pytest.mark.parametrize("who", ["siti", "rahma", "budi", "made", "dewi"])
def test_people_of_other_agencies_find_no_roster(cast: Cast, ward: Ward, browser_of: BrowserOf, who: str) -> None:
    roster = planned(ward, ("P", "S", "M"))
    browser = browser_of(getattr(cast, who))
    for name in ("roster", "roster_template"):
        assert browser.get(reverse(name, args=[roster.pk])).status_code == 404
    for name in ("roster_fill", "roster_import", "roster_publish"):
        assert browser.post(reverse(name, args=[roster.pk])).status_code == 404
    assert "Ruang Melati" not in browser.get(reverse("rosters")).content.decode()


def test_who_only_reads_a_roster_cannot_write_it(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    roster = planned(ward, ("P", "S", "M"))
    browser = browser_of(cast.agus)
    page = browser.get(reverse("roster", args=[roster.pk])).content.decode()
    assert "<input name=" not in page.split("<table")[1].split("</table")[0]
    answer = browser.post(reverse("roster", args=[roster.pk]), {cell(ward): "L", "reason": "x"})
    assert answer.status_code == 422
    assert selectors.cells(roster)[ward.ani.pk, OCTOBER[0]] == "P"


def test_the_template_is_read_again_as_it_was_written(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    roster = planned(ward, ("P P S", "S S L", "M L L"), publish=False)
    before = selectors.cells(roster)
    browser = browser_of(cast.dedi)
    content = browser.get(reverse("roster_template", args=[roster.pk])).content
    assert tables.read_table("x", content).headers[:3] == ["nip", "nama", "1"]
    services.set_cells(cast.dedi, roster.pk, cells=dict.fromkeys(before, ""), now=datetime.now(UTC))
    file = SimpleUploadedFile("roster.xlsx", io.BytesIO(content).getvalue())
    page = browser.post(reverse("roster_import", args=[roster.pk]), {"file": file}, follow=True).content.decode()
    assert "Dimuat: 93 perubahan" in page
    assert selectors.cells(roster) == before


def test_a_file_with_faults_is_refused_by_row_and_column(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    roster = planned(ward, (), publish=False)
    file = SimpleUploadedFile("roster.csv", f"nip;nama;1;2\n{ward.ani.nip};Ani;P;Q\n".encode())
    answer = browser_of(cast.dedi).post(reverse("roster_import", args=[roster.pk]), {"file": file})
    page = answer.content.decode()
    assert "Baris 2, kolom 2: “Q” bukan kode dinas." in page
    assert "tidak ada yang disimpan" in page
    assert not selectors.cells(roster)


def test_a_change_after_publishing_is_listed_with_its_reason(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    roster = planned(ward, ("P", "S", "M"))
    browser = browser_of(cast.dedi)
    address = reverse("roster", args=[roster.pk])
    assert "Tuliskan alasan perubahannya" in browser.post(address, {cell(ward): "L"}).content.decode()
    page = browser.post(address, {cell(ward): "L", "reason": "Sakit"}, follow=True).content.decode()
    assert "P → L: Sakit" in page


def test_a_grid_of_many_people_comes_in_pages_with_a_fixed_number_of_statements(
    cast: Cast, ward: Ward, browser_of: BrowserOf, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        employ(f"Nomor{n:02d} Contoh", make_nip("19910202", "201703", 1, 300 + n), ward.unit, cast.dinkes_office)
    roster = services.open_roster(cast.dedi, unit_id=ward.unit.pk, month=MONTH)
    browser = browser_of(cast.dedi)
    browser.get(reverse("roster", args=[roster.pk]))
    with django_assert_max_num_queries(52):
        page = browser.get(reverse("roster", args=[roster.pk])).content.decode()
    assert page.count('<th scope="row"') == 25
    assert "Halaman 1 dari 2" in page


# --- own duties and swaps


def test_ones_own_month_in_words(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    planned(ward, ("P P S S M M L L", "S", "M"))
    browser = browser_of(join(ward.ani))
    page = browser.get(reverse("own_shifts")).content.decode()
    assert "Senin, 5 Oktober" in page
    assert "selesai hari berikutnya" in page
    assert "Libur menurut roster" in page
    assert "(WIB)" in page
    assert "Tidak ada jadwal dinas" in browser.get(reverse("own_shifts"), {"bulan": "2026-12"}).content.decode()
    assert browser.get(reverse("own_shifts"), {"bulan": "x"}).status_code == 200


def test_a_swap_from_the_question_to_the_decision(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    planned(ward, ("P", "S", "L"))
    ani, beni, head = browser_of(join(ward.ani)), browser_of(join(ward.beni)), browser_of(head_of(ward, cast))
    address = f"{reverse('swap_new')}?hari={DAY}"
    assert "Beni Contoh: Dinas S 14.00" in ani.get(address).content.decode()
    data = {"partner": ward.beni.pk, "other_day": DAY.isoformat(), "reason": "Anak sakit"}
    assert "Permintaan dikirim" in ani.post(address, data, follow=True).content.decode()
    swap = SwapRequest.objects.get()
    assert "1 rekan meminta tukar" in beni.get(reverse("own_shifts")).content.decode()
    beni.post(reverse("swap_answer", args=[swap.pk]), {"answer": "yes"})
    assert "Ani Contoh ⇄ Beni Contoh" in head.get(reverse("swaps")).content.decode()
    assert head.post(reverse("swap_decide", args=[swap.pk]), {"decision": "confirm"}, follow=True).status_code == 200
    swap.refresh_from_db()
    assert swap.state == SwapState.APPROVED


def test_swaps_of_others_are_seen_by_nobody_of_elsewhere(cast: Cast, ward: Ward, browser_of: BrowserOf) -> None:
    planned(ward, ("P", "S", "L"))
    ani = browser_of(join(ward.ani))
    data = {"partner": ward.beni.pk, "other_day": DAY.isoformat(), "reason": "Rahasia"}
    ani.post(f"{reverse('swap_new')}?hari={DAY}", data)
    swap = SwapRequest.objects.get()
    for who in ("dedi", "rahma", "budi"):
        browser = browser_of(getattr(cast, who))
        assert "Rahasia" not in browser.get(reverse("swaps")).content.decode()
        assert browser.post(reverse("swap_decide", args=[swap.pk]), {"decision": "confirm"}).status_code == 403
        assert browser.post(reverse("swap_answer", args=[swap.pk]), {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize("asked", ["", "x", "2026-11-20"])
def test_a_day_without_a_duty_cannot_be_swapped(cast: Cast, ward: Ward, browser_of: BrowserOf, asked: str) -> None:
    assert browser_of(join(ward.ani)).get(reverse("swap_new"), {"hari": asked}).status_code == 404


# --- kinds of shifts


def test_an_agency_proposes_and_the_hr_agency_confirms_on_the_page(
    cast: Cast, ward: Ward, browser_of: BrowserOf
) -> None:
    data = {
        "unit": ward.unit.pk, "code": "d", "name": "Dua belas jam", "starts": "19:00", "ends": "07:00",
        "break_min": "60", "early_min": "60", "late_min": "90", "after_min": "120", "valid_from": "2026-11-01",
        "legal_basis": "Perdir 2/2026",
    }  # fmt: skip
    dedi = browser_of(cast.dedi)
    assert "Usulan dibuat" in dedi.post(reverse("shift_new"), data, follow=True).content.decode()
    row = ShiftType.objects.get(code="D")
    assert row.status == Status.PROPOSED
    assert dedi.post(reverse("shift_decide", args=[row.pk]), {"decision": "confirm"}).status_code == 403
    wati = browser_of(cast.wati)
    assert "Dua belas jam" in wati.get(reverse("shift_types")).content.decode()
    wati.post(reverse("shift_decide", args=[row.pk]), {"decision": "confirm"})
    row.refresh_from_db()
    assert row.status == Status.CONFIRMED
    assert "Kode dinas: 1 sampai 4" in dedi.post(reverse("shift_new"), data | {"code": "L"}).content.decode()


def test_the_rule_of_rest_takes_two_people(cast: Cast, browser_of: BrowserOf) -> None:
    wati = browser_of(cast.wati)
    data = {"hours": "11", "valid_from": "2026-11-01", "legal_basis": "Perbup 5/2026"}
    assert "11 jam" in wati.post(reverse("rest_new"), data, follow=True).content.decode()
    rule = RestRule.objects.get()
    page = wati.post(reverse("rest_decide", args=[rule.pk]), {"decision": "confirm"}, follow=True).content.decode()
    assert "tidak boleh menyetujui" in page
    assert browser_of(cast.dedi).get(reverse("rest_new")).status_code == 403


@pytest.mark.parametrize("who", ["siti", "rahma", "budi", "dedi", "wati", "made", "agus", "dewi"])
def test_everybody_reads_the_kinds_of_shifts(cast: Cast, ward: Ward, browser_of: BrowserOf, who: str) -> None:
    browser = browser_of(getattr(cast, who))
    assert "Dinas P" in browser.get(reverse("shift_types")).content.decode()
    assert browser.get(reverse("own_shifts"), follow=True).status_code == 200
