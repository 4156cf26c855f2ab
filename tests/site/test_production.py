"""Production invents nothing and sends nothing in the clear."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hadir.config import new_keys, variable_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A complete production environment, apart from a database server, which these commands do not ask."""
    keys = {f"{variable_of(path.name)}_FILE": str(path) for path in new_keys(tmp_path / "keys")}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HADIR_")}
    return (
        plain
        | keys
        | {
            "DJANGO_SETTINGS_MODULE": "hadir.settings",
            "HADIR_MODE": "production",
            "HADIR_VAR_DIR": str(tmp_path),
            "HADIR_ALLOWED_HOSTS": "hadir.example.go.id",
            "HADIR_BASE_URL": "https://hadir.example.go.id",
            "HADIR_TRUSTED_PROXIES": "127.0.0.1",
        }
    )


def django(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "django", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_django_s_deployment_check_has_nothing_to_say(environment: dict[str, str]) -> None:
    ignored = {
        "security.W005",  # the region's other sites are not ours to promise https for
        "security.W021",  # nor to put on a list in every browser
        "hadir.web.W001",  # front-end packages: `make setup`
    }
    result = django(environment, "check", "--deploy")
    found = {word.strip("():") for word in result.stderr.split() if ".W" in word or ".E" in word}
    assert result.returncode == 0, result.stderr
    assert found - ignored == set()


def test_cookies_are_bound_to_this_host_over_https(environment: dict[str, str]) -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.DEBUG)"
    )
    result = django(environment, "shell", "-v0", "-c", code)
    assert result.stdout.split() == [
        "__Host-hadir_session",
        "True",
        "__Host-hadir_csrf",
        "True",
        "True",
        "True",
        "False",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"HADIR_BASE_URL": "http://hadir.example.go.id"}, "base_url_not_https"),
        ({"HADIR_SECRET_KEY_FILE": ""}, "setting_missing"),
        ({"HADIR_ALLOWED_HOSTS": ""}, "setting_missing"),
    ],
)
def test_what_is_missing_or_unsafe_stops_the_start(
    environment: dict[str, str], change: dict[str, str], code: str
) -> None:
    result = django(environment | change, "check")
    assert result.returncode != 0
    assert code in result.stderr
