"""Long results row by row, and several of them side by side, in a fixed number of statements and little memory.

Deriving the days of fifty thousand people must not ask the database per person or per thousand. Each kind of fact is
one statement, ordered by person and read through a server-side cursor; the readers advance together.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
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

    def __init__(self, source: Iterable[tuple[Any, ...]]) -> None:
        self._groups = groupby(source, itemgetter(0))
        self._number: int | None = None
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self._advance()

    def take(self, number: int) -> list[tuple[Any, ...]]:
        """The rows of that number; rows of lower numbers are passed over. Never ask for a lower one later."""
        while self._number is not None and self._number < number:
            self._advance()
        if self._number != number:
            return []
        found = list(self._rows)
        self._advance()
        return found

    def _advance(self) -> None:
        self._number, self._rows = next(self._groups, (None, iter(())))
