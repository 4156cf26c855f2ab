"""Addresses of the recap."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import recap, recap_journals, recap_signing

urlpatterns: list[URLPattern] = [
    path("rekap/", recap.recap, name="recap"),
    path("rekap/daerah/", recap.recap_region, name="recap_region"),
    path("rekap/jurnal/", recap_journals.recap_journals, name="recap_journals"),
    path("rekap/jurnal/<int:journal_id>/", recap_journals.recap_journal, name="recap_journal"),
    path("rekap/jurnal/<int:journal_id>/tarik/", recap_journals.recap_journal_withdraw, name="recap_journal_withdraw"),
    path("rekap/kebijakan/", recap_journals.recap_policy, name="recap_policy"),
    path("rekap/kebijakan/<int:policy_id>/", recap_journals.recap_policy_decide, name="recap_policy_decide"),
    path("rekap/<int:unit_id>/<str:month>/", recap_signing.recap_signing, name="recap_signing"),
    path("rekap/<int:unit_id>/<str:month>/kunci/", recap_signing.recap_lock, name="recap_lock"),
    path("rekap/<int:unit_id>/<str:month>/keadaan/", recap_signing.recap_state, name="recap_state"),
    path("rekap/<int:unit_id>/<str:month>/berkas/", recap_signing.recap_export, name="recap_export"),
    path("rekap/<int:unit_id>/<str:month>/jurnal/", recap_journals.recap_journal_new, name="recap_journal_new"),
]
