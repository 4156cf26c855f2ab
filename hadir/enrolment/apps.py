from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "hadir.enrolment"
    label = "enrolment"
