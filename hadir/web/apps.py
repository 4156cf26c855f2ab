"""Django app of the pages: templates, static files and template tags; it owns no tables."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hadir.web"
    label = "web"
