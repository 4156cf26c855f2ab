"""The ordinary clients of the package registries (pip and npm), driven to download one pinned archive.

Mirrors, proxies and certificates are the clients' own business: whatever the machine's pip
and npm are set up with works.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hadir.faceengine.weights import Package
from hadir.lib.language import _

_POLL_S = 0.1
_TIMEOUT_S = 1800


class ClientError(Exception):
    """The client or the connection failed; the text is the client's last word."""


def download(package: Package, folder: Path, progress: Callable[[int], None]) -> None:
    """Let the package's client put its archive into `folder`. `progress` is told the bytes seen so far."""
    temporary = folder / "tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    command = _npm(package, folder) if package.client == "npm" else _pip(package, folder)
    # The client's temporary files go where their growth can be watched and where the rename stays on one disk.
    environment = {**os.environ, "TMPDIR": str(temporary), "PIP_NO_INPUT": "1"}
    try:
        _run(command, folder, environment, progress)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _pip(package: Package, folder: Path) -> list[str]:
    """pip checks the hash itself, before it looks into a source archive."""
    pin = folder / "pin.txt"
    pin.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if package.client == "pip-sdist":
        command += [f"--no-binary={package.name}"]
    else:
        command += ["--only-binary=:all:"]
    if package.platform is not None:
        platform, python, abi = package.platform
        command += ["--platform", platform, "--python-version", python, "--implementation", "cp", "--abi", abi]
    return [*command, "--require-hashes", "--dest", str(folder), "--requirement", str(pin)]


def _npm(package: Package, folder: Path) -> list[str]:
    npm = npm_path()
    if npm is None:
        raise ClientError(_("npm tidak ditemukan; jalankan make setup, yang memasangnya bila perlu"))
    # A leading "./" is not needed: the folder is absolute. Scripts are never run: the package is data to us.
    return [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder.resolve()),
            f"{package.name}@{package.version}"]  # fmt: skip


def npm_path() -> str | None:
    """npm beside our Python (from its wheel) or from PATH."""
    beside = Path(sys.executable).parent / "npm"
    return str(beside) if beside.is_file() else shutil.which("npm")


def _run(command: list[str], folder: Path, environment: dict[str, str], progress: Callable[[int], None]) -> None:
    log = folder / "client.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)
    try:
        deadline = time.monotonic() + _TIMEOUT_S
        while process.poll() is None:
            if time.monotonic() > deadline:
                raise ClientError(_("waktu habis"))
            progress(_bytes_in(folder))
            time.sleep(_POLL_S)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if process.returncode != 0:
        raise ClientError(_last_words(log))


def _bytes_in(folder: Path) -> int:
    """Size of the largest file under `folder`: the archive as it grows. Files come and go while we look."""
    largest = 0
    for parent, _folders, names in os.walk(folder):
        for name in names:
            try:
                largest = max(largest, (Path(parent) / name).stat().st_size)
            except OSError:
                continue
    return largest


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return " ".join(lines[-2:])[:400] or _("klien berhenti tanpa pesan")
