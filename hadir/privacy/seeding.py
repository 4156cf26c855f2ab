"""Enter the defaults where nothing stands yet. The migration does it, and repeating it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hadir.privacy import defaults

_LABEL = "Hadir"


def fill(clocks: Any, policies: Any, activities: Any, *, now: datetime) -> None:
    """The three tables as managers (a migration's or today's). Each is filled only when it is empty."""
    if not clocks.exists():
        clocks.bulk_create([clocks.model(**row) for row in defaults.clock_rows()])
    if not policies.exists():
        policies.bulk_create(
            policies.model(
                data_class=kind, days=days, legal_basis=basis, valid_from=defaults.SINCE, made_at=now,
                made_by_label=_LABEL,
            )
            for kind, days, basis in defaults.RETENTION
        )  # fmt: skip
    if not activities.exists():
        activities.bulk_create(
            activities.model(version=1, changed_at=now, changed_by_label=_LABEL, **row) for row in defaults.ACTIVITIES
        )


def add_leave(policies: Any, activities: Any, *, now: datetime) -> None:
    """What came with leave and permissions: the classes of its papers, and its line in the register, where absent."""
    _add(policies, activities, defaults.LEAVE_RETENTION, defaults.LEAVE_ACTIVITIES, now)


def add_devices(policies: Any, activities: Any, *, now: datetime) -> None:
    """What came with bound phones."""
    _add(policies, activities, defaults.DEVICE_RETENTION, defaults.DEVICE_ACTIVITIES, now)


def _add(
    policies: Any,
    activities: Any,
    retention: Iterable[tuple[str, int | None, str]],
    rows: Iterable[dict[str, str]],
    now: datetime,
) -> None:
    known = set(policies.values_list("data_class", flat=True))
    policies.bulk_create(
        policies.model(
            data_class=kind, days=days, legal_basis=basis, valid_from=defaults.SINCE, made_at=now, made_by_label=_LABEL
        )
        for kind, days, basis in retention
        if kind not in known
    )
    listed = set(activities.values_list("code", flat=True))
    activities.bulk_create(
        activities.model(version=1, changed_at=now, changed_by_label=_LABEL, **row)
        for row in rows
        if row["code"] not in listed
    )
