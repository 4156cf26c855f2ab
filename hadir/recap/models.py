"""Tables of this slice."""

from __future__ import annotations

from hadir.recap.allowance.models import (
    AllowanceBase,
    AllowanceBaseList,
    AllowanceLine,
    AllowanceResult,
    AllowanceRule,
    AllowanceRuleSet,
    AllowanceRun,
    AllowanceSimulation,
    SimulatedMonth,
)
from hadir.recap.journals.models import Journal, JournalLine, JournalPerson
from hadir.recap.months.models import MonthPolicy
from hadir.recap.signing.models import ClosingStep, FrozenTotal, MonthClosing

__all__ = [
    "AllowanceBase",
    "AllowanceBaseList",
    "AllowanceLine",
    "AllowanceResult",
    "AllowanceRule",
    "AllowanceRuleSet",
    "AllowanceRun",
    "AllowanceSimulation",
    "ClosingStep",
    "FrozenTotal",
    "Journal",
    "JournalLine",
    "JournalPerson",
    "MonthClosing",
    "MonthPolicy",
    "SimulatedMonth",
]
