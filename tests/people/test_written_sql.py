"""Written statements give the same rows as the ORM does."""

from __future__ import annotations

from typing import Any

from hadir.accounts.backends import Backend
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.people.written_sql import WrittenQuery
from tests.cast import Cast

PEOPLE = WrittenQuery(
    "people_employee AS person LEFT JOIN people_orgunit AS closed "
    "ON closed.id = person.unit_id AND closed.closed_on IS NOT NULL WHERE person.unit_id = %s ORDER BY person.id",
    person=Employee,
    closed=OrgUnit,
)


def test_rows_are_those_of_the_orm_and_an_outer_join_may_find_nothing(cast: Cast) -> None:
    rows = PEOPLE.rows(cast.setda.pk)
    people = list(Employee.objects.filter(unit=cast.setda).order_by("id"))
    assert [person for person, _closed in rows] == people
    assert [person.registered_at for person, _closed in rows] == [person.registered_at for person in people]
    assert {closed for _person, closed in rows} == {None}
    assert PEOPLE.first(0) is None


def test_an_account_comes_with_person_and_place_in_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        budi = Backend().get_user(cast.budi.pk)
        assert budi is not None
        assert budi == cast.budi
        assert budi.employee is not None
        assert budi.employee.work_place.zone.key == "Asia/Jakarta"
    made = Backend().get_user(cast.made.pk)
    assert made is not None and made.employee is None


def test_a_closed_account_is_nobody(cast: Cast) -> None:
    type(cast.budi).objects.filter(pk=cast.budi.pk).update(is_active=False)
    assert Backend().get_user(cast.budi.pk) is None


def test_places_are_read_whole(cast: Cast) -> None:
    query = WrittenQuery("people_workplace AS place WHERE place.id = %s", place=WorkPlace)
    (found,) = query.first(cast.setda_office.pk) or (None,)
    assert found == cast.setda_office
    assert found is not None and found.name == cast.setda_office.name
