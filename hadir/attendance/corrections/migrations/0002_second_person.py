"""Rules count once a second person has confirmed them; those that are there stay in force."""

from django.db import migrations, models

_STATES = ["proposed", "confirmed", "superseded", "rejected", "withdrawn"]
_NAMES = ["Diusulkan", "Berlaku", "Digantikan", "Ditolak", "Ditarik"]


def _status(default: str) -> "models.CharField[str, str]":
    choices = list(zip(_STATES, _NAMES, strict=True))
    return models.CharField(choices=choices, default=default, max_length=10, verbose_name="status")


class Migration(migrations.Migration):
    dependencies = [("corrections", "0001_initial")]

    operations = [
        migrations.RenameField("correctionrule", "recorded_at", "proposed_at"),
        migrations.RenameField("correctionrule", "recorded_by_label", "proposed_by_label"),
        migrations.AddField("correctionrule", "status", _status("confirmed")),  # what is there was in force
        migrations.AlterField("correctionrule", "status", _status("proposed")),
        migrations.AddField("correctionrule", "authors", models.JSONField(blank=True, default=list)),
        migrations.AddField("correctionrule", "decided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("correctionrule", "decided_by_label", models.CharField(blank=True, max_length=200)),
        migrations.AddField("correctionrule", "decision_note", models.CharField(blank=True, max_length=300)),
        migrations.RunSQL(
            "UPDATE corrections_correctionrule SET status = 'superseded' WHERE superseded_at IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            "correctionrule",
            models.CheckConstraint(condition=models.Q(("status__in", _STATES)), name="correction_rule_status"),
        ),
    ]
