"""A duty letter may say where its people check in meanwhile."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leave", "0002_second_person"), ("people", "0006_service_gaps")]

    operations = [
        migrations.AddField("dutyletter", "area", models.JSONField(blank=True, null=True)),
        migrations.AddField(
            "dutyletter",
            "work_place",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.workplace",
            ),
        ),
    ]
