"""Stages of real people: set by the platform, dated, nearest unit first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hadir.audit import selectors as audit
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotPermitted
from hadir.people import services as people
from hadir.people.models import Employee
from hadir.schedules import selectors, services
from hadir.schedules.models import StageWindow
from hadir.schedules.rules import StageCode
from hadir.schedules.texts import STAGE_NAMES
from tests.cast import BEGIN, SYSTEM, Cast, employ, make_nip

NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)  # 08:00 in the west
TODAY = date(2025, 3, 31)
LATER = services.WindowData(
    code=StageCode.MORNING,
    opens=time(7, 0),
    closes=time(10, 0),
    valid_from=date(2025, 4, 1),
    legal_basis="Perbup Contoh 1/2025",
)


@pytest.fixture
def seeded(cast: Cast) -> Cast:
    services.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis="Perbup Contoh 1/2024")
    return cast


def budi(cast: Cast) -> Employee:
    assert cast.budi.employee is not None
    return cast.budi.employee


def hours(person: Employee, day: date) -> list[str]:
    return [f"{s.code} {s.window.opens:%H:%M}-{s.window.closes:%H:%M}" for s in selectors.stages_on(person, day)]


def test_the_three_customary_stages_are_seeded_once(seeded: Cast) -> None:
    expected = ["morning 06:00-09:00", "midday 11:30-13:30", "afternoon 15:30-18:00"]
    assert hours(budi(seeded), TODAY) == expected
    assert services.seed_default_stages(SYSTEM, valid_from=BEGIN, legal_basis="again") == 0
    assert hours(budi(seeded), TODAY) == expected
    assert [stage.kind for stage in selectors.stages_on(budi(seeded), TODAY)] == ["special", "daily", "special"]


def test_every_stage_has_a_name() -> None:
    assert set(STAGE_NAMES) == set(StageCode) == set(services.KINDS)


def test_stage_at_follows_the_zone_of_the_work_place(seeded: Cast) -> None:
    east = people.create_work_place(
        SYSTEM,
        unit_id=seeded.setda.pk,
        data=people.WorkPlaceData(name="Penghubung", time_zone="Asia/Jayapura"),
    )
    there = employ("Tono Contoh", make_nip("19900202", "201501", 1, 9), seeded.setda, east)
    here = selectors.stage_at(budi(seeded), NOW)
    assert here is not None
    assert here.code is StageCode.MORNING
    assert selectors.stage_at(there, NOW) is None  # 10:00 in the east
    assert selectors.day_of(there, datetime(2025, 3, 31, 15, 0, tzinfo=UTC)) == date(2025, 4, 1)


def test_a_new_window_takes_over_on_its_day(seeded: Cast) -> None:
    services.set_stage_window(seeded.wati, data=LATER, now=NOW)
    assert hours(budi(seeded), date(2025, 3, 31))[0] == "morning 06:00-09:00"
    assert hours(budi(seeded), date(2025, 4, 1))[0] == "morning 07:00-10:00"
    old, new = StageWindow.objects.filter(code="morning").order_by("valid_from")
    assert (old.valid_to, new.valid_to) == (date(2025, 3, 31), None)
    entry = audit.entries_about(f"stage_window:{new.pk}").get()
    assert (entry.action, entry.detail["basis"]) == ("schedules.set_stage_window", "Perbup Contoh 1/2025")


def test_an_agency_may_have_its_own_window(seeded: Cast) -> None:
    services.set_stage_window(seeded.wati, data=replace(LATER, unit_id=seeded.setda.pk), now=NOW)
    day = date(2025, 4, 1)
    assert hours(budi(seeded), day)[0] == "morning 07:00-10:00"  # Bagian Umum lies below the Sekretariat
    assert seeded.dedi.employee is not None
    assert hours(seeded.dedi.employee, day)[0] == "morning 06:00-09:00"


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"closes": time(7, 0)}, InvalidInput, "stage_period"),
        ({"legal_basis": "  "}, InvalidInput, "stage_basis"),
        ({"valid_from": BEGIN}, Conflict, "stage_not_later"),
        ({"valid_from": date(2025, 3, 30)}, Conflict, "stage_in_past"),
    ],
)
def test_a_window_that_cannot_be_is_refused(
    seeded: Cast, change: dict[str, Any], error: type[HadirError], code: str
) -> None:
    with pytest.raises(error) as caught:
        services.set_stage_window(seeded.wati, data=replace(LATER, **change), now=NOW)
    assert caught.value.code == code
    assert StageWindow.objects.count() == 3


@pytest.mark.parametrize("who", ["siti", "budi", "dedi"])
def test_only_the_platform_sets_stages(seeded: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.set_stage_window(getattr(seeded, who), data=replace(LATER, unit_id=seeded.setda.pk), now=NOW)


@pytest.mark.parametrize(
    "values",
    [
        {"closes": time(5, 0)},
        {"code": "night"},
        {"kind": "odd"},
        {"legal_basis": ""},
        {"valid_to": date(2024, 12, 31)},
        {"valid_from": BEGIN},  # a second open one from the same day
    ],
)
def test_the_database_refuses_nonsense(seeded: Cast, values: dict[str, Any]) -> None:
    row = {
        "code": "morning",
        "kind": "special",
        "opens": time(6, 0),
        "closes": time(9, 0),
        "valid_from": date(2025, 6, 1),
        "valid_to": date(2025, 6, 30),
        "legal_basis": "x",
    } | values
    with pytest.raises(IntegrityError), transaction.atomic():
        StageWindow.objects.create(**row)


def test_many_units_cost_two_statements(seeded: Cast, django_assert_num_queries: Callable[[int], Any]) -> None:
    ids = [seeded.setda.pk, seeded.bagian_umum.pk, seeded.dinkes.pk]
    with django_assert_num_queries(2):
        found = selectors.windows_of_units(ids, TODAY)
    assert {unit: len(windows) for unit, windows in found.items()} == dict.fromkeys(ids, 3)
