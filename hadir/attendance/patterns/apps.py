from django.apps import AppConfig


class PatternsConfig(AppConfig):
    name = "hadir.attendance.patterns"
    label = "patterns"
