"""Addresses of the tree of units, heads, careers, import and export of people."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import careers, importing, units

urlpatterns: list[URLPattern] = [
    path("organisasi/", units.units, name="units"),
    path("organisasi/<int:unit_id>/", units.unit, name="unit"),
    path("organisasi/<int:unit_id>/ubah/", units.unit_edit, name="unit_edit"),
    path("organisasi/<int:unit_id>/tutup/", units.unit_close, name="unit_close"),
    path("organisasi/<int:unit_id>/buka/", units.unit_reopen, name="unit_reopen"),
    path("organisasi/<int:unit_id>/kepala/", units.head_new, name="head_new"),
    path("organisasi/<int:unit_id>/kepala/<int:headship_id>/akhiri/", units.head_end, name="head_end"),
    path("organisasi/<int:unit_id>/kepala/<int:headship_id>/batal/", units.head_withdraw, name="head_withdraw"),
    path("karier/", careers.own_career, name="own_career"),
    path("pegawai/<int:employee_id>/karier/", careers.career, name="career"),
    path("pegawai/<int:employee_id>/karier/<str:kind>/", careers.career_change, name="career_change"),
    path("pegawai/<int:employee_id>/karier/<str:kind>/<int:record_id>/", careers.career_correct, name="career_correct"),
    path(
        "pegawai/<int:employee_id>/karier/<str:kind>/<int:record_id>/batal/",
        careers.career_withdraw,
        name="career_withdraw",
    ),
    path("pegawai/impor/", importing.people_imports, name="people_imports"),
    path("pegawai/impor/<int:batch_id>/", importing.people_import, name="people_import"),
    path("pegawai/impor/<int:batch_id>/keadaan/", importing.people_import_state, name="people_import_state"),
    path("pegawai/impor/<int:batch_id>/terapkan/", importing.people_import_apply, name="people_import_apply"),
    path("pegawai/impor/<int:batch_id>/batalkan/", importing.people_import_discard, name="people_import_discard"),
    path("pegawai/impor/<int:batch_id>/galat.csv", importing.people_import_problems, name="people_import_problems"),
    path("pegawai/templat.xlsx", importing.people_template, name="people_template"),
    path("pegawai/ekspor/", importing.people_export, name="people_export"),
]
