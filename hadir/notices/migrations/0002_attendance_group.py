from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="preference",
            name="group",
            field=models.CharField(
                choices=[
                    ("account", "account"),
                    ("face", "face"),
                    ("privacy", "privacy"),
                    ("attendance", "attendance"),
                    ("work", "work"),
                ],
                max_length=20,
            ),
        )
    ]
