from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "hadir.notices"
    label = "notices"
