"""Writing what was judged: people in a handful of statements a portion, whatever their number.

Runs inside the transaction of `services.apply`. The current values stand in the person's row, the dated ones beside it
(ADR 0018); both are written here, because the services for one person would need a dozen statements each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hadir.audit.services import Deed, difference
from hadir.lib.authority import Actor, Right
from hadir.people import heads
from hadir.people.importing import bulk, timelines
from hadir.people.importing.checking import FIELDS, Judged, Values
from hadir.people.importing.timelines import Change, Kept
from hadir.people.models import Employee
from hadir.people.staged import ImportBatch, Verdict

_TYPES = {name: "bigint" if name.endswith("_id") and name != "siasn_id" else "text" for name in FIELDS}
_PLACEMENT_FIELDS = ("unit_id", "work_place_id", "position")


class Application:
    """One import being applied. Portions go in as they are judged; `deeds` collects what the log has to say."""

    def __init__(self, batch: ImportBatch, actor: Actor) -> None:
        self._batch = batch
        self._actor = actor
        self.deeds: list[Deed] = []

    def free_addresses(self, judged: Sequence[Judged]) -> None:
        """Addresses that will change are let go first: two people may swap theirs."""
        ids = [one.employee_id for one in judged if one.verdict is Verdict.CHANGED and "email" in one.after]
        bulk.run("UPDATE people_employee SET email = '' WHERE id = ANY(%s)", ids)

    def write(self, judged: Sequence[Judged]) -> None:
        """New and changed people of one portion."""
        self._enter([one for one in judged if one.verdict is Verdict.NEW])
        self._change([one for one in judged if one.verdict is Verdict.CHANGED])

    def dismiss(self, employee_ids: Sequence[int], last_day: date) -> None:
        """People who are not in the file leave, as `people.services.set_employee_active` lets one person leave."""
        left = f"UPDATE people_employee SET active = false, left_on = DATE '{last_day.isoformat()}'"  # noqa: S608 - a date
        bulk.run(f"{left} WHERE id = ANY(%s)", employee_ids)
        timelines.mark_people_from(employee_ids, last_day)
        for person in Employee.objects.filter(pk__in=_who_stand_above(employee_ids)):
            heads.end_all_of(person, last_day=last_day)
        units = dict(bulk.by_keys("SELECT id, unit_id FROM people_employee WHERE id = ANY(%s)", employee_ids))
        for employee_id in employee_ids:
            self._log("import_leave", employee_id, units[employee_id], {"active": True}, {"active": False})

    def _enter(self, new: Sequence[Judged]) -> None:
        if not new:
            return
        columns = {"nip": "text", **_TYPES, "active": "boolean", "position_level": "text"}
        rows = [(one.nip, *(one.after.get(name, "") for name in FIELDS), True, "") for one in new]
        found = bulk.insert("people_employee", columns, rows, also="registered_at", returning="nip, id")
        ids: dict[str, int] = dict(found)
        placements, grades, employments = [], [], []
        for one in new:
            employee_id = ids[one.nip]
            start = _told(one, "position_from", self._batch.effective_on)
            placements.append(Change(employee_id, start, _placement(one.after)))
            employments.append(Change(employee_id, start, {"employment_type": one.after["employment_type"]}))
            if one.after.get("grade"):
                grades.append(
                    Change(
                        employee_id, _told(one, "grade_from", self._batch.effective_on), {"grade": one.after["grade"]}
                    )
                )
            self._log("import_new", employee_id, int(one.after["unit_id"]), {}, one.after)
        for kept, changes in _tables(placements, grades, employments):
            timelines.begin(kept, changes, effective_on=self._batch.effective_on, legal_basis=self._batch.legal_basis)

    def _change(self, changed: Sequence[Judged]) -> None:
        if not changed:
            return
        ids = [one.employee_id or 0 for one in changed]
        names = ", ".join(FIELDS)
        select = f"SELECT id, {names} FROM people_employee WHERE id = ANY(%s)"  # noqa: S608 - our own column names
        now: dict[int, Values] = {row[0]: dict(zip(FIELDS, row[1:], strict=True)) for row in bulk.by_keys(select, ids)}
        rows = []
        for one in changed:
            employee_id = one.employee_id or 0
            whole = {**now[employee_id], **one.after}
            rows.append((employee_id, *(whole[name] for name in FIELDS)))
            self._log("import_change", employee_id, int(whole["unit_id"]), one.before, one.after)
        bulk.update("people_employee", {"id": "bigint", **_TYPES}, rows)
        self._amend(changed)

    def _amend(self, changed: Sequence[Judged]) -> None:
        """The dated side of the changes that have one."""
        placements, grades, employments = [], [], []
        for one in changed:
            employee_id = one.employee_id or 0
            if any(name in one.after for name in _PLACEMENT_FIELDS):
                placements.append(
                    Change(employee_id, _told(one, "position_from", self._batch.effective_on), _placement(one.after))
                )
            if one.after.get("grade"):
                grades.append(
                    Change(
                        employee_id, _told(one, "grade_from", self._batch.effective_on), {"grade": one.after["grade"]}
                    )
                )
            if "employment_type" in one.after:
                value = {"employment_type": one.after["employment_type"]}
                employments.append(Change(employee_id, None, value))
        for kept, changes in _tables(placements, grades, employments):
            timelines.amend(kept, changes, effective_on=self._batch.effective_on, legal_basis=self._batch.legal_basis)

    def _log(
        self,
        deed: str,
        employee_id: int,
        unit_id: int,
        before: Values | dict[str, bool],
        after: Values | dict[str, bool],
    ) -> None:
        told_before, told_after = difference(dict(before), dict(after))
        self.deeds.append(
            Deed(
                f"people.{deed}",
                self._actor,
                f"employee:{employee_id}",
                unit_id,
                {"import": self._batch.pk},
                Right.IMPORT_EMPLOYEES,
                told_before if before else None,
                told_after,
            )
        )


def _who_stand_above(employee_ids: Sequence[int]) -> list[int]:
    """Those of them who head a unit or are somebody's superior by decision: few, so they are let go one by one."""
    statement = (
        "SELECT id FROM people_employee person WHERE id = ANY(%s) AND ("
        "EXISTS (SELECT 1 FROM people_headship WHERE employee_id = person.id AND superseded_at IS NULL) "
        "OR EXISTS (SELECT 1 FROM people_superiorrecord WHERE superior_id = person.id AND superseded_at IS NULL))"
    )
    return [row[0] for row in bulk.by_keys(statement, employee_ids)]


def _told(one: Judged, name: str, latest: date) -> date | None:
    """The day that the file tells (TMT), when it has come."""
    text = one.starts.get(name)
    day = date.fromisoformat(text) if text else None
    return day if day is not None and day <= latest else None


def _tables(
    placements: list[Change], grades: list[Change], employments: list[Change]
) -> tuple[tuple[Kept, list[Change]], ...]:
    return (timelines.PLACEMENT, placements), (timelines.GRADE, grades), (timelines.EMPLOYMENT, employments)


def _placement(after: Values) -> dict[str, object]:
    """The values of a placement among those of a person, under the names of its table."""
    names = {"unit_id": "unit_id", "work_place_id": "work_place_id", "position": "position_title"}
    return {column: after[name] for name, column in names.items() if name in after}
