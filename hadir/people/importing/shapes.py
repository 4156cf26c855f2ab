"""What the reading process hands back: needed columns only, and everything that is wrong, by row."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from hadir.lib.tables import Limits, TableFault

LIMITS = Limits(bytes=30 * 1024 * 1024, rows=50_000, unpacked=700 * 1024 * 1024)
MAX_BYTES = LIMITS.bytes


class Kind(StrEnum):
    """The two files that can be read."""

    PEOPLE = "people"
    UNITS = "units"


class Problem(msgspec.Struct, frozen=True, array_like=True):
    """What is wrong with one cell. `facts` fill the sentence of the code (people.importing.texts); may be personal."""

    code: str
    column: str = ""
    facts: dict[str, str] = {}
    warning: bool = False


class Row(msgspec.Struct, array_like=True):
    """One line of the file. `number` is the line as Excel counts it; empty cells are absent from `values`."""

    number: int
    values: dict[str, str]
    problems: list[Problem] = []

    @property
    def is_wrong(self) -> bool:
        return any(not problem.warning for problem in self.problems)


class Reading(msgspec.Struct):
    """A file that could be read. `columns` maps our names to the headers found, `dropped` names what was not read."""

    kind: Kind
    columns: dict[str, str]
    dropped: list[str]
    absent: list[str]
    rows: list[Row]


class Refusal(msgspec.Struct, tag=True):
    """A file that could not be read at all."""

    code: str
    facts: dict[str, str] = {}


class FileFault(TableFault):
    """A table that is not the one asked for: no_header (needed), columns_missing (columns), column_twice (column)."""
