"""Saying what became of a pattern. It has no effect on anybody's day: only a person's decision elsewhere has."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.patterns import selectors
from hadir.attendance.patterns.models import Pattern
from hadir.attendance.patterns.rules import State
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted

_NOTE_MAX = 500


@transaction.atomic
def handle(
    user: User, pattern_id: int, *, outcome: Literal["explained", "pursued"], note: str, now: datetime
) -> Pattern:
    """Explain a pattern, or say that it is pursued. One who is in it himself may not.

    A pattern over several agencies is the HR agency's: no single OPD answers for the people of another.
    Raises `NotFound` (pattern_unknown), `NotPermitted` (own_pattern, not_permitted), `Conflict` (decided_already),
    `InvalidInput` (reason_missing).
    """
    row = selectors.pattern_for(user, pattern_id, lock=True)
    people = selectors.units_in(row)
    if user.employee_id in people:
        raise NotPermitted("own_pattern", _("Pola ini menyangkut Anda sendiri. Orang lain yang menindaklanjutinya."))
    for unit_id in set(people.values()):
        permissions.require(user, Right.HANDLE_PATTERNS, unit_id)
    if row.state != State.OPEN.value:
        raise Conflict("decided_already", _("Pola ini sudah ditindaklanjuti. Muat ulang halaman."))
    said = note.strip()[:_NOTE_MAX]
    if not said:
        message = _("Tuliskan apa yang ditemukan atau langkah yang diambil.")
        raise InvalidInput("reason_missing", message, fields={"note": message})
    row.state, row.note, row.handled_at = State(outcome).value, said, now
    row.handled_by_label = user.actor.label[:200]
    row.save(update_fields=["state", "note", "handled_at", "handled_by_label"])
    audit.record(
        "attendance.pattern_handled",
        actor=user.actor,
        subject=f"pattern:{row.pk}",
        detail={"outcome": row.state, "kind": row.kind, "people": len(people)},
        unit_id=None,
        right=Right.HANDLE_PATTERNS,
    )
    return row
