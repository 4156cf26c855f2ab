# Screens and codes of work places serve every way of checking in: their tables go to `hadir.places` as they are.

from django.db import migrations, models

FORWARD = """
ALTER TABLE attendance_sitescreen RENAME TO places_sitescreen;
ALTER SEQUENCE attendance_sitescreen_id_seq RENAME TO places_sitescreen_id_seq;
ALTER TABLE attendance_sitecodeuse RENAME TO places_sitecodeuse;
ALTER SEQUENCE attendance_sitecodeuse_id_seq RENAME TO places_sitecodeuse_id_seq;
ALTER TABLE places_sitecodeuse RENAME CONSTRAINT attendance_code_used_once TO places_code_used_once;
ALTER TRIGGER attendance_sitecodeuse_append_only_row ON places_sitecodeuse
    RENAME TO places_sitecodeuse_append_only_row;
ALTER TRIGGER attendance_sitecodeuse_append_only_table ON places_sitecodeuse
    RENAME TO places_sitecodeuse_append_only_table;
"""
BACK = """
ALTER TRIGGER places_sitecodeuse_append_only_row ON places_sitecodeuse
    RENAME TO attendance_sitecodeuse_append_only_row;
ALTER TRIGGER places_sitecodeuse_append_only_table ON places_sitecodeuse
    RENAME TO attendance_sitecodeuse_append_only_table;
ALTER TABLE places_sitecodeuse RENAME CONSTRAINT places_code_used_once TO attendance_code_used_once;
ALTER TABLE places_sitecodeuse RENAME TO attendance_sitecodeuse;
ALTER SEQUENCE places_sitecodeuse_id_seq RENAME TO attendance_sitecodeuse_id_seq;
ALTER TABLE places_sitescreen RENAME TO attendance_sitescreen;
ALTER SEQUENCE places_sitescreen_id_seq RENAME TO attendance_sitescreen_id_seq;
"""

CODES = [
    "accepted", "accepted_again", "accepted_outside_window", "session_expired", "superseded", "frame_replayed",
    "too_many_frames", "too_few_frames", "person_changed", "flat_picture", "presentation_suspected", "not_matched",
    "pin_wrong", "site_code_wrong", "site_code_used", "site_code_expired", "site_code_elsewhere", "witness_refused",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0003_free_stage_codes"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, BACK)],
            state_operations=[
                migrations.DeleteModel(name="SiteCodeUse"),
                migrations.DeleteModel(name="SiteScreen"),
            ],
        ),
        migrations.RemoveConstraint(model_name="punch", name="punch_code"),
        migrations.AddConstraint(
            model_name="punch",
            constraint=models.CheckConstraint(condition=models.Q(("code__in", CODES)), name="punch_code"),
        ),
    ]
