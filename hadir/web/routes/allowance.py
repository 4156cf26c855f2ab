"""Addresses of the allowance (TPP)."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import allowance, allowance_amounts, allowance_rules, allowance_simulations

urlpatterns: list[URLPattern] = [
    path("tpp/", allowance.tpp, name="tpp"),
    path("tpp/opd/", allowance.tpp_agency, name="tpp_agency"),
    path("tpp/opd/hitung/", allowance.tpp_reckon, name="tpp_reckon"),
    path("tpp/pegawai/<int:employee_id>/<str:month>/", allowance.tpp_person, name="tpp_person"),
    path("tpp/aturan/", allowance_rules.tpp_rules, name="tpp_rules"),
    path("tpp/aturan/baru/", allowance_rules.tpp_rules_new, name="tpp_rules_new"),
    path("tpp/aturan/baris/", allowance_rules.tpp_line, name="tpp_line"),
    path("tpp/aturan/contoh/<str:code>/", allowance_rules.tpp_preset, name="tpp_preset"),
    path("tpp/aturan/<int:set_id>/", allowance_rules.tpp_rule_set, name="tpp_rule_set"),
    path("tpp/aturan/<int:set_id>/ubah/", allowance_rules.tpp_edit, name="tpp_edit"),
    path("tpp/aturan/<int:set_id>/pratinjau/", allowance_rules.tpp_preview, name="tpp_preview"),
    path("tpp/aturan/<int:set_id>/putusan/", allowance_rules.tpp_decide, name="tpp_decide"),
    path("tpp/aturan/<int:set_id>/simulasi/", allowance_simulations.tpp_simulate, name="tpp_simulate"),
    path("tpp/besaran/", allowance_amounts.tpp_amounts, name="tpp_amounts"),
    path("tpp/besaran/baru/", allowance_amounts.tpp_amounts_new, name="tpp_amounts_new"),
    path("tpp/besaran/<int:list_id>/", allowance_amounts.tpp_amount_list, name="tpp_amount_list"),
    path("tpp/besaran/<int:list_id>/putusan/", allowance_amounts.tpp_amounts_decide, name="tpp_amounts_decide"),
    path("tpp/simulasi/<int:simulation_id>/", allowance_simulations.tpp_simulation, name="tpp_simulation"),
    path(
        "tpp/simulasi/<int:simulation_id>/keadaan/",
        allowance_simulations.tpp_simulation_state,
        name="tpp_simulation_state",
    ),
]
