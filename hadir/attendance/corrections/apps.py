from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "hadir.attendance.corrections"
    label = "corrections"
