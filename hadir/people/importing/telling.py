"""Notices about imports, to whoever uploaded or confirmed them."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation

from hadir.lib.errors import HadirError
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people.staged import ImportBatch


def finished(batch: ImportBatch) -> None:
    """Applied: how many people it concerned."""
    counts = batch.counts
    facts: dict[str, str | int] = {
        "file": batch.file_name,
        "created": counts.get("new", 0),
        "updated": counts.get("changed", 0),
        "failed": counts.get("wrong", 0),
    }
    _send(Kind.IMPORT_FINISHED, batch, facts)


def failed(batch: ImportBatch, error: HadirError) -> None:
    """Neither checked nor applied; nothing was changed."""
    with translation.override("id"):
        reason = str(error.message)
    _send(Kind.IMPORT_FAILED, batch, {"file": batch.file_name, "reason_text": reason})


def _send(kind: Kind, batch: ImportBatch, facts: dict[str, str | int]) -> None:
    people = {person for person in (batch.created_by_id, batch.confirmed_by_id) if person is not None}
    if people:  # the command line has answered already
        link = reverse("people_import", args=[batch.pk])
        notices.send(kind, user_ids=people, facts=facts, link=link, about=f"import:{batch.pk}")
