"""A database for measuring a month: fresh, migrated, with a region, removed afterwards."""

from __future__ import annotations

from typing import Any

from hadir.cli.bench_import import fresh_database
from hadir.lib.errors import InvalidInput
from hadir.lib.language import _


def measure_recap(*, employees: int, month: str) -> dict[str, Any]:
    """Figures of `hadir.bench.recap.measure` in a database of its own on the embedded server."""
    with fresh_database():
        from hadir.cli.django_commands import set_up_migrated

        set_up_migrated()
        from hadir.bench.recap import measure
        from hadir.cli.founding import found_region
        from hadir.periods.rules import Month

        try:
            wanted = Month.parse(month)
        except ValueError as error:
            raise InvalidInput("month", _("Tulis bulan seperti 2026-10.")) from error
        found_region(name="Kabupaten Ukur", code="UKUR")
        return measure(employees=employees, month=wanted)


def measure_patterns(*, employees: int, cheaters: int) -> dict[str, Any]:
    """Figures of `hadir.bench.replay.measure`, likewise."""
    with fresh_database():
        from hadir.cli.django_commands import set_up_migrated

        set_up_migrated()
        from hadir.bench.replay import measure
        from hadir.cli.founding import found_region
        from hadir.periods.rules import Month

        found_region(name="Kabupaten Ukur", code="UKUR")
        return measure(employees=employees, cheaters=cheaters, month=Month.parse("2026-10"))
