import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("capture", "0003_chain_of_frames"),
    ]

    operations = [
        migrations.CreateModel(
            name="FacePrint",
            fields=[
                ("session_id", models.UUIDField(primary_key=True, serialize=False)),
                ("engine", models.CharField(max_length=110)),
                ("made_at", models.DateTimeField()),
                ("kek_id", models.CharField(max_length=40)),
                ("sealed", models.BinaryField()),
                ("bands", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["employee", "-made_at"], name="capture_print_of_employee"),
                    models.Index(fields=["made_at"], name="capture_print_age"),
                    django.contrib.postgres.indexes.GinIndex(fields=["bands"], name="capture_print_bands"),
                ],
            },
        ),
    ]
