from django.db import migrations
from django.utils import timezone


def take_circles(apps, schema_editor):
    """The circle of each work place becomes its first area, in force since before the records."""
    work_places = apps.get_model("people", "WorkPlace").objects.filter(latitude__isnull=False, radius_m__isnull=False)
    now = timezone.now()
    said = {"status": "confirmed", "proposed_at": now, "decided_at": now, "proposed_by_label": "system"}
    apps.get_model("places", "AreaVersion").objects.bulk_create(
        apps.get_model("places", "AreaVersion")(
            work_place=place,
            areas=[
                {
                    "name": place.name[:100],
                    "kind": "circle",
                    "centre": [float(place.latitude), float(place.longitude)],
                    "radius_m": float(place.radius_m),
                }
            ],
            legal_basis="Lingkaran tempat kerja sebelum area digambar",
            decided_by_label="system",
            **said,
        )
        for place in work_places
    )


def give_back(apps, schema_editor):
    """The first circle of each place returns to the place."""
    work_places = apps.get_model("people", "WorkPlace")
    for version in apps.get_model("places", "AreaVersion").objects.filter(status="confirmed").order_by("-id"):
        circle = next((one for one in version.areas if one["kind"] == "circle"), None)
        if circle is not None:
            latitude, longitude = circle["centre"]
            work_places.objects.filter(pk=version.work_place_id).update(
                latitude=latitude, longitude=longitude, radius_m=round(circle["radius_m"])
            )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_service_gaps"),
        ("places", "0002_areas"),
    ]

    operations = [migrations.RunPython(take_circles, give_back)]
