from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "hadir.privacy"
    label = "privacy"
