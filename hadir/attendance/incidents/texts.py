"""Words of incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents.rules import Kind, Sign

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: list[tuple[str, StrOrPromise]] = [
    (Kind.OUTAGE.value, _("Gangguan sistem")),
    (Kind.DISASTER.value, _("Keadaan kahar (bencana)")),
]
STATES: list[tuple[str, StrOrPromise]] = [
    (IncidentState.PROPOSED.value, _("Diusulkan")),
    (IncidentState.CONFIRMED.value, _("Ditetapkan")),
    (IncidentState.REJECTED.value, _("Ditolak")),
]
SIGNS: dict[Sign, StrOrPromise] = {
    Sign.DOWN: _("Server tidak bekerja selama %(minutes)s menit, dan tidak ada absen yang tercatat di antaranya."),
    Sign.SILENCE: _("Pada tahap ini biasanya %(usual)s orang absen di tempat kerja ini, hari itu %(seen)s orang."),
    Sign.BUSY: _("Server meminta %(seen)s orang menunggu karena sibuk; waktu kedatangan mereka tercatat."),
}
