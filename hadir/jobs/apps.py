from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "hadir.jobs"
    label = "jobs"
