"""The people of the tests, entered through the services. The region, its people and their numbers are invented.

Siti is operator of the Sekretariat Daerah, Rahma its second operator and its head, Budi an employee of its Bagian
Umum, which Joko heads. Dedi is operator of the Dinas Kesehatan and must see nothing of the Sekretariat. Made runs the
platform (Kominfo), Wati acts for the HR agency, Agus audits, Dewi is data protection officer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model

from hadir.accounts import invitations, services
from hadir.accounts.models import Invitation, RoleGrant, User
from hadir.accounts.roles import Role
from hadir.audit.models import AuditEntry
from hadir.lib.authority import Authority, System
from hadir.people import heads
from hadir.people import services as people
from hadir.people.models import (
    Employee,
    EmploymentRecord,
    GradeRecord,
    Headship,
    OrgUnit,
    Placement,
    ServiceGap,
    SuperiorRecord,
    UnitRecord,
    WorkPlace,
)
from hadir.people.rules import HeadKind

PASSWORD = "Contoh-Sandi-2025!"
SYSTEM = System()
BEGIN = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Cast:
    region: OrgUnit
    setda: OrgUnit
    bagian_umum: OrgUnit
    dinkes: OrgUnit
    setda_office: WorkPlace
    dinkes_office: WorkPlace
    siti: User
    rahma: User
    budi: User
    joko: User
    dedi: User
    made: User
    wati: User
    agus: User
    dewi: User


def make_nip(birth: str, appointed: str, sex: int, serial: int) -> str:
    """A number in the right form: birth YYYYMMDD, appointment YYYYMM (PPPK: YYYY and a code)."""
    return f"{birth}{appointed}{sex}{serial:03d}"


def employ(name: str, nip: str, unit: OrgUnit, place: WorkPlace, **more: str) -> Employee:
    """Register somebody, PNS unless said otherwise, who serves there since `BEGIN`."""
    more.setdefault("employment_type", "PNS")
    data = people.EmployeeData(name=name, nip=nip, unit_id=unit.pk, work_place_id=place.pk, **more)
    return people.register_employee(SYSTEM, data=data, valid_from=BEGIN)


def appoint(person: User, unit: OrgUnit, kind: HeadKind = HeadKind.DEFINITIVE, **more: Any) -> Headship:
    """Make somebody head of a unit, from `BEGIN` on unless said otherwise."""
    more.setdefault("valid_from", BEGIN)
    data = heads.HeadData(employee_id=person.employee_id or 0, kind=kind, legal_basis="SK 800/1/2025", **more)
    return heads.appoint_head(SYSTEM, unit_id=unit.pk, data=data)


def bare(token: str) -> str:
    """A link that is just its token."""
    return token


def join(person: Employee, now: datetime | None = None) -> User:
    """Invite somebody and accept the invitation with `PASSWORD`."""
    now = now or datetime.now(UTC)
    issued = invitations.invite_employee(SYSTEM, employee_id=person.pk, link=bare, now=now)
    return invitations.accept_invitation(issued.link, password=PASSWORD, now=now)


def grant(actor: Authority, user: User, role: Role, unit: OrgUnit | None = None, **more: Any) -> RoleGrant:
    """Give somebody a role, from `BEGIN` unless said otherwise."""
    more.setdefault("valid_from", BEGIN)
    data = services.GrantData(role, unit.pk if unit else None, **more)
    return services.grant_role(actor, user_id=user.pk, data=data)


def make_cast() -> Cast:
    """Everybody, in one go."""
    region = people.create_region(SYSTEM, name="Kabupaten Contoh", code="KAB")
    setda = people.create_unit(SYSTEM, parent_id=region.pk, name="Sekretariat Daerah", code="SETDA", kind="opd")
    umum = people.create_unit(SYSTEM, parent_id=setda.pk, name="Bagian Umum", code="SETDA-UM", kind="unit")
    dinkes = people.create_unit(SYSTEM, parent_id=region.pk, name="Dinas Kesehatan", code="DINKES", kind="opd")
    office = people.create_work_place(
        SYSTEM, unit_id=setda.pk, data=people.WorkPlaceData(name="Kantor Bupati", time_zone="Asia/Jakarta")
    )
    clinic = people.create_work_place(
        SYSTEM, unit_id=dinkes.pk, data=people.WorkPlaceData(name="Kantor Dinas Kesehatan", time_zone="Asia/Jakarta")
    )
    siti = join(employ("Siti Contoh", make_nip("19850315", "201001", 2, 1), setda, office, email="siti@contoh.example"))
    rahma = join(employ("Rahma Contoh", make_nip("19780620", "200403", 2, 2), setda, office, back_title="M.Si."))
    join(employ("Budi Contoh", make_nip("19900101", "201503", 1, 3), umum, office, email="budi@contoh.example"))
    joko = join(employ("Joko Contoh", make_nip("19820817", "200604", 1, 5), umum, office))
    dedi = join(employ("Dedi Contoh", make_nip("19881231", "202121", 1, 4), dinkes, clinic, employment_type="PPPK"))
    for user, unit in ((siti, setda), (rahma, setda), (dedi, dinkes)):
        grant(SYSTEM, user, Role.OPD_OPERATOR, unit)
    appoint(rahma, setda)
    appoint(joko, umum)
    _outsider("made", "Made Contoh", Role.PLATFORM_OPERATOR)
    _outsider("wati", "Wati Contoh", Role.HR_AGENCY)
    _outsider("agus", "Agus Contoh", Role.AUDITOR)
    _outsider("dewi", "Dewi Contoh", Role.DPO)
    return find_cast()


# In an order in which the rows can be entered again.
CAST_TABLES: tuple[type[Model], ...] = (
    OrgUnit,
    UnitRecord,
    WorkPlace,
    Employee,
    Placement,
    ServiceGap,
    GradeRecord,
    EmploymentRecord,
    SuperiorRecord,
    Headship,
    User,
    RoleGrant,
    Invitation,
    AuditEntry,
)


def find_cast() -> Cast:
    """Everybody, from the database."""
    units = {unit.code: unit for unit in OrgUnit.objects.all()}
    places = {place.name: place for place in WorkPlace.objects.all()}
    users = {user.display_name.split()[0]: user for user in User.objects.select_related("employee__work_place")}
    return Cast(
        region=units["KAB"],
        setda=units["SETDA"],
        bagian_umum=units["SETDA-UM"],
        dinkes=units["DINKES"],
        setda_office=places["Kantor Bupati"],
        dinkes_office=places["Kantor Dinas Kesehatan"],
        siti=users["Siti"],
        rahma=users["Rahma"],
        budi=users["Budi"],
        joko=users["Joko"],
        dedi=users["Dedi"],
        made=users["Made"],
        wati=users["Wati"],
        agus=users["Agus"],
        dewi=users["Dewi"],
    )


def _outsider(username: str, display_name: str, role: Role) -> None:
    """Somebody with a role in the whole region and no employee record here."""
    now = datetime.now(UTC)
    issued = invitations.open_account(
        SYSTEM, username=username, display_name=display_name, email="", link=bare, now=now
    )
    grant(SYSTEM, invitations.accept_invitation(issued.link, password=PASSWORD, now=now), role)
