"""The invented region of the demo. Names, numbers and places are drawn from a seed; nobody in it exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from hadir.accounts import invitations, services
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.cli.demo_rollout import seed_rollout
from hadir.cli.founding import found_region
from hadir.lib.authority import System
from hadir.people import services as organising
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.people.services import EmployeeData, WorkPlaceData

_SYSTEM = System("hadir demo")
_BEGIN = date(2025, 1, 1)

BUDI, SITI, WAYAN, PLATFORM = "199001012015031003", "198503152010012001", "198811302014031002", "kominfo"
ACCOUNTS = (
    ("Budi Santoso, pegawai (Sekretariat Daerah)", BUDI),
    ("Siti Aminah, operator OPD (Sekretariat Daerah)", SITI),
    ("Wayan Sudarma, operator OPD (Dinas Kesehatan)", WAYAN),
    ("Operator platform (Dinas Kominfo)", PLATFORM),
)

_FIRST = (
    *("Agus", "Dewi", "Eko", "Fitri", "Gita", "Hendra", "Indah", "Joko", "Kartika", "Lestari"),
    *("Mega", "Nanda", "Oki", "Putri", "Rizal", "Sari", "Teguh", "Umar", "Vina", "Yusuf"),
)
_LAST = ("Hidayat", "Kusuma", "Maharani", "Nugroho", "Pratama", "Rahayu", "Saputra", "Siregar", "Utami", "Wibowo")
_POSITIONS = ("Analis Kebijakan", "Pranata Komputer", "Bendahara", "Arsiparis", "Pengelola Kepegawaian", "Perawat")


@dataclass(frozen=True, slots=True)
class _Agency:
    name: str
    code: str
    units: tuple[str, ...]
    place: str
    latitude: str
    longitude: str
    people: int


_AGENCIES = (
    _Agency(
        "Sekretariat Daerah", "SETDA", ("Bagian Umum", "Bagian Organisasi"), "Kantor Bupati", "-2.63", "111.23", 10
    ),
    _Agency("Dinas Kesehatan", "DINKES", ("Puskesmas Contoh",), "Kantor Dinas Kesehatan", "-2.641", "111.235", 9),
    _Agency("Dinas Pendidikan", "DISDIK", ("SDN 1 Contoh",), "Kantor Dinas Pendidikan", "-2.652", "111.228", 8),
)


@transaction.atomic
def seed_region(*, password: str, seed: int) -> bool:
    """Found the region and fill it; False when it is filled already."""
    region = found_region(name="Kabupaten Contoh", code="KAB")
    if User.objects.filter(username=PLATFORM).exists():
        return False
    random = Random(seed)  # noqa: S311 - an invented region, the same for the same seed
    homes = {agency.code: _found_agency(region, agency, random) for agency in _AGENCIES}
    (setda, office), (dinkes, clinic) = homes["SETDA"], homes["DINKES"]
    _join(_employ("Budi Santoso", BUDI, setda, office, "Pranata Komputer"), password)
    siti = _join(_employ("Siti Aminah", SITI, setda, office, "Kepala Subbagian"), password)
    wayan = _join(_employ("Wayan Sudarma", WAYAN, dinkes, clinic, "Pengelola Kepegawaian"), password)
    for user, unit in ((siti, setda), (wayan, dinkes)):
        services.grant_role(_SYSTEM, user_id=user.pk, data=services.GrantData(Role.OPD_OPERATOR, unit.pk, _BEGIN))
    _open_platform_account(password)
    seed_rollout(live=setda, trial=dinkes, officer=wayan, now=timezone.now())
    return True


def _found_agency(region: OrgUnit, agency: _Agency, random: Random) -> tuple[OrgUnit, WorkPlace]:
    opd = organising.create_unit(_SYSTEM, parent_id=region.pk, name=agency.name, code=agency.code, kind="opd")
    place = organising.create_work_place(
        _SYSTEM,
        unit_id=opd.pk,
        data=WorkPlaceData(
            name=agency.place,
            time_zone="Asia/Jakarta",
            latitude=Decimal(agency.latitude),
            longitude=Decimal(agency.longitude),
            radius_m=150,
        ),
    )
    units = [opd]
    for number, name in enumerate(agency.units, 1):
        code = f"{agency.code}-{number}"
        units.append(organising.create_unit(_SYSTEM, parent_id=opd.pk, name=name, code=code, kind="unit"))
    for _n in range(agency.people):
        name = f"{random.choice(_FIRST)} {random.choice(_LAST)}"
        _employ(name, _nip(random), random.choice(units), place, random.choice(_POSITIONS))
    return opd, place


def _nip(random: Random) -> str:
    """Birth, appointment at least 20 years later, sex, serial: the form of a PNS number."""
    born = date(random.randint(1970, 1998), random.randint(1, 12), random.randint(1, 28))
    appointed = f"{born.year + random.randint(21, 27)}{random.choice(('01', '03', '04', '12'))}"
    return f"{born:%Y%m%d}{appointed}{random.choice('12')}{random.randint(1, 999):03d}"


def _employ(name: str, nip: str, unit: OrgUnit, place: WorkPlace, position: str) -> Employee:
    data = EmployeeData(
        nip=nip, employment_type="PNS", name=name, unit_id=unit.pk, work_place_id=place.pk, position=position
    )
    return organising.register_employee(_SYSTEM, data=data)


def _join(person: Employee, password: str) -> User:
    now = timezone.now()
    issued = invitations.invite_employee(_SYSTEM, employee_id=person.pk, link=str, now=now)
    return invitations.accept_invitation(issued.link, password=password, now=now)


def _open_platform_account(password: str) -> None:
    now = timezone.now()
    issued = invitations.open_account(
        _SYSTEM, username=PLATFORM, display_name="Operator Kominfo", email="", link=str, now=now
    )
    user = invitations.accept_invitation(issued.link, password=password, now=now)
    services.grant_role(_SYSTEM, user_id=user.pk, data=services.GrantData(Role.PLATFORM_OPERATOR, None, _BEGIN))
