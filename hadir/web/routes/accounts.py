"""Addresses of roles, accounts, elevations and API tokens."""

from __future__ import annotations

from django.urls import URLPattern, path

from hadir.web.views import accounts, api_tokens, elevations, rights

urlpatterns: list[URLPattern] = [
    path("peran/", rights.grants, name="grants"),
    path("peran/beri/", rights.grant_new, name="grant_new"),
    path("peran/orang/<int:user_id>/", rights.grants_of, name="grants_of"),
    path("peran/<int:grant_id>/cabut/", rights.grant_end, name="grant_end"),
    path("peran/usulan/", rights.proposals_inbox, name="proposals"),
    path("peran/usulan/<int:proposal_id>/setujui/", rights.proposal_confirm, name="proposal_confirm"),
    path("peran/usulan/<int:proposal_id>/tolak/", rights.proposal_decline, name="proposal_decline"),
    path("peran/usulan/<int:proposal_id>/tarik/", rights.proposal_withdraw, name="proposal_withdraw"),
    path("daftar-akun/", accounts.accounts, name="accounts"),
    path("daftar-akun/<int:user_id>/aktif/", accounts.account_active, name="account_active"),
    path("kewenangan/", elevations.elevations_list, name="elevations"),
    path("kewenangan/<str:right>/buka/", elevations.elevation_open, name="elevation_open"),
    path("kewenangan/<int:elevation_id>/tutup/", elevations.elevation_close, name="elevation_close"),
    path("token-api/", api_tokens.tokens, name="api_tokens"),
    path("token-api/baru/", api_tokens.token_new, name="api_token_new"),
    path("token-api/<int:token_id>/setujui/", api_tokens.token_confirm, name="api_token_confirm"),
    path("token-api/<int:token_id>/cabut/", api_tokens.token_revoke, name="api_token_revoke"),
]
