"""Addresses of roll-out and launch."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import enrolment_days, rollout

urlpatterns: list[URLPattern] = [
    path("peluncuran/", rollout.launch_board, name="launch_board"),
    path("peluncuran/batas/", rollout.rollout_targets, name="rollout_targets"),
    path("peluncuran/<int:unit_id>/", rollout.rollout_agency, name="rollout_agency"),
    path("peluncuran/<int:unit_id>/langkah/", rollout.rollout_step, name="rollout_step"),
    path("peluncuran/<int:unit_id>/jaringan/", rollout.rollout_survey, name="rollout_survey"),
    path("peluncuran/<int:unit_id>/daftar-lama/", rollout.rollout_list_new, name="rollout_list_new"),
    path("peluncuran/<int:unit_id>/hari-perekaman/", enrolment_days.enrolment_day_new, name="enrolment_day_new"),
    path("peluncuran/uji-jaringan/", rollout.rollout_probe, name="rollout_probe"),
    path("peluncuran/daftar-lama/<int:list_id>/", rollout.rollout_list, name="rollout_list"),
    path("peluncuran/daftar-lama/<int:list_id>.csv", rollout.rollout_list_csv, name="rollout_list_csv"),
    path("peluncuran/daftar-lama/<int:list_id>/hapus/", rollout.rollout_list_delete, name="rollout_list_delete"),
    path("peluncuran/hari/<int:day_id>/", enrolment_days.enrolment_day, name="enrolment_day"),
    path("peluncuran/hari/<int:day_id>/meja/", enrolment_days.enrolment_day_act, name="enrolment_day_act"),
    path("peluncuran/hari/<int:day_id>/layar/", enrolment_days.enrolment_screen, name="enrolment_screen"),
    path("peluncuran/antrean/<int:ticket_id>/", enrolment_days.enrolment_desk, name="enrolment_desk"),
]
