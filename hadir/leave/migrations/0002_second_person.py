"""Terms count once a second person has confirmed them; those that are there stay in force."""

from django.db import migrations, models

_STATES = ["proposed", "confirmed", "superseded", "rejected", "withdrawn"]
_NAMES = ["Diusulkan", "Berlaku", "Digantikan", "Ditolak", "Ditarik"]


def _status(default: str) -> "models.CharField[str, str]":
    choices = list(zip(_STATES, _NAMES, strict=True))
    return models.CharField(choices=choices, default=default, max_length=10, verbose_name="status")


class Migration(migrations.Migration):
    dependencies = [("leave", "0001_initial")]

    operations = [
        migrations.RenameField("absencetype", "recorded_at", "proposed_at"),
        migrations.RenameField("absencetype", "recorded_by_label", "proposed_by_label"),
        migrations.AlterField("absencetype", "proposed_at", models.DateTimeField()),
        migrations.AddField("absencetype", "status", _status("confirmed")),  # what is there was in force
        migrations.AlterField("absencetype", "status", _status("proposed")),
        migrations.AddField("absencetype", "authors", models.JSONField(blank=True, default=list)),
        migrations.AddField("absencetype", "decided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("absencetype", "decided_by_label", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "absencetype", "reason", models.CharField(blank=True, max_length=300, verbose_name="alasan")
        ),
        migrations.RunSQL(
            "UPDATE leave_absencetype SET status = 'superseded' WHERE superseded_at IS NOT NULL", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            "absencetype",
            models.CheckConstraint(condition=models.Q(("status__in", _STATES)), name="leave_type_status"),
        ),
    ]
