"""What the day sees of granted absences."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from hadir.leave import selectors
from hadir.leave.models import AbsenceType, GrantedAbsence
from hadir.leave.spans import Category, Part
from tests.cast import Cast

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> AbsenceType:
    return AbsenceType.objects.create(
        code="XX",
        name="Cuti uji",
        category="leave",
        counting="working",
        decider="verifier",
        valid_from=date(2020, 1, 1),
        legal_basis="uji",
        status="confirmed",
        proposed_at=NOW,
        proposed_by_label="uji",
    )


def give(kind: AbsenceType, employee_id: int, first: date, last: date, **more: object) -> GrantedAbsence:
    return GrantedAbsence.objects.create(
        employee_id=employee_id, type=kind, first=first, last=last, reference="XX-1", granted_at=NOW, **more
    )


def test_stream_is_ordered_by_person_in_one_statement(
    cast: Cast, kind: AbsenceType, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    budi, joko = cast.budi.employee_id, cast.joko.employee_id
    assert budi is not None and joko is not None
    give(kind, joko, date(2026, 3, 2), date(2026, 3, 4))
    give(kind, budi, date(2026, 2, 25), date(2026, 3, 1))
    give(kind, budi, date(2026, 3, 20), date(2026, 4, 2), part="morning")
    give(kind, budi, date(2026, 4, 3), date(2026, 4, 3))
    give(kind, joko, date(2026, 3, 9), date(2026, 3, 9), ended_at=NOW)
    with transaction.atomic(), django_assert_num_queries(1):
        found = list(selectors.stream([joko, budi], date(2026, 3, 1), date(2026, 3, 31)))
    assert [(who, one.first) for who, one in found] == sorted(
        [(budi, date(2026, 2, 25)), (budi, date(2026, 3, 20)), (joko, date(2026, 3, 2))]
    )
    half = next(one for _who, one in found if one.first == date(2026, 3, 20))
    assert (half.part, half.category, half.label) == (Part.MORNING, Category.LEAVE, "Cuti uji")
    with transaction.atomic():
        assert [one for who, one in found if who == budi] == selectors.absences_of(
            budi, date(2026, 3, 1), date(2026, 3, 31)
        )
