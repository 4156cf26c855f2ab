"""Addresses of the auditor's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import audit

urlpatterns: list[URLPattern] = [
    path("audit/", audit.audit_log, name="audit_log"),
    path("audit/<int:seq>/", audit.audit_entry, name="audit_entry"),
    path("audit/ekspor/", audit.audit_export, name="audit_export"),
    path("audit/kepala/", audit.audit_heads, name="audit_heads"),
    path("audit/kepala/kunci.json", audit.audit_keys, name="audit_keys"),
    path("audit/kepala/<str:day>/", audit.audit_head, name="audit_head"),
    path("audit/kepala/<str:day>.jws", audit.audit_head_file, name="audit_head_file"),
]
