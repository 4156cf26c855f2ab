"""Pages of the recap: who sees what, what they say, and that signing and locking work through them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.recap.signing import selectors
from hadir.recap.signing.models import ClosingState
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.recap.allowance.months import second_officer
from tests.recap.closing import OCTOBER, october, sign_all

Browser = Callable[[User], Client]
OF = "bulan=2026-10"


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask the clock; October is over."""
    from datetime import date

    from hadir.people import selectors as people

    monkeypatch.setattr(people, "today_in_region", lambda now=None: date(2026, 11, 3))


def _signing(unit_id: int) -> str:
    return reverse("recap_signing", args=[unit_id, str(OCTOBER)])


def test_the_operator_sees_everybody_of_the_agency_and_nobody_else(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    html = browser_of(cast.siti).get(f"{reverse('recap')}?{OF}").content.decode()
    assert "Budi Contoh" in html and "Joko Contoh" in html and "Dedi Contoh" not in html
    assert f'href="{reverse("person_month", args=[cast.budi.employee_id])}?bulan=2026-10"' in html


def test_another_agency_cannot_be_asked_for(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    dedi = browser_of(cast.dedi)
    html = dedi.get(f"{reverse('recap')}?{OF}").content.decode()
    assert "Budi Contoh" not in html and "Dedi Contoh" in html
    assert dedi.get(f"{reverse('recap')}?{OF}&opd={cast.setda.pk}").status_code == 404
    for name in ("recap_signing", "recap_lock", "recap_export", "recap_state", "recap_journal_new"):
        assert dedi.get(reverse(name, args=[cast.setda.pk, str(OCTOBER)])).status_code in (403, 404)
    assert dedi.get(reverse("recap_region")).status_code == 403


def test_employees_and_the_platform_see_no_recap(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    for user in (cast.budi, cast.made, cast.dewi):
        assert browser_of(user).get(reverse("recap")).status_code == 403


def test_the_head_of_a_unit_sees_that_unit(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    html = browser_of(cast.joko).get(f"{reverse('recap')}?{OF}").content.decode()
    assert "Budi Contoh" in html and "Siti Contoh" not in html


def test_columns_sort_and_names_are_found(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    siti = browser_of(cast.siti)
    html = siti.get(f"{reverse('recap')}?{OF}&urut=-terlambat").content.decode()
    assert html.index("Budi Contoh") < html.index("Joko Contoh") and 'aria-sort="descending"' in html
    html = siti.get(f"{reverse('recap')}?{OF}&cari=joko").content.decode()
    assert "Joko Contoh" in html and "Budi Contoh" not in html
    assert siti.get(f"{reverse('recap')}?{OF}&urut=x&halaman=99&bulan=bukan").status_code == 200


def test_a_month_is_closed_through_the_pages(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    url = _signing(cast.setda.pk)
    for user in (cast.siti, cast.rahma, cast.wati):
        browser = browser_of(user)
        assert 'value="sign"' in browser.get(url).content.decode()
        assert browser.post(url, {"deed": "sign", "note": "Sudah dicocokkan"}).status_code == 302
    second = browser_of(second_officer())
    lock = reverse("recap_lock", args=[cast.setda.pk, str(OCTOBER)])
    assert "tidak dapat dibuka lagi" in second.get(lock).content.decode()
    assert second.post(lock, {"deed": "lock"}).status_code == 200
    assert second.post(lock, {"deed": "lock", "understood": "on"}).status_code == 302
    state = reverse("recap_state", args=[cast.setda.pk, str(OCTOBER)])
    assert "sedang dikunci" in second.get(state).content.decode()
    run_jobs()
    assert second.get(state)["HX-Refresh"] == "true"
    html = second.get(url).content.decode()
    assert "Terkunci" in html and "masih sama dengan sidiknya" in html
    closing = selectors.closing_of(cast.setda, OCTOBER)
    assert closing.row is not None and closing.row.state == ClosingState.LOCKED


def test_who_has_signed_is_told_that_it_is_somebody_elses_turn(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    rahma = browser_of(cast.rahma)
    rahma.post(_signing(cast.setda.pk), {"deed": "sign"})
    html = rahma.get(_signing(cast.setda.pk)).content.decode()
    assert 'value="sign"' not in html and "milik orang lain" in html
    answer = rahma.post(_signing(cast.setda.pk), {"deed": "sign"})
    assert answer.status_code == 200 and "Orang lain harus" in answer.content.decode()


def test_a_month_is_returned_through_the_page(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    sign_all(cast, lock=False)
    wati = browser_of(cast.wati)
    url = _signing(cast.setda.pk)
    answer = wati.post(url, {"deed": "return", "stage": "sign", "reason": ""})
    assert answer.status_code == 200 and "Tuliskan alasan" in answer.content.decode()
    assert wati.post(url, {"deed": "return", "stage": "sign", "reason": "Salah hitung"}).status_code == 302
    assert "Salah hitung" in wati.get(url).content.decode()


def test_the_region_has_charts_with_their_tables(cast: Cast, browser_of: Browser) -> None:
    october(cast)
    for user in (cast.wati, cast.agus):
        html = browser_of(user).get(f"{reverse('recap_region')}?{OF}").content.decode()
        assert 'data-chart="points"' in html and 'id="agency-table"' in html
        assert "Dinas Kesehatan" in html and "Sekretariat Daerah" in html and "data-value=" in html


def test_an_unreadable_month_is_not_found(cast: Cast, browser_of: Browser) -> None:
    siti = browser_of(cast.siti)
    for month in ("2026-13", "bulan", "0000-01"):
        assert siti.get(f"/rekap/{cast.setda.pk}/{month}/").status_code == 404


def test_the_policy_page_takes_two_people(cast: Cast, browser_of: Browser) -> None:
    from hadir.recap.months.models import MonthPolicy

    wati, sari = browser_of(cast.wati), browser_of(second_officer())
    form = {
        "valid_from": "2026-12-01", "legal_basis": "Perbup 12/2026", "converts": "on", "per_day": "450",
        "with_early": "on", "missing_min": "0", "stages": "five", "open_requests": "block", "lock_day": "5",
        "remind_days": "2",
    }  # fmt: skip
    refused = wati.post(reverse("recap_policy"), form | {"legal_basis": ""})
    assert refused.status_code == 200 and "dasar hukum" in refused.content.decode()
    assert wati.post(reverse("recap_policy"), form).status_code == 302
    row = MonthPolicy.objects.get()
    decide = reverse("recap_policy_decide", args=[row.pk])
    assert "tidak boleh menyetujui" in wati.post(decide, {"decision": "confirm"}, follow=True).content.decode()
    row.refresh_from_db()
    assert row.is_proposed
    assert sari.post(decide, {"decision": "confirm"}).status_code == 302
    row.refresh_from_db()
    assert row.is_confirmed and len(row.stages) == 5
    assert "Perbup 12/2026" in browser_of(cast.siti).get(reverse("recap_policy")).content.decode()
    assert browser_of(cast.siti).post(reverse("recap_policy"), form).status_code == 403
