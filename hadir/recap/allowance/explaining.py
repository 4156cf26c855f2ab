"""Every line in a sentence: what happened, by which rule, what it takes, what held it back, on which basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from hadir.recap.allowance import rows, wording
from hadir.recap.allowance.engine import Line
from hadir.recap.allowance.models import AllowanceLine
from hadir.recap.allowance.rules import Effect, Rule


@dataclass(frozen=True, slots=True)
class Said:
    """A line for a reader. `day` None: of the whole month."""

    day: date | None
    fact: str
    rule: str
    takes: str
    cap: str
    basis: str
    version: str
    share: Decimal | None
    rupiah: int | None
    minutes: int


def said(line: Line) -> Said:
    """Of a line that was just reckoned."""
    return _said(line.rule, line.day, wording.happened(line.rule.metric, about=line.about, value=line.value), line)


def said_of(row: AllowanceLine) -> Said:
    """Of a kept line; its rule and the rule's set should be at hand."""
    rule = rows.rule_of(row.rule, row.rule.rule_set)
    return _said(rule, row.day, wording.happened(rule.metric, about=row.about, value=row.value), row)


def _said(rule: Rule, day: date | None, fact: str, line: Line | AllowanceLine) -> Said:
    return Said(
        day=day,
        fact=fact,
        rule=_("Aturan %(code)s (%(interval)s)") % {"code": rule.code, "interval": wording.interval(rule)},
        takes=_taken(rule, line),
        cap=wording.capped(str(line.cap)),
        basis=rule.legal_basis,
        version=rule.version,
        share=line.share,
        rupiah=line.rupiah,
        minutes=line.minutes,
    )


def _taken(rule: Rule, line: Line | AllowanceLine) -> str:
    """0,5 % dari bagian disiplin = Rp 8.000."""
    if rule.effect is Effect.MINUTES:
        return _("%(minutes)s menit dihitung hilang") % {"minutes": wording.number(line.minutes)}
    if rule.effect is Effect.RUPIAH:
        return wording.rupiah(line.rupiah or 0) if line.rupiah is not None else wording.rupiah(line.asked)
    percent = line.percent if line.percent is not None else line.asked
    words = _("%(percent)s %% dari %(base)s") % {"percent": wording.number(percent), "base": wording.base(rule)}
    return words if line.rupiah is None else f"{words} = {wording.rupiah(line.rupiah)}"
