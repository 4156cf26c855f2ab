from django.apps import AppConfig


class LeaveConfig(AppConfig):
    name = "hadir.leave"
    label = "leave"
