"""Searching history, keeping what is odd once, and who may see and settle it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hadir.accounts.models import User
from hadir.attendance.patterns import handling, rules, searching, selectors
from hadir.attendance.patterns.models import Pattern
from hadir.attendance.patterns.rules import Grade, Kind, State
from hadir.audit.models import AuditEntry
from hadir.bench.replay import Fix, store
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.lib.findings import Weight
from hadir.notices.models import Notice
from hadir.people.models import Employee
from hadir.places.rules import Position
from tests.cast import Cast, employ, make_nip

pytestmark = pytest.mark.django_db

LAST = date(2026, 10, 30)
NOW = datetime(2026, 10, 31, 20, 20, tzinfo=UTC)
DAYS = [LAST - timedelta(days=days) for days in range(25) if (LAST - timedelta(days=days)).weekday() < 5]
FALSE = (-2.6891234, 111.6312345, 5.0)


def came(person: Employee, day: date, point: tuple[float, float, float], *, minute: int = 0) -> Fix:
    at = datetime(day.year, day.month, day.day, 0, 20, tzinfo=UTC) + timedelta(minutes=minute)
    return Fix(person.pk, at, day, *point)


def real(person: Employee, number: int) -> tuple[float, float, float]:
    """A point as a receiver delivers it: never the same twice."""
    return -2.68 + person.pk * 1e-5 + number * 1.37e-6, 111.63 + number * 2.11e-6, 8.0 + number * 0.371


def colleagues(cast: Cast, count: int) -> list[Employee]:
    place = person_of(cast.siti).work_place
    return [employ(f"Rekan {n}", make_nip("19900101", "201503", 1, 700 + n), cast.setda, place) for n in range(count)]


def person_of(user: User) -> Employee:
    assert user.employee is not None
    return user.employee


def honest(people: list[Employee]) -> list[Fix]:
    return [came(one, day, real(one, number)) for one in people for number, day in enumerate(DAYS)]


def test_honest_people_are_not_found(cast: Cast) -> None:
    store(iter(honest([person_of(cast.budi), person_of(cast.dedi)])))
    assert searching.search(LAST, now=NOW) == searching.Searched(0, 0)
    assert not Pattern.objects.exists()


def test_five_people_at_one_point_are_one_grave_pattern_with_its_sentence(cast: Cast) -> None:
    five = colleagues(cast, 5)
    store(came(one, day, FALSE) for one in five for day in DAYS[:7])
    searching.search(LAST, now=NOW)
    found = Pattern.objects.get(kind=Kind.SHARED.value)
    assert found.grade == Grade.GRAVE.value
    assert set(found.people.values_list("employee_id", flat=True)) == {one.pk for one in five}
    assert selectors.sentence(found).startswith("5 orang absen 35 kali dari satu titik yang sama persis.")


def test_four_people_are_not_and_one_alone_is_doubted_only(cast: Cast) -> None:
    store(came(one, day, FALSE) for one in colleagues(cast, 4) for day in DAYS[:9])
    searching.search(LAST, now=NOW)
    kinds = set(Pattern.objects.values_list("kind", "grade"))
    assert kinds == {(Kind.FROZEN.value, Grade.DOUBT.value)}


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        (Kind.ROUND, [(-2.68, 111.63, 10.0), (-2.69, 111.64, 11.0), (-2.7, 111.65, 12.0)]),
        (Kind.ACCURACY, [(-2.68 + n * 1.31e-5, 111.63, 20.0) for n in range(12)]),
        (Kind.TRAVEL, [(-2.6812345, 111.6312345, 8.0), (-6.2012345, 106.8112345, 9.0)]),
    ],
)
def test_one_person_s_oddities_are_told_apart(cast: Cast, kind: Kind, points: list[tuple[float, float, float]]) -> None:
    budi = person_of(cast.budi)
    if kind is Kind.TRAVEL:
        fixes = [came(budi, DAYS[0], point, minute=10 * number) for number, point in enumerate(points)]
    else:
        fixes = [came(budi, DAYS[number], point) for number, point in enumerate(points)]
    store(iter(fixes))
    searching.search(LAST, now=NOW)
    assert set(Pattern.objects.values_list("kind", flat=True)) == {kind.value}


def test_a_second_search_grows_the_open_row_and_tells_nobody_again(cast: Cast) -> None:
    five = colleagues(cast, 5)
    store(came(one, day, FALSE) for one in five for day in DAYS[3:9])
    assert searching.search(LAST - timedelta(days=3), now=NOW).new == 1
    told = Notice.objects.filter(kind="patterns_found").count()
    assert told == Notice.objects.filter(kind="patterns_found").values("user").distinct().count() > 0
    store(came(one, day, FALSE) for one in five for day in DAYS[:3])
    again = searching.search(LAST, now=NOW + timedelta(days=3))
    assert again.again == 1
    assert Pattern.objects.get(kind=Kind.SHARED.value).last == max(DAYS)
    assert Notice.objects.filter(kind="patterns_found").count() <= told + len(Pattern.objects.exclude(kind="shared"))


def test_what_was_explained_stays_quiet_for_its_time(cast: Cast) -> None:
    store(came(one, day, FALSE) for one in colleagues(cast, 5) for day in DAYS[:4])
    searching.search(LAST, now=NOW)
    row = Pattern.objects.get(kind=Kind.SHARED.value)
    handling.handle(cast.siti, row.pk, outcome="explained", note="Komputer loket bersama.", now=NOW)
    assert searching.search(LAST, now=NOW + timedelta(days=1)).new == 0


def test_a_pattern_is_for_the_own_office_and_for_the_region(cast: Cast) -> None:
    store(came(one, day, FALSE) for one in colleagues(cast, 5) for day in DAYS[:4])
    searching.search(LAST, now=NOW)
    row = Pattern.objects.get(kind=Kind.SHARED.value)
    for user in (cast.siti, cast.wati, cast.agus):
        assert [one.pk for one in selectors.patterns_for(user)] == [row.pk]
    for stranger in (cast.dedi, cast.budi, cast.made):
        assert not selectors.patterns_for(stranger).exists()
        with pytest.raises(NotFound):
            selectors.pattern_for(stranger, row.pk)


def test_an_office_does_not_learn_who_the_others_are_nor_settle_for_them(cast: Cast) -> None:
    people = [*colleagues(cast, 4), person_of(cast.dedi)]
    store(came(one, day, FALSE) for one in people for day in DAYS[:4])
    searching.search(LAST, now=NOW)
    row = Pattern.objects.get(kind=Kind.SHARED.value)
    seen, elsewhere = selectors.people_for(cast.siti, row)
    assert (len(seen), elsewhere.people) == (4, 1)
    assert person_of(cast.dedi).pk not in {one.employee_id for one in seen}
    with pytest.raises(NotPermitted):
        handling.handle(cast.siti, row.pk, outcome="explained", note="Kata saya.", now=NOW)
    done = handling.handle(cast.wati, row.pk, outcome="pursued", note="Diteruskan ke kedua OPD.", now=NOW)
    assert done.state == State.PURSUED.value


def test_nobody_settles_a_pattern_of_his_own_or_twice_or_without_a_word(cast: Cast) -> None:
    siti = person_of(cast.siti)
    store(came(one, day, FALSE) for one in [*colleagues(cast, 4), siti] for day in DAYS[:4])
    searching.search(LAST, now=NOW)
    row = Pattern.objects.get(kind=Kind.SHARED.value)
    with pytest.raises(NotPermitted) as own:
        handling.handle(cast.siti, row.pk, outcome="explained", note="Bukan apa-apa.", now=NOW)
    assert own.value.code == "own_pattern"
    with pytest.raises(InvalidInput):
        handling.handle(cast.wati, row.pk, outcome="explained", note="  ", now=NOW)
    handling.handle(cast.wati, row.pk, outcome="explained", note="Komputer loket.", now=NOW)
    with pytest.raises(Conflict):
        handling.handle(cast.wati, row.pk, outcome="pursued", note="Lagi.", now=NOW)
    assert AuditEntry.objects.filter(action="attendance.pattern_handled").count() == 1


def test_a_check_in_in_the_making_hears_of_the_point_and_the_journey(cast: Cast) -> None:
    budi = person_of(cast.budi)
    store(came(one, day, FALSE) for one in [*colleagues(cast, 5), budi] for day in DAYS[:4])
    at = datetime(2026, 10, 30, 0, 40, tzinfo=UTC)
    position = Position(*FALSE)
    with CaptureQueriesContext(connection) as sent:
        found = selectors.live_findings(budi.pk, at=at, day=LAST, position=position)
    assert len(sent) == 1
    assert [(one.code, one.weight) for one in found] == [("patterns.same_spot_people", Weight.GRAVE)]
    jakarta = Position(-6.2012345, 106.8112345, 9.0)
    (zone, leap) = selectors.live_findings(budi.pk, at=at, day=LAST, position=jakarta, zone_off_h=-1.0)
    assert (zone.code, zone.weight, zone.facts) == ("patterns.zone", Weight.NOTE, {"hours": 1.0})
    assert (leap.code, leap.weight) == ("patterns.travel", Weight.GRAVE)
    assert leap.facts["minutes"] == 20


def test_an_ordinary_check_in_hears_of_nothing(cast: Cast) -> None:
    budi = person_of(cast.budi)
    store(iter(honest([budi])))
    at = datetime(2026, 10, 30, 8, 0, tzinfo=UTC)
    assert selectors.live_findings(budi.pk, at=at, day=LAST, position=Position(*real(budi, 99))) == ()
    assert selectors.live_findings(budi.pk, at=at, day=LAST, position=None) == ()


def test_the_pages(cast: Cast, browser_of: Callable[[User], Client]) -> None:
    store(came(one, day, FALSE) for one in colleagues(cast, 5) for day in DAYS[:4])
    searching.search(LAST, now=NOW)
    row = Pattern.objects.get(kind=Kind.SHARED.value)
    siti = browser_of(cast.siti)
    assert "5 orang absen 20 kali" in siti.get(reverse("patterns")).content.decode()
    page = siti.get(reverse("pattern", args=[row.pk])).content.decode()
    assert "Rekan 3" in page
    assert AuditEntry.objects.filter(action="attendance.pattern_people_seen").count() == 1
    empty = siti.post(reverse("pattern", args=[row.pk]), {"outcome": "explained", "note": ""})
    assert empty.status_code == 200
    done = siti.post(reverse("pattern", args=[row.pk]), {"outcome": "explained", "note": "Komputer loket."})
    assert done.status_code == 302
    assert browser_of(cast.dedi).get(reverse("pattern", args=[row.pk])).status_code == 404
    assert rules.limits().version in page
