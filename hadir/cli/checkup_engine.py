"""The doctor's look at an engine change: do the engines that run belong to the state the database is in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hadir.cli.checkup_database import _database_errors, _pending
from hadir.cli.checkups import Finding, Level
from hadir.config import Config, load_site
from hadir.lib.errors import HadirError, Unavailable
from hadir.lib.language import _

if TYPE_CHECKING:
    from hadir.enrolment.models import EngineChange
    from hadir.faceengine.engine import EngineId

_NAME = "change"


def engine_change(config: Config) -> Finding:
    """Needs the tables, and the pool for more than the settings; both missing is told, not judged."""
    try:
        load_site()
        if _pending():
            return Finding(_NAME, Level.WARN, _("belum dapat diperiksa: tabel belum sesuai"), "hadir migrate")
        return _judge(config)
    except HadirError as error:
        return Finding(_NAME, Level.WARN, error.code, str(error.message))
    except _database_errors() as error:
        found = str(error).strip().splitlines()[0]
        return Finding(_NAME, Level.WARN, found, _("Basis data harus berjalan dulu: hadir db start"))


def _judge(config: Config) -> Finding:
    """The worst first: templates of an engine that does not run keep everybody from checking in."""
    from hadir.capture import engine
    from hadir.enrolment.change import selectors

    change = selectors.open_change()
    if change is not None and config.engine_next is None:
        found = _("penggantian mesin belum selesai, tetapi HADIR_ENGINE_NEXT kosong")
        return Finding(_NAME, Level.WARN, found, _("Isi lagi dan jalankan ulang hadir serve, atau selesaikan."))
    try:
        running = engine.engines()
    except Unavailable:
        return Finding(_NAME, Level.OK, _("mesin tidak berjalan; diperiksa bila hadir serve berjalan"))
    active = engine.active_engine()
    if active is not None and active not in running:
        found = _("templat berlaku untuk {engine}, yang tidak berjalan").format(engine=active)
        return Finding(_NAME, Level.FAIL, found, _("Setel HADIR_ENGINE_PRECISION ke mesin itu, lalu jalankan ulang."))
    return _without_change(running) if change is None else _during(change, running)


def _without_change(running: tuple[EngineId, ...]) -> Finding:
    if len(running) == 1:
        return Finding(_NAME, Level.OK, _("tidak ada penggantian mesin"))
    remedy = _("Mulai: hadir engine change start. Atau kosongkan HADIR_ENGINE_NEXT, lalu jalankan ulang.")
    return Finding(_NAME, Level.WARN, _("dua mesin berjalan tanpa penggantian mesin"), remedy)


def _during(change: EngineChange, running: tuple[EngineId, ...]) -> Finding:
    from hadir.enrolment.change import selectors

    missing = [one for one in selectors.engines_of(change) if one not in running]
    if not missing:
        return Finding(_NAME, Level.OK, str(change))
    found = _("{engine} dari penggantian mesin tidak berjalan").format(engine=missing[0])
    remedy = _("Kembalikan HADIR_ENGINE_PRECISION dan HADIR_ENGINE_NEXT seperti saat dimulai, lalu jalankan ulang.")
    return Finding(_NAME, Level.WARN, found, remedy)
