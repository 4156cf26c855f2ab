"""Addresses of the way without a face."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import alternative, alternative_officer

urlpatterns: list[URLPattern] = [
    path("hadir/alternatif/", alternative.alternative, name="alternative"),
    path("hadir/alternatif/pin/", alternative.alternative_pin, name="alternative_pin"),
    path("hadir/alternatif/izin/", alternative.alternative_request, name="alternative_request"),
    path(
        "hadir/alternatif/izin/<int:permission_id>/akhiri/",
        alternative.alternative_take_back,
        name="alternative_take_back",
    ),
    path("hadir/alternatif/tunggu/<uuid:request_id>/", alternative.alternative_waiting, name="alternative_waiting"),
    path("tanpa-wajah/izin/", alternative_officer.permissions_list, name="permissions"),
    path("tanpa-wajah/izin/baru/", alternative_officer.permission_new, name="permission_new"),
    path("tanpa-wajah/izin/<int:permission_id>/", alternative_officer.permission, name="permission"),
    path("tanpa-wajah/saksi/", alternative_officer.witness_queue, name="witness_queue"),
    path("tanpa-wajah/saksi/<uuid:request_id>/", alternative_officer.witness_answer, name="witness_answer"),
    path("tanpa-wajah/pemakaian/", alternative_officer.alternative_use, name="alternative_use"),
]
