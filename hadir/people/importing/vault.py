"""What was read waits sealed: AES-256-GCM under a key of its own, bound to its import and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hadir.lib.errors import Unavailable
from hadir.lib.sealing import KeyRing, SealBroken, UnknownKey, seal, unseal
from hadir.people.importing import bulk
from hadir.people.importing.checking import Judged
from hadir.people.importing.shapes import Problem, Row
from hadir.people.staged import ImportBatch, ImportRow, Verdict

CHUNK_ROWS = 1_000
_LOST = _("Data impor ini tidak dapat dibuka lagi. Batalkan, lalu unggah berkasnya lagi.")


class Told(msgspec.Struct, array_like=True):
    """What the preview shows of a line."""

    nip: str
    before: dict[str, str | int]
    after: dict[str, str | int]
    problems: list[Problem]
    label: str


def active_key() -> str:
    """The id of the key with which new imports are sealed."""
    return _ring().active_id


def keep_rows(batch: ImportBatch, rows: Sequence[Row]) -> None:
    """Store the lines as they were read."""
    key = _key(batch.kek_id)
    chunks = []
    for place, start in enumerate(range(0, len(rows), CHUNK_ROWS)):
        plain = msgspec.msgpack.encode(rows[start : start + CHUNK_ROWS])
        chunks.append((batch.pk, place, seal(key, plain, bound_to=_chunk_name(batch, place))))
    columns = {"batch_id": "bigint", "place": "integer", "sealed": "bytea"}
    bulk.insert("people_importchunk", columns, chunks)


def rows_of(batch: ImportBatch) -> Iterator[list[Row]]:
    """The lines in portions, in the order of the file. Unavailable `import_unreadable`."""
    key = _key(batch.kek_id)
    for chunk in batch.chunks.order_by("place").iterator(chunk_size=10):
        plain = _open(key, bytes(chunk.sealed), _chunk_name(batch, chunk.place))
        yield msgspec.msgpack.decode(plain, type=list[Row])


def keep_judged(batch: ImportBatch, judged: Sequence[Judged]) -> None:
    """Store for the preview what is worth showing: all but lines that change nothing and raise nothing."""
    key = _key(batch.kek_id)
    rows = []
    for one in judged:
        if one.verdict is Verdict.UNCHANGED and not one.problems:
            continue
        told = Told(one.nip, one.before, one.after, one.problems, one.label)
        sealed = seal(key, msgspec.msgpack.encode(told), bound_to=_row_name(batch, one.number))
        rows.append((batch.pk, one.number, one.verdict.value, bool(one.problems), one.employee_id, sealed))
    columns = {
        "batch_id": "bigint",
        "number": "integer",
        "verdict": "text",
        "warned": "boolean",
        "employee_id": "bigint",
        "sealed": "bytea",
    }
    bulk.insert("people_importrow", columns, rows)


def told(batch: ImportBatch, row: ImportRow) -> Told:
    """Open one line of the preview."""
    plain = _open(_key(batch.kek_id), bytes(row.sealed), _row_name(batch, row.number))
    return msgspec.msgpack.decode(plain, type=Told)


def _chunk_name(batch: ImportBatch, place: int) -> str:
    return f"import:{batch.pk}:chunk:{place}"


def _row_name(batch: ImportBatch, number: int) -> str:
    return f"import:{batch.pk}:row:{number}"


@lru_cache(maxsize=1)
def _ring() -> KeyRing:
    return KeyRing({key.id: key.key for key in settings.CONFIG.template_key_ring})


def _key(kek_id: str) -> bytes:
    try:
        return _ring().derive("people-import", kek_id=kek_id)
    except UnknownKey as error:
        raise Unavailable("import_unreadable", _LOST) from error


def _open(key: bytes, sealed: bytes, name: str) -> bytes:
    try:
        return unseal(key, sealed, bound_to=name)
    except SealBroken as error:
        raise Unavailable("import_unreadable", _LOST) from error
