"""Who lives in the invented region, and what they are like. Drawn from a seed; nobody in it exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random
from typing import Any

BUDI, SITI, WAYAN, PLATFORM = "199001012015031003", "198503152010012001", "198811302014031002", "kominfo"
HASAN, RETNO, LINA, MARTA = "197904102003121001", "196907141994032001", "199402112019032003", "198606092010122002"
ACCOUNTS = (
    ("Budi Santoso, pegawai (Bagian Umum, Sekretariat Daerah)", BUDI),
    ("Hasan Basri, atasan: Kepala Bagian Umum", HASAN),
    ("Siti Aminah, operator OPD (Sekretariat Daerah)", SITI),
    ("Retno Wulandari, kepala OPD: Sekretaris Daerah", RETNO),
    ("Lina Marlina, perawat dinas malam (RSUD)", LINA),
    ("Marta Sihombing, atasan: kepala ruang rawat inap (RSUD)", MARTA),
    ("Wayan Sudarma, operator OPD (Dinas Kesehatan)", WAYAN),
    ("Operator platform (Dinas Kominfo)", PLATFORM),
    ("Petugas badan kepegawaian (BKPSDM)", "bkpsdm"),
    ("Petugas kedua badan kepegawaian (BKPSDM)", "bkpsdm2"),
    ("Pemeriksa (Inspektorat)", "inspektorat"),
    ("Petugas pelindungan data (PPDP)", "ppdp"),
)

_FIRST = (
    *("Agus", "Dewi", "Eko", "Fitri", "Gita", "Hendra", "Indah", "Joko", "Kartika", "Lestari"),
    *("Mega", "Nanda", "Oki", "Putri", "Rizal", "Sari", "Teguh", "Umar", "Vina", "Yusuf"),
    *("Andi", "Bayu", "Citra", "Dimas", "Elsa", "Galih", "Hesti", "Ilham", "Laras", "Wulan"),
)
_LAST = (
    *("Hidayat", "Kusuma", "Maharani", "Nugroho", "Pratama", "Rahayu", "Saputra", "Siregar", "Utami", "Wibowo"),
    *("Anggraini", "Firmansyah", "Gunawan", "Hakim", "Kurniawan", "Lubis", "Permata", "Setiawan", "Susanti", "Wijaya"),
)
STAFF = (
    ("Analis Kebijakan", "fungsional", ("31", "32", "33")),
    ("Pranata Komputer", "fungsional", ("31", "32", "33")),
    ("Bendahara", "pelaksana", ("23", "24", "31")),
    ("Arsiparis", "fungsional", ("31", "32")),
    ("Pengelola Kepegawaian", "pelaksana", ("24", "31", "32")),
    ("Pengadministrasi Umum", "pelaksana", ("21", "22", "23")),
)
NURSES = (("Perawat", "fungsional", ("31", "32")), ("Bidan", "fungsional", ("31", "32")))
CONTRACT_GRADES = ("V", "VII", "IX")


class Character(StrEnum):
    """How somebody keeps time. Most people are there."""

    PUNCTUAL = "punctual"
    LATE = "late"
    EARLY = "early"
    FORGETFUL = "forgetful"
    SELDOM = "seldom"


_SHARES = (
    (Character.PUNCTUAL, 0.66),
    (Character.LATE, 0.84),
    (Character.EARLY, 0.91),
    (Character.FORGETFUL, 0.985),
    (Character.SELDOM, 1.0),
)
_KNOWN = {
    BUDI: Character.LATE,
    **dict.fromkeys((SITI, WAYAN, HASAN, RETNO, LINA, MARTA), Character.PUNCTUAL),
}


def character_of(nip: str, seed: int) -> Character:
    """The same person has the same habits in every run."""
    if nip in _KNOWN:
        return _KNOWN[nip]
    drawn = Random(f"{seed}:habit:{nip}").random()  # noqa: S311 - invented people
    return next(character for character, below in _SHARES if drawn < below)


def name(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def nip(random: Random, *, contract: bool) -> str:
    """Birth, appointment at least 20 years later, sex, serial: the form of a PNS's or a PPPK's number."""
    born = date(random.randint(1970, 1996), random.randint(1, 12), random.randint(1, 28))
    appointed = min(born.year + random.randint(21, 27), 2023)
    month = "21" if contract else random.choice(("01", "03", "04", "12"))
    return f"{born:%Y%m%d}{appointed}{month}{random.choice('12')}{random.randint(1, 999):03d}"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency with its units, each headed by somebody; `head` names the chief's post, `share` its part of the people.

    `below`: a unit of the second level under the last of `units`.
    """

    name: str
    code: str
    head: str
    units: tuple[str, ...]
    place: str
    latitude: float
    longitude: float
    share: float
    below: str = ""


WARD = "Ruang Rawat Inap Melati"


def _at(place: str, latitude: float, longitude: float, share: float, below: str = "") -> dict[str, Any]:
    return {"place": place, "latitude": latitude, "longitude": longitude, "share": share, "below": below}


AGENCIES = (
    Agency(
        *("Sekretariat Daerah", "SETDA", "Sekretaris Daerah"),
        units=("Bagian Umum", "Bagian Organisasi", "Bagian Hukum"),
        **_at("Kantor Bupati", -2.63, 111.23, 0.23),
    ),
    Agency(
        *("Dinas Kesehatan", "DINKES", "Kepala Dinas Kesehatan"),
        units=("Bidang Pelayanan Kesehatan", "Puskesmas Contoh", "RSUD Contoh"),
        **_at("Kantor Dinas Kesehatan", -2.641, 111.235, 0.32, WARD),
    ),
    Agency(
        *("Dinas Pendidikan", "DISDIK", "Kepala Dinas Pendidikan"),
        units=("Bidang Pembinaan SD", "SDN 1 Contoh"),
        **_at("Kantor Dinas Pendidikan", -2.652, 111.228, 0.18),
    ),
    Agency(
        *("Dinas Komunikasi dan Informatika", "KOMINFO", "Kepala Dinas Kominfo"),
        units=("Bidang Aplikasi Informatika",),
        **_at("Kantor Dinas Kominfo", -2.633, 111.226, 0.10),
    ),
    Agency(
        *("Badan Kepegawaian dan Pengembangan SDM", "BKPSDM", "Kepala BKPSDM"),
        units=("Bidang Disiplin dan Kinerja",),
        **_at("Kantor BKPSDM", -2.636, 111.231, 0.09),
    ),
    Agency(
        *("Inspektorat", "INSP", "Inspektur"),
        units=("Inspektur Pembantu Wilayah I",),
        **_at("Kantor Inspektorat", -2.638, 111.222, 0.08),
    ),
)
# Where each work place lies, in degrees.
SPOTS = {agency.place: (agency.latitude, agency.longitude) for agency in AGENCIES}
