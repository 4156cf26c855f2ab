"""A rule of rest ends when the next one begins; one of the same day takes its place."""

from django.db import migrations, models

_ENDS = """
UPDATE rosters_restrule AS held SET valid_to = following.begins - 1
FROM (
    SELECT id, lead(valid_from) OVER (ORDER BY valid_from) AS begins
    FROM rosters_restrule WHERE status = 'confirmed'
) AS following
WHERE following.id = held.id AND following.begins IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("rosters", "0001_initial")]

    operations = [
        migrations.AddField(
            "restrule", "valid_to", models.DateField(blank=True, null=True, verbose_name="berlaku sampai")
        ),
        migrations.AddField("restrule", "superseded_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField("restrule", "legal_basis", models.CharField(max_length=400, verbose_name="dasar hukum")),
        migrations.RunSQL(_ENDS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "restrule",
            models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="rosters_rest_span",
            ),
        ),
    ]
