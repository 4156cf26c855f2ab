from django.db import migrations


class Migration(migrations.Migration):
    """Where a work place lies is said by its areas (`places`), in dated versions."""

    dependencies = [
        ("people", "0006_service_gaps"),
        ("places", "0003_first_areas"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="workplace", name="people_work_place_position"),
        migrations.RemoveConstraint(model_name="workplace", name="people_work_place_radius"),
        migrations.RemoveField(model_name="workplace", name="latitude"),
        migrations.RemoveField(model_name="workplace", name="longitude"),
        migrations.RemoveField(model_name="workplace", name="radius_m"),
    ]
