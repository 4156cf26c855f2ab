"""One line of a file as values and problems. Pure: the day comes from outside, nothing is looked up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hadir.lib.nip import Nip
from hadir.people.importing import cells
from hadir.people.importing.cells import CellFault
from hadir.people.importing.shapes import Problem, Row

EXAMPLE_MARK = "hapus baris ini"  # in the name of our template's example line
_LONGEST = {
    "name": 200,
    "front_title": 60,
    "back_title": 60,
    "position": 200,
    "siasn_id": 40,
    "unit_siasn": 40,
    "unit_code": 40,
    "unit_name": 200,
    "work_place": 200,
}
_SHOWN = 40


def person_row(number: int, found: dict[str, str], today: date) -> Row | None:
    """A person, or None for the template's example line. `found` holds cleaned cells, empty ones left out."""
    if EXAMPLE_MARK in found.get("name", "").lower():
        return None
    row = Row(number, {}, [])
    for name, longest in _LONGEST.items():
        _take_text(row, found, name, longest)
    for name in ("nip", "name"):
        if name not in found:
            row.problems.append(Problem("cell_missing", name))
    if not found.keys() & {"unit_siasn", "unit_code", "unit_name"}:
        row.problems.append(Problem("unit_missing", "unit_name"))
    _take(row, found, "nip", cells.nip_digits)
    _take(row, found, "grade", cells.grade)
    _take(row, found, "email", cells.email)
    _take(row, found, "phone", cells.phone)
    for name in ("grade_from", "position_from"):
        _take_day(row, found, name)
    _take_type(row, found)
    _compare_nip(row, found, today)
    return row


def unit_row(number: int, found: dict[str, str]) -> Row:
    """A unit of SIASN's list; an empty parent makes it the top."""
    row = Row(number, {}, [])
    for name, longest in (("siasn_id", 40), ("name", 200), ("parent", 40)):
        _take_text(row, found, name, longest)
        if name != "parent" and name not in found:
            row.problems.append(Problem("cell_missing", name))
    return row


def _take_text(row: Row, found: dict[str, str], name: str, longest: int) -> None:
    text = found.get(name)
    if text is None:
        return
    if len(text) > longest:
        row.problems.append(Problem("too_long", name, {"longest": str(longest)}))
    else:
        row.values[name] = text


def _take(row: Row, found: dict[str, str], name: str, read: Callable[[str], str]) -> None:
    text = found.get(name)
    if text is None:
        return
    try:
        row.values[name] = read(text)
    except CellFault as fault:
        row.problems.append(Problem(fault.code, name, {"value": text[:_SHOWN]}))


def _take_day(row: Row, found: dict[str, str], name: str) -> None:
    """A date of effect that cannot be read only costs its own precision."""
    text = found.get(name)
    if text is None:
        return
    try:
        row.values[name] = cells.day(text).isoformat()
    except CellFault as fault:
        row.problems.append(Problem(fault.code, name, {"value": text[:_SHOWN]}, warning=True))


def _take_type(row: Row, found: dict[str, str]) -> None:
    status, kind = found.get("status", ""), found.get("kind", "")
    if not status and not kind:
        return
    try:
        row.values["employment_type"] = cells.employment_type(status, kind)
    except CellFault as fault:
        row.problems.append(Problem(fault.code, "status", {"value": (status or kind)[:_SHOWN]}))


def _compare_nip(row: Row, found: dict[str, str], today: date) -> None:
    """What the number says must be possible; where it differs from birth date and sex, real records have errors."""
    digits, kind = row.values.get("nip"), row.values.get("employment_type")
    if digits is None or kind is None:
        return
    try:
        number = cells.nip_of_type(digits, kind, today)
    except CellFault as fault:
        row.problems.append(Problem(fault.code, "nip", {"value": digits}))
        return
    _warn_of_differences(row, found, number)


def _warn_of_differences(row: Row, found: dict[str, str], number: Nip) -> None:
    if "birth_date" in found:
        try:
            if cells.day(found["birth_date"]) != number.birth_date:
                row.problems.append(Problem("birth_date_differs", "birth_date", warning=True))
        except CellFault as fault:
            row.problems.append(Problem(fault.code, "birth_date", {"value": ""}, warning=True))
    sex = cells.sex(found.get("sex", ""))
    if sex is not None and sex != number.sex:
        row.problems.append(Problem("sex_differs", "sex", warning=True))
