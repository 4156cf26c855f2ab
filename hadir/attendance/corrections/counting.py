"""Numbers about corrections that stand out. Pure: chance is no accusation, so these only say where to look."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

_LEAST = 5  # of so few nobody stands out
_TIMES = 3


def standing_out(counts: Mapping[int, int]) -> set[int]:
    """Keys whose number is at least three times the median of all, and not small."""
    if not counts:
        return set()
    usual = max(1.0, float(median(counts.values())))
    return {key for key, n in counts.items() if n >= _LEAST and n >= _TIMES * usual}


def percent(part: int, all_: int) -> int:
    """Whole percent, 0 of nothing."""
    return round(100 * part / all_) if all_ else 0
