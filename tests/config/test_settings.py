"""Settings come from the environment, secrets also from files, and production invents nothing."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hadir.cli import settings as listing
from hadir.config import Config, ConfigError, is_secret, load, load_site, variable_of
from hadir.lib import keymaking

# Field: what is written in the environment and what must be read from it. A new setting without a line here fails.
EXAMPLES: dict[str, tuple[str, Any]] = {
    "mode": ("demo", "demo"),
    "var_dir": ("/srv/hadir", Path("/srv/hadir")),
    "log_level": ("DEBUG", "DEBUG"),
    "demo_seed": ("7", 7),
    "secret_key": ("s" * 40, "s" * 40),
    "template_keys": ("k1:" + "A" * 43 + "=", "k1:" + "A" * 43 + "="),
    "receipt_key": ("a key", "a key"),
    "audit_key": ("a key", "a key"),
    "database_url": ("postgresql://a:b@c/d", "postgresql://a:b@c/d"),
    "database_web_url": ("postgresql://w:b@c/d", "postgresql://w:b@c/d"),
    "base_url": ("https://hadir.example.go.id", "https://hadir.example.go.id"),
    "allowed_hosts": ("a.go.id, b.go.id", ("a.go.id", "b.go.id")),
    "trusted_proxies": ("10.0.0.4, 10.1.0.0/24", ("10.0.0.4", "10.1.0.0/24")),
    "lan_networks": ("true", True),
    "map_tiles": ("https://peta.example.go.id/{z}/{x}/{y}.png", "https://peta.example.go.id/{z}/{x}/{y}.png"),
    "map_credit": ("© Bappeda", "© Bappeda"),
    "http_host": ("0.0.0.0", "0.0.0.0"),  # noqa: S104 -- an example, nothing listens
    "http_port": ("8080", 8080),
    "web_workers": ("3", 3),
    "web_threads": ("5", 5),
    "worker_concurrency": ("4", 4),
    "engine_workers": ("6", 6),
    "engine_queue": ("9", 9),
    "engine_precision": ("f32", "f32"),
    "engine_next": ("bf16", "bf16"),
    "keep_reference_crops": ("true", True),
    "engine_timeout_s": ("2.5", 2.5),
    "frame_max_bytes": ("1000000", 1_000_000),
    "frame_max_pixels": ("1000000", 1_000_000),
    "match_fmr": ("1e-4", "1e-4"),
    "search_fmr": ("1e-4", "1e-4"),
    "session_seconds": ("90", 90),
    "script_pauses": ("false", False),
    "replay_memory_days": ("14", 14),
    "evidence_days": ("30", 30),
    "email_host": ("mail.example.go.id", "mail.example.go.id"),
    "email_port": ("465", 465),
    "email_user": ("hadir", "hadir"),
    "email_password": ("p", "p"),
    "email_tls": ("tls", "tls"),
    "email_from": ("hadir@example.go.id", "hadir@example.go.id"),
    "gateway_url": ("https://pesan.example.go.id/kirim", "https://pesan.example.go.id/kirim"),
    "gateway_token": ("t", "t"),
    "audit_witnesses": ("a@example.go.id, b@example.id", ("a@example.go.id", "b@example.id")),
}
SECRETS = [name for name, field in Config.model_fields.items() if is_secret(field)]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("HADIR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HADIR_VAR_DIR", str(tmp_path / "var"))


def _plain(value: Any) -> Any:
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def test_every_setting_has_an_example_and_a_meaning() -> None:
    assert set(EXAMPLES) == set(Config.model_fields)
    assert all(setting.meaning.endswith(".") for setting in listing.settings())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_setting_is_read_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written, expected = EXAMPLES[name]
    monkeypatch.setenv(variable_of(name), written)
    assert _plain(getattr(load(), name)) == expected


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_is_read_from_a_file(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written, expected = EXAMPLES[name]
    file = tmp_path / "secret"
    file.write_text(written + "\n")
    monkeypatch.setenv(f"{variable_of(name)}_FILE", str(file))
    assert _plain(getattr(load(), name)) == expected


def test_other_settings_are_not_read_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_text("9000")
    monkeypatch.setenv("HADIR_HTTP_PORT_FILE", str(file))
    assert load().http_port == 8000


@pytest.mark.parametrize("content", [None, "", "  \n", b"\xff\xfe"])
def test_a_secret_file_that_cannot_be_used_is_named(
    content: str | bytes | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.setenv("HADIR_SECRET_KEY_FILE", str(file))
    with pytest.raises(ConfigError, match="HADIR_SECRET_KEY_FILE") as error:
        load()
    assert str(file) in str(error.value)


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HADIR_SECRET_KEY", "s" * 40)
    monkeypatch.setenv("HADIR_SECRET_KEY_FILE", str(tmp_path))
    with pytest.raises(ConfigError) as error:
        load()
    assert error.value.code == "setting_twice"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HADIR_HTTP_PORT", "99999"),
        ("HADIR_MODE", "debug"),
        ("HADIR_BASE_URL", "hadir.example.go.id"),
        ("HADIR_TEMPLATE_KEYS", "k1:tooshort"),
        ("HADIR_TEMPLATE_KEYS", ",".join(["k1:" + "A" * 43 + "="] * 2)),
        ("HADIR_SECRET_KEY", "short"),
    ],
)
def test_a_wrong_value_is_named_and_a_secret_not_repeated(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError, match=variable) as error:
        load()
    if variable in {"HADIR_SECRET_KEY", "HADIR_TEMPLATE_KEYS"}:
        assert value not in str(error.value)


def test_production_names_everything_that_is_missing() -> None:
    with pytest.raises(ConfigError) as error:
        load_site()
    for name in (
        "HADIR_SECRET_KEY",
        "HADIR_TEMPLATE_KEYS",
        "HADIR_RECEIPT_KEY",
        "HADIR_AUDIT_KEY",
        "HADIR_ALLOWED_HOSTS",
        "hadir keys new",
    ):
        assert name in str(error.value)
    assert not load().keys_dir.exists()


def test_a_demo_invents_its_keys_once_and_keeps_them_private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HADIR_MODE", "demo")
    first, second = load_site(), load_site()
    assert first.hosts == ("127.0.0.1", "localhost", "[::1]")
    for name in ("secret_key", "template_keys", "receipt_key", "audit_key"):
        assert _plain(getattr(first, name)) == _plain(getattr(second, name))
        assert stat.S_IMODE((first.keys_dir / name).stat().st_mode) == 0o600
    assert len(first.template_key_ring[0].key) == 32


def test_secrets_never_show_in_a_printed_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HADIR_SECRET_KEY", "x" * 40)
    assert "x" * 40 not in repr(load())


@pytest.mark.parametrize("make", [keymaking.new_secret_key, keymaking.new_template_key, keymaking.new_signing_key])
def test_fresh_keys_differ(make: Callable[[], str]) -> None:
    assert make() != make()


def test_a_signing_key_is_a_complete_ed25519_jwk() -> None:
    from joserfc.jwk import OKPKey

    document = json.loads(keymaking.new_signing_key())
    key = OKPKey.import_key(document)
    assert key.is_private
    assert document["kid"] == key.thumbprint()


def test_the_settings_page_is_fresh() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
    assert page.read_text() == listing.document(), "run: hadir settings --markdown > docs/settings.md"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("HADIR_TRUSTED_PROXIES", "1"),  # a number of proxies once
        ("HADIR_TRUSTED_PROXIES", "proxy.local"),
        ("HADIR_TRUSTED_PROXIES", "10.0.0.1/24"),
        ("HADIR_MAP_TILES", "https://peta.example.go.id/peta.png"),
        ("HADIR_MAP_TILES", "javascript:alert(1)//{z}{x}{y}"),
        ("HADIR_MAP_TILES", "https://{s}.example.go.id/{z}/{x}/{y}.png"),
    ],
)
def test_addresses_that_cannot_be_are_refused_by_name(name: str, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, written)
    with pytest.raises(ConfigError, match=name):
        load()
