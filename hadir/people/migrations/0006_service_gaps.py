import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from hadir.audit.append_only import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("people", "0005_left_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceGap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField(blank=True, null=True, verbose_name="mulai")),
                ("last", models.DateField(verbose_name="sampai")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gaps", to="people.employee"
                    ),
                ),
            ],
            options={
                "ordering": ["last", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(first__isnull=True) | Q(first__lte=F("last")), name="people_service_gap_span"
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("people_servicegap"), unprotect("people_servicegap")),
    ]
