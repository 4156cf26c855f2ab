"""What waits about work places: areas and networks that somebody else proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hadir.accounts.models import User
from hadir.places import selectors
from hadir.places.area_models import AreaVersion, NetworkVersion

Line = tuple[str, str, datetime | None, str]


def places_waiting(user: User) -> Iterator[Line]:
    """Title, by whom, since when and where; not what the account proposed itself."""
    for row in selectors.waiting_for(user):
        title, page = _said(row)
        yield title, row.proposed_by_label, row.proposed_at, page


def _said(row: AreaVersion | NetworkVersion) -> tuple[str, str]:
    """What it is about, and where it is decided."""
    if isinstance(row, AreaVersion):
        return _("Area %(name)s") % {"name": row.work_place.name}, reverse("work_place", args=[row.work_place_id])
    if row.work_place is not None:
        page = reverse("work_place", args=[row.work_place_id])
        return _("Jaringan kantor %(name)s") % {"name": row.work_place.name}, page
    name = row.unit.name if row.unit is not None else ""
    return _("Jaringan kantor %(name)s") % {"name": name}, reverse("unit_networks", args=[row.unit_id])
