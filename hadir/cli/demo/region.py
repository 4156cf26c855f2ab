"""The organisation of the invented region: agencies, units, work places, people, heads, accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import QuerySet

from hadir.accounts import invitations, services
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.cli.demo import cast
from hadir.cli.demo import places as demo_places
from hadir.cli.demo.cast import Agency
from hadir.cli.founding import found_region
from hadir.lib.authority import System
from hadir.people import careers
from hadir.people import heads as heading
from hadir.people import services as organising
from hadir.people.heads import HeadData
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.people.rules import HeadKind
from hadir.people.services import EmployeeData, WorkPlaceData

SYSTEM = System("hadir demo")
BEGIN = date(2025, 1, 1)
_BASIS = "SK contoh 800/1/2025"
_CHIEF = ("jpt_pratama", "42")
_HEAD = ("administrator", "34")
_FEWEST = 2  # people of a unit besides its head
_OFFICES = (
    (cast.PLATFORM, "Operator Kominfo", Role.PLATFORM_OPERATOR),
    ("bkpsdm", "Petugas BKPSDM", Role.HR_AGENCY),
    ("bkpsdm2", "Petugas Kedua BKPSDM", Role.HR_AGENCY),
    ("inspektorat", "Pemeriksa Inspektorat", Role.AUDITOR),
    ("ppdp", "Petugas Pelindungan Data", Role.DPO),
)


@dataclass(slots=True)
class Home:
    """An agency that has been founded: its units by name, its place, its chief, the heads of its units, its people."""

    opd: OrgUnit
    place: WorkPlace
    chief: Employee
    units: dict[str, OrgUnit] = field(default_factory=dict)
    heads: dict[str, Employee] = field(default_factory=dict)
    people: list[Employee] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """Everything that later chapters tell about. `users`: accounts by log-in."""

    seed: int
    today: date
    now: datetime
    region: OrgUnit
    homes: dict[str, Home]
    users: dict[str, User]

    @property
    def people(self) -> list[Employee]:
        return [person for home in self.homes.values() for person in home.people]

    @property
    def setda(self) -> Home:
        return self.homes["SETDA"]

    @property
    def dinkes(self) -> Home:
        return self.homes["DINKES"]

    @property
    def ward(self) -> OrgUnit:
        return self.dinkes.units[cast.WARD]

    def random(self, about: str) -> Random:
        """Chance that is the same for the same seed, whatever else is drawn."""
        return Random(f"{self.seed}:{about}")  # noqa: S311 - an invented region

    def employee(self, nip: str) -> Employee:
        return next(one for one in self.people if one.nip == nip)


@dataclass(frozen=True, slots=True)
class _Post:
    """Where somebody serves and as what."""

    unit: OrgUnit
    place: WorkPlace
    title: str
    level: str
    grade: str
    employment: str = "PNS"


class _Registrar:
    """Enters people with numbers that nobody else has."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given = {login for _name, login in cast.ACCOUNTS}
        self._names: set[str] = set()

    def stranger(self, home: Home, post: _Post) -> Employee:
        return self.enter(home, self._name(), self._nip(post.employment), post)

    def enter(self, home: Home, name: str, nip: str, post: _Post) -> Employee:
        data = EmployeeData(
            nip=nip,
            employment_type=post.employment,
            name=name,
            unit_id=post.unit.pk,
            work_place_id=post.place.pk,
            position=post.title,
            position_level=post.level,
            grade=post.grade,
        )
        person = organising.register_employee(SYSTEM, data=data, valid_from=BEGIN)
        home.people.append(person)
        return person

    def staff(self, home: Home, unit: OrgUnit, kinds: Sequence[tuple[str, str, tuple[str, ...]]]) -> Employee:
        """Somebody of no rank; one in six is a contract employee."""
        title, level, grades = self._random.choice(kinds)
        if self._random.random() < 1 / 6:
            grade = self._random.choice(cast.CONTRACT_GRADES)
            return self.stranger(home, _Post(unit, home.place, title, level, grade, "PPPK"))
        return self.stranger(home, _Post(unit, home.place, title, level, self._random.choice(grades)))

    def _name(self) -> str:
        """A new one as long as there are any: of two people of one name nobody knows which is meant."""
        drawn = [cast.name(self._random) for _n in range(20)]
        found = next((one for one in drawn if one not in self._names), drawn[0])
        self._names.add(found)
        return found

    def _nip(self, employment: str) -> str:
        while (number := cast.nip(self._random, contract=employment == "PPPK")) in self._given:
            pass
        self._given.add(number)
        return number


def found(*, password: str, seed: int, people: int, today: date, now: datetime) -> World:
    """The whole organisation with about that many people."""
    region = found_region(name="Kabupaten Contoh", code="KAB")
    world = World(seed, today, now, region, {}, {})
    registrar = _Registrar(world.random("people"))
    for agency in cast.AGENCIES:
        home = _found_agency(region, agency, registrar, round(people * agency.share))
        demo_places.draw(home.place, agency, now=now)
        world.homes[agency.code] = home
    _enter_cast(world, registrar)
    for home in world.homes.values():
        home.people = list(_whole(home.people))
    _name_superiors(world)
    _open_accounts(world, password)
    return world


def _whole(persons: list[Employee]) -> QuerySet[Employee]:
    """The same people with unit and work place at hand."""
    return (
        Employee.objects.filter(pk__in=[one.pk for one in persons]).select_related("unit", "work_place").order_by("pk")
    )


def _found_agency(region: OrgUnit, agency: Agency, registrar: _Registrar, people: int) -> Home:
    opd = organising.create_unit(SYSTEM, parent_id=region.pk, name=agency.name, code=agency.code, kind="opd")
    data = WorkPlaceData(agency.place, "Asia/Jakarta")
    place = organising.create_work_place(SYSTEM, unit_id=opd.pk, data=data)
    home = Home(opd, place, chief=Employee())
    chief = _Post(opd, place, agency.head, *_CHIEF)
    if agency.code == "SETDA":
        home.chief = registrar.enter(home, "Retno Wulandari", cast.RETNO, chief)
    else:
        home.chief = registrar.stranger(home, chief)
    _appoint(opd, home.chief)
    for number, name in enumerate(agency.units, 1):
        unit = organising.create_unit(SYSTEM, parent_id=opd.pk, name=name, code=f"{agency.code}-{number}", kind="unit")
        home.units[name] = unit
        post = _Post(unit, place, f"Kepala {name}", *_HEAD)
        if name == "Bagian Umum":
            home.heads[name] = registrar.enter(home, "Hasan Basri", cast.HASAN, post)
        else:
            home.heads[name] = registrar.stranger(home, post)
        _appoint(unit, home.heads[name])
    if agency.below:
        parent = home.units[agency.units[-1]]
        code = f"{parent.code}-1"
        home.units[agency.below] = organising.create_unit(
            SYSTEM, parent_id=parent.pk, name=agency.below, code=code, kind="unit"
        )
    _fill(home, registrar, max(_FEWEST * (len(home.units) + 1), people - len(home.people)))
    return home


def _fill(home: Home, registrar: _Registrar, people: int) -> None:
    """Shares everybody out over the units; the ward has nurses, and some more of them."""
    places = [home.opd, *home.units.values()]
    if cast.WARD in home.units:
        places.append(home.units[cast.WARD])
    for number in range(people):
        unit = places[number % len(places)]
        registrar.staff(home, unit, cast.NURSES if unit.name == cast.WARD else cast.STAFF)


def _enter_cast(world: World, registrar: _Registrar) -> None:
    setda, dinkes = world.setda, world.dinkes
    clerk = _Post(setda.units["Bagian Umum"], setda.place, "Pranata Komputer", "fungsional", "32")
    registrar.enter(setda, "Budi Santoso", cast.BUDI, clerk)
    registrar.enter(
        setda, "Siti Aminah", cast.SITI, _Post(setda.opd, setda.place, "Kepala Subbagian", "pengawas", "33")
    )
    wayan = _Post(dinkes.opd, dinkes.place, "Pengelola Kepegawaian", "pelaksana", "24")
    registrar.enter(dinkes, "Wayan Sudarma", cast.WAYAN, wayan)
    ward = world.ward
    registrar.enter(dinkes, "Lina Marlina", cast.LINA, _Post(ward, dinkes.place, "Perawat", "fungsional", "31"))
    marta = _Post(ward, dinkes.place, "Kepala Ruang", "pengawas", "33")
    dinkes.heads[cast.WARD] = registrar.enter(dinkes, "Marta Sihombing", cast.MARTA, marta)
    _appoint(ward, dinkes.heads[cast.WARD])


def _name_superiors(world: World) -> None:
    """The regional secretary is above the heads of agencies; one of those is away, and somebody acts for him."""
    secretary = world.setda.chief
    for home in world.homes.values():
        if home.chief != secretary:
            careers.set_superior(
                SYSTEM, employee_id=home.chief.pk, superior_id=secretary.pk, valid_from=BEGIN, legal_basis=_BASIS
            )
    health, today = world.dinkes, world.today
    deputy = health.heads["Bidang Pelayanan Kesehatan"]
    _appoint(health.opd, deputy, HeadKind.PLH, today - timedelta(days=3), today + timedelta(days=11))


def _appoint(
    unit: OrgUnit,
    person: Employee,
    kind: HeadKind = HeadKind.DEFINITIVE,
    first_day: date = BEGIN,
    last_day: date | None = None,
) -> None:
    data = HeadData(person.pk, kind, first_day, last_day, _BASIS)
    heading.appoint_head(SYSTEM, unit_id=unit.pk, data=data)


def _open_accounts(world: World, password: str) -> None:
    for nip in (cast.BUDI, cast.HASAN, cast.SITI, cast.RETNO, cast.LINA, cast.MARTA, cast.WAYAN):
        issued = invitations.invite_employee(SYSTEM, employee_id=world.employee(nip).pk, link=str, now=world.now)
        world.users[nip] = invitations.accept_invitation(issued.link, password=password, now=world.now)
    for nip, home in ((cast.SITI, world.setda), (cast.WAYAN, world.dinkes)):
        _grant(world.users[nip], Role.OPD_OPERATOR, home.opd.pk)
    for username, name, role in _OFFICES:
        issued = invitations.open_account(
            SYSTEM, username=username, display_name=name, email="", link=str, now=world.now
        )
        world.users[username] = invitations.accept_invitation(issued.link, password=password, now=world.now)
        _grant(world.users[username], role, None)


def _grant(user: User, role: Role, unit_id: int | None) -> None:
    services.grant_role(SYSTEM, user_id=user.pk, data=services.GrantData(role, unit_id, BEGIN))
