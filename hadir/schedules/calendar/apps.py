from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "hadir.schedules.calendar"
    label = "calendar"
