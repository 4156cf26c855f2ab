# The tables exist: `attendance` 0004 renamed them. Here they become models of this slice, and gain what they lack.

import django.db.models.deletion
from django.db import migrations, models


def _id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("attendance", "0004_site_codes_move"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SiteScreen",
                    fields=[
                        ("id", _id()),
                        ("token_digest", models.CharField(max_length=64, unique=True)),
                        ("opened_at", models.DateTimeField()),
                        ("opened_by", models.BigIntegerField()),
                        ("opened_by_label", models.CharField(max_length=200)),
                        ("expires_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("work_place", _to("people.workplace")),
                    ],
                    options={"ordering": ["-opened_at"]},
                ),
                migrations.CreateModel(
                    name="SiteCodeUse",
                    fields=[
                        ("id", _id()),
                        ("window", models.BigIntegerField()),
                        ("employee", _to("people.employee")),
                        ("work_place", _to("people.workplace")),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="sitecodeuse",
                    constraint=models.UniqueConstraint(
                        fields=("employee", "work_place", "window"), name="places_code_used_once"
                    ),
                ),
            ],
        ),
        migrations.AddField(model_name="sitescreen", name="last_seen_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="sitecodeuse", name="screen", field=_to("places.sitescreen", null=True)),
        migrations.AddField(model_name="sitecodeuse", name="used_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="SiteCodeTry",
            fields=[
                ("id", _id()),
                ("at", models.DateTimeField()),
                ("state", models.CharField(max_length=10)),
                ("window", models.BigIntegerField(null=True)),
                ("employee", _to("people.employee")),
                ("screen", _to("places.sitescreen", null=True)),
                ("work_place", _to("people.workplace", null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["right", "wrong", "used", "expired", "elsewhere", "limited"])
                        ),
                        name="places_code_try_state",
                    )
                ],
                "indexes": [
                    models.Index(fields=["employee", "at"], name="places_try_of"),
                    models.Index(fields=["screen", "at"], name="places_try_of_screen"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="sitescreen",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["work_place", "expires_at"], name="places_screen_open"
            ),
        ),
        migrations.AddIndex(
            model_name="sitecodeuse",
            index=models.Index(fields=["screen", "used_at"], name="places_use_of_screen"),
        ),
    ]
