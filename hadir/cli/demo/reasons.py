"""Leave, sickness, letters and permissions of the story, entered as they would stand in the books today.

Written as rows: the services rightly refuse to ask for leave of two months ago. Balances follow from the ledger's
entries, as they do for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from hadir.accounts.models import User
from hadir.cli.demo import cast
from hadir.cli.demo.plans import Plans
from hadir.cli.demo.region import SYSTEM, Home
from hadir.leave import types, year_turn
from hadir.leave.ledger_models import LedgerEntry
from hadir.leave.models import (
    AbsenceRequest,
    AbsenceType,
    DutyLetter,
    GrantedAbsence,
    LetterMember,
    LetterState,
    RequestStep,
)
from hadir.leave.rules import Decider, Deed, EntryKind, State
from hadir.leave.spans import Part
from hadir.people.models import Employee
from hadir.schedules.instances import Off

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One sort of absence: how likely somebody has it once in four months, how many days, what is said."""

    code: str
    chance: float
    days: tuple[int, int]
    reasons: tuple[str, ...]
    part: Part = Part.FULL


_KINDS = (
    _Kind("CT", 0.38, (1, 4), ("Keperluan keluarga", "Acara pernikahan saudara", "Istirahat bersama keluarga")),
    _Kind("CS", 0.20, (1, 3), ("Demam", "Rawat jalan", "Pemulihan setelah tindakan medis")),
    _Kind("CAP", 0.03, (2, 3), ("Orang tua sakit keras", "Mengurus keluarga yang meninggal dunia")),
    _Kind("DL", 0.16, (1, 2), ("Rapat koordinasi di provinsi", "Monitoring ke kecamatan")),
    _Kind("IT", 0.08, (1, 1), ("Mengantar anak ke sekolah", "Ban bocor di jalan"), Part.HOURS),
    _Kind("IP", 0.06, (1, 1), ("Menjemput orang tua", "Keperluan mendesak di rumah"), Part.HOURS),
)
_LETTERS = (
    ("DL", "Rapat koordinasi perangkat daerah", "Palangka Raya", (2, 3)),
    ("PD", "Konsultasi ke kementerian", "Jakarta", (3, 4)),
    ("DIK", "Pelatihan dasar pengelolaan arsip", "Balai Diklat", (4, 5)),
    ("TKD", "Pendampingan pendataan ke desa", "Kecamatan Contoh", (1, 3)),
)
_HOURS = {"IT": (time(7, 30), time(9)), "IP": (time(14, 30), time(16))}
_PLACE_CODES = frozenset({"DL", "PD"})


def tell_reasons(plans: Plans) -> int:
    """Everything granted until now and for the next weeks; returns how many absences."""
    world = plans.world
    types.seed_types(SYSTEM)
    for year in plans.span.years:
        day = min(world.today, date(year, 12, 31))
        if day.year == year:
            year_turn.turn(SYSTEM, today=day, now=world.now)
    letters = sum(_letters(plans, home) for home in world.homes.values())
    return letters + _requests(plans)


# --- requests of single people


@dataclass(frozen=True, slots=True)
class _Taken:
    person: Employee
    kind: AbsenceType
    told: _Kind
    days: tuple[date, ...]
    reason: str

    @property
    def charged(self) -> int:
        return 0 if self.told.part is Part.HOURS else len(self.days)


def _requests(plans: Plans) -> int:
    catalogue = types.Catalogue.load()
    taken = [
        one
        for person in plans.world.people
        if person.nip not in (cast.BUDI,)
        for one in _of_person(plans, person, catalogue)
    ]
    taken += _maternity(plans, catalogue)
    rows = AbsenceRequest.objects.bulk_create([_request(one) for one in taken])
    RequestStep.objects.bulk_create(
        [step for row, one in zip(rows, taken, strict=True) for step in _steps(plans, row, one)]
    )
    GrantedAbsence.objects.bulk_create([_granted(row) for row in rows])
    LedgerEntry.objects.bulk_create(
        [_entry(row, one) for row, one in zip(rows, taken, strict=True) if one.kind.has_ledger]
    )
    return len(rows)


def _of_person(plans: Plans, person: Employee, catalogue: types.Catalogue) -> Iterator[_Taken]:
    random = plans.world.random(f"leave:{person.nip}")
    for told in _KINDS:
        if random.random() >= told.chance:
            continue
        length, back = random.randint(*told.days), random.randint(0, (plans.span.today - plans.span.first).days)
        first = plans.span.first + back * _A_DAY
        kind = catalogue.find(told.code, person.employment_type, first)
        days = plans.work_days(person, first, first + 10 * _A_DAY)[:length]
        if kind is None or not days or not plans.is_free(person, days[0], days[-1]):
            continue
        if told.part is Part.HOURS and not _is_office_day(plans, person, days[0]):
            continue
        plans.take(person, days[0], days[-1]) if told.part is Part.FULL else None
        yield _Taken(person, kind, told, tuple(_charged(kind, days)), random.choice(told.reasons))


def _maternity(plans: Plans, catalogue: types.Catalogue) -> Iterator[_Taken]:
    """One mother is away for three months."""
    told = _Kind("CM", 1, (90, 90), ("Melahirkan anak pertama",))
    women = [one for one in plans.world.setda.people if one.nip[14] == "2" and one.nip not in (cast.SITI, cast.RETNO)]
    first = plans.span.first + 20 * _A_DAY
    last = first + 89 * _A_DAY
    for person in women:
        kind = catalogue.find("CM", person.employment_type, first)
        if kind is not None and int(person.nip[:4]) >= 1985 and plans.is_free(person, first, last):
            plans.take(person, first, last)
            yield _Taken(person, kind, told, tuple(first + n * _A_DAY for n in range(90)), told.reasons[0])
            return


def _is_office_day(plans: Plans, person: Employee, day: date) -> bool:
    instance = plans.of(person, day).instance
    return instance is not None and not instance.by_roster and plans.is_free(person, day, day)


def _charged(kind: AbsenceType, days: list[date]) -> list[date]:
    if kind.counting == "calendar":
        return [days[0] + n * _A_DAY for n in range((days[-1] - days[0]).days + 1)]
    return days


def _asked_at(day: date, random: Random) -> datetime:
    hour = random.randint(1, 7)  # UTC: a morning at the office
    return datetime.fromisoformat(
        f"{day - random.randint(2, 6) * _A_DAY}T{hour:02d}:{random.randint(0, 59):02d}:00+00:00"
    )


def _request(one: _Taken) -> AbsenceRequest:
    hours = _HOURS.get(one.told.code, (None, None))
    asked = _asked_at(one.days[0], Random(f"{one.person.nip}:{one.days[0]}"))  # noqa: S311 - an invented region
    return AbsenceRequest(
        employee=one.person,
        type=one.kind,
        first=one.days[0],
        last=one.days[-1],
        part=one.told.part.value,
        from_time=hours[0],
        to_time=hours[1],
        amount=one.charged,
        times=1 if one.told.code == "CM" else None,
        reason=one.reason,
        place="Luar daerah" if one.told.code in _PLACE_CODES else "",
        document_number="094/118/2026 (contoh)" if one.told.code in _PLACE_CODES else "",
        state=State.GRANTED.value,
        submitted_at=asked,
        settled_at=asked + timedelta(hours=20),
    )


def _steps(plans: Plans, row: AbsenceRequest, one: _Taken) -> Iterator[RequestStep]:
    yield RequestStep(request=row, deed=Deed.SUBMIT.value, at=row.submitted_at, by_label=one.person.name)
    above, office = _above(plans, one.person)
    yield RequestStep(
        request=row,
        deed=Deed.APPROVE.value,
        acting_as=office,
        at=row.submitted_at + timedelta(hours=3),
        by_label=above.name,
    )
    if one.kind.decider == Decider.VERIFIER.value:
        verifier = _verifier(plans, one.person)
        yield RequestStep(
            request=row,
            deed=Deed.VERIFY.value,
            at=row.submitted_at + timedelta(hours=20),
            by=verifier.pk if verifier else None,
            by_label=verifier.actor.label if verifier else "Operator OPD",
        )


def _above(plans: Plans, person: Employee) -> tuple[Employee, str]:
    """The head of the nearest unit who is somebody else."""
    home = next(home for home in plans.world.homes.values() if home.opd.pk in plans.lines[person.unit_id])
    names = {unit.pk: name for name, unit in home.units.items()}
    for unit_id in plans.lines[person.unit_id]:
        head = home.heads.get(names.get(unit_id, ""))
        if head is not None and head != person:
            return head, f"Kepala {names[unit_id]}"
    return (home.chief if person != home.chief else plans.world.setda.chief), f"Kepala {home.opd.name}"


def _verifier(plans: Plans, person: Employee) -> User | None:
    users = plans.world.users
    for home, nip in ((plans.world.setda, cast.SITI), (plans.world.dinkes, cast.WAYAN)):
        if home.opd.pk in plans.lines[person.unit_id] and person.nip != nip:
            return users[nip]
    return None


def _granted(row: AbsenceRequest) -> GrantedAbsence:
    return GrantedAbsence(
        employee=row.employee,
        type=row.type,
        first=row.first,
        last=row.last,
        part=row.part,
        from_time=row.from_time,
        to_time=row.to_time,
        reference=row.reference,
        request=row,
        granted_at=row.settled_at or row.submitted_at,
    )


def _entry(row: AbsenceRequest, one: _Taken) -> LedgerEntry:
    return LedgerEntry(
        employee=row.employee,
        type_code=row.type.code,
        year=row.first.year,
        kind=EntryKind.USE.value,
        days=-one.charged,
        valid_on=row.first,
        reason=row.reference,
        request=row,
        entered_at=row.settled_at or row.submitted_at,
        entered_by_label=SYSTEM.actor.label,
    )


# --- letters for groups


def _letters(plans: Plans, home: Home) -> int:
    """One letter a month: some people of an agency go somewhere together."""
    random = plans.world.random(f"letters:{home.opd.code}")
    catalogue = types.Catalogue.load()
    count = 0
    for number, month in enumerate((*plans.span.months, plans.span.running), 1):
        code, subject, place, length = random.choice(_LETTERS)
        first = month.first + random.randint(4, 18) * _A_DAY
        last = first + (random.randint(*length) - 1) * _A_DAY
        fit = [
            one
            for one in home.people
            if plans.is_free(one, first, last) and not plans.planner.entries.get((one.pk, first)) and one != home.chief
            and plans.of(one, first).off is not Off.NO_ROSTER and one.nip != cast.BUDI
        ]  # fmt: skip
        kind = catalogue.find(code, "PNS", first)
        members = random.sample(fit, k=min(len(fit), random.randint(3, 6)))
        if kind is None or not members:
            continue
        _letter(plans, home, kind, (f"800/{100 + number}/{home.opd.code}", subject, place), (first, last), members)
        count += len(members)
    return count


def _letter(
    plans: Plans,
    home: Home,
    kind: AbsenceType,
    said: tuple[str, str, str],
    days: tuple[date, date],
    members: list[Employee],
) -> None:
    number, subject, place = said
    entered = datetime.fromisoformat(f"{days[0] - 4 * _A_DAY}T02:00:00+00:00")
    entered = min(entered, plans.world.now - timedelta(hours=2))
    letter = DutyLetter.objects.create(
        unit=home.opd,
        type=kind,
        number=number,
        dated_on=days[0] - 5 * _A_DAY,
        subject=subject,
        place=place,
        first=days[0],
        last=days[1],
        state=LetterState.CONFIRMED,
        entered_at=entered,
        entered_by_label="Operator OPD",
        decided_at=entered + timedelta(hours=1),
        decided_by_label=home.chief.name,
    )
    LetterMember.objects.bulk_create([LetterMember(letter=letter, employee=one) for one in members])
    rows = [
        GrantedAbsence(
            employee=one,
            type=kind,
            first=days[0],
            last=days[1],
            reference=number,
            letter=letter,
            granted_at=letter.decided_at or entered,
        )
        for one in members
    ]
    GrantedAbsence.objects.bulk_create(rows)
    for one in members:
        plans.take(one, *days)
