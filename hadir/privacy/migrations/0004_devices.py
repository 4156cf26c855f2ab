from django.db import migrations, models
from django.utils import timezone

from hadir.privacy import seeding

CLASSES = [
    *("templates", "evidence", "capture_sessions", "sign_ins", "exports", "notices", "staged_imports"),
    *("health_papers", "papers", "devices", "punches", "employees", "audit_log", "requests"),
]


def enter_defaults(apps, schema_editor):
    policies, activities = (
        apps.get_model("privacy", name).objects for name in ("RetentionPolicy", "ProcessingActivity")
    )
    seeding.add_devices(policies, activities, now=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_papers_of_leave")]

    operations = [
        migrations.RemoveConstraint(model_name="retentionpolicy", name="privacy_retention_class"),
        migrations.AddConstraint(
            model_name="retentionpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("data_class__in", CLASSES)), name="privacy_retention_class"
            ),
        ),
        migrations.RunPython(enter_defaults, migrations.RunPython.noop),
    ]
