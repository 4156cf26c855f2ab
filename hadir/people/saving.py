"""Saving a row as every service does: say what is wrong field by field, let the database have the last word."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, connection, models, transaction

from hadir.audit.viewer import seeing_everything
from hadir.lib.errors import Conflict, InvalidInput
from hadir.people.texts import EXISTS, INVALID


def save(row: models.Model) -> None:
    """Validate and store. InvalidInput `invalid` with sentences by field; Conflict `exists` when another was faster."""
    try:
        with seeing_everything("a number may be taken by somebody who is hidden from whoever types it"):
            row.full_clean()
    except ValidationError as error:
        raise InvalidInput("invalid", INVALID, fields=_sentences(error)) from error
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict("exists", EXISTS) from error


def _sentences(error: ValidationError) -> dict[str, object]:
    """One sentence a field; what belongs to none stands under the empty name."""
    return {
        "" if field == NON_FIELD_ERRORS else field: " ".join(messages) for field, messages in error.message_dict.items()
    }


def lock(row: models.Model) -> None:
    """Hold the row until the transaction ends, without reading it: whoever does the same waits.

    Written SQL, because every check-in does it twice. Raises `ObjectDoesNotExist`.
    """
    meta = type(row)._meta
    table, key = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(str(meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {key} = %s FOR UPDATE", [row.pk])  # noqa: S608 - the model's names
        if cursor.fetchone() is None:
            raise ObjectDoesNotExist(f"{meta.label} {row.pk}")
