"""Pages of places: drawing without a script, who may open what, and what is shown to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hadir.accounts.models import User
from hadir.people.selectors import today_in_region
from hadir.places import assignments, services
from hadir.places.assignments import AssignmentData
from hadir.places.models import AreaVersion, NetworkVersion, PlaceAssignment
from hadir.places.rules import Circle
from hadir.places.services import NetworkLine
from hadir.places.shapes import NamedArea
from tests.cast import SYSTEM, Cast

BrowserOf = Callable[[User], Client]
SQUARE = {
    "lat-0": ["-2,6400", "-2.6400", "-2.6410", "-2.6410"],
    "lon-0": ["111.2300", "111,2310", "111.2310", "111.2300"],
}


def form(**more: Any) -> dict[str, Any]:
    today = today_in_region().isoformat()
    return {"areas": "1", "name-0": "Halaman", "kind-0": "polygon", **SQUARE, "valid_from": today,
            "legal_basis": "BA 1/2026", "do": "propose", **more}  # fmt: skip


def address(cast: Cast, name: str = "place_areas") -> str:
    return reverse(name, args=[cast.setda_office.pk])


def found(cast: Cast) -> None:
    now = timezone.now()
    areas = [NamedArea("Gedung <utama>", Circle(-2.63, 111.23, 100))]
    place = cast.setda_office.pk
    services.found_areas(SYSTEM, work_place_id=place, areas=areas, legal_basis="BA 1", now=now)
    networks = [NetworkLine("203.0.113.0/28", "Jalur utama")]
    services.found_networks(SYSTEM, work_place_id=place, networks=networks, legal_basis="BA 2", now=now)


def test_an_area_is_drawn_without_a_script_and_confirmed_by_somebody_else(cast: Cast, browser_of: BrowserOf) -> None:
    siti, rahma = browser_of(cast.siti), browser_of(cast.rahma)
    assert siti.post(address(cast), form()).status_code == 302
    row = AreaVersion.objects.get()
    assert row.areas[0]["points"][0] == [-2.64, 111.23]
    assert "Area Kantor Bupati" in rahma.get(reverse("work_inbox")).content.decode()
    answer = rahma.post(reverse("areas_decide", args=[row.pk]), {"decision": "confirm"})
    assert answer["Location"] == address(cast, "work_place")
    row.refresh_from_db()
    assert row.status == "confirmed"
    assert "Halaman" in browser_of(cast.budi).get(reverse("own_places")).content.decode()


def test_buttons_that_change_the_form_keep_what_was_typed(cast: Cast, browser_of: BrowserOf) -> None:
    siti = browser_of(cast.siti)
    page = siti.post(address(cast), form(do="circle")).content.decode()
    assert 'name="name-1"' in page
    assert 'value="-2,6400"' in page
    assert 'value="BA 1/2026"' in page
    page = siti.post(address(cast), form(do="point-0")).content.decode()
    assert page.count('name="lat-0"') == 7
    page = siti.post(address(cast), form(do="drop-0")).content.decode()
    assert 'name="lat-0"' not in page
    assert not AreaVersion.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lat-0": ["-2.64", "x", "-2.641", "-2.641"]}, "Titik 2 tidak terbaca"),
        ({"lat-0": ["-2.64", "-2.641", "-2.64", "-2.641"]}, "berpotongan dengan garis dari titik 3 ke 4"),
        ({"lat-0": ["-2.64"], "lon-0": ["111.23"]}, "paling sedikit 3 titik"),
        ({"kind-0": "circle", "radius-0": ""}, "Lingkaran memerlukan titik pusat dan radius"),
        ({"kind-0": "circle", "radius-0": "nan"}, "Radius paling kecil"),
        ({"name-0": ""}, "Beri nama setiap area"),
        ({"legal_basis": ""}, "Bidang ini"),
        ({"valid_from": "2020-01-01"}, "yang sudah lewat telah dinilai"),
        ({"areas": "99999"}, ""),
        ({"areas": "x"}, ""),
    ],
)
def test_what_is_wrong_is_said_on_the_page(cast: Cast, browser_of: BrowserOf, more: dict[str, Any], said: str) -> None:
    answer = browser_of(cast.siti).post(address(cast), form(**more))
    assert answer.status_code in (200, 302)
    assert said in answer.content.decode()
    assert not any(row.areas for row in AreaVersion.objects.all())


def test_a_file_fills_the_form_and_its_problems_are_said(cast: Cast, browser_of: BrowserOf) -> None:
    siti = browser_of(cast.siti)
    text = "tempat_kerja,area,jenis,lintang,bujur,radius_m\n,Gedung timur,lingkaran,-2.63,111.23,80\n"
    page = siti.post(address(cast), form(do="file", file=SimpleUploadedFile("a.csv", text.encode()))).content.decode()
    assert 'value="Gedung timur"' in page
    assert 'value="80"' in page
    page = siti.post(address(cast), form(do="file", file=SimpleUploadedFile("a.kml", b"<"))).content.decode()
    assert "bukan KML" in page
    assert 'value="Halaman"' in page
    assert "Pilih berkas" in siti.post(address(cast), form(do="file")).content.decode()


def test_an_import_proposes_every_place_or_nothing(cast: Cast, browser_of: BrowserOf) -> None:
    siti = browser_of(cast.siti)
    head = "tempat_kerja,area,jenis,lintang,bujur,radius_m\n"
    right = f"{cast.setda_office.name},Timur,lingkaran,-2.63,111.23,80\n"
    foreign = f"{cast.dinkes_office.name},Barat,lingkaran,-2.66,111.26,80\n"

    def send(text: str) -> Any:
        values = {"file": SimpleUploadedFile("a.csv", text.encode()), "legal_basis": "BA",
                  "valid_from": today_in_region().isoformat()}  # fmt: skip
        return siti.post(reverse("areas_import"), values)

    page = send(head + right + foreign + right.replace("80", "9000")).content.decode()
    assert "Baris 3: Tempat kerja" in page
    assert "Baris 4: " in page
    assert not AreaVersion.objects.exists()
    assert send(head + right).status_code == 302
    assert AreaVersion.objects.get().work_place_id == cast.setda_office.pk


def test_networks_are_proposed_line_by_line(cast: Cast, browser_of: BrowserOf) -> None:
    siti, page = browser_of(cast.siti), address(cast, "place_networks")
    values = {"networks": "203.0.113.0/28 Jalur utama\n\n10.0.0.0/24", "legal_basis": "BA",
              "valid_from": today_in_region().isoformat()}  # fmt: skip
    assert "Baris 2: Alamat ini hanya berlaku" in siti.post(page, values).content.decode()
    assert siti.post(page, values | {"networks": "203.0.113.0/28 Jalur utama"}).status_code == 302
    row = NetworkVersion.objects.get()
    answer = browser_of(cast.rahma).post(reverse("networks_decide", args=[row.pk]), {"decision": "confirm"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert [(one.network, one.name) for one in row.networks.all()] == [("203.0.113.0/28", "Jalur utama")]
    assert row.status == "confirmed"


def test_networks_are_shown_only_to_who_sets_them(cast: Cast, browser_of: BrowserOf) -> None:
    found(cast)
    for who, sees in (("budi", False), ("dedi", False), ("agus", False), ("siti", True), ("rahma", True)):
        page = browser_of(getattr(cast, who)).get(address(cast, "work_place")).content.decode()
        assert ("203.0.113.0/28" in page) is sees, who
        assert "Gedung &lt;utama&gt;" in page
        assert "Gedung <utama>" not in page


def test_an_assignment_is_made_and_ended_on_the_person_s_page(cast: Cast, browser_of: BrowserOf) -> None:
    siti = browser_of(cast.siti)
    page = reverse("employee_places", args=[cast.budi.employee_id])
    today = today_in_region()
    values = {"work_place": cast.dinkes_office.pk, "first": today.isoformat(), "last": "", "basis": "ST 7/2026"}
    assert siti.post(page, values).status_code == 302
    row = PlaceAssignment.objects.get()
    assert "ST 7/2026" in siti.get(page).content.decode()
    assert cast.dinkes_office.name in browser_of(cast.budi).get(reverse("own_places")).content.decode()
    assert browser_of(cast.dedi).post(reverse("assignment_end", args=[row.pk])).status_code == 404
    assert siti.post(reverse("assignment_end", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.cancelled_at is not None


def test_people_of_duty_are_shown_to_their_agency_only(cast: Cast, browser_of: BrowserOf) -> None:
    today = today_in_region()
    data = AssignmentData(today, today + timedelta(days=3), "ST 7", cast.dinkes_office.pk)
    assignments.assign(cast.siti, cast.budi.employee_id or 0, data, now=timezone.now())
    page = reverse("work_place", args=[cast.dinkes_office.pk])
    assert "Budi Contoh" in browser_of(cast.siti).get(page).content.decode()
    assert "Budi Contoh" not in browser_of(cast.dedi).get(page).content.decode()
    assert browser_of(cast.dedi).get(reverse("employee_places", args=[cast.budi.employee_id])).status_code == 404


def test_the_list_says_which_places_have_an_area(cast: Cast, browser_of: BrowserOf, settings: Any) -> None:
    found(cast)
    page = browser_of(cast.made).get(reverse("work_places")).content.decode()
    assert page.count("Area digambar") == 1
    assert "Belum ada area" in page


def test_map_pictures_come_from_nowhere_unless_the_operator_says_so(
    cast: Cast, browser_of: BrowserOf, settings: Any
) -> None:
    found(cast)
    budi = browser_of(cast.budi)
    answer = budi.get(address(cast, "work_place"))
    assert '"tiles": ""' in answer.content.decode()
    assert "img-src 'self' data: blob:;" in answer["Content-Security-Policy"] + ";"
    tiles = "https://peta.example.go.id/{z}/{x}/{y}.png"
    settings.CONFIG = settings.CONFIG.model_copy(update={"map_tiles": tiles})
    assert tiles in budi.get(address(cast, "work_place")).content.decode()
