"""`hadir role`: roles from the server's shell."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from hadir.accounts import permissions
from hadir.accounts.roles import Role
from hadir.cli import django_commands
from hadir.cli.main import app
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_commands, "set_up_migrated", lambda: None)


def hadir(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["role", *words])
    return result.exit_code, f"{result.output} {result.exception or ''}"


def test_a_role_is_given_and_ended(cast: Cast) -> None:
    assert hadir("grant", cast.budi.username, "opd_operator", "--unit", "SETDA", "--basis", "SK 1")[0] == 0
    assert Role.OPD_OPERATOR in permissions.roles_of(cast.budi)
    assert cast.budi.grants.get().granted_by is None
    assert cast.budi.username in hadir("list")[1]
    assert hadir("end", cast.budi.username, "opd_operator", "--unit", "SETDA")[0] == 0
    assert Role.OPD_OPERATOR not in permissions.roles_of(cast.budi)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("grant", "nobody", "auditor"), "user_not_found"),
        (("grant", "wati", "king"), "role_unknown"),
        (("grant", "wati", "employee"), "role_not_granted"),
        (("grant", "wati", "opd_operator", "--unit", "NOWHERE"), "unit_not_found"),
        (("grant", "made", "auditor"), "roles_conflict"),
        (("end", "wati", "auditor"), "grant_not_found"),
    ],
)
def test_what_cannot_be_is_explained(cast: Cast, words: tuple[str, ...], code: str) -> None:
    status, output = hadir(*words)
    assert status != 0
    assert code in output
