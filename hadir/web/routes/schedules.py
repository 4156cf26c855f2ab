"""Addresses of hours."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import schedule_decisions as decisions
from hadir.web.views import schedule_people as holding
from hadir.web.views import schedules

urlpatterns: list[URLPattern] = [
    path("jam/", schedules.list_schedules, name="schedules"),
    path("jam/baru/", schedules.schedule_new, name="schedule_new"),
    path("jam/<int:schedule_id>/", schedules.schedule, name="schedule"),
    path("jam/<int:schedule_id>/versi-baru/", schedules.version_new, name="schedule_version_new"),
    path("jam/penetapan/", holding.schedule_assignments, name="schedule_assignments"),
    path("jam/periksa/", holding.schedule_check, name="schedule_check"),
    path("jam/ramadan/", holding.schedule_seasons, name="schedule_seasons"),
    path("jam/ramadan/<int:pk>/ubah/", holding.schedule_season_change, name="schedule_season_change"),
    path("jam/wfh/", holding.schedule_modes, name="schedule_modes"),
    path("jam/wfh/batas/", holding.schedule_quota_new, name="schedule_quota_new"),
    path("jam/usulan/", decisions.schedule_proposals, name="schedule_proposals"),
    path("jam/usulan/<str:kind>/<int:pk>/", decisions.schedule_proposal, name="schedule_proposal"),
]
