"""Address of the inbox."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import inbox

urlpatterns: list[URLPattern] = [path("kotak-kerja/", inbox.work_inbox, name="work_inbox")]
