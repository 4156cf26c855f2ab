from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "hadir.workdays"
    label = "workdays"
