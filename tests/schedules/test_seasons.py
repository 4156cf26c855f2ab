"""Ramadan that moves by a day after it was confirmed, or is taken back: by two people, and what stood there stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.audit.models import AuditEntry
from hadir.lib.errors import Conflict, NotFound, NotPermitted
from hadir.periods.models import StaleSpan
from hadir.schedules import deciding, saying, seasons, selectors, services
from hadir.schedules.deciding import Kind
from hadir.schedules.models import Season
from hadir.schedules.proposals import Status
from tests.cast import BEGIN, SYSTEM, Cast

Browser = Callable[[User], Client]
NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)
FIRST, LAST = date(2025, 3, 1), date(2025, 3, 30)  # a Saturday to a Sunday
BASIS = "SE Bupati 1/2025"
ISBAT = "KMA 100/2025 (sidang isbat)"


@pytest.fixture
def seeded(cast: Cast) -> Cast:
    services.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis=BASIS)
    return cast


@pytest.fixture
def ramadan(seeded: Cast) -> Season:
    row = seasons.propose_season(SYSTEM, first=FIRST, last=LAST, legal_basis=BASIS, now=NOW)
    confirm(row)
    StaleSpan.objects.all().delete()
    return row


def confirm(row: Season) -> None:
    deciding.confirm(SYSTEM, kind=Kind.SEASON, pk=row.pk, now=NOW)


def moved(cast: Cast, old: Season, first: date = date(2025, 3, 3), last: date = date(2025, 3, 31)) -> Season:
    return seasons.propose_season(cast.wati, first=first, last=last, legal_basis=ISBAT, now=NOW, replaces=old.pk)


def marks() -> set[tuple[str, date, date]]:
    return set(StaleSpan.objects.filter(cause="schedule").values_list("scope", "first", "last"))


def in_ramadan(cast: Cast, day: date) -> bool:
    assert cast.budi.employee is not None
    (plan,) = selectors.plan_of(cast.budi.employee, day, day)
    assert plan.instance is not None, "a day of work"
    return bool(plan.instance.season)


def test_a_day_that_the_session_moved_replaces_the_season_in_force(seeded: Cast, ramadan: Season) -> None:
    assert not in_ramadan(seeded, date(2025, 3, 31))
    row = moved(seeded, ramadan)
    assert not in_ramadan(seeded, date(2025, 3, 31)), "one person alone moves nothing"
    assert saying.season_changes(row) == [
        "Menjadi hari Ramadan: 31 Maret 2025.",
        "Menjadi hari biasa: 1 Maret 2025 - 2 Maret 2025.",
    ]
    with pytest.raises(NotPermitted, match="second_person_needed"):
        deciding.confirm(seeded.wati, kind=Kind.SEASON, pk=row.pk, now=NOW)
    confirm(row)
    assert in_ramadan(seeded, date(2025, 3, 31))
    ramadan.refresh_from_db()
    assert (ramadan.status, ramadan.first, ramadan.legal_basis) == (Status.SUPERSEDED, FIRST, BASIS)
    assert marks() == {("region", FIRST, date(2025, 3, 31))}, "both spans"
    entry = AuditEntry.objects.filter(action="schedules.propose_season").latest("pk")
    assert entry.detail["replaces"] == ramadan.pk


def test_spans_that_do_not_meet_are_marked_apart(seeded: Cast, ramadan: Season) -> None:
    row = moved(seeded, ramadan, date(2025, 1, 1), date(2025, 1, 30))
    confirm(row)
    assert marks() == {("region", FIRST, LAST), ("region", date(2025, 1, 1), date(2025, 1, 30))}


def test_a_season_in_force_is_withdrawn_by_two_people_and_may_be_written_again(seeded: Cast, ramadan: Season) -> None:
    row = seasons.propose_withdrawal(seeded.wati, season_id=ramadan.pk, legal_basis=ISBAT, now=NOW)
    assert in_ramadan(seeded, date(2025, 3, 12))
    confirm(row)
    assert not in_ramadan(seeded, date(2025, 3, 12))
    ramadan.refresh_from_db()
    assert ramadan.status == Status.SUPERSEDED
    assert marks() == {("region", FIRST, LAST)}
    with pytest.raises(Conflict, match="season_not_in_force"):
        seasons.propose_withdrawal(seeded.wati, season_id=row.pk, legal_basis=ISBAT, now=NOW)
    confirm(seasons.propose_season(seeded.wati, first=FIRST, last=LAST, legal_basis=ISBAT, now=NOW))
    assert in_ramadan(seeded, date(2025, 3, 12))


def test_what_cannot_replace_a_season(seeded: Cast, ramadan: Season) -> None:
    with pytest.raises(NotPermitted):
        moved_by_siti = seeded.siti
        seasons.propose_withdrawal(moved_by_siti, season_id=ramadan.pk, legal_basis=ISBAT, now=NOW)
    with pytest.raises(NotFound, match="season_not_found"):
        seasons.propose_withdrawal(seeded.wati, season_id=ramadan.pk + 99, legal_basis=ISBAT, now=NOW)
    with pytest.raises(Conflict, match="season_unchanged"):
        seasons.propose_season(SYSTEM, first=FIRST, last=LAST, legal_basis=BASIS, now=NOW, replaces=ramadan.pk)
    row = moved(seeded, ramadan)
    with pytest.raises(Conflict, match="season_waiting"):
        seasons.propose_withdrawal(seeded.wati, season_id=ramadan.pk, legal_basis=ISBAT, now=NOW)
    deciding.reject(SYSTEM, kind=Kind.SEASON, pk=row.pk, reason="Belum terbit", now=NOW)
    confirm(moved(seeded, ramadan))
    with pytest.raises(Conflict, match="season_not_in_force"):
        moved(seeded, ramadan)


def test_a_new_season_that_overlaps_one_confirmed_meanwhile_is_refused(seeded: Cast, ramadan: Season) -> None:
    later = seasons.propose_season(SYSTEM, first=date(2025, 4, 5), last=date(2025, 5, 4), legal_basis=BASIS, now=NOW)
    Season.objects.filter(pk=later.pk).update(first=date(2025, 3, 29), last=date(2025, 4, 27))
    with pytest.raises(Conflict, match="season_overlaps"):
        confirm(later)
    later.refresh_from_db()
    assert later.status == Status.PROPOSED


def test_the_page_offers_the_change_to_the_hr_agency_and_says_what_it_changes(
    seeded: Cast, ramadan: Season, browser_of: Browser
) -> None:
    wati, siti = browser_of(seeded.wati), browser_of(seeded.siti)
    list_page, page = reverse("schedule_seasons"), reverse("schedule_season_change", args=[ramadan.pk])
    assert page in wati.get(list_page).content.decode()
    assert page not in siti.get(list_page).content.decode()
    assert siti.get(page).status_code == 403
    assert "1 Maret 2025 sampai 30 Maret 2025" in wati.get(page).content.decode()
    values = {"first": "2025-03-02", "last": "2025-03-31", "legal_basis": ISBAT, "deed": "replace"}
    answer = wati.post(page, values, follow=True).content.decode()
    assert "Menjadi hari Ramadan: 31 Maret 2025." in answer
    assert "Menjadi hari biasa: 1 Maret 2025." in answer
    row = Season.objects.get(status=Status.PROPOSED)
    said = wati.get(reverse("schedule_proposal", args=["ramadan", row.pk])).content.decode()
    assert "menggantikan 1 Maret 2025 - 30 Maret 2025" in said
    assert "Menjadi hari biasa: 1 Maret 2025." in said
    assert "sudah diusulkan" in wati.post(page, values).content.decode()
    deciding.withdraw(SYSTEM, kind=Kind.SEASON, pk=row.pk, now=NOW)
    wati.post(page, values | {"deed": "withdraw"})
    assert Season.objects.get(status=Status.PROPOSED).withdraws
    assert "Pencabutan:" in wati.get(list_page).content.decode()
    assert wati.get(reverse("schedule_season_change", args=[row.pk])).status_code == 404
