"""Where the site finds its face engine: one seam, so that a pool elsewhere can take its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hadir.capture.models import ActiveEngine
from hadir.faceengine import calibration
from hadir.faceengine.calibration import Calibration, CalibrationMissing
from hadir.faceengine.engine import EngineId
from hadir.faceengine.pool import EngineBusy, EngineDown, EngineService, PoolClient
from hadir.faceengine.types import FrameAnalysis
from hadir.lib.errors import Conflict, Unavailable
from hadir.postgres.runtime import runtime_dir

_PATIENCE_S = 2


def socket_path() -> Path:
    """The pool's socket: in the short runtime folder, because socket paths are limited to about 100 characters."""
    return runtime_dir(settings.CONFIG.var_dir) / "engine.sock"


@lru_cache(maxsize=1)
def service() -> EngineService:
    return PoolClient(socket_path(), timeout_s=settings.CONFIG.engine_timeout_s + 1.0)


@lru_cache(maxsize=4)
def calibration_of(engine: EngineId) -> Calibration:
    """Raises `Unavailable` (engine_uncalibrated)."""
    try:
        return calibration.load(engine)
    except CalibrationMissing as error:
        raise Unavailable(
            "engine_uncalibrated",
            _("Mesin pengenal wajah versi ini belum dikalibrasi sehingga tidak dapat memutuskan."),
        ) from error


def engines() -> tuple[EngineId, ...]:
    """Every engine that runs, two during an engine change. Raises `Unavailable` (engine_down)."""
    try:
        return service().engine_ids()
    except EngineDown as error:
        raise _down() from error


def current_engine() -> EngineId:
    """The engine whose templates are valid. Raises `Unavailable` (engine_down).

    Where one engine runs, it is that one; where two run, the database says which (`ActiveEngine`), the first one
    until a change has been switched.
    """
    running = engines()
    if len(running) == 1:
        return running[0]
    active = active_engine()
    return active if active is not None and active in running else running[0]


def active_engine() -> EngineId | None:
    """The engine that was last switched to, whether or not it runs; None before any change of engines."""
    row = ActiveEngine.objects.first()
    return EngineId(row.name, row.version) if row else None


def running_engine() -> EngineId | None:
    """As `current_engine`, but None when no engine answers: for what must go on all the same."""
    try:
        return current_engine()
    except Unavailable:
        return None


def activate(engine: EngineId, *, now: datetime) -> None:
    """Make an engine's templates the valid ones, in the transaction that changes the templates."""
    ActiveEngine.objects.update_or_create(pk=1, defaults={"name": engine.name, "version": engine.version, "since": now})


def analyse(frames: Sequence[bytes], policy: str, engine: EngineId | None = None) -> list[FrameAnalysis]:
    """By the engine named (None: the pool's first). Raises `Unavailable` (engine_busy with a time, engine_down)."""
    try:
        return service().submit(frames, policy, engine)
    except EngineBusy as error:
        raise Unavailable(
            "engine_busy",
            _("Server sedang penuh. Waktu kedatangan Anda sudah dicatat, mohon tunggu sebentar."),
            retry_after_s=_PATIENCE_S,
        ) from error
    except EngineDown as error:
        raise _down() from error


def switched() -> Conflict:
    """The session was measured by the engine of before: its frames are compared with nothing."""
    return Conflict("engine_switched", _("Mesin pengenal wajah baru saja diganti. Ulangi sekali lagi dari awal."))


def _down() -> Unavailable:
    return Unavailable(
        "engine_down",
        _("Mesin pengenal wajah tidak berjalan. Waktu kedatangan Anda dicatat; hubungi operator OPD bila berlanjut."),
        retry_after_s=15,
    )
