from django.apps import AppConfig


class PeriodsConfig(AppConfig):
    name = "hadir.periods"
    label = "periods"
