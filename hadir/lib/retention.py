"""What a retention run reports of one class of data: numbers and dates, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Destroyed:
    """How many rows were destroyed, and from when the oldest and the newest of them were."""

    count: int
    oldest: datetime | None = None
    newest: datetime | None = None


NOTHING = Destroyed(0)
