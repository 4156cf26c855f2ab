"""What a list looks like, whatever file it becomes. Pure but for the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How a cell is written: numbers stay numbers in XLSX, everything else is text."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    RUPIAH = "rupiah"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """`width`: characters in XLSX; on paper its share of the line."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 10


Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its head. `rows` may be read once. `notes` stand below it (a legend, the digest)."""

    name: str
    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def is_wide(self) -> bool:
        """Whether it wants landscape paper."""
        return sum(column.width for column in self.columns) > 95


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Lines above the list; `place` is the address as far as it is known."""

    region: str
    agency: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Below the list. Without a name dots are left to be filled in."""

    position: str
    name: str = ""
    nip: str = ""
    place: str = ""
    day: str = ""
