"""Jobs of this slice."""

from __future__ import annotations

from hadir.recap.allowance.tasks import reckon_allowance, refresh_allowance, simulate_allowance
from hadir.recap.journals.tasks import apply_journal
from hadir.recap.signing.tasks import lock_month, remind_lock

__all__ = [
    "apply_journal",
    "lock_month",
    "reckon_allowance",
    "refresh_allowance",
    "remind_lock",
    "simulate_allowance",
]
