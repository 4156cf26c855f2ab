"""Rules of the agency on a running site: `python -m tests.redteam.site_rules`, with the site's environment.

Draws the office's area and lets the agency ask for nothing yet, but bind the first phone of an accepted check-in.
Browser tests make the policy strict for as long as they need it.
"""

from __future__ import annotations

from datetime import date

from hadir.cli.django_commands import set_up


def main() -> None:
    set_up()  # before anything that has models is imported
    from django.utils import timezone

    from hadir.attendance.presence.policies import RULES, PolicyData, propose_policy
    from hadir.places import services as places
    from tests.cast import SYSTEM, find_cast
    from tests.redteam.scene import OFFICE

    cast, now = find_cast(), timezone.now()
    places.found_areas(SYSTEM, work_place_id=cast.setda_office.pk, areas=[OFFICE], legal_basis="BA 1/2025", now=now)
    data = PolicyData(
        unit_id=cast.setda.pk, valid_from=date(2025, 1, 1), legal_basis="Perbup 7/2026", first_use=True,
        sample=0, doubt_sample=0,
    )  # fmt: skip
    row = propose_policy(cast.wati, data=data, now=now)
    RULES.decide(SYSTEM, row.pk, confirm=True, reason="", now=now)


if __name__ == "__main__":
    main()
