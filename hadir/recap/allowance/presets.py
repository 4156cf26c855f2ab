"""Rule sets of real regions, entered as data files, to begin one's own from. Pure.

None of them was compared with its regulation, and each file says so. Numbers that no source gives are marked as
examples, and a set with an example cannot be proposed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

from hadir.recap.allowance.rules import Base, Effect, Metric, Rounding, Rule, Tariff, Terms, Who

CODES = ("banjarmasin", "kemenkeu", "timor_tengah_utara", "pekalongan", "seluma")


@dataclass(frozen=True, slots=True)
class Preset:
    """`verification`: the word about how far it was checked ("belum diverifikasi")."""

    code: str
    name: str
    summary: str
    verification: str
    source: str
    notes: tuple[str, ...]
    terms: Terms
    rules: tuple[Rule, ...]

    @property
    def has_examples(self) -> bool:
        return any(rule.is_example for rule in self.rules)


@lru_cache(maxsize=len(CODES))
def preset(code: str) -> Preset:
    """One of `CODES`. KeyError for another."""
    if code not in CODES:
        raise KeyError(code)
    text = (resources.files(__package__) / "data" / f"{code}.toml").read_text(encoding="utf-8")
    return _preset(tomllib.loads(text))


def all_presets() -> list[Preset]:
    return [preset(code) for code in CODES]


def _preset(raw: Mapping[str, Any]) -> Preset:
    terms = Terms(
        discipline_percent=Decimal(raw["discipline_percent"]),
        cap_percent=Decimal(raw.get("cap_percent", "100")),
        rounding=Rounding(raw.get("rounding", Rounding.HALF_UP)),
    )
    return Preset(
        code=raw["code"],
        name=raw["name"],
        summary=raw["summary"],
        verification=raw["verification"],
        source=raw["source"],
        notes=tuple(raw["notes"]),
        terms=terms,
        rules=tuple(_rule(line) for line in raw["rules"]),
    )


def _rule(raw: Mapping[str, Any]) -> Rule:
    counted = raw.get("counted")
    return Rule(
        code=raw["code"],
        label=raw["label"],
        metric=Metric(raw["metric"]),
        effect=Effect(raw["effect"]),
        amount=Decimal(raw.get("amount", "0")),
        at_least=raw.get("at_least", 1),
        at_most=raw.get("at_most"),
        base=Base(raw.get("base", Base.DISCIPLINE)),
        who=Who(
            schedules=frozenset(raw.get("schedules", ())),
            weekdays=frozenset(raw.get("weekdays", ())),
            levels=frozenset(raw.get("levels", ())),
        ),
        stages=frozenset(raw.get("stages", ())),
        counted=Metric(counted) if counted else None,
        tariffs=tuple(
            Tariff(Decimal(one["amount"]), frozenset(one.get("levels", ())), one.get("from"), one.get("to"))
            for one in raw.get("tariffs", ())
        ),
        on_absent_day=raw.get("on_absent_day", False),
        is_example=raw.get("is_example", False),
        note=raw.get("note", ""),
    )
