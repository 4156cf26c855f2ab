"""Addresses of work places: their areas and networks, and who may also be there."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import place_drawing, places

urlpatterns: list[URLPattern] = [
    path("tempat-kerja/saya/", places.own_places, name="own_places"),
    path("tempat-kerja/impor/", place_drawing.areas_import, name="areas_import"),
    path("tempat-kerja/<int:work_place_id>/", places.work_place, name="work_place"),
    path("tempat-kerja/<int:work_place_id>/area/", place_drawing.place_areas, name="place_areas"),
    path("tempat-kerja/<int:work_place_id>/jaringan/", place_drawing.place_networks, name="place_networks"),
    path("tempat-kerja/area/<int:version_id>/putuskan/", places.areas_decide, name="areas_decide"),
    path("tempat-kerja/jaringan/<int:version_id>/putuskan/", places.networks_decide, name="networks_decide"),
    path("organisasi/<int:unit_id>/jaringan/", place_drawing.unit_networks, name="unit_networks"),
    path("pegawai/<int:employee_id>/tempat/", places.employee_places, name="employee_places"),
    path("pegawai/tempat/<int:assignment_id>/akhiri/", places.assignment_end, name="assignment_end"),
]
