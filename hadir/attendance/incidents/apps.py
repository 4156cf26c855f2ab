from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "hadir.attendance.incidents"
    label = "incidents"
