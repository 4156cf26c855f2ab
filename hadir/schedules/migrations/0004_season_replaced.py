"""A season in force may be replaced by another one, or withdrawn."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schedules", "0003_no_stage_windows")]

    operations = [
        migrations.AddField(
            model_name="season",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="schedules.season",
            ),
        ),
        migrations.AddField(
            model_name="season",
            name="withdraws",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdraws", False), ("replaces__isnull", False), _connector="OR"),
                name="schedules_season_withdraws_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["proposed", "confirmed"])),
                fields=("replaces",),
                name="schedules_season_replaced_once",
            ),
        ),
    ]
