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

__all__ = [
    "AllowanceBase",
    "AllowanceBaseList",
    "AllowanceLine",
    "AllowanceResult",
    "AllowanceRule",
    "AllowanceRuleSet",
    "AllowanceRun",
    "AllowanceSimulation",
    "SimulatedMonth",
]
