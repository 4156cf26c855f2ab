"""What the calendar says to people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.schedules.calendar.rules import Collection, Kind

KIND_NAMES: dict[Kind, Promise] = {
    Kind.NATIONAL: _("Libur nasional"),
    Kind.JOINT: _("Cuti bersama"),
    Kind.LOCAL: _("Libur daerah"),
    Kind.UNIT: _("Libur OPD atau unit"),
}
COLLECTION_NAMES: dict[Collection, Promise] = {
    Collection.DECREE: _("Libur nasional dan cuti bersama (SKB)"),
    Collection.LOCAL: _("Libur daerah atau OPD"),
}
