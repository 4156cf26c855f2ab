from django.db import migrations, models


class Migration(migrations.Migration):
    """Sessions of before are over: their chain is never asked for."""

    dependencies = [
        ("capture", "0002_engine_of_session"),
    ]

    operations = [
        migrations.AddField(
            model_name="capturesession",
            name="chain",
            field=models.BinaryField(default=b"", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="captureframe",
            name="client_ms",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="captureframe",
            name="light",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
    ]
