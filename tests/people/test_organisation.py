"""The tree: one region, agencies below it, units below them; moved without ever making a loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hadir.audit import selectors as audit
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.people import selectors, services
from hadir.people.models import OrgUnit, WorkPlace
from tests.cast import SYSTEM, Cast


def test_line_goes_from_the_unit_up_to_the_region(cast: Cast) -> None:
    assert selectors.line_of(cast.bagian_umum.pk) == (cast.bagian_umum.pk, cast.setda.pk, cast.region.pk)
    assert selectors.line_of(0) == ()


def test_subtree_holds_the_unit_and_all_below(cast: Cast) -> None:
    assert selectors.ids_below([cast.setda.pk]) == {cast.setda.pk, cast.bagian_umum.pk}
    assert selectors.ids_below([cast.region.pk]) == selectors.all_unit_ids()
    drawn = [(unit.code, unit.tree_depth) for unit in selectors.units_below(cast.region)]
    assert drawn == [("KAB", 0), ("DINKES", 1), ("SETDA", 1), ("SETDA-UM", 2)]


def test_agency_of_a_unit(cast: Cast) -> None:
    assert selectors.opd_of(cast.bagian_umum) == cast.setda
    assert selectors.opd_of(cast.setda) == cast.setda
    assert selectors.opd_of(cast.region) is None


def test_a_drawn_tree_costs_one_statement(cast: Cast, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(1):
        rows = selectors.units_in({cast.setda.pk, cast.bagian_umum.pk})
        assert [(unit.name, unit.tree_depth) for unit in rows] == [("Sekretariat Daerah", 1), ("Bagian Umum", 2)]


def test_a_moved_unit_takes_everything_below_along(cast: Cast) -> None:
    sub = services.create_unit(SYSTEM, parent_id=cast.bagian_umum.pk, name="Subbag TU", code="TU", kind="unit")
    services.move_unit(cast.wati, unit_id=cast.bagian_umum.pk, parent_id=cast.dinkes.pk)
    assert selectors.opd_of(sub) == cast.dinkes
    entry = audit.entries_about(f"unit:{cast.bagian_umum.pk}").first()
    assert entry is not None
    assert (entry.action, entry.detail) == ("people.move_unit", {"from": cast.setda.pk, "to": cast.dinkes.pk})


@pytest.mark.parametrize(
    ("unit", "parent", "code"),
    [
        ("setda", "bagian_umum", "opd_below_region"),
        ("setda", "dinkes", "opd_below_region"),
        ("bagian_umum", "bagian_umum", "unit_loop"),
        ("bagian_umum", "region", "unit_below_opd"),
        ("region", "setda", "not_the_region"),
    ],
)
def test_a_unit_goes_only_where_its_kind_belongs(cast: Cast, unit: str, parent: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        services.move_unit(cast.wati, unit_id=getattr(cast, unit).pk, parent_id=getattr(cast, parent).pk)
    assert caught.value.code == code


def test_a_unit_cannot_go_below_its_own_child(cast: Cast) -> None:
    sub = services.create_unit(SYSTEM, parent_id=cast.bagian_umum.pk, name="Subbag TU", code="TU", kind="unit")
    with pytest.raises(InvalidInput, match="unit_loop"):
        services.move_unit(SYSTEM, unit_id=cast.bagian_umum.pk, parent_id=sub.pk)


def test_one_region_only(cast: Cast) -> None:
    with pytest.raises(Conflict, match="region_exists"):
        services.create_region(SYSTEM, name="Kabupaten Lain", code="KAB2")
    with pytest.raises(IntegrityError), transaction.atomic():
        OrgUnit.objects.create(name="Kabupaten Lain", code="KAB2", kind="region")


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "region"},  # a region below something
        {"kind": "opd", "parent": None},
        {"kind": "office"},
        {"code": ""},
        {"code": "SETDA"},
    ],
)
def test_the_database_refuses_a_crooked_tree(cast: Cast, values: dict[str, Any]) -> None:
    row = {"name": "X", "code": "X", "kind": "unit", "parent": cast.setda} | values
    with pytest.raises(IntegrityError), transaction.atomic():
        OrgUnit.objects.create(**row)


def test_a_unit_that_is_in_use_cannot_be_deleted(cast: Cast) -> None:
    with pytest.raises(ProtectedError):
        cast.setda.delete()


def test_a_code_is_given_once(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as caught:
        services.create_unit(SYSTEM, parent_id=cast.setda.pk, name="Lain", code="SETDA-UM", kind="unit")
    assert set(caught.value.fields) == {"code"}


@pytest.mark.parametrize("who", ["siti", "budi", "dedi"])
def test_only_the_platform_changes_the_tree(cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises(NotPermitted):
        services.create_unit(actor, parent_id=cast.setda.pk, name="Lain", code="LAIN", kind="unit")
    with pytest.raises(NotPermitted):
        services.rename_unit(actor, unit_id=cast.setda.pk, name="Lain", code="LAIN")
    with pytest.raises(NotPermitted):
        services.create_work_place(actor, unit_id=cast.setda.pk, data=services.WorkPlaceData(name="Lain"))


def test_work_place_keeps_its_zone(cast: Cast) -> None:
    data = services.WorkPlaceData("Balai", "Asia/Makassar")
    place = services.create_work_place(cast.made, unit_id=cast.setda.pk, data=data)
    place.refresh_from_db()
    assert place.zone.key == "Asia/Makassar"


@pytest.mark.parametrize(
    "values",
    [
        {"time_zone": "Asia/Singapore"},
    ],
)
def test_a_place_that_cannot_be_is_refused_twice(cast: Cast, values: dict[str, Any]) -> None:
    with pytest.raises(HadirError, match="invalid"):
        services.create_work_place(
            SYSTEM, unit_id=cast.setda.pk, data=services.WorkPlaceData(**{"name": "Balai"} | values)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkPlace.objects.create(**{"unit": cast.setda, "name": "B", "time_zone": "Asia/Jakarta"} | values)


def test_an_unknown_unit_or_place_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound, match="unit_not_found"):
        services.rename_unit(cast.wati, unit_id=0, name="X", code="X")
    with pytest.raises(NotFound, match="work_place_not_found"):
        services.update_work_place(cast.made, work_place_id=0, data=services.WorkPlaceData(name="X"))
