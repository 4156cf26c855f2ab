"""A past event is cancelled by two people; policies count once a second person has confirmed them."""

from django.db import migrations, models

_STATES = ["proposed", "confirmed", "superseded", "rejected", "withdrawn"]
_NAMES = ["Diusulkan", "Berlaku", "Digantikan", "Ditolak", "Ditarik"]


def _status(default: str) -> "models.CharField[str, str]":
    choices = list(zip(_STATES, _NAMES, strict=True))
    return models.CharField(choices=choices, default=default, max_length=10, verbose_name="status")


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RenameField("eventpolicy", "recorded_at", "proposed_at"),
        migrations.RenameField("eventpolicy", "recorded_by_label", "proposed_by_label"),
        migrations.AddField("eventpolicy", "status", _status("confirmed")),  # what is there was in force
        migrations.AlterField("eventpolicy", "status", _status("proposed")),
        migrations.AddField("eventpolicy", "authors", models.JSONField(blank=True, default=list)),
        migrations.AddField("eventpolicy", "decided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("eventpolicy", "decided_by_label", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "eventpolicy", "reason", models.CharField(blank=True, max_length=300, verbose_name="alasan")
        ),
        migrations.RunSQL(
            "UPDATE events_eventpolicy SET status = 'superseded' WHERE superseded_at IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            "eventpolicy",
            models.CheckConstraint(condition=models.Q(("status__in", _STATES)), name="event_policy_status"),
        ),
        migrations.AddField("plannedevent", "cancel_asked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("plannedevent", "cancel_asked_by", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField("plannedevent", "cancel_asked_by_label", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "plannedevent",
            "cancel_ask_note",
            models.CharField(blank=True, max_length=300, verbose_name="alasan pembatalan"),
        ),
    ]
