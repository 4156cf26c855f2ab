"""Addresses of the way without a face."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
