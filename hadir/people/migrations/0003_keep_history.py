"""Guards the dated rows, and writes the first of them for what is there already.

People have served where they are since the day they were registered, in the zone of their work place; units have
been what they are since before the records began.
"""

from django.db import migrations

TABLES = (
    "people_unitrecord",
    "people_placement",
    "people_graderecord",
    "people_employmentrecord",
    "people_superiorrecord",
    "people_headship",
)

REFUSE_REWRITING = """
CREATE FUNCTION people_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'valid_to' - 'superseded_at' IS DISTINCT FROM to_jsonb(NEW) - 'valid_to' - 'superseded_at'
        OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to)
        OR (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at)
    THEN
        RAISE EXCEPTION 'rows of % are ended or superseded, never rewritten', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
"""

FIRST_ROWS = """
INSERT INTO people_unitrecord (unit_id, name, code, parent_id, valid_from, legal_basis, recorded_at)
SELECT id, name, code, parent_id, NULL, '', now() FROM people_orgunit;

INSERT INTO people_placement (
    employee_id, unit_id, work_place_id, position_title, position_level, valid_from, legal_basis, recorded_at
)
SELECT person.id, person.unit_id, person.work_place_id, person.position, person.position_level,
    (person.registered_at AT TIME ZONE place.time_zone)::date, '', now()
FROM people_employee person JOIN people_workplace place ON place.id = person.work_place_id;

INSERT INTO people_employmentrecord (employee_id, employment_type, valid_from, legal_basis, recorded_at)
SELECT person.id, person.employment_type, (person.registered_at AT TIME ZONE place.time_zone)::date, '', now()
FROM people_employee person JOIN people_workplace place ON place.id = person.work_place_id;
"""


def _guard(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_keeps BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION people_refuse_rewriting();"
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_dated_history")]

    operations = [
        migrations.RunSQL(FIRST_ROWS, "\n".join(f"DELETE FROM {table};" for table in TABLES)),  # noqa: S608
        migrations.RunSQL(
            REFUSE_REWRITING + "\n".join(_guard(table) for table in TABLES),
            "\n".join(f"DROP TRIGGER {table}_keeps ON {table};" for table in TABLES)
            + "\nDROP FUNCTION people_refuse_rewriting();",
        ),
    ]
