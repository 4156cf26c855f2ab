"""Tokens of other systems: made by one, confirmed by another, shown once, short-lived, and narrow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from hadir.accounts import api_tokens, elevations, rules
from hadir.accounts.api_tokens import Made, TokenData
from hadir.accounts.models import ApiToken, User
from hadir.accounts.rules import Scope
from hadir.audit import selectors as audit
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted, NotRecognised
from tests.cast import Cast

BOTH = frozenset({Scope.PEOPLE_READ, Scope.ATTENDANCE_READ})


def made(cast: Cast, **changes: object) -> Made:
    """A token that the HR agency makes today for the Sekretariat."""
    now = datetime.now(UTC)
    user = cast.wati
    elevations.open_elevation(user, right=Right.MANAGE_API_TOKENS, reason="PKS 3/2025", proved_at=now, now=now)
    data = TokenData("e-Kinerja", "PKS 3/2025", BOTH, now + timedelta(days=90), cast.setda.pk)
    return api_tokens.create_token(user, data=replace(data, **changes), now=now)  # type: ignore[arg-type]


@pytest.fixture
def living(cast: Cast) -> Made:
    fresh = made(cast)
    api_tokens.confirm_token(cast.dewi, fresh.token.pk, now=datetime.now(UTC))
    return fresh


def ask(path: str, secret: str = "", **headers: str) -> tuple[int, dict[str, object]]:
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    response = Client().get(f"/api/v1/{path}", headers=headers)
    return response.status_code, response.json()


def nip_of(user: User) -> str:
    return user.username


def test_a_token_reads_people_and_days_of_its_units(cast: Cast, living: Made) -> None:
    assert ask(f"people/{nip_of(cast.budi)}", living.secret) == (
        200,
        {"nip": nip_of(cast.budi), "name": "Budi Contoh", "unit": "Bagian Umum", "active": True},
    )
    status, day = ask(f"attendance/{nip_of(cast.budi)}/2025-03-31", living.secret)
    assert (status, day["punches"], day["time_zone"]) == (200, [], "Asia/Jakarta")


@pytest.mark.parametrize("path", ["people/{}", "attendance/{}/2025-03-31"])
def test_somebody_of_another_unit_looks_like_nobody(cast: Cast, living: Made, path: str) -> None:
    stranger, nobody = ask(path.format(nip_of(cast.dedi)), living.secret), ask(path.format("9" * 18), living.secret)
    assert stranger[0] == 404
    assert stranger == nobody


@pytest.mark.parametrize("path", ["people/123", "attendance/199001012015031003/2025-13-01", "people/%00"])
def test_what_cannot_be_right_is_explained(living: Made, path: str) -> None:
    status, answer = ask(path, living.secret)
    assert status in {404, 422}
    assert answer["message"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer hadir_ab_cd", "Basic aGFkaXI6eA==", "Bearer " + "x" * 9000]
)
def test_without_a_living_token_nothing_is_read(header: str) -> None:
    cache.clear()
    response = Client().get("/api/v1/health", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json()["code"] in {"token_invalid", "signed_out"}


def test_a_log_in_opens_no_door_for_systems(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.siti, backend="hadir.accounts.backends.Backend")
    assert client.get(f"/api/v1/people/{nip_of(cast.budi)}").status_code == 401


def test_a_changed_secret_of_a_known_prefix_is_unknown(living: Made) -> None:
    broken = living.secret[:-1] + ("a" if living.secret[-1] != "a" else "b")
    assert ask("people/199001012015031003", broken)[1]["code"] == "token_invalid"


def test_it_works_only_after_a_second_person_has_confirmed(cast: Cast) -> None:
    fresh = made(cast)
    assert ask(f"people/{nip_of(cast.budi)}", fresh.secret)[1]["code"] == "token_unconfirmed"
    now = datetime.now(UTC)
    with pytest.raises(NotPermitted, match="second_person_needed"):
        api_tokens.confirm_token(cast.wati, fresh.token.pk, now=now)
    for who in (cast.made, cast.siti, cast.agus):
        with pytest.raises(NotPermitted, match="not_permitted"):
            api_tokens.confirm_token(who, fresh.token.pk, now=now)
    api_tokens.confirm_token(cast.dewi, fresh.token.pk, now=now)
    assert ask(f"people/{nip_of(cast.budi)}", fresh.secret)[0] == 200
    with pytest.raises(Conflict, match="token_confirmed"):
        api_tokens.confirm_token(cast.dewi, fresh.token.pk, now=now)


def test_a_token_without_personal_data_needs_no_second_person(cast: Cast) -> None:
    fresh = made(cast, scopes=frozenset({Scope.HEALTH_READ}), unit_id=None)
    assert ask("health", fresh.secret) == (200, {"database": True})
    assert ask(f"people/{nip_of(cast.budi)}", fresh.secret)[1]["code"] == "token_scope"


def test_scopes_are_separate(cast: Cast) -> None:
    fresh = made(cast, scopes=frozenset({Scope.PEOPLE_READ}))
    api_tokens.confirm_token(cast.dewi, fresh.token.pk, now=datetime.now(UTC))
    assert ask(f"people/{nip_of(cast.budi)}", fresh.secret)[0] == 200
    assert ask(f"attendance/{nip_of(cast.budi)}/2025-03-31", fresh.secret)[1]["code"] == "token_scope"


def test_a_token_may_be_bound_to_a_network(cast: Cast) -> None:
    health = frozenset({Scope.HEALTH_READ})
    assert ask("health", made(cast, scopes=health, networks=("10.20.0.0/16",)).secret)[1]["code"] == "token_network"
    assert ask("health", made(cast, scopes=health, networks=("127.0.0.0/8",)).secret)[0] == 200


@pytest.mark.parametrize("who", ["made", "wati", "dewi"])
def test_one_person_is_enough_to_end_a_token(cast: Cast, living: Made, who: str) -> None:
    now = datetime.now(UTC)
    api_tokens.revoke_token(getattr(cast, who), living.token.pk, now=now)
    assert ask(f"people/{nip_of(cast.budi)}", living.secret)[1]["code"] == "token_invalid"
    with pytest.raises(Conflict, match="token_closed"):
        api_tokens.revoke_token(getattr(cast, who), living.token.pk, now=now)


@pytest.mark.parametrize("who", ["siti", "agus", "budi"])
def test_nobody_else_ends_one(cast: Cast, living: Made, who: str) -> None:
    with pytest.raises(NotPermitted):
        api_tokens.revoke_token(getattr(cast, who), living.token.pk, now=datetime.now(UTC))


def test_it_ends_by_itself(cast: Cast, living: Made) -> None:
    after = living.token.expires_at
    with pytest.raises(NotRecognised, match="token_invalid"):
        api_tokens.recognise(living.secret, scope=Scope.PEOPLE_READ, address="", now=after)
    before = after - timedelta(seconds=1)
    assert api_tokens.recognise(living.secret, scope=Scope.PEOPLE_READ, address="", now=before) == living.token


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scopes": frozenset()}, "token_scopes"),
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, "token_span"),
        ({"expires_at": datetime(2099, 1, 1, tzinfo=UTC)}, "token_span"),
        ({"networks": ("10.0.0.0/99",)}, "token_networks"),
        ({"name": " "}, "invalid"),
        ({"purpose": ""}, "invalid"),
    ],
)
def test_a_token_that_cannot_be_is_refused(cast: Cast, change: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        made(cast, **change)
    assert caught.value.code == code
    assert not ApiToken.objects.exists()


def test_making_one_needs_an_open_right(cast: Cast) -> None:
    now = datetime.now(UTC)
    data = TokenData("e-Kinerja", "PKS 3/2025", BOTH, now + timedelta(days=90))
    with pytest.raises(NotPermitted, match="elevation_needed"):
        api_tokens.create_token(cast.wati, data=data, now=now)
    for who in (cast.made, cast.siti, cast.agus, cast.dewi):
        with pytest.raises(NotPermitted, match="not_permitted"):
            api_tokens.create_token(who, data=data, now=now)


def test_the_secret_is_kept_nowhere_and_the_log_names_the_prefix(cast: Cast, living: Made) -> None:
    row = ApiToken.objects.get()
    assert living.secret.split("_", 2)[2] not in str(
        {field: getattr(row, field) for field in ("name", "digest", "prefix")}
    )
    entries = list(audit.entries_about(f"api_token:{row.pk}"))
    assert [entry.action for entry in entries] == ["accounts.confirm_token", "accounts.create_token"]
    assert all(living.secret not in str(entry.detail) for entry in entries)
    assert entries[0].detail["prefix"] == row.prefix


def test_the_first_use_of_a_day_is_noted_and_the_next_is_not(cast: Cast, living: Made) -> None:
    now = datetime.now(UTC)
    for moment in (now, now + timedelta(seconds=1), now + timedelta(days=1)):
        api_tokens.recognise(living.secret, scope=Scope.PEOPLE_READ, address="", now=moment)
    uses = [
        entry for entry in audit.entries_about(f"api_token:{living.token.pk}") if entry.action == "accounts.use_token"
    ]
    assert len(uses) == 2
    assert uses[0].actor_label == f"API e-Kinerja ({living.token.prefix})"


def test_guessing_is_slowed_down_and_living_tokens_are_not(cast: Cast, living: Made) -> None:
    cache.clear()
    statuses = [ask("health", f"hadir_{number:08x}_guess")[0] for number in range(35)]
    assert statuses[:30] == [401] * 30
    assert set(statuses[30:]) == {429}
    assert ask(f"people/{nip_of(cast.budi)}", living.secret)[0] == 200
    cache.clear()


def test_lists_show_what_one_answers_for(cast: Cast, living: Made) -> None:
    for who in (cast.wati, cast.made, cast.agus, cast.dewi):
        assert list(api_tokens.visible_tokens(who)) == [living.token]
    for who in (cast.siti, cast.dedi, cast.budi):
        assert list(api_tokens.visible_tokens(who)) == []


def test_a_token_for_the_region_reads_everybody(cast: Cast) -> None:
    fresh = made(cast, unit_id=None)
    look = "accounts.token_person_seen"
    assert api_tokens.person_for(fresh.token, nip_of(cast.dedi), what=look) == cast.dedi.employee
    entry = audit.entries_about(f"employee:{cast.dedi.employee_id}").first()
    assert entry is not None
    assert (entry.action, entry.actor_label) == (look, f"API e-Kinerja ({fresh.token.prefix})")
    with pytest.raises(NotFound, match="employee_not_found"):
        api_tokens.person_for(fresh.token, "0" * 18, what=look)


@pytest.mark.parametrize("values", [{"scopes": []}, {"name": ""}, {"expires_at": datetime(2099, 1, 1, tzinfo=UTC)}])
def test_the_database_refuses_nonsense(cast: Cast, living: Made, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(pk=living.token.pk).update(**values)


def test_the_database_asks_for_the_second_person_itself(cast: Cast, living: Made) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(pk=living.token.pk).update(confirmed_by=cast.wati)


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("10.20.1.2", ["10.20.0.0/16"], True),
        ("::ffff:10.20.1.2", ["10.20.0.0/16"], True),
        ("10.21.1.2", ["10.20.0.0/16"], False),
        ("2001:db8::1", ["10.20.0.0/16", "2001:db8::/32"], True),
        ("", ["0.0.0.0/0"], False),
        ("not an address", ["0.0.0.0/0"], False),
        ("not an address", [], True),
    ],
)
def test_networks(address: str, networks: list[str], inside: bool) -> None:
    assert rules.is_inside(address, networks) is inside
