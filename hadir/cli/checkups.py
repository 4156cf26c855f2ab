"""What `hadir doctor` looks at. Each check finds one thing out, changes nothing and needs nothing from the others.

A check that cannot do its work says so itself; none raises.
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hadir.config import Config, is_secret, load_site, variable_of
from hadir.faceengine import weights
from hadir.lib.errors import HadirError
from hadir.lib.language import _
from hadir.postgres.runtime import runtime_dir

_LOW_DISK, _LITTLE_DISK = 300_000_000, 2_000_000_000  # bytes free: no more start, soon trouble
_LITTLE_MEMORY = 1_000_000_000  # bytes available: two engine workers and the database fit
_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: what was looked at, what was found, what to do about it (empty when all is well)."""

    name: str
    level: Level
    found: str
    remedy: str = ""


Check = Callable[[Config], Finding]


def python(_config: Config) -> Finding:
    """Only told: an older Python could not have come this far."""
    return Finding("python", Level.OK, f"{'.'.join(map(str, sys.version_info[:3]))}, {sys.platform}")


def disk(config: Config) -> Finding:
    folder = next(path for path in (config.var_dir, *config.var_dir.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    found = _("{free:.1f} GB bebas di {folder}").format(free=free / 1e9, folder=folder)
    remedy = _("Kosongkan ruang: basis data dan bukti presensi bertambah setiap hari.")
    if free < _LOW_DISK:
        return Finding("disk", Level.FAIL, found, remedy)
    return Finding("disk", Level.WARN, found, remedy) if free < _LITTLE_DISK else Finding("disk", Level.OK, found)


def memory(_config: Config) -> Finding:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return Finding("memory", Level.OK, _("tidak dapat dibaca pada sistem ini"))
    found = _("{free:.1f} GB tersedia").format(free=free / 1e9)
    if free < _LITTLE_MEMORY:
        return Finding("memory", Level.WARN, found, _("Kurangi HADIR_ENGINE_WORKERS atau tambah memori."))
    return Finding("memory", Level.OK, found)


def var_folder(config: Config) -> Finding:
    try:
        config.var_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=config.var_dir):
            pass
    except OSError as error:
        found = f"{config.var_dir}: {error.strerror}"
        return Finding("var", Level.FAIL, found, _("Perbaiki pemilik dan izin folder, atau pilih HADIR_VAR_DIR lain."))
    return Finding("var", Level.OK, str(config.var_dir))


def settings(config: Config) -> Finding:
    """Secrets are there, and no variable is a misspelt one that would silently do nothing."""
    try:
        if not config.is_demo:
            load_site()
    except HadirError as error:
        return Finding("settings", Level.FAIL, error.code, str(error.message))
    fields = Config.model_fields
    known = {variable_of(name) for name in fields} | {
        f"{variable_of(name)}_FILE" for name, field in fields.items() if is_secret(field)
    }
    unknown = sorted(
        name for name in os.environ if name.startswith("HADIR_") and name not in {*known, "HADIR_LANGUAGE"}
    )
    if unknown:
        meant = [get_close_matches(name, known, n=1) for name in unknown]
        guesses = ", ".join(f"{name} → {guess[0]}" for name, guess in zip(unknown, meant, strict=True) if guess)
        remedy = _("Tidak dikenal dan tidak berpengaruh. Mungkin maksudnya: {guesses}").format(guesses=guesses or "-")
        return Finding("settings", Level.WARN, ", ".join(unknown), remedy)
    return Finding("settings", Level.OK, _("mode {mode}").format(mode=config.mode))


def keys(config: Config) -> Finding:
    """Files that hold secrets are nobody else's to read. Where a container mounts them, that is its own business."""
    named = [Path(value) for name, value in os.environ.items() if name.startswith("HADIR_") and name.endswith("_FILE")]
    try:
        kept = [path for path in config.keys_dir.iterdir() if path.is_file()] if config.keys_dir.is_dir() else []
        files = [path for path in (*kept, *named) if path.exists()]
        exposed = [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o007]
    except OSError as error:
        return Finding("keys", Level.FAIL, f"{config.keys_dir}: {error.strerror}", _("Perbaiki pemilik folder kunci."))
    if exposed:
        names = " ".join(map(str, exposed))
        level = Level.FAIL if set(exposed) & set(kept) else Level.WARN
        return Finding("keys", level, _("terbaca oleh semua orang: {names}").format(names=names), f"chmod 600 {names}")
    return Finding("keys", Level.OK, _("{n} berkas kunci, tertutup bagi orang lain").format(n=len(files)))


def weight_files(config: Config) -> Finding:
    try:
        weights.require(config.models_dir)
    except HadirError as error:
        return Finding("weights", Level.FAIL, error.code, str(error.message))
    return Finding("weights", Level.OK, _("{n} berkas, SHA-256 benar").format(n=len(weights.WEIGHTS)))


def runtime_folder(config: Config) -> Finding:
    try:
        folder = runtime_dir(config.var_dir)
    except HadirError as error:
        return Finding("runtime", Level.FAIL, error.code, str(error.message))
    except OSError as error:
        return Finding("runtime", Level.FAIL, str(error), _("Folder soket harus dapat dibuat di /tmp."))
    return Finding("runtime", Level.OK, str(folder))


def port(config: Config) -> Finding:
    """Free, or taken by a server that answers at Hadir's address."""
    address = f"{config.http_host}:{config.http_port}"
    family = socket.AF_INET6 if ":" in config.http_host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(2)
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.http_host, config.http_host)  # noqa: S104
        if probe.connect_ex((host, config.http_port)) == 0:
            remedy = _("Bila itu bukan Hadir sendiri, hentikan program itu atau ubah HADIR_HTTP_PORT.")
            return Finding("port", Level.OK, _("{address} sedang dilayani").format(address=address), remedy)
    return Finding("port", Level.OK, _("{address} bebas").format(address=address))


def engine(config: Config) -> Finding:
    """Load every net once."""
    began = time.perf_counter()
    try:
        from hadir.faceengine.engine import Engine

        name = str(Engine(config.models_dir, precision=config.engine_precision).id)
    except HadirError as error:
        return Finding("engine", Level.FAIL, error.code, str(error.message))
    except (ImportError, RuntimeError, OSError) as error:
        return Finding("engine", Level.FAIL, str(error).splitlines()[0], _("Pasang ulang dengan: make setup"))
    seconds = time.perf_counter() - began
    return Finding("engine", Level.OK, _("{name} dimuat dalam {seconds:.1f} detik").format(name=name, seconds=seconds))


def proxies(config: Config) -> Finding:
    """Whether a client's address can be known: the networks of offices and the limits on guessing rest on it."""
    if config.trusted_proxies:
        return Finding("proxies", Level.OK, ", ".join(config.trusted_proxies))
    if config.base_url.startswith("https://"):
        remedy = _("Isi HADIR_TRUSTED_PROXIES dengan alamat proksi TLS: tanpa itu semua orang tampak beralamat proksi.")
        return Finding("proxies", Level.WARN, _("tidak ada proksi yang dipercaya"), remedy)
    return Finding("proxies", Level.OK, _("tidak ada; alamat sambungan yang dipakai"))


def clock(_config: Config) -> Finding:
    now = datetime.now(UTC)
    try:
        local = ", ".join(f"{now.astimezone(ZoneInfo(zone)):%H:%M} {zone}" for zone in _ZONES)
    except ZoneInfoNotFoundError:
        return Finding("clock", Level.FAIL, _("data zona waktu tidak ada"), _("Pasang tzdata: apt-get install tzdata"))
    if _is_synchronised() is False:
        remedy = _("Jam server menentukan tepat waktunya pegawai. Nyalakan: timedatectl set-ntp true")
        return Finding("clock", Level.WARN, _("{local}; jam tidak disinkronkan").format(local=local), remedy)
    return Finding("clock", Level.OK, local)


def _is_synchronised() -> bool | None:
    """What systemd says about the clock; None where there is no systemd to ask."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    try:
        answer = subprocess.run(
            [program, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(answer.stdout.strip())


def node(_config: Config) -> Finding:
    from hadir.faceengine.clients import npm_path

    npm = npm_path()
    return Finding("node", Level.OK, npm or _("tidak ada; hanya perlu saat make setup, yang memasangnya sendiri"))
