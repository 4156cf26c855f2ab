"""`hadir tidy`: destroy what has outlived its purpose. `hadir serve` does it every few minutes by itself."""

from __future__ import annotations

import typer

from hadir.lib.language import _


def tidy() -> None:
    """One round, with the counts."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    wiped, destroyed = tidy_once()
    typer.echo(
        _("Sesi kedaluwarsa dihapus isinya: {wiped}. Bukti lewat masa simpan dihancurkan: {destroyed}.").format(
            wiped=wiped, destroyed=destroyed
        )
    )


def tidy_once() -> tuple[int, int]:
    """Sessions wiped and evidence destroyed. Needs Django set up."""
    from django.utils import timezone

    from hadir.attendance.services import destroy_overdue_evidence
    from hadir.capture.services import wipe_expired

    now = timezone.now()
    return wipe_expired(now=now), destroy_overdue_evidence(now=now)
