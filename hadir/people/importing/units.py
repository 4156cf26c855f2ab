"""SIASN's list of units: judged and written. Small beside people (some thousands), so it is held as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from hadir.audit.services import Deed as LogEntry
from hadir.audit.services import difference
from hadir.lib.authority import Actor, Right
from hadir.people.importing import bulk, timelines
from hadir.people.importing.checking import Judged, Values
from hadir.people.importing.shapes import Row
from hadir.people.importing.timelines import Change
from hadir.people.importing.unit_plan import Deed, Known, UnitPlan, plan
from hadir.people.models import OrgUnit, UnitKind
from hadir.people.staged import ImportBatch, Verdict


class UnitImport:
    """What the list would do to the tree as it is now."""

    def __init__(self, rows: Sequence[Row], region_id: int) -> None:
        self._units = {row.pk: row for row in OrgUnit.objects.without_tree_fields().filter(closed_on__isnull=True)}
        self._region_id = region_id
        known = [Known(unit.pk, unit.parent_id, unit.name, unit.siasn_id) for unit in self._units.values()]
        self._plan: UnitPlan = plan(rows, known, region_id)
        self._names = {deed.siasn_id: deed.name for deed in self._plan.deeds}
        self._rows = {row.number: row for row in rows}

    def judged(self) -> list[Judged]:
        """Line by line, in the order of the file."""
        found = [self._judge(deed) for deed in self._plan.deeds]
        for number, problems in self._plan.problems.items():
            siasn = self._rows[number].values.get("siasn_id", "")
            found.append(Judged(number, Verdict.WRONG, siasn, None, {}, {}, problems))
        return sorted(found, key=lambda one: one.number)

    def digest(self) -> str:
        """Equal digests mean equal deeds."""
        told = [(one.number, one.verdict.value, one.before, one.after) for one in self.judged()]
        return hashlib.sha256(msgspec.json.encode(told)).hexdigest()

    def left_alone(self) -> int:
        """How many units of Hadir are not in the list; nothing happens to them."""
        return len(self._units) - sum(1 for deed in self._plan.deeds if deed.unit_id is not None)

    def write(self, batch: ImportBatch, actor: Actor) -> list[LogEntry]:
        """Create level by level, then rename and move; returns what the log has to say."""
        judged = {one.number: one for one in self.judged()}
        ids = self._create(batch)
        changed = [deed for deed in self._plan.deeds if judged[deed.number].verdict is Verdict.CHANGED]
        self._change(changed, ids, batch)
        entries = []
        for deed in self._plan.deeds:
            one = judged[deed.number]
            if one.verdict in (Verdict.NEW, Verdict.CHANGED):
                unit_id = deed.unit_id or ids[deed.siasn_id]
                entries.append(_entry(one, unit_id, batch, actor))
        return entries

    def _judge(self, deed: Deed) -> Judged:
        after: Values = {"name": deed.name, "parent": self._parent_name(deed), "siasn_id": deed.siasn_id}
        if deed.unit_id is None:
            return Judged(deed.number, Verdict.NEW, deed.siasn_id, None, {}, after, [])
        unit = self._units[deed.unit_id]
        before: Values = {"name": unit.name, "siasn_id": unit.siasn_id}
        changes: Values = {name: after[name] for name in before if before[name] != after[name]}
        if unit.pk != self._region_id and (deed.parent_id is None or deed.parent_id != unit.parent_id):
            changes["parent"] = after["parent"]
            before["parent"] = self._units[unit.parent_id].name if unit.parent_id in self._units else ""
        verdict = Verdict.CHANGED if changes else Verdict.UNCHANGED
        return Judged(deed.number, verdict, deed.siasn_id, None, {name: before[name] for name in changes}, changes, [])

    def _parent_name(self, deed: Deed) -> str:
        if deed.parent_id is not None:
            return str(self._units[deed.parent_id].name)
        return self._names.get(deed.parent_siasn, "")

    def _create(self, batch: ImportBatch) -> dict[str, int]:
        """New units, those above before those below; their ids by SIASN id."""
        ids: dict[str, int] = {}
        waiting = [deed for deed in self._plan.deeds if deed.unit_id is None]
        columns = {"name": "text", "code": "text", "siasn_id": "text", "kind": "text", "parent_id": "bigint"}
        while waiting:
            level = [deed for deed in waiting if deed.parent_id is not None or deed.parent_siasn in ids]
            rows = [(deed.name, deed.siasn_id, deed.siasn_id, *self._standing(deed, ids)) for deed in level]
            ids |= dict(bulk.insert("people_orgunit", columns, rows, returning="siasn_id, id"))
            begun = [Change(ids[row[2]], None, {"name": row[0], "code": row[1], "parent_id": row[4]}) for row in rows]
            # Without a first day: the list says that a unit exists, not since when.
            timelines.begin(timelines.UNIT, begun, effective_on=None, legal_basis=batch.legal_basis)
            done = {deed.number for deed in level}
            waiting = [deed for deed in waiting if deed.number not in done]
        return ids

    def _change(self, changed: Sequence[Deed], ids: dict[str, int], batch: ImportBatch) -> None:
        rows, dated = [], []
        for deed in changed:
            unit_id = deed.unit_id or 0
            is_region = unit_id == self._region_id
            kind, parent_id = (UnitKind.REGION.value, None) if is_region else self._standing(deed, ids)
            rows.append((unit_id, deed.name, deed.siasn_id, kind, parent_id))
            unit = self._units[unit_id]
            if (unit.name, unit.parent_id) != (deed.name, parent_id):
                dated.append(Change(unit_id, None, {"name": deed.name, "code": unit.code, "parent_id": parent_id}))
        columns = {"id": "bigint", "name": "text", "siasn_id": "text", "kind": "text", "parent_id": "bigint"}
        bulk.update("people_orgunit", columns, rows)
        timelines.amend(timelines.UNIT, dated, effective_on=batch.effective_on, legal_basis=batch.legal_basis)

    def _standing(self, deed: Deed, ids: dict[str, int]) -> tuple[str, int]:
        """Kind and parent: an agency directly below the region, a unit everywhere else."""
        parent_id = deed.parent_id if deed.parent_id is not None else ids[deed.parent_siasn]
        return (UnitKind.OPD if parent_id == self._region_id else UnitKind.UNIT).value, parent_id


def _entry(one: Judged, unit_id: int, batch: ImportBatch, actor: Actor) -> LogEntry:
    before, after = difference(dict(one.before), dict(one.after))
    deed = "import_unit_new" if one.verdict is Verdict.NEW else "import_unit_change"
    detail = {"import": batch.pk}
    subject = f"unit:{unit_id}"
    return LogEntry(
        f"people.{deed}", actor, subject, unit_id, detail, Right.IMPORT_EMPLOYEES, before if one.before else None, after
    )
