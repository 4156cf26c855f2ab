"""The tree, the page of a unit and careers, as people with different roles see and change them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hadir.accounts.models import User
from hadir.people import careers, selectors, structure
from hadir.people.models import Employee, Headship, OrgUnit, Placement
from hadir.people.rules import HeadKind
from tests.cast import SYSTEM, Cast, appoint, employ, make_nip

Browser = Callable[[User], Client]
DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-03-01T05:00:00Z", tick=False):
        yield


def person(user: User) -> Employee:
    return Employee.objects.get(user=user)


def text(browser: Client, name: str, *args: Any) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return answer.content.decode()


def test_the_tree_names_heads_of_today_in_the_own_units_only(cast: Cast, browser_of: Browser) -> None:
    appoint(cast.budi, cast.bagian_umum, HeadKind.PLH, valid_from=DAY, valid_to=DAY)
    mine = text(browser_of(cast.siti), "units")
    assert "Bagian Umum" in mine
    assert "Plh. Budi Contoh" in mine
    assert "Dinas Kesehatan" not in mine
    theirs = text(browser_of(cast.dedi), "units")
    assert "Dinas Kesehatan" in theirs
    assert "Sekretariat" not in theirs
    assert "Contoh, M.Si." not in theirs


def test_any_depth_costs_the_same(cast: Cast, browser_of: Browser) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert "Bagian Umum" in text(browser, "units")
        return len(statements)

    browser = browser_of(cast.wati)
    text(browser, "units")
    shallow, parent = cost(), cast.bagian_umum
    for depth in range(12):
        parent = structure.create_unit(SYSTEM, parent_id=parent.pk, name=f"Tim {depth}", code=f"T{depth}", kind="unit")
    assert "Tim 11" in text(browser, "units")
    assert cost() == shallow


def test_dedi_meets_closed_doors_everywhere(cast: Cast, browser_of: Browser) -> None:
    browser, budi, unit = browser_of(cast.dedi), person(cast.budi), cast.bagian_umum.pk
    headship = Headship.objects.get(unit=unit).pk
    row = Placement.objects.get(employee=budi).pk
    for name, *args in (
        ("unit", unit),
        ("unit_edit", unit),
        ("unit_close", unit),
        ("head_new", unit),
        ("head_end", unit, headship),
        ("career", budi.pk),
        ("career_change", budi.pk, "placement"),
        ("career_correct", budi.pk, "placement", row),
    ):
        assert browser.get(reverse(name, args=args)).status_code in (403, 404), name
    for name, *args in (
        ("unit_reopen", unit),
        ("head_withdraw", unit, headship),
        ("career_withdraw", budi.pk, "placement", row),
    ):
        assert browser.post(reverse(name, args=args)).status_code in (403, 404), name
    assert Headship.objects.get(pk=headship).superseded_at is None


def test_an_operator_appoints_an_acting_head(cast: Cast, browser_of: Browser) -> None:
    browser, unit = browser_of(cast.siti), cast.bagian_umum
    sent = {
        "employee": person(cast.budi).nip,
        "kind": "plh",
        "valid_from": "2026-03-01",
        "valid_to": "2026-03-07",
        "legal_basis": "SP 800/3/2026",
    }
    refused = browser.post(reverse("head_new", args=[unit.pk]), sent | {"legal_basis": ""})
    assert refused.status_code == 200
    refused = browser.post(reverse("head_new", args=[unit.pk]), sent | {"employee": person(cast.dedi).nip})
    assert "Tidak ada pegawai aktif" in refused.content.decode()
    assert browser.post(reverse("head_new", args=[unit.pk]), sent).status_code == 302
    page = text(browser, "unit", unit.pk)
    assert "Plh. Budi Contoh" in page
    again = browser.post(reverse("head_new", args=[unit.pk]), sent | {"employee": person(cast.rahma).nip})
    assert "sudah menjadi pelaksana tugas" in again.content.decode()
    made = Headship.objects.get(kind="plh")
    assert browser.post(reverse("head_end", args=[unit.pk, made.pk]), {"last_day": "2026-03-03"}).status_code == 302
    head = selectors.head_of(unit.pk, date(2026, 3, 4))
    assert head is not None
    assert head.kind == "definitive"


def test_the_head_of_an_agency_is_named_above_it(cast: Cast, browser_of: Browser) -> None:
    address = reverse("head_new", args=[cast.setda.pk])
    assert address not in text(browser_of(cast.siti), "unit", cast.setda.pk)
    assert browser_of(cast.siti).get(address).status_code == 403
    assert address in text(browser_of(cast.wati), "unit", cast.setda.pk)
    assert browser_of(cast.wati).get(address).status_code == 200


def test_a_unit_is_renamed_from_a_day_and_not_closed_with_people(cast: Cast, browser_of: Browser) -> None:
    browser, unit = browser_of(cast.wati), cast.bagian_umum
    sent = {"name": "Bagian Rumah Tangga", "code": "SETDA-RT", "parent": cast.setda.pk, "valid_from": "2026-04-01"}
    assert browser.post(reverse("unit_edit", args=[unit.pk]), sent).status_code == 302
    assert OrgUnit.objects.get(pk=unit.pk).name == "Bagian Umum"
    assert "Bagian Rumah Tangga" in text(browser, "unit", unit.pk)
    refused = browser.post(reverse("unit_close", args=[unit.pk]), {"last_day": "2026-06-30"})
    assert "masih ada 2 pegawai" in refused.content.decode()


def test_a_transfer_by_the_page(cast: Cast, browser_of: Browser) -> None:
    browser, budi = browser_of(cast.siti), person(cast.budi)
    address = reverse("career_change", args=[budi.pk, "placement"])
    assert browser.get(address).status_code == 200
    sent = {
        "unit": cast.setda.pk,
        "work_place": cast.setda_office.pk,
        "position_title": "Analis",
        "position_level": "fungsional",
        "valid_from": "2026-03-01",
        "legal_basis": "SK 1",
    }
    assert browser.post(address, sent | {"valid_from": "31/31/2026"}).status_code == 200
    assert browser.post(address, sent).status_code == 302
    page = text(browser, "career", budi.pk)
    assert "Analis" in page
    assert "28 Februari 2026" in page
    row = Placement.objects.get(employee=budi, position_title="Analis", superseded_at__isnull=True)
    correct = reverse("career_correct", args=[budi.pk, "placement", row.pk])
    assert browser.post(correct, sent | {"position_title": "Arsiparis"}).status_code == 302
    assert person(cast.budi).position == "Arsiparis"


@pytest.mark.parametrize(
    ("kind", "sent", "expected"),
    [
        ("grade", {"grade": "33"}, 302),
        ("grade", {"grade": "XVII"}, 200),
        ("employment", {"employment_type": "PNS"}, 302),
        ("superior", {"superior": "rahma"}, 302),
        ("superior", {"superior": "budi"}, 200),
        ("nonsense", {}, 404),
    ],
)
def test_other_changes_by_the_page(
    cast: Cast, browser_of: Browser, kind: str, sent: dict[str, str], expected: int
) -> None:
    if "superior" in sent:
        sent = {"superior": person(getattr(cast, sent["superior"])).nip}
    browser, address = browser_of(cast.siti), reverse("career_change", args=[person(cast.budi).pk, kind])
    assert browser.post(address, sent | {"valid_from": "2026-03-01"}).status_code == expected


def test_everybody_sees_the_own_superior(cast: Cast, browser_of: Browser) -> None:
    page = text(browser_of(cast.budi), "own_career")
    assert "Joko Contoh" in page
    assert "kepala unit sendiri" in page
    assert browser_of(cast.made).get(reverse("own_career")).status_code == 403


def test_the_old_agency_keeps_its_own_time(cast: Cast, browser_of: Browser) -> None:
    budi = person(cast.budi)
    careers.place_employee(
        SYSTEM,
        employee_id=budi.pk,
        data=careers.PlacementData(cast.dinkes.pk, cast.dinkes_office.pk, position_title="Perawat"),
        valid_from=DAY,
    )
    old = text(browser_of(cast.siti), "career", budi.pk)
    assert "28 Februari 2026" in old
    assert "Perawat" not in old
    assert browser_of(cast.siti).get(reverse("employee", args=[budi.pk])).status_code == 404
    assert "Perawat" in text(browser_of(cast.dedi), "career", budi.pk)


def test_pages_cost_the_same_however_many_serve_there(
    cast: Cast, browser_of: Browser, django_assert_max_num_queries: Any
) -> None:
    for number in range(20, 40):
        employ(f"Orang {number}", make_nip("19900101", "201503", 1, number), cast.bagian_umum, cast.setda_office)
    browser = browser_of(cast.siti)
    with django_assert_max_num_queries(40):
        assert "Orang 39" in text(browser, "unit", cast.bagian_umum.pk)
    with django_assert_max_num_queries(40):
        text(browser, "career", person(cast.budi).pk)
