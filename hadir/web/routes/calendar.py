"""Addresses of the calendar of holidays."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import calendar

urlpatterns: list[URLPattern] = [
    path("kalender/", calendar.calendar_year, name="calendar"),
    path("kalender/versi/", calendar.calendar_versions, name="calendar_versions"),
    path("kalender/versi/<int:version_id>/", calendar.calendar_version, name="calendar_version"),
    path("kalender/versi/<int:version_id>/tarik/", calendar.calendar_withdraw, name="calendar_withdraw"),
    path("kalender/versi/<int:version_id>/hari/", calendar.calendar_day_out, name="calendar_day_out"),
    path("kalender/skb/", calendar.calendar_decree, name="calendar_decree"),
    path("kalender/impor/", calendar.calendar_import, name="calendar_import"),
    path("kalender/contoh.csv", calendar.calendar_example, name="calendar_example"),
    path("kalender/tambah/", calendar.calendar_day_new, name="calendar_day_new"),
]
