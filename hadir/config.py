"""All settings, read from the environment only: `HADIR_<NAME>`, for secrets also `HADIR_<NAME>_FILE`.

Business parameters (windows, radius, tariffs) are not settings: they are dated rows in the database.
`load()` is enough for commands that need no secret; what serves people calls `load_site()`, which has every secret
or refuses. `docs/settings.md` is generated from this class.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from hadir.lib import keymaking
from hadir.lib.errors import HadirError
from hadir.lib.language import _
from hadir.lib.proxies import Network, networks_of

PREFIX = "HADIR_"

Words = Annotated[tuple[str, ...], NoDecode]  # written with commas between


class ConfigError(HadirError):
    """The environment says something that cannot be right, or lacks something that must be said."""

    http_status = 500


@dataclass(frozen=True, slots=True)
class TemplateKey:
    """A key-encryption key; `key` is 32 bytes."""

    id: str
    key: bytes


def _default_var() -> Path:
    """`var/` beside the package of a checkout; of the current folder where Hadir is installed as a package."""
    checkout = Path(__file__).resolve().parent.parent
    return (checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()) / "var"


class Config(BaseSettings):
    """Settings of one installation. Field names in capitals with the prefix are the environment's names."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    # --- what kind of installation
    mode: Literal["demo", "production"] = Field(
        default="production",
        description="`demo` invents missing secrets and a demo region; `production` invents nothing.",
    )
    var_dir: Path = Field(
        default_factory=_default_var,
        description="Folder of everything Hadir keeps on disk. Default: `var` in the checkout.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Lowest level that is logged."
    )
    demo_seed: int = Field(
        default=2025, description="Number from which the demo region is drawn; same number, same region."
    )

    # --- secrets
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Signs sessions and tokens. At least 32 characters. Required in production.",
    )
    template_keys: SecretStr | None = Field(
        default=None,
        description="Keys that encrypt the face templates' keys, `id:base64` with commas between, 32 bytes each; "
        "the first is used for new ones. Lost keys mean enrolling everyone again. Required in production.",
    )
    receipt_key: SecretStr | None = Field(
        default=None, description="Ed25519 private key (JWK or PEM) that signs receipts. Required in production."
    )
    audit_key: SecretStr | None = Field(
        default=None,
        description="Ed25519 private key (JWK or PEM) that signs the heads of the audit log. Required in production.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="`postgresql://user:password@host:port/name`. Without it: an own PostgreSQL in `var/pg`.",
    )
    database_web_url: SecretStr | None = Field(
        default=None,
        description="The same database under the web's restricted log-in, which owns nothing (docs/security.md). "
        "Required in production beside `HADIR_DATABASE_URL`.",
    )

    # --- the site
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        pattern=r"^https?://[^/]+$",
        description="Address of the site as people type it.",
    )
    allowed_hosts: Words = Field(
        default=(), description="Host names that the site answers to, commas between. Required in production."
    )
    trusted_proxies: Words = Field(
        default=(),
        description="Addresses or networks (CIDR) of the own reverse proxies, commas between; only what they pass on "
        "is believed about a client's address. Empty: the connection itself counts.",
    )
    lan_networks: bool = Field(
        default=False,
        description="Let private addresses be networks of offices; only for a site that is reached from inside the "
        "region's own network.",
    )
    map_tiles: str = Field(
        default="",
        pattern=r"^$|^https?://[^/{}\s]+/\S*$",
        description="Address of map pictures with `{z}`, `{x}` and `{y}` (docs/places.md). Empty: maps show a grid.",
    )
    map_credit: str = Field(default="© OpenStreetMap", description="Whom the map names as the source of its pictures.")
    http_host: str = Field(default="127.0.0.1", description="Address to listen on.")
    http_port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    web_workers: int = Field(default=2, ge=1, le=64, description="Web server processes.")
    web_threads: int = Field(default=8, ge=1, le=256, description="Threads in each web server process.")

    worker_concurrency: int = Field(default=2, ge=1, le=64, description="Jobs that the worker process does at once.")

    # --- face engine
    engine_workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="Face engine processes. Default: one a core.",
    )
    engine_queue: int = Field(
        default=64, ge=1, le=10_000, description="Frames that may wait; more are told to come back later."
    )
    engine_precision: Literal["auto", "bf16", "f32"] = Field(
        default="auto", description="Number format of the nets; `auto` takes bf16 where the processor has it."
    )
    engine_next: Literal["bf16", "f32"] | None = Field(
        default=None,
        description="Number format of a second engine beside the first, for the days of an engine change "
        "(docs/operations.md); costs its memory once more in every worker.",
    )
    keep_reference_crops: bool = Field(
        default=False,
        description="Keep encrypted crops of the face at enrolment, so that a new engine needs no new recording; "
        "only of people who have read a privacy notice that says so.",
    )
    engine_timeout_s: float = Field(
        default=5.0, gt=0, le=60, description="Seconds for one frame before its worker is replaced."
    )
    frame_max_bytes: int = Field(default=1_500_000, ge=10_000, le=20_000_000, description="Largest frame in bytes.")
    frame_max_pixels: int = Field(default=2_000_000, ge=76_800, le=20_000_000, description="Largest frame in pixels.")
    match_fmr: Literal["1e-3", "1e-4", "1e-5"] = Field(
        default="1e-5", description="Target false match rate of 1:1 comparison, by name in the engine's calibration."
    )
    search_fmr: Literal["1e-3", "1e-4", "1e-5"] = Field(
        default="1e-5", description="Target false match rate for finding the same face under another NIP at enrolment."
    )

    # --- capture
    session_seconds: int = Field(default=60, ge=15, le=600, description="Life of a capture session in seconds.")
    script_pauses: bool = Field(
        default=True,
        description="Random pauses before prompts. Only a demo can switch them off, for benchmarks and tests.",
    )
    replay_memory_days: int = Field(
        default=30, ge=0, le=365, description="Days for which faces of sessions are remembered against replays."
    )
    evidence_days: int = Field(
        default=90, ge=0, le=3650, description="Days that encrypted evidence of a check-in is kept."
    )

    # --- mail
    email_host: str = Field(
        default="", description="Mail server. Empty: mail is written to the log (demo) or not sent."
    )
    email_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    email_user: str = Field(default="", description="Account at the mail server.")
    email_password: SecretStr | None = Field(default=None, description="Password of that account.")
    email_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the mail connection is protected."
    )
    email_from: str = Field(default="hadir@localhost", description="Sender of mails.")
    audit_witnesses: Words = Field(
        default=(),
        description="Mail addresses outside the operator that get each day's signed head of the audit log, "
        "commas between.",
    )

    # --- WhatsApp gateway
    gateway_url: str = Field(
        default="",
        pattern=r"^$|^https://\S+$|^http://(127\.0\.0\.1|localhost)(:\d+)?(/\S*)?$",
        description="Address to which notices for WhatsApp are posted (docs/operations.md). Empty: none.",
    )
    gateway_token: SecretStr | None = Field(default=None, description="Token that the gateway asks for.")

    @field_validator("allowed_hosts", "audit_witnesses", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, (word.strip() for word in value.split(",")))) if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="after")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any("." not in text and ":" not in text for text in value):  # "1": it was a number once
            raise ValueError(_("tuliskan alamat proksi, misalnya 127.0.0.1 atau 10.0.0.0/24"))
        networks_of(value)
        return value

    @field_validator("map_tiles", mode="after")
    @classmethod
    def _tiles(cls, value: str) -> str:
        if value and not all(part in value for part in ("{z}", "{x}", "{y}")):
            raise ValueError(_("alamat ubin peta harus memuat {z}, {x} dan {y}"))
        return value

    @field_validator("var_dir", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("template_keys", mode="after")
    @classmethod
    def _readable_keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parse_template_keys(value.get_secret_value())
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment only: what is set is visible in one place."""
        return init_settings, env_settings, _FileSource(settings_cls)

    @property
    def models_dir(self) -> Path:
        return self.var_dir / "models"

    @property
    def samples_dir(self) -> Path:
        return self.var_dir / "samples"

    @property
    def postgres_dir(self) -> Path:
        return self.var_dir / "pg"

    @property
    def keys_dir(self) -> Path:
        return self.var_dir / "keys"

    @property
    def static_dir(self) -> Path:
        return self.var_dir / "static"

    @property
    def log_dir(self) -> Path:
        return self.var_dir / "log"

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Networks of the own reverse proxies."""
        return networks_of(self.trusted_proxies)

    @property
    def is_paced(self) -> bool:
        """Whether prompts wait for a moment that was drawn; a production site always does."""
        return self.script_pauses or not self.is_demo

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names to answer to; a demo answers to this machine only unless told otherwise."""
        return self.allowed_hosts or (("127.0.0.1", "localhost", "[::1]") if self.is_demo else ())

    @property
    def template_key_ring(self) -> tuple[TemplateKey, ...]:
        """The key-encryption keys, active one first; empty when none is set."""
        return parse_template_keys(self.template_keys.get_secret_value()) if self.template_keys else ()


class _FileSource(PydanticBaseSettingsSource):
    """`HADIR_X_FILE`: the secret is the file's content without the final line break."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = variable_of(field_name)
        name = os.environ.get(f"{variable}_FILE", "")
        if not name or not is_secret(field):
            return None, field_name, False
        if os.environ.get(variable):
            raise ConfigError(
                "setting_twice",
                _("{name} dan {name}_FILE sama-sama terisi. Pakai salah satu saja.").format(name=variable),
            )
        return read_secret(Path(name), f"{variable}_FILE"), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def read_secret(path: Path, variable: str) -> str:
    """Content of a secret's file; ConfigError that names the variable when it cannot be read or is empty."""
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.reason
        raise ConfigError(
            "setting_file_unreadable",
            _("Berkas {path} dari {name} tidak dapat dibaca: {reason}.").format(
                path=path, name=variable, reason=reason
            ),
        ) from error
    if not value:
        raise ConfigError("setting_file_empty", _("Berkas {path} dari {name} kosong.").format(path=path, name=variable))
    return value


def variable_of(field_name: str) -> str:
    """Name of the environment variable of a field."""
    return PREFIX + field_name.upper()


def is_secret(field: FieldInfo) -> bool:
    """Whether the value may also come from a file and is never shown."""
    return "SecretStr" in str(field.annotation)


def parse_template_keys(text: str) -> tuple[TemplateKey, ...]:
    """`id:base64,id2:base64`, first one active. ValueError that never repeats the key itself."""
    keys = tuple(_template_key(part.strip()) for part in text.split(","))
    if len({key.id for key in keys}) != len(keys):
        raise ValueError(_("setiap kunci templat harus memakai id yang berbeda"))
    return keys


def _template_key(text: str) -> TemplateKey:
    key_id, _colon, encoded = text.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if not key_id or len(key) != keymaking.TEMPLATE_KEY_BYTES:
        raise ValueError(_("kunci templat harus berbentuk id:base64 dari 32 bita"))
    return TemplateKey(key_id, key)


def load() -> Config:
    """Read the environment. ConfigError names every value that cannot be right, never the value of a secret."""
    try:
        return Config()
    except ValidationError as error:
        problems = "; ".join(
            f"{variable_of(str(part['loc'][0]))}: {part['msg']}" for part in error.errors(include_input=False)
        )
        raise ConfigError("setting_invalid", _("Pengaturan salah. {problems}").format(problems=problems)) from None


_MAKERS = {
    "secret_key": keymaking.new_secret_key,
    "template_keys": keymaking.new_template_key,
    "receipt_key": keymaking.new_signing_key,
    "audit_key": keymaking.new_signing_key,
}
_REQUIRED = ("secret_key", "template_keys", "receipt_key", "audit_key", "allowed_hosts")


def load_site() -> Config:
    """Settings with every secret: invented once in demo mode, demanded in production."""
    config = load()
    if config.is_demo:
        return ensure_demo_keys(config)
    missing = [variable_of(name) for name in missing_in_production(config)]
    if missing:
        raise ConfigError(
            "setting_missing",
            _(
                "Mode production membutuhkan {names}. Buat kunci dengan: hadir keys new FOLDER. "
                "Untuk mencoba saja: HADIR_MODE=demo."
            ).format(names=", ".join(missing)),
        )
    return config


def missing_in_production(config: Config) -> Iterator[str]:
    """Fields that production needs and nobody has set."""
    return (name for name in _REQUIRED if not getattr(config, name))


def ensure_demo_keys(config: Config) -> Config:
    """Fill the missing secrets from `var/keys`, making them there (0600) the first time."""
    missing = [name for name in _MAKERS if getattr(config, name) is None]
    found = {name: SecretStr(_kept_or_new(config.keys_dir, name)) for name in missing}
    return config.model_copy(update=found)


def _kept_or_new(folder: Path, name: str) -> str:
    path = folder / name
    if not path.exists():
        write_key(path, _MAKERS[name]())
    return read_secret(path, variable_of(name))


def new_keys(folder: Path) -> tuple[Path, ...]:
    """Write one fresh file a secret into `folder`; files that exist stay as they are and are not returned."""
    paths = {name: folder / name for name in _MAKERS}
    fresh = tuple(path for path in paths.values() if not path.exists())
    for path in fresh:
        write_key(path, _MAKERS[path.name]())
    return fresh


def write_key(path: Path, value: str) -> None:
    """Write a secret readable by its owner only. The first of two writers wins; none ever sees half a key."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(value + "\n")
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    except OSError as error:
        raise ConfigError(
            "key_unwritable",
            _("Kunci {path} tidak dapat ditulis: {reason}.").format(path=path, reason=error.strerror),
        ) from error
