"""`hadir tidy`: destroy what has outlived its purpose. The worker of `hadir serve` does it every few
minutes by itself (`tasks.py` of the slices); this is for a site that has none."""

from __future__ import annotations

import typer

from hadir.lib.language import _


def tidy() -> None:
    """One round of every class of data, with the counts."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from django.utils import timezone

    from hadir.capture.services import wipe_expired
    from hadir.lib.authority import System
    from hadir.privacy.retention import run

    now = timezone.now()
    wiped = wipe_expired(now=now)
    destroyed = sum(report.count for report in run(System("hadir tidy"), now=now))
    typer.echo(
        _("Sesi kedaluwarsa dihapus isinya: {wiped}. Data lewat masa simpan dimusnahkan: {destroyed}.").format(
            wiped=wiped, destroyed=destroyed
        )
    )
