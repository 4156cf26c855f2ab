from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "hadir.attendance.presence"
    label = "presence"
