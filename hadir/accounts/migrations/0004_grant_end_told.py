from __future__ import annotations

from django.db import migrations, models

# What ended before this day was told by the former job, or is too old to be news.
_TOLD = """
UPDATE accounts_rolegrant SET end_told_at = now()
WHERE revoked_at IS NOT NULL OR valid_to < CURRENT_DATE - 1
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_governance")]

    operations = [
        migrations.AddField(
            model_name="rolegrant",
            name="end_told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(_TOLD, migrations.RunSQL.noop),
    ]
