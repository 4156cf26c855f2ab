"""How people are reminded counts once a second person has confirmed it; what is there stays in force."""

from django.db import migrations, models

_STATES = ["proposed", "confirmed", "superseded", "rejected", "withdrawn"]
_NAMES = ["Diusulkan", "Berlaku", "Digantikan", "Ditolak", "Ditarik"]

# What held until the next row began now says so itself.
_ENDS = """
UPDATE workdays_reminderpolicy SET status = 'superseded' WHERE superseded_at IS NOT NULL;
UPDATE workdays_reminderpolicy AS held SET valid_to = following.begins - 1
FROM (
    SELECT id, lead(valid_from) OVER (ORDER BY valid_from) AS begins
    FROM workdays_reminderpolicy WHERE superseded_at IS NULL
) AS following
WHERE following.id = held.id AND following.begins IS NOT NULL;
"""


def _status(default: str) -> "models.CharField[str, str]":
    choices = list(zip(_STATES, _NAMES, strict=True))
    return models.CharField(choices=choices, default=default, max_length=10, verbose_name="status")


class Migration(migrations.Migration):
    dependencies = [("workdays", "0002_reminders")]

    operations = [
        migrations.RenameField("reminderpolicy", "recorded_at", "proposed_at"),
        migrations.RenameField("reminderpolicy", "recorded_by_label", "proposed_by_label"),
        migrations.AddField("reminderpolicy", "status", _status("confirmed")),  # what is there was in force
        migrations.AlterField("reminderpolicy", "status", _status("proposed")),
        migrations.AddField("reminderpolicy", "authors", models.JSONField(blank=True, default=list)),
        migrations.AddField("reminderpolicy", "decided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("reminderpolicy", "decided_by_label", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "reminderpolicy", "reason", models.CharField(blank=True, max_length=300, verbose_name="alasan")
        ),
        migrations.AddField(
            "reminderpolicy", "valid_to", models.DateField(blank=True, null=True, verbose_name="berlaku sampai")
        ),
        migrations.AlterField(
            "reminderpolicy", "legal_basis", models.CharField(max_length=400, verbose_name="dasar hukum")
        ),
        migrations.RemoveConstraint("reminderpolicy", "workdays_one_reminder_policy"),
        migrations.RunSQL(_ENDS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "reminderpolicy",
            models.CheckConstraint(condition=models.Q(("status__in", _STATES)), name="workdays_reminder_status"),
        ),
        migrations.AddConstraint(
            "reminderpolicy",
            models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="workdays_reminder_span",
            ),
        ),
        migrations.AddConstraint(
            "reminderpolicy",
            models.UniqueConstraint(
                condition=models.Q(("status", "confirmed")),
                fields=("valid_from",),
                name="workdays_one_reminder_policy",
            ),
        ),
    ]
