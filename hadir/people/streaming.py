"""Long results row by row, and several of them side by side, in a fixed number of statements and little memory.

Deriving the days of fifty thousand people must not ask the database per person or per thousand. Each kind of fact is
one statement, ordered by person and read through a server-side cursor; the readers advance together.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any

from django.db import connection, transaction

_AT_ONCE = 5000


def rows(sql: str, values: Sequence[object] | None = None) -> Generator[tuple[Any, ...], None, None]:
    """Rows of one statement, fetched in portions. Only inside a transaction: the cursor lives as long as that."""
    if transaction.get_autocommit():
        raise RuntimeError("a streamed result needs a transaction around it")
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)  # type: ignore[arg-type]  # whatever the driver takes
        while portion := cursor.fetchmany(_AT_ONCE):
            yield from portion


class Aligned:
    """Rows ordered by the number in their first column, taken number by number in rising order."""

    def __init__(self, source: Iterator[tuple[Any, ...]]) -> None:
        self._source = source
        self._next: tuple[Any, ...] | None = next(source, None)

    def take(self, number: int) -> list[tuple[Any, ...]]:
        """The rows of that number; rows of lower numbers are passed over. Never ask for a lower one later."""
        while self._next is not None and self._next[0] < number:
            self._next = next(self._source, None)
        found: list[tuple[Any, ...]] = []
        while self._next is not None and self._next[0] == number:
            found.append(self._next)
            self._next = next(self._source, None)
        return found
