"""Networks of offices, places of duty, and what a check-in makes of them in one statement."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.lib.findings import Weight
from hadir.notices.models import Notice
from hadir.people.models import Employee
from hadir.places import assignments, selectors, services
from hadir.places.assignments import AssignmentData
from hadir.places.models import NetworkVersion, PlaceAssignment
from hadir.places.rules import Circle, PlaceNote, Position
from hadir.places.services import NetworkData, NetworkLine, PlaceVerdict
from hadir.places.shapes import NamedArea
from tests.cast import SYSTEM, Cast

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SETDA, DINKES = Circle(-2.63, 111.23, 100), Circle(-2.66, 111.26, 100)
AT_SETDA, AT_DINKES = Position(-2.63, 111.23, 10), Position(-2.66, 111.26, 10)
LINE = "203.0.113.7"


@pytest.fixture
def offices(cast: Cast) -> Cast:
    for place, shape in ((cast.setda_office, SETDA), (cast.dinkes_office, DINKES)):
        areas = [NamedArea("Kantor", shape)]
        services.found_areas(SYSTEM, work_place_id=place.pk, areas=areas, legal_basis="BA 1", now=NOW)
    return cast


def person(user: User) -> Employee:
    assert user.employee is not None
    return user.employee


def judged(user: User, position: Position | None = AT_SETDA, address: str = "", day: date = TODAY) -> PlaceVerdict:
    return services.judge(person(user), position=position, address=address, day=day)


def lines(*networks: str, **more: Any) -> NetworkData:
    return NetworkData([NetworkLine(one, "Jalur utama") for one in networks], TODAY, **{"legal_basis": "BA 2", **more})


def codes(verdict: PlaceVerdict) -> list[str]:
    return [one.code for one in verdict.findings]


# --- networks


def test_an_office_network_counts_once_a_second_person_says_so(offices: Cast) -> None:
    place = offices.setda_office.pk
    row = services.propose_networks(offices.siti, work_place_id=place, data=lines("203.0.113.0/28"), now=NOW)
    assert not judged(offices.budi, address=LINE).network
    with pytest.raises(NotPermitted):
        services.decide_networks(offices.siti, row.pk, confirm=True, reason="", now=NOW)
    services.decide_networks(offices.rahma, row.pk, confirm=True, reason="", now=NOW)
    verdict = judged(offices.budi, address=LINE)
    assert verdict.network
    assert codes(verdict) == ["places.inside", "places.network"]
    assert verdict.findings[1].facts == {"office": "Kantor Bupati"}
    assert codes(judged(offices.budi, address="203.0.113.99")) == ["places.inside"]
    assert codes(judged(offices.budi, address=LINE, day=TODAY - timedelta(days=1))) == ["places.inside"]


@pytest.mark.parametrize("address", ["", "unknown", "203.0.113", "::ffff:203.0.113.7%eth0"])
def test_an_address_that_cannot_be_read_says_nothing(offices: Cast, address: str) -> None:
    found(offices, unit_id=offices.setda.pk)
    assert judged(offices.budi, address=address).network is (address.startswith("::ffff"))


def found(cast: Cast, *networks: str, work_place_id: int | None = None, unit_id: int | None = None) -> NetworkVersion:
    return services.found_networks(
        SYSTEM, work_place_id=work_place_id, unit_id=unit_id, legal_basis="BA 3", now=NOW,
        networks=[NetworkLine(one) for one in networks or ("203.0.113.0/28",)],
    )  # fmt: skip


def test_a_network_of_a_unit_is_that_of_everybody_below_it(offices: Cast) -> None:
    found(offices, unit_id=offices.setda.pk)
    assert judged(offices.budi, address=LINE).network  # Bagian Umum lies below
    assert not judged(offices.dedi, address=LINE).network


def test_a_network_of_the_region_is_everybody_s(offices: Cast) -> None:
    found(offices, "2001:db8::/48", unit_id=offices.region.pk)
    assert judged(offices.dedi, AT_DINKES, "2001:db8::7").network


def test_the_network_of_another_agency_is_named(offices: Cast) -> None:
    found(offices, work_place_id=offices.dinkes_office.pk)
    away = judged(offices.budi, None, LINE)
    assert [(one.code, one.weight) for one in away.findings] == [
        ("places.no_position", Weight.NOTE), ("places.network_elsewhere", Weight.DOUBT),
    ]  # fmt: skip
    assert away.findings[1].facts == {"office": offices.dinkes_office.name}
    assert not away.network


def test_a_line_that_both_offices_share_is_the_own_one(offices: Cast) -> None:
    found(offices, work_place_id=offices.dinkes_office.pk)
    found(offices, work_place_id=offices.setda_office.pk)
    assert codes(judged(offices.budi, address=LINE)) == ["places.inside", "places.network"]


@pytest.mark.parametrize(
    ("networks", "field"),
    [
        (("kantor",), "network-0"),
        (("203.0.113.0/28", "10.0.0.0/24"), "network-1"),
        (("0.0.0.0/0",), "network-0"),
        (("203.0.113.0/28", "203.0.113.7"), "network-1"),
        (tuple(f"198.51.100.{n}" for n in range(51)), ""),
    ],
)
def test_networks_that_prove_nothing_are_refused_by_line(cast: Cast, networks: tuple[str, ...], field: str) -> None:
    with pytest.raises(InvalidInput, match="networks_invalid") as refused:
        services.propose_networks(cast.siti, work_place_id=cast.setda_office.pk, data=lines(*networks), now=NOW)
    assert list(refused.value.fields) == [field]
    assert not NetworkVersion.objects.exists()


def test_a_site_within_the_office_s_own_network_may_name_private_ones(cast: Cast, settings: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"lan_networks": True})
    row = services.propose_networks(cast.siti, work_place_id=cast.setda_office.pk, data=lines("10.1.2.0/24"), now=NOW)
    assert [one.network for one in row.networks.all()] == ["10.1.2.0/24"]


@pytest.mark.parametrize("who", ["dedi", "budi", "agus", "wati"])
def test_only_planners_name_networks(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.propose_networks(
            getattr(cast, who), work_place_id=cast.setda_office.pk, data=lines("203.0.113.0/28"), now=NOW
        )


def test_only_the_platform_names_networks_of_the_whole_region(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        services.propose_networks(cast.siti, unit_id=cast.region.pk, data=lines("203.0.113.0/28"), now=NOW)
    row = services.propose_networks(cast.made, unit_id=cast.region.pk, data=lines("203.0.113.0/28"), now=NOW)
    assert [one.pk for one in selectors.waiting_for(cast.wati)] == [row.pk]


def test_a_new_version_of_networks_takes_the_old_one_s_place(offices: Cast) -> None:
    old = found(offices, work_place_id=offices.setda_office.pk)
    with pytest.raises(Conflict, match="nothing_changes"):
        same = NetworkData([NetworkLine("203.0.113.0/28")], TODAY, "BA")
        services.propose_networks(offices.siti, work_place_id=offices.setda_office.pk, data=same, now=NOW)
    new = services.propose_networks(
        offices.siti, work_place_id=offices.setda_office.pk, data=lines("198.51.100.0/28"), now=NOW
    )
    services.decide_networks(offices.rahma, new.pk, confirm=True, reason="", now=NOW)
    old.refresh_from_db()
    assert old.valid_to == TODAY - timedelta(days=1)
    assert not judged(offices.budi, address=LINE).network


# --- places of duty


def assign(cast: Cast, by: User, who: User, **more: Any) -> PlaceAssignment:
    span = {"first": TODAY, "last": TODAY + timedelta(days=2)}
    values: dict[str, Any] = {**span, "basis": "ST 1", "place_id": cast.dinkes_office.pk}
    return assignments.assign(by, person(who).pk, AssignmentData(**(values | more)), now=NOW)


def test_an_assigned_place_counts_on_its_days_and_the_regular_one_stays(offices: Cast) -> None:
    row = assign(offices, offices.siti, offices.budi)
    assert judged(offices.budi, AT_DINKES).note is judged(offices.budi).note is PlaceNote.INSIDE
    assert judged(offices.budi, AT_DINKES).place_id == offices.dinkes_office.pk
    assert judged(offices.budi, AT_DINKES, day=TODAY + timedelta(days=3)).note is PlaceNote.OUTSIDE
    assert selectors.place_ids_on(person(offices.budi), TODAY) == {offices.setda_office.pk, offices.dinkes_office.pk}
    assert Notice.objects.filter(user=offices.budi, kind="place_assigned").count() == 1
    assignments.end(offices.siti, row.pk, last=None, now=NOW + timedelta(days=1))
    row.refresh_from_db()
    assert row.last == TODAY
    assert judged(offices.budi, AT_DINKES, day=TODAY + timedelta(days=1)).note is PlaceNote.OUTSIDE


def test_the_network_of_an_assigned_place_is_an_own_one(offices: Cast) -> None:
    found(offices, work_place_id=offices.dinkes_office.pk)
    assign(offices, offices.siti, offices.budi)
    assert judged(offices.budi, AT_DINKES, LINE).network


def test_an_assignment_that_never_began_counts_on_no_day(offices: Cast) -> None:
    row = assign(offices, offices.siti, offices.budi)
    assignments.end(offices.siti, row.pk, last=None, now=NOW)
    assert judged(offices.budi, AT_DINKES).note is PlaceNote.OUTSIDE
    with pytest.raises(Conflict, match="assignment_over"):
        assignments.end(offices.siti, row.pk, last=None, now=NOW)


@pytest.mark.parametrize("who", ["dedi", "budi", "wati", "made", "agus", "joko"])
def test_only_the_person_s_agency_assigns(offices: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        assign(offices, getattr(offices, who), offices.siti)


def test_nobody_assigns_himself(offices: Cast) -> None:
    with pytest.raises(NotPermitted, match="not_oneself"):
        assign(offices, offices.siti, offices.siti)
    assert assign(offices, offices.rahma, offices.siti).pk


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"first": TODAY - timedelta(days=1)}, "first"),
        ({"last": TODAY - timedelta(days=1)}, "last"),
        ({"basis": " "}, "basis"),
        ({"place_id": None}, "work_place"),
    ],
)
def test_what_is_wrong_with_an_assignment_is_said(offices: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput, match="assignment_invalid") as refused:
        assign(offices, offices.siti, offices.budi, **more)
    assert list(refused.value.fields) == [field]


def test_twice_the_same_place_is_refused(offices: Cast) -> None:
    assign(offices, offices.siti, offices.budi, last=None)
    with pytest.raises(Conflict, match="assigned_already"):
        assign(offices, offices.siti, offices.budi, first=TODAY + timedelta(days=40), last=None)
    with pytest.raises(InvalidInput):
        assign(offices, offices.siti, offices.budi, place_id=offices.setda_office.pk)
    with pytest.raises(NotFound):
        assign(offices, offices.siti, offices.budi, place_id=0)


# --- one statement


def test_a_check_in_is_judged_by_one_statement(
    offices: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found(offices, work_place_id=offices.setda_office.pk)
    assign(offices, offices.siti, offices.budi)
    employee = person(offices.budi)
    with django_assert_num_queries(1):
        verdict = services.judge(employee, position=AT_SETDA, address=LINE, day=TODAY)
    assert (verdict.note, verdict.place_id, verdict.network) == (PlaceNote.INSIDE, offices.setda_office.pk, True)
