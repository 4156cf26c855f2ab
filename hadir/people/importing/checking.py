"""Every line against what Hadir knows: new, changed, unchanged or wrong, with what would change.

Reads a fixed number of statements a portion of lines, writes nothing. The same judgement is made for the preview and
again, inside the transaction, when it is applied: only an unchanged one is applied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec
from django.db import connection

from hadir.lib.nip import EmploymentType
from hadir.people.importing import bulk
from hadir.people.importing.cells import cleaned
from hadir.people.importing.shapes import Problem, Row
from hadir.people.importing.world import Ambiguous, Organisation
from hadir.people.staged import Verdict
from hadir.people.texts import GRADES_OF_CONTRACTS

TEXTS = ("name", "front_title", "back_title", "employment_type", "grade", "position", "email", "phone", "siasn_id")
FIELDS = (*TEXTS, "unit_id", "work_place_id")
_CONTRACT_GRADES = frozenset(code for code, _name in GRADES_OF_CONTRACTS)
_PEOPLE = f"""
SELECT nip, id, active, {", ".join(FIELDS)} FROM people_employee WHERE nip = ANY(%s)
"""  # noqa: S608 - our own column names
Values = dict[str, str | int]


@dataclass(slots=True)
class Judged:
    """A line and what would become of it. `before` and `after` hold only what changes; all of it for new people."""

    number: int
    verdict: Verdict
    nip: str
    employee_id: int | None
    before: Values
    after: Values
    problems: list[Problem]
    starts: dict[str, str] = field(default_factory=dict)
    label: str = ""  # the name that the file tells, for the preview


@dataclass(slots=True)
class _Known:
    """What the database says about the lines of one portion."""

    people: dict[str, tuple[int, bool, Values]] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    siasn: dict[str, str] = field(default_factory=dict)


class Judge:
    """Keeps what was seen in earlier portions of the same file; one judge a file."""

    def __init__(
        self,
        organisation: Organisation,
        *,
        allowed: Collection[int],
        emails: Mapping[str, str],
        work_place_id: int | None,
    ) -> None:
        """`allowed`: units of the import. `emails`: NIP -> address ("" for none) of everybody in the file."""
        self._organisation = organisation
        self._allowed = allowed
        self._emails = emails
        self._work_place_id = work_place_id
        self._seen: dict[str, dict[str, int]] = {"nip": {}, "siasn_id": {}, "email": {}, "phone": {}}
        self._hash = hashlib.sha256()

    def judge(self, rows: Collection[Row]) -> Iterator[Judged]:
        """In the order of the file."""
        known = _look_up(rows)
        for row in rows:
            judged = self._judge_one(row, known)
            self._note(judged)
            yield judged

    def digest(self, missing_ids: Iterable[int]) -> str:
        """Of everything that would be done; equal digests mean equal deeds."""
        whole = self._hash.copy()
        whole.update(msgspec.json.encode(sorted(missing_ids)))
        return whole.hexdigest()

    def _note(self, judged: Judged) -> None:
        told = (judged.number, judged.verdict.value, judged.employee_id, sorted(judged.before.items()))
        self._hash.update(msgspec.msgpack.encode((told, sorted(judged.after.items()))))

    def _judge_one(self, row: Row, known: _Known) -> Judged:
        values, problems = row.values, list(row.problems)
        nip = values.get("nip", "")
        employee_id, active, now = known.people.get(nip, (None, True, {}))
        unit_id = self._unit(values, problems)
        if now and now["unit_id"] not in self._allowed:
            problems.append(Problem("person_foreign", "nip"))
            now = {}
        self._twice(row, problems)
        wanted = {name: values[name] for name in TEXTS if name in values}
        self._check_type(wanted, now, problems)
        self._check_ways(values, nip, now, known, problems)
        after: Values = {name: value for name, value in wanted.items() if not _same(name, now.get(name), value)}
        if unit_id is not None:
            self._place(values, unit_id, now, after, problems)
        judged = Judged(row.number, Verdict.UNCHANGED, nip, employee_id, {}, {}, problems)
        judged.label = values.get("name", "")
        if any(not problem.warning for problem in problems):
            judged.verdict = Verdict.WRONG
        elif employee_id is not None and not active:
            problems.append(Problem("person_inactive", "nip", warning=True))
        elif after:
            judged.verdict = Verdict.NEW if employee_id is None else Verdict.CHANGED
            judged.after = after
            judged.before = {name: now.get(name, "") for name in after} if employee_id is not None else {}
            judged.starts = {name: values[name] for name in ("grade_from", "position_from") if name in values}
        return judged

    def _unit(self, values: dict[str, str], problems: list[Problem]) -> int | None:
        told = values.get("unit_name") or values.get("unit_code") or values.get("unit_siasn")
        if told is None:
            return None
        try:
            unit_id = self._organisation.unit_named(values, self._allowed)
        except Ambiguous:
            problems.append(Problem("unit_ambiguous", "unit_name", {"value": told}))
            return None
        if unit_id is None:
            problems.append(Problem("unit_unknown", "unit_name", {"value": told}))
        elif unit_id not in self._allowed:
            problems.append(Problem("unit_foreign", "unit_name", {"value": told}))
        else:
            return unit_id
        return None

    def _place(self, values: dict[str, str], unit_id: int, now: Values, after: Values, problems: list[Problem]) -> None:
        """Unit and work place: told, else kept where it still fits, else the only one near, else the chosen one."""
        if now.get("unit_id") != unit_id:
            after["unit_id"] = unit_id
        fitting = self._organisation.places_for(unit_id)
        told = values.get("work_place")
        if told is not None:
            place = self._organisation.place_named(unit_id, told)
            current = now.get("work_place_id")
            if current in fitting and self._organisation.place_names[int(current)].casefold() == told.casefold():
                place = int(current)
            if place is None:
                problems.append(Problem("place_unknown", "work_place", {"value": told}))
        elif now.get("work_place_id") in fitting:
            place = int(now["work_place_id"])
        else:
            place = self._organisation.only_place_near(unit_id)
            if place is None and self._work_place_id in fitting:
                place = self._work_place_id
            if place is None:
                problems.append(Problem("place_missing", "work_place"))
        if place is not None and now.get("work_place_id") != place:
            after["work_place_id"] = place

    def _twice(self, row: Row, problems: list[Problem]) -> None:
        """The same number, id or address on an earlier line. A shared telephone is only worth a word."""
        for name, code in (("nip", "nip_twice"), ("siasn_id", "siasn_twice"), ("email", "email_twice")):
            earlier = self._earlier(name, row)
            if earlier is not None:
                problems.append(Problem(code, name, {"row": str(earlier)}))
        earlier = self._earlier("phone", row)
        if earlier is not None:
            problems.append(Problem("phone_twice", "phone", {"row": str(earlier)}, warning=True))

    def _earlier(self, name: str, row: Row) -> int | None:
        value = row.values.get(name)
        if value is None:
            return None
        first = self._seen[name].setdefault(value.casefold(), row.number)
        return first if first != row.number else None

    def _check_type(self, wanted: dict[str, str], now: Values, problems: list[Problem]) -> None:
        kind = wanted.get("employment_type") or now.get("employment_type")
        grade = wanted.get("grade")
        if not kind:
            if not any(problem.column == "status" for problem in problems):
                problems.append(Problem("type_missing", "status"))
        elif grade is not None and EmploymentType(str(kind)).is_contract != (grade in _CONTRACT_GRADES):
            problems.append(Problem("grade_mismatch", "grade"))

    def _check_ways(
        self, values: dict[str, str], nip: str, now: Values, known: _Known, problems: list[Problem]
    ) -> None:
        """Who else has the address, the telephone, the SIASN id. Inside the file addresses may change hands."""
        email, phone, siasn = values.get("email"), values.get("phone"), values.get("siasn_id")
        owner = known.emails.get(email.casefold()) if email else None
        if owner not in (None, nip) and self._emails.get(str(owner), "").casefold() in ("", str(email).casefold()):
            problems.append(Problem("email_taken", "email"))
        if siasn and known.siasn.get(siasn, nip) != nip:
            problems.append(Problem("siasn_of_other", "siasn_id"))
        if phone and phone != now.get("phone") and known.phones.get(phone, nip) != nip:
            problems.append(Problem("phone_taken", "phone", warning=True))


def _same(name: str, now: str | int | None, wanted: str) -> bool:
    """Whether a file that says `wanted` says what is there already: reading tidies blanks, typing did not always."""
    if now == wanted:
        return True
    told = cleaned(str(now or ""))
    return (told.replace(" ", "") if name == "phone" else told) == wanted


def _look_up(rows: Collection[Row]) -> _Known:
    known = _Known()
    for nip, employee_id, active, *values in bulk.by_keys(_PEOPLE, _told(rows, "nip")):
        known.people[nip] = (employee_id, active, dict(zip(FIELDS, values, strict=True)))
    emails = [email.casefold() for email in _told(rows, "email")]
    known.emails = dict(
        bulk.by_keys(
            "SELECT lower(email), nip FROM people_employee WHERE email <> '' AND lower(email) = ANY(%s)", emails
        )
    )
    known.phones = dict(
        bulk.by_keys("SELECT phone, nip FROM people_employee WHERE phone = ANY(%s)", _told(rows, "phone"))
    )
    known.siasn = dict(
        bulk.by_keys(
            "SELECT siasn_id, nip FROM people_employee WHERE siasn_id <> '' AND siasn_id = ANY(%s)",
            _told(rows, "siasn_id"),
        )
    )
    return known


def _told(rows: Iterable[Row], name: str) -> list[str]:
    return [row.values[name] for row in rows if name in row.values]


def missing_people(unit_ids: Collection[int], nips: Collection[str]) -> list[int]:
    """Active people of those units who are not in the file."""
    statement = (
        "SELECT id FROM people_employee WHERE active AND unit_id = ANY(%s) AND NOT nip = ANY(%s) ORDER BY name, id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(unit_ids), list(nips)])
        return [row[0] for row in cursor.fetchall()]
