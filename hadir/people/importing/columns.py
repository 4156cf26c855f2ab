"""Which columns are read, under which headers they come, and which are not read at all.

Data minimisation (UU 27/2022 articles 16 and 27): attendance needs the columns below. Everything else in a SIASN export
(religion, marriage, NIK, NPWP, BPJS, address, birth place, education and so on) has no entry here and is dropped.
Birth date and sex are compared with the NIP while reading and then dropped too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hadir.lib.tables import plain
from hadir.people.importing.shapes import FileFault, Kind


@dataclass(frozen=True, slots=True)
class Column:
    """`headers`: accepted headers without case, blanks and signs; an earlier one wins when several are there."""

    name: str
    title: str
    headers: tuple[str, ...]
    kept: bool = True


PEOPLE = (
    Column("nip", "NIP", ("nipbaru", "nip", "nipnipppk", "nippppk", "nipppk", "nomorindukpegawai", "ninippppk")),
    Column("siasn_id", "ID SIASN", ("pnsid", "idsiasn", "siasnid", "idpns", "pnsidsiasn")),
    Column("name", "Nama", ("nama", "namapegawai", "namatanpagelar", "namaasn")),
    Column("front_title", "Gelar depan", ("gelardepan", "glrdepan")),
    Column("back_title", "Gelar belakang", ("gelarbelakang", "glrbelakang", "gelarblk")),
    Column("status", "Status kepegawaian", ("statuskepegawaian", "statuscpnspns", "statuspegawai", "statusasn")),
    Column("kind", "Jenis pegawai", ("jenispegawainama", "jenispegawai")),
    Column(
        "grade",
        "Golongan",
        ("golakhirnama", "golongan", "golonganruang", "golru", "gol", "golonganakhir", "pangkatgolongan", "golakhirid"),
    ),
    Column("grade_from", "TMT golongan", ("tmtgolongan", "tmtgol", "tmtgolru")),
    Column("position", "Jabatan", ("jabatannama", "jabatan", "namajabatan")),
    Column("position_from", "TMT jabatan", ("tmtjabatan",)),
    Column("unit_siasn", "ID unor", ("unorid", "idunor", "unitkerjaid")),
    Column("unit_code", "Kode unit", ("kodeunit", "kodeunitkerja", "kodeunor")),
    Column("unit_name", "Unit kerja", ("unornama", "unitkerja", "namaunor", "namaunitkerja", "unit", "unor")),
    Column("work_place", "Tempat kerja", ("tempatkerja", "namatempatkerja")),
    Column("email", "Surel", ("emailgov", "surel", "surelkedinasan", "emailkedinasan", "emaildinas", "email")),
    Column("phone", "Nomor HP", ("nomorhp", "nohp", "hp", "nomortelepon", "telepon", "notelp", "handphone")),
    Column("birth_date", "Tanggal lahir", ("tanggallahir", "tgllahir"), kept=False),
    Column("sex", "Jenis kelamin", ("jeniskelamin", "jk", "kelamin"), kept=False),
)
UNITS = (
    Column("siasn_id", "Id", ("id", "unorid", "idunor", "idunit")),
    Column("name", "NamaUnor", ("namaunor", "unornama", "nama", "namaunit", "unitkerja")),
    Column("parent", "DiatasanId", ("diatasanid", "iddiatasan", "unoratasanid", "idatasan", "atasanid", "indukid")),
)
# One of each group must be there.
_NEEDED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.PEOPLE: (("nip",), ("name",), ("unit_siasn", "unit_code", "unit_name")),
    Kind.UNITS: (("siasn_id",), ("name",), ("parent",)),
}
OF = {Kind.PEOPLE: PEOPLE, Kind.UNITS: UNITS}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the columns stand in a table."""

    places: dict[str, int]
    found: dict[str, str]
    dropped: list[str]
    absent: list[str]


def title_of(name: str, kind: Kind = Kind.PEOPLE) -> str:
    """The Indonesian title of one of our columns."""
    return next(column.title for column in OF[kind] if column.name == name)


def understood(line: Sequence[str], kind: Kind) -> int:
    """How many of our columns a line names; a line that names all that are needed stands above every other."""
    headers = {plain(cell) for cell in line}
    known = {column.name for column in OF[kind] if not headers.isdisjoint(column.headers)}
    return len(known) + (len(OF[kind]) if all(set(group) & known for group in _NEEDED[kind]) else 0)


def locate(line: Sequence[str], kind: Kind) -> Mapping:
    """Our columns in the header. FileFault `no_header`, `columns_missing`, `column_twice`."""
    if understood(line, kind) < 2:
        raise FileFault("no_header", needed=", ".join(_titles(group, kind) for group in _NEEDED[kind]))
    headers = [plain(cell) for cell in line]
    places: dict[str, int] = {}
    for column in OF[kind]:
        chosen = next((header for header in column.headers if header in headers), None)
        if chosen is None:
            continue
        if headers.count(chosen) > 1:
            raise FileFault("column_twice", column=line[headers.index(chosen)].strip())
        places[column.name] = headers.index(chosen)
    missing = [_titles(group, kind) for group in _NEEDED[kind] if not set(group) & set(places)]
    if missing:
        raise FileFault("columns_missing", columns=", ".join(missing))
    used = set(places.values())
    return Mapping(
        places=places,
        found={name: line[place].strip() for name, place in places.items()},
        dropped=[cell.strip()[:60] for place, cell in enumerate(line) if place not in used and cell.strip()],
        absent=[column.title for column in OF[kind] if column.name not in places],
    )


def _titles(group: tuple[str, ...], kind: Kind) -> str:
    return " / ".join(title_of(name, kind) for name in group)
