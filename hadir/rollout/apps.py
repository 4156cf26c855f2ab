from django.apps import AppConfig


class RolloutConfig(AppConfig):
    name = "hadir.rollout"
    label = "rollout"
