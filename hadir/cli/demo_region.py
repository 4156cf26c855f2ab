"""The invented region of the demo. Names, numbers and places are drawn from a seed; nobody in it exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from hadir.accounts import invitations, services
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.cli.demo_calendar import seed_calendar
from hadir.cli.demo_rollout import seed_rollout
from hadir.cli.founding import found_region
from hadir.lib.authority import System
from hadir.people import careers
from hadir.people import heads as heading
from hadir.people import selectors as people
from hadir.people import services as organising
from hadir.people.heads import HeadData
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.people.rules import HeadKind
from hadir.people.services import EmployeeData, WorkPlaceData

_SYSTEM = System("hadir demo")
_BEGIN = date(2025, 1, 1)

BUDI, SITI, WAYAN, PLATFORM = "199001012015031003", "198503152010012001", "198811302014031002", "kominfo"
ACCOUNTS = (
    ("Budi Santoso, pegawai (Sekretariat Daerah)", BUDI),
    ("Siti Aminah, operator OPD (Sekretariat Daerah)", SITI),
    ("Wayan Sudarma, operator OPD (Dinas Kesehatan)", WAYAN),
    ("Operator platform (Dinas Kominfo)", PLATFORM),
    ("Petugas badan kepegawaian (BKPSDM)", "bkpsdm"),
    ("Pemeriksa (Inspektorat)", "inspektorat"),
    ("Petugas pelindungan data (PPDP)", "ppdp"),
)
_OVERSIGHT = (
    ("bkpsdm", "Petugas BKPSDM", Role.HR_AGENCY),
    ("inspektorat", "Pemeriksa Inspektorat", Role.AUDITOR),
    ("ppdp", "Petugas Pelindungan Data", Role.DPO),
)

_FIRST = (
    *("Agus", "Dewi", "Eko", "Fitri", "Gita", "Hendra", "Indah", "Joko", "Kartika", "Lestari"),
    *("Mega", "Nanda", "Oki", "Putri", "Rizal", "Sari", "Teguh", "Umar", "Vina", "Yusuf"),
)
_LAST = ("Hidayat", "Kusuma", "Maharani", "Nugroho", "Pratama", "Rahayu", "Saputra", "Siregar", "Utami", "Wibowo")
_STAFF = (
    ("Analis Kebijakan", "fungsional", ("31", "32", "33")),
    ("Pranata Komputer", "fungsional", ("31", "32", "33")),
    ("Bendahara", "pelaksana", ("23", "24", "31")),
    ("Arsiparis", "fungsional", ("31", "32")),
    ("Pengelola Kepegawaian", "pelaksana", ("24", "31", "32")),
    ("Pengadministrasi Umum", "pelaksana", ("21", "22", "23")),
)
_CHIEF = ("jpt_pratama", "42")
_HEAD = ("administrator", "34")
_BASIS = "SK contoh 800/1/2025"


@dataclass(frozen=True, slots=True)
class _Agency:
    """An agency with its units, each headed by somebody; `head` names the chief's post."""

    name: str
    code: str
    head: str
    units: tuple[str, ...]
    place: str
    latitude: str
    longitude: str
    people: int


_AGENCIES = (
    _Agency(
        "Sekretariat Daerah",
        "SETDA",
        "Sekretaris Daerah",
        ("Bagian Umum", "Bagian Organisasi", "Bagian Hukum"),
        "Kantor Bupati",
        "-2.63",
        "111.23",
        10,
    ),
    _Agency(
        "Dinas Kesehatan",
        "DINKES",
        "Kepala Dinas Kesehatan",
        ("Bidang Pelayanan Kesehatan", "Puskesmas Contoh"),
        "Kantor Dinas Kesehatan",
        "-2.641",
        "111.235",
        8,
    ),
    _Agency(
        "Dinas Pendidikan",
        "DISDIK",
        "Kepala Dinas Pendidikan",
        ("Bidang Pembinaan SD", "SDN 1 Contoh"),
        "Kantor Dinas Pendidikan",
        "-2.652",
        "111.228",
        7,
    ),
    _Agency(
        "Dinas Komunikasi dan Informatika",
        "KOMINFO",
        "Kepala Dinas Kominfo",
        ("Bidang Aplikasi Informatika",),
        "Kantor Dinas Kominfo",
        "-2.633",
        "111.226",
        5,
    ),
    _Agency(
        "Badan Kepegawaian dan Pengembangan SDM",
        "BKPSDM",
        "Kepala BKPSDM",
        ("Bidang Disiplin dan Kinerja",),
        "Kantor BKPSDM",
        "-2.636",
        "111.231",
        5,
    ),
    _Agency(
        "Inspektorat",
        "INSP",
        "Inspektur",
        ("Inspektur Pembantu Wilayah I",),
        "Kantor Inspektorat",
        "-2.638",
        "111.222",
        4,
    ),
)


@dataclass(frozen=True, slots=True)
class _Home:
    """An agency that has been founded: its place, its chief, and the heads of its units."""

    opd: OrgUnit
    place: WorkPlace
    chief: Employee
    heads: tuple[Employee, ...]


@transaction.atomic
def seed_region(*, password: str, seed: int) -> bool:
    """Found the region and fill it; False when it is filled already."""
    region = found_region(name="Kabupaten Contoh", code="KAB")
    if User.objects.filter(username=PLATFORM).exists():
        return False
    random = Random(seed)  # noqa: S311 - an invented region, the same for the same seed
    homes = {agency.code: _found_agency(region, agency, random) for agency in _AGENCIES}
    setda, dinkes = homes["SETDA"].opd, homes["DINKES"].opd
    budi = _employ("Budi Santoso", BUDI, _Post(setda, homes["SETDA"].place, "Pranata Komputer", "fungsional", "32"))
    _join(budi, password)
    siti_post = _Post(setda, homes["SETDA"].place, "Kepala Subbagian", "pengawas", "33")
    siti = _join(_employ("Siti Aminah", SITI, siti_post), password)
    wayan_post = _Post(dinkes, homes["DINKES"].place, "Pengelola Kepegawaian", "pelaksana", "24")
    wayan = _join(_employ("Wayan Sudarma", WAYAN, wayan_post), password)
    _name_superiors(homes)
    for user, unit in ((siti, setda), (wayan, dinkes)):
        services.grant_role(_SYSTEM, user_id=user.pk, data=services.GrantData(Role.OPD_OPERATOR, unit.pk, _BEGIN))
    for account in ((PLATFORM, "Operator Kominfo", Role.PLATFORM_OPERATOR), *_OVERSIGHT):
        _open_account(*account, password)
    seed_calendar(timezone.now())
    seed_rollout(live=setda, trial=dinkes, officer=wayan, now=timezone.now())
    return True


def _found_agency(region: OrgUnit, agency: _Agency, random: Random) -> _Home:
    opd = organising.create_unit(_SYSTEM, parent_id=region.pk, name=agency.name, code=agency.code, kind="opd")
    latitude, longitude = Decimal(agency.latitude), Decimal(agency.longitude)
    data = WorkPlaceData(agency.place, "Asia/Jakarta", latitude, longitude, radius_m=150)
    place = organising.create_work_place(_SYSTEM, unit_id=opd.pk, data=data)
    chief = _employ(_name(random), _nip(random), _Post(opd, place, agency.head, *_CHIEF))
    _appoint(opd, chief)
    units, heads = [opd], []
    for number, name in enumerate(agency.units, 1):
        code = f"{agency.code}-{number}"
        unit = organising.create_unit(_SYSTEM, parent_id=opd.pk, name=name, code=code, kind="unit")
        heads.append(_employ(_name(random), _nip(random), _Post(unit, place, f"Kepala {name}", *_HEAD)))
        _appoint(unit, heads[-1])
        units.append(unit)
    for _n in range(agency.people):
        title, level, grades = random.choice(_STAFF)
        post = _Post(random.choice(units), place, title, level, random.choice(grades))
        _employ(_name(random), _nip(random), post)
    return _Home(opd, place, chief, tuple(heads))


def _name_superiors(homes: dict[str, _Home]) -> None:
    """The regional secretary is above the heads of agencies; one of those is away, and somebody acts for him."""
    secretary = homes["SETDA"].chief
    for home in homes.values():
        if home.chief != secretary:
            careers.set_superior(
                _SYSTEM, employee_id=home.chief.pk, superior_id=secretary.pk, valid_from=_BEGIN, legal_basis=_BASIS
            )
    today = people.today_in_region()
    health = homes["DINKES"]
    _appoint(health.opd, health.heads[0], HeadKind.PLH, today - timedelta(days=3), today + timedelta(days=11))


def _appoint(
    unit: OrgUnit,
    person: Employee,
    kind: HeadKind = HeadKind.DEFINITIVE,
    first_day: date = _BEGIN,
    last_day: date | None = None,
) -> None:
    data = HeadData(person.pk, kind, first_day, last_day, _BASIS)
    heading.appoint_head(_SYSTEM, unit_id=unit.pk, data=data)


def _name(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def _nip(random: Random) -> str:
    """Birth, appointment at least 20 years later, sex, serial: the form of a PNS number."""
    born = date(random.randint(1970, 1998), random.randint(1, 12), random.randint(1, 28))
    appointed = f"{born.year + random.randint(21, 27)}{random.choice(('01', '03', '04', '12'))}"
    return f"{born:%Y%m%d}{appointed}{random.choice('12')}{random.randint(1, 999):03d}"


@dataclass(frozen=True, slots=True)
class _Post:
    """Where somebody serves and as what."""

    unit: OrgUnit
    place: WorkPlace
    title: str
    level: str
    grade: str


def _employ(name: str, nip: str, post: _Post) -> Employee:
    data = EmployeeData(
        nip=nip,
        employment_type="PNS",
        name=name,
        unit_id=post.unit.pk,
        work_place_id=post.place.pk,
        position=post.title,
        position_level=post.level,
        grade=post.grade,
    )
    return organising.register_employee(_SYSTEM, data=data, valid_from=_BEGIN)


def _join(person: Employee, password: str) -> User:
    now = timezone.now()
    issued = invitations.invite_employee(_SYSTEM, employee_id=person.pk, link=str, now=now)
    return invitations.accept_invitation(issued.link, password=password, now=now)


def _open_account(username: str, name: str, role: Role, password: str) -> None:
    now = timezone.now()
    issued = invitations.open_account(_SYSTEM, username=username, display_name=name, email="", link=str, now=now)
    user = invitations.accept_invitation(issued.link, password=password, now=now)
    services.grant_role(_SYSTEM, user_id=user.pk, data=services.GrantData(role, None, _BEGIN))
