from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "hadir.attendance.events"
    label = "events"
