"""The invented region's allowance: rules and amounts in force, a stricter draft to simulate, the months reckoned."""

from __future__ import annotations

from datetime import date

from hadir.cli.demo.calendar_days import Span
from hadir.cli.demo.region import SYSTEM, World
from hadir.cli.demo.rollout import IN_TRIAL
from hadir.lib.tables import read_table
from hadir.periods.rules import Month
from hadir.recap.allowance import amount_lists, reckoning, services
from hadir.recap.allowance.amount_lists import ListData
from hadir.recap.allowance.services import SetData

_BASIS = "Perbup contoh 4/2026 tentang TPP"
_PRESET, _DRAFT = "banjarmasin", "pekalongan"
_AMOUNTS = (
    b"jenjang;tpp\njpt_pratama;18000000\nadministrator;9500000\npengawas;6250000\n"
    b"fungsional;4750000\npelaksana;3100000\n"
)


def seed_allowance(world: World, span: Span) -> None:
    """Entered and confirmed as by two people."""
    begins, now = date(span.first.year, 1, 1), world.now
    data = SetData("TPP Kabupaten Contoh", begins, _BASIS)
    made = services.create_from_preset(SYSTEM, preset=_PRESET, data=data, now=now)
    services.propose_set(SYSTEM, set_id=made.pk, now=now)
    services.confirm_set(SYSTEM, set_id=made.pk, now=now)
    amounts = ListData("Besaran TPP menurut jenjang", begins, _BASIS, file_name="besaran-contoh.csv")
    kept = amount_lists.load(SYSTEM, data=amounts, table=read_table("besaran-contoh.csv", _AMOUNTS), now=now)
    amount_lists.propose(SYSTEM, list_id=kept.pk, now=now)
    amount_lists.confirm(SYSTEM, list_id=kept.pk, now=now)
    next_year = SetData("Rancangan TPP tahun depan", date(span.today.year + 1, 1, 1), "Rancangan Perbup (contoh)")
    services.create_from_preset(SYSTEM, preset=_DRAFT, data=next_year, now=now)


def reckon(world: World, months: tuple[Month, ...]) -> None:
    for code, home in world.homes.items():
        if code != IN_TRIAL:
            for month in months:
                reckoning.compute(home.opd.pk, month)
