from django.apps import AppConfig


class RecapConfig(AppConfig):
    name = "hadir.recap"
    label = "recap"
