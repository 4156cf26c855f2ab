"""Jobs of this slice."""

from __future__ import annotations

from hadir.recap.allowance.tasks import reckon_allowance, refresh_allowance, simulate_allowance

__all__ = ["reckon_allowance", "refresh_allowance", "simulate_allowance"]
