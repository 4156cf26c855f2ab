"""Addresses of heads, superiors, import and export of people."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
