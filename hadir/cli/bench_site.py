"""A site for measuring: fresh database, own folder and port, served as in production, removed afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from statistics import mean, median, quantiles
from typing import TYPE_CHECKING, Any

from hadir.cli import bench_database
from hadir.config import Config, load
from hadir.lib.errors import Unavailable
from hadir.lib.language import _
from hadir.postgres.cluster import WEB_ROLE
from hadir.postgres.service import cluster_of

if TYPE_CHECKING:
    from hadir.bench.checkin import Account, Tally
    from hadir.faceengine.types import Image

_PHOTOS = ("person_a_2.jpg", "person_b_2.jpg", "impostor_1.jpg", "impostor_2.jpg")
_PASSWORD = "Ukur-Kecepatan-2026!"  # noqa: S105 - of people who exist for the length of a measurement
_START_WAIT_S = 60.0
# With the enrolment and the round that warms up as many as there are `performer.PLACES`: whoever sits down in one again
# is taken for a copy of himself, and reviewed.
_ALONE_ROUNDS = 10


def sample_photo(config: Config, name: str) -> Image:
    """One of the photos with free licences. Raises `Unavailable` (sample_missing)."""
    import cv2
    import numpy as np

    photo = cv2.imread(str(config.samples_dir / name))
    if photo is None:
        raise Unavailable(
            "sample_missing", _("Foto contoh {name} tidak ada. Jalankan: hadir models fetch").format(name=name)
        )
    return np.asarray(photo, np.uint8)


def measure_check_ins(*, clients: int, seconds: float) -> dict[str, Any]:
    """Figures of `clients` people who check in again and again for so long, and of one alone before that."""
    from hadir.bench.checkin import run_clients

    config = load()
    with _fresh_site(config) as base_url:
        accounts = _enrol_people(config, clients)
        alone = _alone(base_url, accounts[0])
        tally, took = run_clients(base_url, accounts, seconds=seconds)
        lost = _lost(tally.acknowledged)
    return _figures(tally, took) | {"lost": lost, "clients": clients} | alone


def _alone(base_url: str, account: Account) -> dict[str, Any]:
    """One person with the site to themselves: each check-in over HTTP, and at once the same frames in the engine only.

    Pairs, so that a machine whose speed drifts strikes both sides.
    """
    from hadir.bench.checkin import Browser, check_in
    from hadir.capture.engine import socket_path
    from hadir.faceengine.pool import PoolClient

    engine, browser = PoolClient(socket_path()), Browser(base_url)
    browser.sign_in(account.login, account.password)
    http_ms, engine_ms, counts = [], [], []
    for _round in range(_ALONE_ROUNDS + 1):
        frames: list[bytes] = []
        _verdict, count, spent = check_in(browser, account.reel, frames)
        http_ms.append(spent)
        engine_ms.append(sum(engine.timed(frame, "check_in")[1] for frame in frames))
        counts.append(count)
    ratios = [http / own for http, own in zip(http_ms[1:], engine_ms[1:], strict=True)]  # the first one warms up
    return {
        "alone_ms": round(median(http_ms[1:]), 1),
        "alone_engine_ms": round(median(engine_ms[1:]), 1),
        "alone_frames": round(mean(counts[1:]), 1),
        "http_over_engine": round(median(ratios), 2),
    }


def _figures(tally: Tally, took: float) -> dict[str, Any]:
    if len(tally.checkin_ms) < 2:
        raise Unavailable(
            "bench_failed", _("Tidak cukup absen yang selesai: {errors}").format(errors="; ".join(tally.errors[:3]))
        )
    cuts = quantiles(tally.checkin_ms, n=100, method="inclusive")
    return {
        "per_s": round(len(tally.checkin_ms) / took, 2),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "errors": len(tally.errors),
        "refused": len(tally.refused),
        "reviewed": tally.reviewed,  # people who check in again and again look like copies of themselves
        "waits": tally.waits,
        "checkins": len(tally.checkin_ms),
        "frames_each": round(tally.frames / len(tally.checkin_ms), 1),
    }


@contextmanager
def _fresh_site(config: Config) -> Iterator[str]:
    """Base address of a served site; this process is set up for the same database and engine."""
    folder = config.var_dir / "bench"
    cluster = cluster_of(config)
    was_running = cluster.status().state == "running"
    cluster.start()
    cluster.ensure_database()
    database = f"hadir_bench_{os.getpid()}"
    bench_database.create(cluster.url(), database)
    port = _free_port()
    (folder / "static").mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        (folder / "models").symlink_to(config.models_dir)
    base_url = f"http://127.0.0.1:{port}"
    os.environ.update(
        HADIR_MODE="demo",
        HADIR_VAR_DIR=str(folder),
        HADIR_DATABASE_URL=cluster.url(database),
        HADIR_DATABASE_WEB_URL=cluster.url(database, WEB_ROLE),
        HADIR_HTTP_PORT=str(port),
        HADIR_BASE_URL=base_url,
        HADIR_LOG_LEVEL="ERROR",
        HADIR_SCRIPT_PAUSES="false",
    )
    _hadir("migrate")
    site = subprocess.Popen([sys.executable, "-m", "hadir.cli.main", "serve"], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, site)
        yield base_url
    finally:
        site.terminate()
        site.wait(30)
        bench_database.close_connections()
        bench_database.drop(cluster.url(), database)
        shutil.rmtree(folder, ignore_errors=True)
        if not was_running:
            cluster.stop()


def _enrol_people(config: Config, count: int) -> list[Account]:
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()  # before anything that has models is imported
    from hadir.bench.checkin import Account
    from hadir.bench.performer import film
    from hadir.bench.synthetic_head import SyntheticHead
    from hadir.bench.troupe import enrol, hire
    from hadir.cli.founding import found_region
    from hadir.faceengine.engine import Engine

    found_region(name="Kabupaten Ukur", code="UKUR")
    engine = Engine(config.models_dir, precision=config.engine_precision)
    names = _PHOTOS[: max(1, min(count, len(_PHOTOS)))]
    reels = [film(SyntheticHead(sample_photo(config, name), engine)) for name in names]
    operator = hire("Operator Ukur", operator=True)
    accounts = []
    for number in range(count):
        reel = reels[number % len(reels)]
        user = hire(f"Pegawai {number}", password=_PASSWORD)
        status, _frames = enrol(user, operator, reel)
        if status != "approved":
            raise Unavailable("bench_failed", _("Perekaman uji ditolak: {code}").format(code=status))
        accounts.append(Account(user.username, _PASSWORD, reel))
    return accounts


def _lost(receipts: Sequence[str]) -> int:
    """Acknowledged check-ins that the database does not hold."""
    from hadir.attendance.models import Punch

    promised = {address.strip("/").rpartition("/")[2] for address in receipts}
    kept = {str(key) for key in Punch.objects.filter(accepted=True).values_list("id", flat=True)}
    return len(promised - kept)


def _hadir(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "hadir.cli.main", *arguments], check=True, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, site: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_WAIT_S
    while time.monotonic() < until and site.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise Unavailable("bench_failed", _("Situs uji tidak berjalan."))
