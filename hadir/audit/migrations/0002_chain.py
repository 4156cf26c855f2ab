"""Link every entry to the one before it, those there are and all to come."""

import django.db.models.functions.datetime
from django.db import migrations, models

from hadir.audit import append_only, chain_sql


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField("auditentry", "right", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("auditentry", "before", models.JSONField(null=True)),
        migrations.AddField("auditentry", "after", models.JSONField(null=True)),
        migrations.AddField("auditentry", "seq", models.BigIntegerField(editable=False, null=True)),
        migrations.AddField("auditentry", "prev_hash", models.BinaryField(editable=False, max_length=32, null=True)),
        migrations.AddField("auditentry", "hash", models.BinaryField(editable=False, max_length=32, null=True)),
        migrations.AddField("auditentry", "payload", models.TextField(editable=False, null=True)),
        migrations.RunSQL(chain_sql.CREATE_FUNCTIONS, chain_sql.DROP_FUNCTIONS),
        migrations.RunSQL(chain_sql.CHAIN_EXISTING, migrations.RunSQL.noop),
        migrations.AlterField("auditentry", "seq", models.BigIntegerField(editable=False, unique=True)),
        migrations.AlterField("auditentry", "prev_hash", models.BinaryField(editable=False, max_length=32)),
        migrations.AlterField("auditentry", "hash", models.BinaryField(editable=False, max_length=32)),
        migrations.AlterField("auditentry", "payload", models.TextField(editable=False)),
        migrations.AlterField(
            "auditentry",
            "at",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
        ),
        migrations.RunSQL(chain_sql.ATTACH, chain_sql.DETACH),
        migrations.AlterModelOptions("auditentry", options={"ordering": ["-seq"]}),
        migrations.RemoveIndex("auditentry", "audit_by_subject"),
        migrations.RemoveIndex("auditentry", "audit_by_unit"),
        migrations.AddIndex("auditentry", models.Index(fields=["subject", "-seq"], name="audit_by_subject")),
        migrations.AddIndex("auditentry", models.Index(fields=["unit_id", "-seq"], name="audit_by_unit")),
        migrations.AddIndex("auditentry", models.Index(fields=["actor_id", "-seq"], name="audit_by_actor")),
        migrations.AddIndex("auditentry", models.Index(fields=["action", "-seq"], name="audit_by_action")),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(unique=True)),
                ("seq", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("jws", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-date"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seq__gte", 1), ("hash__regex", "^[0-9a-f]{64}$")), name="audit_head_form"
                    )
                ],
            },
        ),
        migrations.RunSQL(append_only.protect("audit_head"), append_only.unprotect("audit_head")),
    ]
