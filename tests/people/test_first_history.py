"""What the migration writes for people and units that were there before there was any history."""

from __future__ import annotations

from importlib import import_module

from django.db import connection

from hadir.people.models import EmploymentRecord, Headship, Placement, UnitRecord
from tests.cast import Cast

migration = import_module("hadir.people.migrations.0003_keep_history")


def test_everybody_serves_there_since_the_day_of_registration(cast: Cast) -> None:
    assert cast.budi.employee is not None
    for model in (Headship, Placement, EmploymentRecord, UnitRecord):
        model._default_manager.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_employee SET registered_at = '2025-06-30T17:00:00Z'")  # 1 July in Jakarta
        cursor.execute(migration.FIRST_ROWS)
    row = Placement.objects.get(employee=cast.budi.employee)
    assert (row.unit, row.work_place, str(row.valid_from)) == (cast.bagian_umum, cast.setda_office, "2025-07-01")
    assert row.valid_to is None
    assert EmploymentRecord.objects.get(employee=cast.dedi.employee).employment_type == "PPPK"
    unit = UnitRecord.objects.get(unit=cast.bagian_umum)
    assert (unit.name, unit.parent, unit.valid_from) == ("Bagian Umum", cast.setda, None)
