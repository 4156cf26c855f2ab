from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "hadir.schedules.rosters"
    label = "rosters"
