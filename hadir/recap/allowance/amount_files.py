"""Amounts from a file: everything that is wrong is named by row and column; nothing is half imported. Pure.

Columns: `nip`, `kelas` (1 to 17) or `jenjang`, exactly one of them in each row, and `tpp` in whole rupiah.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hadir.lib.tables import Row, Table, plain

NIP, CLASS, LEVEL, AMOUNT = "nip", "kelas", "jenjang", "tpp"
_NAMES: dict[str, tuple[str, ...]] = {
    NIP: ("nip", "nip baru"),
    CLASS: ("kelas", "kelas jabatan", "kelasjabatan"),
    LEVEL: ("jenjang", "jenjang jabatan"),
    AMOUNT: ("tpp", "besar tpp", "besaran", "rupiah", "jumlah"),
}
MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class FileFault:
    code: str
    row: int = 0
    column: str = ""
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Exactly one of `nip`, `job_class` and `level` is set."""

    row: int
    rupiah: int
    nip: str = ""
    job_class: int | None = None
    level: str = ""


class FileWrong(Exception):
    def __init__(self, faults: Sequence[FileFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = list(faults)


def understood(cells: Sequence[str]) -> int:
    """How many of the columns a line names."""
    known = {plain(name) for names in _NAMES.values() for name in names}
    return sum(1 for cell in cells if plain(cell) in known)


def read(table: Table, levels: Mapping[str, str]) -> list[Entry]:
    """`levels`: codes by their plain name and by themselves. Raises `FileWrong` with all that is wrong."""
    places = {column: table.place(*names) for column, names in _NAMES.items()}
    if places[AMOUNT] is None or all(places[one] is None for one in (NIP, CLASS, LEVEL)):
        lacking = [AMOUNT] if places[AMOUNT] is None else [f"{NIP} / {CLASS} / {LEVEL}"]
        raise FileWrong([FileFault("columns", facts={"names": ", ".join(lacking)})])
    faults: list[FileFault] = []
    found: list[Entry] = []
    seen: dict[object, int] = {}
    for row in table.rows:
        entry = _entry(row, places, levels, faults)
        if entry is None:
            continue
        key = (entry.nip, entry.job_class, entry.level)
        if key in seen:
            faults.append(FileFault("twice", row.number, facts={"other": str(seen[key])}))
        seen.setdefault(key, row.number)
        found.append(entry)
    if faults:
        raise FileWrong(faults)
    return found


def _entry(
    row: Row, places: Mapping[str, int | None], levels: Mapping[str, str], faults: list[FileFault]
) -> Entry | None:
    keys = {column: row.cell(places[column]) for column in (NIP, CLASS, LEVEL)}
    given = [column for column, text in keys.items() if text]
    if len(given) != 1:
        faults.append(FileFault("key_twice" if given else "key_missing", row.number))
        return None
    before = len(faults)
    rupiah = _rupiah(row, row.cell(places[AMOUNT]), faults)
    column = given[0]
    text = keys[column]
    nip, job_class, level = "", None, ""
    if column == NIP:
        nip = _nip(row, text, faults)
    elif column == CLASS:
        job_class = _class(row, text, faults)
    else:
        level = _level(row, text, levels, faults)
    return Entry(row.number, rupiah, nip, job_class, level) if len(faults) == before else None


def _rupiah(row: Row, text: str, faults: list[FileFault]) -> int:
    """4500000, 4.500.000, Rp 4.500.000,00 and 4,500,000.00 are the same."""
    bare = re.sub(r"^rp\.?\s*|\s", "", text, flags=re.IGNORECASE)
    bare = re.sub(r"[.,]0{1,2}$", "", bare) if re.search(r"[.,]0{1,2}$", bare) else bare
    if not bare:
        faults.append(FileFault("amount_missing", row.number, AMOUNT))
        return 0
    if not re.fullmatch(r"\d{1,15}|\d{1,3}([.,])\d{3}(\1\d{3})*", bare):
        negative = re.fullmatch(r"-[\d.,]+", bare)
        faults.append(FileFault("amount_range" if negative else "amount_unreadable", row.number, AMOUNT))
        return 0
    amount = int(re.sub(r"[.,]", "", bare))
    if amount > MOST:
        faults.append(FileFault("amount_range", row.number, AMOUNT))
    return amount


def _nip(row: Row, text: str, faults: list[FileFault]) -> str:
    bare = re.sub(r"[\s'`.]", "", text)
    if "E+" in text.upper():
        faults.append(FileFault("nip_rounded", row.number, NIP))
    elif not re.fullmatch(r"\d{18}", bare):
        faults.append(FileFault("nip_unknown", row.number, NIP))
    return bare


def _class(row: Row, text: str, faults: list[FileFault]) -> int:
    if not re.fullmatch(r"\d{1,2}", text) or not 1 <= int(text) <= 17:
        faults.append(FileFault("class_unknown", row.number, CLASS))
        return 0
    return int(text)


def _level(row: Row, text: str, levels: Mapping[str, str], faults: list[FileFault]) -> str:
    found = levels.get(plain(text), "")
    if not found:
        known = ", ".join(sorted(set(levels.values())))
        faults.append(FileFault("level_unknown", row.number, LEVEL, {"known": known}))
    return found
