"""Rows of several tables by one written statement, as model instances: for the few reads that every check-in makes.

Building a statement through the ORM costs more than running it (docs/benchmarks.md, "HTTP"). Only for models whose
columns need no conversion by Django: no JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db import connection, models


class WrittenQuery:
    """`SELECT <all columns of each model> FROM <tail>`, made once; the tail names the tables by their aliases.

    The tail is ours, never anything a person typed; values go in as parameters.
    """

    def __init__(self, tail: str, **parts: type[models.Model]) -> None:
        self._tail = tail
        self._parts = parts

    def rows(self, *values: object) -> list[tuple[Any, ...]]:
        """An instance of each model by row, in the order of the parts; None where an outer join found nothing."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, list(values))  # type: ignore[arg-type]  # whatever the driver takes
            return [self._instances(row) for row in cursor.fetchall()]

    def first(self, *values: object) -> tuple[Any, ...] | None:
        """The first row, None when there is none."""
        return next(iter(self.rows(*values)), None)

    @cached_property
    def _sql(self) -> str:
        quote = connection.ops.quote_name
        columns = [
            f"{alias}.{quote(str(field.column))}"
            for alias, model in self._parts.items()
            for field in model._meta.concrete_fields
        ]
        return f"SELECT {', '.join(columns)} FROM {self._tail}"  # noqa: S608 - names of models, and our own tail

    def _instances(self, row: Sequence[Any]) -> tuple[Any, ...]:
        found: list[Any] = []
        begin = 0
        for model in self._parts.values():
            fields = model._meta.concrete_fields
            values = row[begin : begin + len(fields)]
            begin += len(fields)
            is_there = any(value is not None for value in values)
            found.append(
                model.from_db(connection.alias, [field.attname for field in fields], list(values)) if is_there else None
            )
        return tuple(found)


def relate(row: models.Model, **related: models.Model | None) -> None:
    """Tell a row what its foreign keys point to, so that nothing is asked again."""
    for name, other in related.items():
        row._state.fields_cache[name] = other
