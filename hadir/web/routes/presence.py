"""Addresses of what agencies ask of a check-in, of reviews, objections and lookalikes."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import presence, presence_own, presence_policies

urlpatterns: list[URLPattern] = [
    path("pemeriksaan/", presence.reviews, name="reviews"),
    path("pemeriksaan/statistik/", presence.statistics, name="review_statistics"),
    path("pemeriksaan/lampiran/<int:paper_id>/", presence.objection_paper, name="objection_paper"),
    path("pemeriksaan/<int:case_id>/", presence.review, name="review"),
    path("pemeriksaan/<int:case_id>/gambar/", presence.review_pictures, name="review_pictures"),
    path("pemeriksaan/saya/", presence_own.own_reviews, name="own_reviews"),
    path("pemeriksaan/saya/<int:case_id>/", presence_own.own_review, name="own_review"),
    path("bukti-hadir/", presence_policies.policies, name="presence_policies"),
    path("bukti-hadir/baru/", presence_policies.policy_new, name="presence_policy_new"),
    path("bukti-hadir/<int:policy_id>/putusan/", presence_policies.policy_decide, name="presence_policy_decide"),
    path("wajah-mirip/", presence_own.lookalikes, name="lookalikes"),
    path("wajah-mirip/baru/", presence_own.lookalike_new, name="lookalike_new"),
    path("wajah-mirip/<int:lookalike_id>/putusan/", presence_own.lookalike_decide, name="lookalike_decide"),
    path("wajah-mirip/<int:lookalike_id>/akhiri/", presence_own.lookalike_end, name="lookalike_end"),
]
