from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hadir.places"
    label = "places"
