from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "hadir.capture"
    label = "capture"
