"""The sentence of every finding, whichever slice found it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hadir.attendance.patterns import texts as patterns
from hadir.attendance.presence import texts as presence
from hadir.capture import texts as capture
from hadir.devices import texts as devices
from hadir.lib.findings import Fact
from hadir.places import texts as places

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: dict[str, Any] = {
    **getattr(capture, "FINDINGS", {}),
    **devices.FINDINGS,
    **places.FINDINGS,
    **patterns.FINDINGS,
    **presence.FINDINGS,
}
# What somebody who is asked for one step more is told: enough to know what to do, nothing that helps to forge.
_TO_PERSON: dict[str, StrOrPromise] = {
    "devices.": gettext_lazy("Ponsel ini belum terbukti sebagai ponsel Anda."),
    "presence.device": gettext_lazy("Ponsel ini belum terbukti sebagai ponsel Anda."),
    "places.code": gettext_lazy("Kode layar belum diberikan atau belum cocok."),
    "presence.code": gettext_lazy("OPD Anda meminta kode layar di tempat kerja."),
    "presence.lookalike": gettext_lazy("Anda tercatat berwajah mirip dengan orang lain."),
    "places.": gettext_lazy("Posisi Anda belum terbukti di tempat kerja."),
    "presence.place": gettext_lazy("Posisi Anda belum terbukti di tempat kerja."),
    "presence.light": gettext_lazy("Uji cahaya layar tidak dilakukan."),
}


def sentence(code: str, facts: Mapping[str, Fact]) -> str:
    """In plain words for a reviewer; of a finding whose slice no longer knows it, its code."""
    text = SENTENCES.get(code)
    if text is None:
        return _("Temuan %(code)s") % {"code": code}
    try:
        return str(text).format(**facts)
    except (KeyError, IndexError, ValueError):
        return str(text)


def told_to_person(code: str) -> str:
    """In plain words for the person, without facts."""
    found = next((text for begin, text in _TO_PERSON.items() if code.startswith(begin)), None)
    return str(found) if found is not None else _("Ada tanda yang perlu dipastikan.")
