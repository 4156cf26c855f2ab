"""Addresses of notices and their choices."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import notices

urlpatterns: list[URLPattern] = [
    path("pemberitahuan/pengingat/", notices.reminders, name="reminders"),
    path("pemberitahuan/pengingat/<int:policy_id>/putuskan/", notices.reminders_decide, name="reminders_decide"),
    path("pemberitahuan/", notices.notices, name="notices"),
    path("pemberitahuan/<int:notice_id>/", notices.notice, name="notice"),
    path("pemberitahuan/<int:notice_id>/dibaca/", notices.notice_read, name="notice_read"),
    path("pemberitahuan/semua-dibaca/", notices.notices_read, name="notices_read"),
    path("pemberitahuan/pilihan/", notices.notice_choices, name="notice_choices"),
]
