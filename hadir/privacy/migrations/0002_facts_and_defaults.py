from django.db import migrations
from django.utils import timezone

from hadir.audit.append_only import protect, unprotect
from hadir.privacy import seeding

FACTS = ("privacy_requeststep", "privacy_breachtelling", "privacy_destructionreport", "privacy_processingactivity")


def enter_defaults(apps, schema_editor):
    names = ("ClockRule", "RetentionPolicy", "ProcessingActivity")
    seeding.fill(*(apps.get_model("privacy", name).objects for name in names), now=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        *[migrations.RunSQL(protect(table), unprotect(table)) for table in FACTS],
        migrations.RunPython(enter_defaults, migrations.RunPython.noop),
    ]
