"""Pages of roles, proposals, accounts, sensitive rights and tokens, as their people use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hadir.accounts import elevations, permissions, proposals
from hadir.accounts.models import ApiToken, Elevation, GrantProposal, User
from hadir.accounts.roles import Role
from hadir.accounts.services import GrantData
from hadir.lib.authority import Right
from tests.cast import BEGIN, SYSTEM, Cast, grant
from tests.proofs import prove

Browser = Callable[[User], Client]


def text(client: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == status, response.content
    return response.content.decode()


def wish(cast: Cast, **changes: str) -> dict[str, str]:
    values = {
        "login": cast.budi.username,
        "role": "opd_operator",
        "unit": str(cast.setda.pk),
        "valid_from": "2025-01-01",
        "legal_basis": "SK 7/2025",
    }
    return values | changes


def test_a_role_goes_from_proposal_to_confirmation(cast: Cast, browser_of: Browser) -> None:
    grant(SYSTEM, cast.rahma, Role.OPD_HEAD, cast.setda)
    officer, head = browser_of(cast.wati), browser_of(cast.rahma)
    done = officer.post(reverse("grant_new"), wish(cast))
    assert done["Location"] == reverse("proposals")
    proposal = GrantProposal.objects.get()
    assert "Menunggu orang kedua" in text(officer, "proposals")
    assert reverse("proposal_confirm", args=[proposal.pk]) not in text(officer, "proposals")
    assert reverse("proposal_confirm", args=[proposal.pk]) in text(head, "proposals")
    assert head.post(reverse("proposal_confirm", args=[proposal.pk])).status_code == 302
    assert permissions.has(cast.budi, Right.DECIDE_ENROLMENT, cast.setda)
    assert "Budi Contoh" in text(head, "grants")
    assert "disetujui Rahma Contoh" in text(head, "grants_of", cast.budi.pk)


def test_a_refusal_without_reason_is_explained_where_it_was_written(cast: Cast, browser_of: Browser) -> None:
    grant(SYSTEM, cast.rahma, Role.OPD_HEAD, cast.setda)
    browser_of(cast.wati).post(reverse("grant_new"), wish(cast))
    proposal = GrantProposal.objects.get()
    head = browser_of(cast.rahma)
    page = head.post(reverse("proposal_decline", args=[proposal.pk]), {f"p{proposal.pk}-reason": ""}).content.decode()
    assert f'id="id_p{proposal.pk}-reason-error"' in page
    head.post(reverse("proposal_decline", args=[proposal.pk]), {f"p{proposal.pk}-reason": "Pindah tugas"})
    assert "Pindah tugas" in text(head, "proposals")
    proposal.refresh_from_db()
    assert proposal.state == "declined"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"login": "000"}, "Tidak ada akun terbuka"),
        ({"login": "\x00"}, "id_login-error"),
        ({"valid_to": "2024-01-01"}, "Tanggal akhir harus sesudah tanggal mulai."),
        ({"unit": "0"}, "id_unit-error"),
        ({"role": "auditor"}, "id_role-error"),
    ],
)
def test_a_wrong_wish_is_explained(cast: Cast, browser_of: Browser, change: dict[str, str], sentence: str) -> None:
    page = browser_of(cast.wati).post(reverse("grant_new"), wish(cast, **change)).content.decode()
    assert sentence in page
    assert not GrantProposal.objects.exists()


def test_an_examiner_is_named_at_once_and_can_be_ended(cast: Cast, browser_of: Browser) -> None:
    officer = browser_of(cast.wati)
    done = officer.post(reverse("grant_new"), wish(cast, role="examiner"))
    assert done["Location"] == reverse("grants_of", args=[cast.budi.pk])
    given = cast.budi.grants.get()
    assert reverse("grant_end", args=[given.pk]) in text(officer, "grants_of", cast.budi.pk)
    officer.post(reverse("grant_end", args=[given.pk]))
    assert Role.EXAMINER not in permissions.roles_of(cast.budi)


def test_another_agency_sees_no_role_and_no_proposal(cast: Cast, browser_of: Browser) -> None:
    browser_of(cast.wati).post(reverse("grant_new"), wish(cast))
    dedi = browser_of(cast.dedi)
    listed = text(dedi, "grants") + text(dedi, "proposals")
    for name in ("Siti", "Rahma", "Budi", "Made", "Wati", "Agus"):
        assert f"{name} Contoh" not in listed
    assert dedi.get(reverse("grants_of", args=[cast.siti.pk])).status_code == 404
    proposal = GrantProposal.objects.get()
    assert dedi.post(reverse("proposal_confirm", args=[proposal.pk])).status_code == 404


def test_lists_of_roles_cost_the_same_however_long(cast: Cast, browser_of: Browser) -> None:
    auditor = browser_of(cast.agus)

    def cost(name: str) -> int:
        with CaptureQueriesContext(connection) as done:
            text(auditor, name)
        return len(done)

    names = ("grants", "proposals", "accounts", "elevations", "api_tokens")
    for name in names:
        text(auditor, name)  # what a first visit of a session costs, once
    data = GrantData(Role.OPD_OPERATOR, cast.dinkes.pk, BEGIN)
    now = datetime.now(UTC)
    proposals.propose_grant(cast.wati, user_id=cast.budi.pk, data=data, now=now)
    elevations.open_elevation(cast.wati, right=Right.MANAGE_API_TOKENS, reason="x", proved_at=now, now=now)
    before = {name: cost(name) for name in names}
    for user in (cast.budi, cast.siti, cast.rahma):
        grant(SYSTEM, user, Role.EXAMINER, cast.setda)
        elevations.open_elevation(cast.wati, right=Right.MANAGE_API_TOKENS, reason="x", proved_at=now, now=now)
    for user in (cast.siti, cast.rahma):
        proposals.propose_grant(cast.wati, user_id=user.pk, data=data, now=now)
    assert {name: cost(name) for name in names} == before


def test_kominfo_closes_and_reopens_an_account(cast: Cast, browser_of: Browser) -> None:
    kominfo = browser_of(cast.made)
    kominfo.post(reverse("account_active", args=[cast.budi.pk]), {"active": "0"})
    assert "Budi Contoh" in text(kominfo, "accounts", saring="tertutup")
    assert User.objects.get(pk=cast.budi.pk).is_active is False
    kominfo.post(reverse("account_active", args=[cast.budi.pk]), {"active": "1"})
    assert User.objects.get(pk=cast.budi.pk).is_active is True
    for who in (cast.wati, cast.agus, cast.siti):
        assert browser_of(who).post(reverse("account_active", args=[cast.budi.pk]), {"active": "0"}).status_code == 403


# --- sensitive rights


def test_opening_a_right_asks_for_the_password_and_a_reason_and_leads_back(cast: Cast, browser_of: Browser) -> None:
    client = browser_of(cast.wati)
    wanted = reverse("api_token_new")
    opening = client.get(wanted)["Location"]
    assert opening.startswith(reverse("elevation_open", args=["manage_api_tokens"]))
    asked = client.get(opening)["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    assert "Kata sandi" in client.get(asked).content.decode()
    assert prove(client, opening)["Location"] == opening
    empty = client.post(opening, {"reason": ""}).content.decode()
    assert 'id="id_reason-error"' in empty
    assert client.post(opening, {"reason": "PKS 3/2025"})["Location"] == wanted
    page = client.get(wanted).content.decode()
    assert "Buat token API" in page
    assert "Tertutup sendiri dalam 10 menit" in page
    closing = re.findall(r'action="(/kewenangan/\d+/tutup/)"', page)
    assert client.post(closing[0]).status_code == 302
    assert client.get(wanted).status_code == 302


def test_a_wrong_password_opens_nothing(cast: Cast, browser_of: Browser) -> None:
    client = browser_of(cast.wati)
    opening = reverse("elevation_open", args=["manage_api_tokens"])
    client.post(reverse("account_reauthenticate"), {"password": "salah", "next": opening})
    assert client.post(opening, {"reason": "x"})["Location"].startswith(reverse("account_reauthenticate"))
    assert not Elevation.objects.exists()


def test_a_right_that_was_opened_in_another_browser_is_closed_in_this_one(cast: Cast, browser_of: Browser) -> None:
    now = datetime.now(UTC)
    elevations.open_elevation(cast.wati, right=Right.MANAGE_API_TOKENS, reason="x", proved_at=now, now=now)
    assert browser_of(cast.wati).get(reverse("api_token_new")).status_code == 302


def test_the_door_closes_after_ten_minutes(cast: Cast, browser_of: Browser) -> None:
    client = browser_of(cast.wati)
    opening = f"{reverse('elevation_open', args=['manage_api_tokens'])}?next={reverse('api_token_new')}"
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        prove(client, opening)
        client.post(opening, {"reason": "PKS 3/2025"})
        assert client.get(reverse("api_token_new")).status_code == 200
        clock.shift(601)
        assert client.get(reverse("api_token_new")).status_code == 302


@pytest.mark.parametrize("who", ["budi", "siti", "made", "agus", "dewi"])
def test_who_does_not_hold_the_right_is_not_asked_for_a_password(cast: Cast, browser_of: Browser, who: str) -> None:
    client = browser_of(getattr(cast, who))
    assert client.get(reverse("api_token_new")).status_code == 403
    assert client.get(reverse("elevation_open", args=["manage_api_tokens"])).status_code == 403
    assert client.get(reverse("elevation_open", args=["check_in"])).status_code == 404


def test_the_way_back_stays_on_this_site(cast: Cast, browser_of: Browser) -> None:
    client = browser_of(cast.wati)
    opening = f"{reverse('elevation_open', args=['manage_api_tokens'])}?next=https://contoh.example/"
    prove(client, reverse("home"))
    assert client.post(opening, {"reason": "x"})["Location"] == reverse("elevations")


# --- tokens


def test_a_token_is_shown_once_and_confirmed_by_somebody_else(cast: Cast, browser_of: Browser) -> None:
    officer, dpo = browser_of(cast.wati), browser_of(cast.dewi)
    opening = f"{reverse('elevation_open', args=['manage_api_tokens'])}?next={reverse('api_token_new')}"
    prove(officer, opening)
    officer.post(opening, {"reason": "PKS 3/2025"})
    values = {
        "name": "e-Kinerja",
        "purpose": "PKS 3/2025",
        "scopes": ["people:read"],
        "unit": "",
        "expires_on": (permissions.today_for(cast.wati) + timedelta(days=90)).isoformat(),
        "networks": "10.20.0.0/16\n10.21.0.1",
    }
    none = officer.post(reverse("api_token_new"), {**values, "scopes": []})
    assert 'id="scopes-error"' in none.content.decode()
    wrong = officer.post(reverse("api_token_new"), {**values, "networks": "kantor", "expires_on": "2099-01-01"})
    assert 'value="people:read" checked' in wrong.content.decode()
    assert "kantor bukan jaringan yang sah" in wrong.content.decode()
    shown = officer.post(reverse("api_token_new"), values)
    assert "no-store" in shown["Cache-Control"]
    secret = re.findall(r'value="(hadir_[^"]+)"', shown.content.decode())[0]
    token = ApiToken.objects.get()
    assert token.networks == ["10.20.0.0/16", "10.21.0.1/32"]
    assert secret not in text(officer, "api_tokens")
    assert reverse("api_token_confirm", args=[token.pk]) not in text(officer, "api_tokens")
    assert reverse("api_token_confirm", args=[token.pk]) in text(dpo, "api_tokens")
    dpo.post(reverse("api_token_confirm", args=[token.pk]))
    assert "Berlaku" in text(officer, "api_tokens")
    dpo.post(reverse("api_token_revoke", args=[token.pk]))
    assert "Dicabut" in text(officer, "api_tokens")
