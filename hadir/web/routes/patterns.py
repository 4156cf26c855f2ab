"""Addresses of patterns."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import patterns

urlpatterns: list[URLPattern] = [
    path("pola/", patterns.patterns, name="patterns"),
    path("pola/<int:pattern_id>/", patterns.pattern, name="pattern"),
]
