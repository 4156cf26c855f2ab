"""Addresses of corrections, incidents and events."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import corrections, corrections_office, event_lists, events, incidents

urlpatterns: list[URLPattern] = [
    path("koreksi/", corrections.corrections, name="corrections"),
    path("koreksi/baru/", corrections.correction_new, name="correction_new"),
    path("koreksi/usulkan/", corrections_office.choose_person, name="correction_choose"),
    path("koreksi/usulkan/<int:employee_id>/", corrections_office.correction_for, name="correction_propose"),
    path("koreksi/statistik/", corrections_office.statistics, name="correction_statistics"),
    path("koreksi/ketentuan/", corrections_office.rules, name="correction_rules"),
    path("koreksi/ketentuan/<int:rule_id>/putusan/", corrections_office.rule_decide, name="correction_rule_decide"),
    path("koreksi/ketentuan/baru/", corrections_office.rule_new, name="correction_rule_new"),
    path("koreksi/lampiran/<int:paper_id>/", corrections.correction_paper, name="correction_paper"),
    path("koreksi/<int:correction_id>/", corrections.correction, name="correction"),
    path("gangguan/", incidents.incidents, name="incidents"),
    path("gangguan/baru/", incidents.incident_new, name="incident_new"),
    path("gangguan/tanda/<int:sign_id>/", incidents.sign_drop, name="sign_drop"),
    path("gangguan/<int:incident_id>/", incidents.incident, name="incident"),
    path("gangguan/<int:incident_id>/berita-acara/", incidents.minutes, name="incident_minutes"),
    path("acara/", events.events, name="events"),
    path("acara/baru/", events.event_new, name="event_new"),
    path("acara/rutin/", events.series_new, name="event_series_new"),
    path("acara/rutin/<int:series_id>/akhiri/", events.series_end, name="event_series_end"),
    path("acara/ketentuan/", events.policies, name="event_policies"),
    path("acara/ketentuan/<int:policy_id>/putusan/", events.policy_decide, name="event_policy_decide"),
    path("acara/ketentuan/baru/", events.policy_new, name="event_policy_new"),
    path("acara/<int:event_id>/", events.event, name="event"),
    path("acara/<int:event_id>/daftar/<int:unit_id>/", event_lists.list_open, name="event_list_open"),
    path("acara/daftar/<int:list_id>/", event_lists.event_list, name="event_list"),
    path("acara/daftar/<int:list_id>/centang/<int:employee_id>/", event_lists.tick, name="event_tick"),
]
