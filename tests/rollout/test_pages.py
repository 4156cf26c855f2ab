"""The roll-out's pages: who sees them, what they say, what wrong input is answered with."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hadir.people.selectors import today_in_region
from hadir.rollout.models import OldList, PhaseDecision, StepMark, SurveyReading
from tests.cast import Cast


@pytest.mark.parametrize(
    ("who", "status"),
    [("siti", 200), ("dedi", 200), ("wati", 200), ("made", 200), ("agus", 200), ("budi", 403), ("dewi", 403)],
)
def test_the_launch_board_is_for_those_who_lead_there(cast: Cast, browser_of: Any, who: str, status: int) -> None:
    assert browser_of(getattr(cast, who)).get(reverse("launch_board")).status_code == status


def test_an_agency_elsewhere_does_not_exist(cast: Cast, browser_of: Any) -> None:
    dedi = browser_of(cast.dedi)
    assert "Sekretariat Daerah" not in dedi.get(reverse("launch_board")).content.decode()
    for name in ("rollout_agency", "rollout_survey", "rollout_list_new", "enrolment_day_new"):
        assert dedi.get(reverse(name, args=[cast.setda.pk])).status_code == 404


def test_the_hr_agency_sets_a_phase_on_the_page_and_is_told_what_lacks(cast: Cast, browser_of: Any) -> None:
    page = reverse("rollout_agency", args=[cast.setda.pk])
    wati = browser_of(cast.wati)
    today = today_in_region().isoformat()
    answer = wati.post(page, {"phase": "trial", "starts_on": today, "legal_basis": "SE 7", "reason": ""})
    assert answer.status_code == 200
    assert "Tuliskan alasan keputusan ini" in answer.content.decode()
    assert not PhaseDecision.objects.exists()
    filled = {"phase": "trial", "starts_on": "2099-01-01", "legal_basis": "SE 7", "reason": "Arahan Sekda"}
    assert wati.post(page, filled).status_code == 302
    assert PhaseDecision.objects.get().phase == "trial"
    assert browser_of(cast.siti).post(page, filled).status_code == 200, "an operator is shown why not"
    assert PhaseDecision.objects.count() == 1


def test_steps_are_ticked_with_a_note(cast: Cast, browser_of: Any) -> None:
    step = reverse("rollout_step", args=[cast.setda.pk])
    siti = browser_of(cast.siti)
    assert siti.post(step, {"step": "decree", "done": "1", "note": "Perbup 12/2025"}).status_code == 302
    assert "Perbup 12/2025" in siti.get(reverse("rollout_agency", args=[cast.setda.pk])).content.decode()
    assert siti.post(step, {"step": "nothing", "done": "1"}).status_code == 422
    assert StepMark.objects.count() == 1


def test_the_line_is_measured_and_kept(cast: Cast, browser_of: Any) -> None:
    siti = browser_of(cast.siti)
    assert len(siti.get(reverse("rollout_probe")).content) == 200_000
    assert siti.get(f"{reverse('rollout_probe')}?kosong=1").content == b""
    page = reverse("rollout_survey", args=[cast.setda.pk])
    figures = {"provider": "Wi-Fi", "round_trip_ms": "35", "down_kbps": "9000", "up_kbps": "4000"}
    assert siti.post(page, figures | {"work_place": cast.dinkes_office.pk}).status_code == 200
    assert not SurveyReading.objects.exists()
    assert siti.post(page, figures | {"work_place": cast.setda_office.pk}).status_code == 302
    assert SurveyReading.objects.get().up_kbps == 4000
    assert browser_of(cast.budi).get(reverse("rollout_probe")).status_code == 403


def test_a_list_is_uploaded_compared_and_taken_along(cast: Cast, browser_of: Any) -> None:
    siti = browser_of(cast.siti)
    page = reverse("rollout_list_new", args=[cast.setda.pk])
    values = {"first_day": "2025-03-31", "last_day": "2025-03-31", "tolerance_min": "15"}
    broken = SimpleUploadedFile("mesin.xlsx", b"PK\x03\x04 no book")
    assert "Berkas ini rusak" in siti.post(page, values | {"file": broken}).content.decode()
    backwards = values | {"first_day": "2025-04-30", "file": SimpleUploadedFile("m.csv", _CSV)}
    assert siti.post(page, backwards).status_code == 200
    assert not OldList.objects.exists()
    answer = siti.post(page, values | {"file": SimpleUploadedFile("mesin.csv", _CSV)})
    assert answer.status_code == 302
    shown = siti.get(answer.url).content.decode()
    assert "Siti Contoh" in shown and "Baris 3" in shown
    table = siti.get(reverse("rollout_list_csv", args=[OldList.objects.get().pk])).content.decode("utf-8-sig")
    assert table.splitlines()[1].startswith("'198503152010012001;Siti Contoh;Hanya di mesin lama;2025-03-31 07:20:00")
    assert browser_of(cast.dedi).get(answer.url).status_code == 404


_CSV = b"nip;tanggal;jam\n198503152010012001;2025-03-31;07:20\n123;2025-03-31;07:20\n"


def test_the_only_place_of_an_enrolment_day_is_already_chosen(cast: Cast, browser_of: Any) -> None:
    page = browser_of(cast.dedi).get(reverse("enrolment_day_new", args=[cast.dinkes.pk])).content.decode()
    places = page[page.index('name="work_place"') : page.index("</select>")]
    assert places.count("<option") == 2
    assert "selected" in places
