"""The kinds of absence as they are entered when a region begins: data to read, check and replace, not law in code.

Limits after domain reference 1.9 (PP 11/2017, PP 17/2020, Peraturan BKN 24/2017 as amended by 7/2021) and the list of
a running local government's system. "belum diverifikasi" marks what no published text was seen for. How late a thing
may still be asked for (`late_days`) is regional policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hadir.leave.rules import Counting, Decider
from hadir.leave.spans import Category, Part

PNS = ("PNS",)
CIVIL = ("PNS", "CPNS")
CONTRACT = ("PPPK", "PPPK_PW")
EVERYBODY = CIVIL + CONTRACT

_FULL = (Part.FULL,)
_FROM = date(2021, 6, 1)  # day on which BKN 7/2021 counts here; belum diverifikasi
_BKN = "Peraturan BKN 24/2017 jo. 7/2021 (bunyi pasal belum diverifikasi)"


@dataclass(frozen=True, slots=True)
class TypeData:
    """One dated row of `AbsenceType`; the fields are explained there."""

    code: str
    name: str
    category: Category
    counting: Counting
    employment_types: tuple[str, ...]
    decider: Decider
    valid_from: date
    legal_basis: str
    parts: tuple[Part, ...] = _FULL
    counts_as_work: bool = False
    is_health: bool = False
    longest: int | None = None
    longest_unit: str = ""
    extension: int = 0
    min_service_months: int = 0
    exception: str = ""
    again_after_months: int = 0
    most_times: int | None = None
    yearly_days: int | None = None
    carry_days: int = 0
    deferred_total: int = 0
    travel_days: int = 0
    document_from_day: int | None = None
    document_name: str = ""
    late_days: int = 0


def _leave(code: str, name: str, whose: tuple[str, ...], basis: str, **more: Any) -> TypeData:
    values: dict[str, Any] = {"counting": Counting.CALENDAR, "decider": Decider.VERIFIER, "valid_from": _FROM} | more
    return TypeData(code, name, Category.LEAVE, employment_types=whose, legal_basis=basis, **values)


def _duty(code: str, name: str, category: Category, basis: str, **more: Any) -> TypeData:
    values: dict[str, Any] = {
        "counting": Counting.CALENDAR,
        "decider": Decider.LETTER,
        "valid_from": _FROM,
        "counts_as_work": True,
        "employment_types": EVERYBODY,
        "document_from_day": 1,
        "late_days": 31,
    } | more
    return TypeData(code, name, category, legal_basis=basis, **values)


def _hours(code: str, name: str, basis: str) -> TypeData:
    return TypeData(
        code,
        name,
        Category.PERMISSION,
        Counting.HOURS,
        EVERYBODY,
        Decider.SUPERIOR,
        _FROM,
        basis,
        parts=(Part.HOURS,),
        longest=1,
        longest_unit="day",
        late_days=3,
    )


_ANNUAL: dict[str, Any] = {
    "counting": Counting.WORKING,
    "min_service_months": 12,
    "yearly_days": 12,
    "travel_days": 12,
}
_SICK: dict[str, Any] = {"is_health": True, "document_name": "Surat keterangan dokter", "late_days": 14}
_HOURLY = "PP 94/2021; izin atasan dalam jam (kebijakan daerah, belum diverifikasi)"

PRESETS: tuple[TypeData, ...] = (
    _leave(
        *("CT", "Cuti tahunan", CIVIL),
        f"PP 11/2017 ps. 311-315; {_BKN}: 12 hari kerja setelah 1 tahun, sisa 6 hari sehingga 18, ditangguhkan 24 "
        "(24: belum diverifikasi), tambahan 12 hari kalender untuk tempat sulit dijangkau",
        **_ANNUAL,
        carry_days=6,
        deferred_total=24,
    ),
    _leave(
        *("CT", "Cuti tahunan", CONTRACT),
        "PP 49/2018; Peraturan BKN 7/2022 (belum diverifikasi): 12 hari kerja setelah 1 tahun, sisa tidak dibawa",
        **_ANNUAL,
    ),
    _leave(
        *("CB", "Cuti besar", PNS),
        f"PP 11/2017 ps. 316-318; {_BKN}: paling lama 3 bulan setelah 5 tahun, sisa hapus",
        longest=3,
        longest_unit="month",
        min_service_months=60,
        again_after_months=60,
        exception="Ibadah haji pertama kali",
    ),
    _leave(
        *("CS", "Cuti sakit", CIVIL),
        f"PP 17/2020; {_BKN}: surat dokter untuk lebih dari 1 hari (sumber lain: sejak hari pertama, belum "
        "diverifikasi), paling lama 1 tahun ditambah 6 bulan",
        **_SICK,
        longest=12,
        longest_unit="month",
        extension=6,
        document_from_day=2,
    ),
    _leave(
        *("CS", "Cuti sakit", CONTRACT),
        "PP 49/2018; Peraturan BKN 7/2022 (belum diverifikasi): surat dokter, paling lama 1 bulan",
        **_SICK,
        longest=1,
        longest_unit="month",
        document_from_day=1,
    ),
    _leave(
        *("CSK", "Cuti sakit karena gugur kandungan", EVERYBODY),
        f"PP 17/2020; {_BKN}: 1,5 bulan (45 hari)",
        **_SICK,
        longest=45,
        longest_unit="day",
        document_from_day=1,
    ),
    _leave(
        *("CM", "Cuti melahirkan", EVERYBODY),
        f"PP 11/2017 ps. 325; {_BKN}: 3 bulan, anak pertama sampai ketiga; berikutnya dengan cuti besar",
        is_health=True,
        document_name="Surat keterangan dokter atau bidan",
        document_from_day=1,
        longest=3,
        longest_unit="month",
        most_times=3,
        late_days=14,
    ),
    _leave(
        *("CAP", "Cuti karena alasan penting", CIVIL),
        f"PP 11/2017 ps. 328; {_BKN}: paling lama 1 bulan",
        longest=1,
        longest_unit="month",
        late_days=3,
    ),
    _leave(
        *("CLTN", "Cuti di luar tanggungan negara", PNS),
        "PP 11/2017 ps. 334; 3 tahun, dapat diperpanjang 1 tahun, setelah 5 tahun bekerja (belum diverifikasi)",
        longest=36,
        longest_unit="month",
        extension=12,
        min_service_months=60,
        document_from_day=1,
        document_name="Keputusan PPK dan persetujuan BKN",
    ),
    _duty(
        *("DL", "Dinas luar", Category.DUTY),
        "Surat tugas: nomor, tanggal dan tempat (kebijakan daerah, belum diverifikasi)",
        decider=Decider.VERIFIER,
        parts=(Part.FULL, Part.MORNING, Part.AFTERNOON),
        document_name="Surat tugas",
    ),
    _duty(
        *("PD", "Perjalanan dinas", Category.DUTY),
        "Surat perjalanan dinas (SPD): nomor, tanggal dan tempat (kebijakan daerah, belum diverifikasi)",
        decider=Decider.VERIFIER,
        document_name="Surat perjalanan dinas (SPD)",
    ),
    _duty(
        *("TKD", "Tugas kedinasan lain", Category.DUTY),
        "Surat tugas kepala OPD (kebijakan daerah)",
        document_name="Surat tugas",
        parts=(Part.FULL, Part.MORNING, Part.AFTERNOON),
    ),
    _duty(
        *("TB", "Tugas belajar", Category.STUDY),
        "Keputusan tugas belajar; di luar absen harian (kebijakan daerah, belum diverifikasi)",
        employment_types=CIVIL,
        document_name="Keputusan tugas belajar",
    ),
    _duty(
        *("DIK", "Pendidikan dan pelatihan (diklat)", Category.STUDY),
        "Surat tugas atau panggilan diklat (kebijakan daerah)",
        document_name="Surat tugas atau panggilan",
    ),
    _duty(
        *("MG", "Magang atau dititipkan di instansi lain", Category.STUDY),
        "Surat penugasan (kebijakan daerah)",
        document_name="Surat penugasan",
    ),
    _hours("IT", "Izin datang terlambat", _HOURLY),
    _hours("IP", "Izin pulang sebelum waktunya", _HOURLY),
    _hours("IK", "Izin meninggalkan tempat tugas", _HOURLY),
    TypeData(
        *("KH", "Keadaan kahar", Category.FORCE_MAJEURE, Counting.CALENDAR, EVERYBODY, Decider.INCIDENT, _FROM),
        legal_basis="Keputusan tentang keadaan kahar menurut tempat dan waktu (kebijakan daerah, belum diverifikasi)",
        document_from_day=1,
        document_name="Keputusan keadaan kahar",
    ),
    TypeData(
        *("AT", "Alasan teknis", Category.TECHNICAL, Counting.CALENDAR, EVERYBODY, Decider.INCIDENT, _FROM),
        legal_basis="Berita acara gangguan sistem atau alat (kebijakan daerah, belum diverifikasi)",
        document_from_day=1,
        document_name="Berita acara gangguan",
    ),
)
