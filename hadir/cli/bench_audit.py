"""A log in a fresh database for `hadir bench audit`, which leaves nothing behind."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hadir.cli.bench_import import fresh_database
from hadir.lib.language import _


def measure_audit(*, entries: int, quiet: bool) -> dict[str, Any]:
    """Figures of a log with that many generated entries."""
    from rich.progress import Progress

    with fresh_database():
        from hadir.cli.django_commands import set_up_migrated

        set_up_migrated()
        from hadir.bench.audit import measure

        with tempfile.TemporaryDirectory() as folder, Progress(transient=True, disable=quiet) as bar:
            task = bar.add_task(_("Menulis catatan"), total=entries)
            return measure(entries=entries, folder=Path(folder), progress=lambda done: bar.update(task, completed=done))
