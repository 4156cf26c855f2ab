"""Words of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.attendance.events.rules import Kind, ListState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: list[tuple[str, StrOrPromise]] = [
    (Kind.APEL.value, _("Apel")),
    (Kind.UPACARA.value, _("Upacara")),
    (Kind.SENAM.value, _("Senam")),
    (Kind.SIDAK.value, _("Sidak")),
    (Kind.OTHER.value, _("Acara lain")),
]
LIST_STATES: list[tuple[str, StrOrPromise]] = [
    (ListState.OPEN.value, _("Sedang diisi")),
    (ListState.HANDED_IN.value, _("Menunggu pengesahan")),
    (ListState.CONFIRMED.value, _("Disahkan")),
]
