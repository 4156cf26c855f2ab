"""What rosters say to people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.schedules.instances import Measure
from hadir.schedules.rosters.rules import Anchor

MEASURE_NAMES: dict[Measure, Promise] = {
    Measure.ARRIVAL: _("Datang"),
    Measure.DEPARTURE: _("Pulang"),
    Measure.PRESENCE: _("Hadir di tempat"),
}
ANCHOR_NAMES: dict[Anchor, Promise] = {
    Anchor.START: _("dari jam mulai"),
    Anchor.END: _("dari jam selesai"),
}
