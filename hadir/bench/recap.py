"""How long a month of a whole region takes from its facts to the recap: derived, summed up, written to a table."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from typing import Any

from django.db import connection

from hadir.bench import recap_region
from hadir.bench.importing import cpu_seconds
from hadir.people import selectors as people
from hadir.periods.rules import Month
from hadir.recap.exports.files import write_xlsx
from hadir.recap.exports.lists import recap_sheet
from hadir.recap.exports.sheets import Letterhead
from hadir.recap.months import selectors as months
from hadir.workdays import services


@dataclass
class Timing:
    """Seconds by step on the clock and of work (this process and its database connection), and the statements sent."""

    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            self.statements[name] = self.statements.get(name, 0) + 1
            return execute(sql, params, many, context)

        begun, worked = time.perf_counter(), cpu_seconds()
        with connection.execute_wrapper(count):
            yield
        self.seconds[name] = time.perf_counter() - begun
        self.cpu[name] = cpu_seconds() - worked


def measure(*, employees: int, month: Month) -> dict[str, Any]:
    """In an empty database with a region and its hours. The month is derived twice: the second time changes nothing."""
    timing = Timing()
    now = datetime.combine(month.last, datetime.min.time(), tzinfo=UTC) + timedelta(days=3)
    with timing.step("seeded"):
        recap_region.seed(employees, month)
    with timing.step("rebuild"):
        first = services.rebuild(month.first, month.last, now=now)
    with timing.step("again"):
        again = services.rebuild(month.first, month.last, now=now)
    if first.changed != first.days or again.changed or again.removed:
        raise RuntimeError(f"the days did not come out as they should: {first}, {again}")
    with timing.step("report"):
        rows = months.recap(people.all_unit_ids(), month)
    if len(rows) != employees:
        raise RuntimeError(f"{len(rows)} people in the recap instead of {employees}")
    with timing.step("export"), TemporaryFile() as file:
        head = Letterhead("Kabupaten Ukur", "Semua OPD")
        exported = write_xlsx(file, recap_sheet(rows, month), head, made="hadir bench recap")
    if exported != employees:
        raise RuntimeError(f"{exported} people in the workbook instead of {employees}")
    return {
        "employees": employees,
        "days": first.days,
        "seeded_s": round(timing.seconds["seeded"], 1),
        "rebuild_s": round(timing.seconds["rebuild"], 2),
        "again_s": round(timing.seconds["again"], 2),
        "rebuild_cpu_s": round(timing.cpu["rebuild"], 2),
        "report_s": round(timing.seconds["report"], 3),
        "report_statements": timing.statements["report"],
        "export_xlsx_s": round(timing.seconds["export"], 2),
        "sql_statements": timing.statements["rebuild"],
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "late_days": sum(one.total.late_days for one in rows),
        "absent_days": sum(one.total.absent for one in rows),
    }
