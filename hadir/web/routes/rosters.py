"""Addresses of rosters, kinds of shifts and swaps."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import rosters, rosters_own, rosters_shifts

urlpatterns: list[URLPattern] = [
    path("jadwal-dinas/", rosters_own.own_shifts, name="own_shifts"),
    path("jadwal-dinas/roster/", rosters.rosters_board, name="rosters"),
    path("jadwal-dinas/roster/<int:roster_id>/", rosters.roster, name="roster"),
    path("jadwal-dinas/roster/<int:roster_id>/isi/", rosters.roster_fill, name="roster_fill"),
    path("jadwal-dinas/roster/<int:roster_id>/impor/", rosters.roster_import, name="roster_import"),
    path("jadwal-dinas/roster/<int:roster_id>/umumkan/", rosters.roster_publish, name="roster_publish"),
    path("jadwal-dinas/roster/<int:roster_id>/templat.xlsx", rosters.roster_template, name="roster_template"),
    path("jadwal-dinas/jenis/", rosters_shifts.shift_types, name="shift_types"),
    path("jadwal-dinas/jenis/baru/", rosters_shifts.shift_new, name="shift_new"),
    path("jadwal-dinas/jenis/<int:shift_id>/putuskan/", rosters_shifts.shift_decide, name="shift_decide"),
    path("jadwal-dinas/jeda/baru/", rosters_shifts.rest_new, name="rest_new"),
    path("jadwal-dinas/jeda/<int:rule_id>/putuskan/", rosters_shifts.rest_decide, name="rest_decide"),
    path("jadwal-dinas/tukar/", rosters_own.swaps_board, name="swaps"),
    path("jadwal-dinas/tukar/baru/", rosters_own.swap_new, name="swap_new"),
    path("jadwal-dinas/tukar/<int:swap_id>/jawab/", rosters_own.swap_answer, name="swap_answer"),
    path("jadwal-dinas/tukar/<int:swap_id>/tarik/", rosters_own.swap_withdraw, name="swap_withdraw"),
    path("jadwal-dinas/tukar/<int:swap_id>/putuskan/", rosters_own.swap_decide, name="swap_decide"),
]
