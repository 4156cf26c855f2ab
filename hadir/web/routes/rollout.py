"""Addresses of roll-out and launch."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
