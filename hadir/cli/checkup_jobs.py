"""The doctor's look at the queue: is somebody doing the jobs, which failed for good, which notices never went out."""

from __future__ import annotations

from datetime import timedelta

from hadir.cli.checkup_database import _database_errors, _pending
from hadir.cli.checkups import Finding, Level
from hadir.config import Config, load_site
from hadir.lib.errors import HadirError
from hadir.lib.language import _

_PATIENCE = timedelta(minutes=10)
_RECENT = timedelta(days=7)


def jobs(_config: Config) -> Finding:
    """Needs the tables; without them the check of migrations has said what to do."""
    try:
        load_site()
        if _pending():
            return Finding("jobs", Level.WARN, _("belum dapat diperiksa: tabel belum sesuai"), "hadir migrate")
        return _judge()
    except HadirError as error:
        return Finding("jobs", Level.WARN, error.code, str(error.message))
    except _database_errors() as error:
        found = str(error).strip().splitlines()[0]
        return Finding("jobs", Level.WARN, found, _("Basis data harus berjalan dulu: hadir db start"))


def _judge() -> Finding:
    from django.utils import timezone

    from hadir.jobs import selectors
    from hadir.notices.selectors import given_up_since

    now = timezone.now()
    line = selectors.standing(now=now)
    if line.failed:
        found = _("{n} pekerjaan gagal untuk seterusnya").format(n=line.failed)
        return Finding("jobs", Level.WARN, found, _("Lihat: hadir jobs list. Coba lagi: hadir jobs retry NOMOR"))
    if line.waiting_since is not None and now - line.waiting_since > _PATIENCE:
        minutes = int((now - line.waiting_since).total_seconds() // 60)
        found = _("{n} pekerjaan menunggu, yang terlama {minutes} menit").format(n=line.waiting, minutes=minutes)
        return Finding("jobs", Level.WARN, found, _("Jalankan hadir serve atau hadir worker."))
    lost = given_up_since(now - _RECENT)
    if lost:
        found = _("{n} pemberitahuan tidak terkirim dalam 7 hari").format(n=lost)
        return Finding("jobs", Level.WARN, found, _("Periksa server surel dan gerbang WhatsApp (docs/operations.md)."))
    found = _("{waiting} menunggu, {running} berjalan").format(waiting=line.waiting, running=line.running)
    return Finding("jobs", Level.OK, found)
