"""Addresses of heads, superiors, import and export of people."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import importing

urlpatterns: list[URLPattern] = [
    path("pegawai/impor/", importing.people_imports, name="people_imports"),
    path("pegawai/impor/<int:batch_id>/", importing.people_import, name="people_import"),
    path("pegawai/impor/<int:batch_id>/keadaan/", importing.people_import_state, name="people_import_state"),
    path("pegawai/impor/<int:batch_id>/terapkan/", importing.people_import_apply, name="people_import_apply"),
    path("pegawai/impor/<int:batch_id>/batalkan/", importing.people_import_discard, name="people_import_discard"),
    path("pegawai/impor/<int:batch_id>/galat.csv", importing.people_import_problems, name="people_import_problems"),
    path("pegawai/templat.xlsx", importing.people_template, name="people_template"),
    path("pegawai/ekspor/", importing.people_export, name="people_export"),
]
