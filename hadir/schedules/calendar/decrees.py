"""Decrees that come with Hadir as data: an offer to propose, checked by people against the decree itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from hadir.schedules.calendar.rules import Kind, Line

_PACKAGE = "hadir.schedules.data"
_PREFIX = "skb_"


@dataclass(frozen=True, slots=True)
class Decree:
    """`note`: what is not sure about the data, shown wherever they are offered."""

    year: int
    source: str
    note: str
    lines: tuple[Line, ...]


@lru_cache(maxsize=1)
def decrees() -> dict[int, Decree]:
    """By year."""
    files = resources.files(_PACKAGE).iterdir()
    found = [
        _read(file.read_text(encoding="utf-8"))
        for file in files
        if file.name.startswith(_PREFIX) and file.name.endswith(".json")
    ]
    return {decree.year: decree for decree in sorted(found, key=lambda one: one.year)}


def _read(text: str) -> Decree:
    raw = json.loads(text)
    lines = tuple(Line(date.fromisoformat(day), name, Kind(kind)) for day, kind, name in raw["rows"])
    return Decree(raw["year"], raw["source"], raw["note"], lines)
