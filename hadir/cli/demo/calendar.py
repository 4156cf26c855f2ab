"""The demo's calendar: the decree that comes with Hadir in force, so that its days off are days off."""

from __future__ import annotations

from datetime import date, datetime

from hadir.lib.authority import System
from hadir.schedules.calendar import selectors, services
from hadir.schedules.calendar.rules import Kind, Line

_SYSTEM = System("hadir demo")
# Invented, like the region. By year: an anniversary is decided year by year.
_ANNIVERSARIES = (Line(date(2026, 9, 14), "Hari Jadi Kabupaten Contoh", Kind.LOCAL, "Perbup Contoh 4/2026"),)


def seed_calendar(now: datetime) -> None:
    """Propose a local holiday and confirm whatever waits."""
    for line in _ANNIVERSARIES:
        services.propose_days(_SYSTEM, year=line.day.year, unit_id=None, source=line.basis, add=[line], now=now)
    for version in selectors.waiting_versions():
        services.decide(_SYSTEM, version.pk, confirm=True, reason="", now=now)
