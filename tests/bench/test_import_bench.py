"""The benchmark of the import measures an import that works."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hadir.bench.importing import measure
from hadir.cli.founding import found_region


@pytest.mark.django_db
def test_the_invented_people_are_imported_and_the_second_time_nothing_changes() -> None:
    found_region(name="Kabupaten Ukur", code="UKUR")
    figures = measure(employees=700, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    assert figures["employees"] == 700
    assert figures["sql_statements"] < 200
