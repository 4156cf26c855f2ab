"""Addresses of changing the face engine."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import engine_change

urlpatterns: list[URLPattern] = [
    path("mesin/penggantian/", engine_change.engine_change, name="engine_change"),
]
