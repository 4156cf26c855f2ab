"""The reading process: a file on standard input, the needed columns on standard output (MessagePack).

Started by `reading` with an empty environment. Limits on memory and time are set here before the first byte is read, so
a compressed bomb, or a fault in a parser, costs this process and nothing else. What is not needed ends with it.
"""

from __future__ import annotations

import resource
import sys
from datetime import date

import msgspec

from hadir.lib.tables import Limits, TableFault, open_table
from hadir.lib.tables import Row as Line
from hadir.people.importing import columns, rows
from hadir.people.importing.cells import cleaned
from hadir.people.importing.columns import Mapping
from hadir.people.importing.shapes import LIMITS, Kind, Reading, Refusal, Row


def read(data: bytes, kind: Kind, *, today: date, limits: Limits = LIMITS) -> Reading:
    """The whole file. TableFault when it cannot be read at all."""
    table = open_table(data, limits=limits, header=lambda line: columns.understood(line, kind))
    mapping = columns.locate(table.headers, kind)
    found: list[Row] = []
    for line in table.rows:
        _add(found, line, mapping, kind, today)
    if not found:
        raise TableFault("no_rows")
    return Reading(kind, mapping.found, mapping.dropped, mapping.absent, found)


def _add(found: list[Row], line: Line, mapping: Mapping, kind: Kind, today: date) -> None:
    values: dict[str, str] = {}
    for name, place in mapping.places.items():
        text = cleaned(line.cells[place]) if place < len(line.cells) else ""
        if text:
            values[name] = text
    if not values:
        return
    row = rows.person_row(line.number, values, today) if kind is Kind.PEOPLE else rows.unit_row(line.number, values)
    if row is not None:
        found.append(row)


def _limit(memory_mb: int, seconds: int) -> None:
    size = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> None:
    """`kind today memory_mb seconds`. Answers with a `Reading` or a `Refusal`, the first byte says which."""
    kind, today, memory_mb, seconds = arguments
    _limit(int(memory_mb), int(seconds))
    try:
        reading = read(sys.stdin.buffer.read(), Kind(kind), today=date.fromisoformat(today))
        answer = b"+" + msgspec.msgpack.encode(reading)
    except TableFault as fault:
        answer = b"-" + msgspec.msgpack.encode(Refusal(fault.code, fault.facts))
    except MemoryError:
        answer = b"-" + msgspec.msgpack.encode(Refusal("file_bomb"))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
