"""Reading imports for the pages. Callers pass the units whose people they may import."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from hadir.lib.errors import NotFound
from hadir.people.importing import columns, texts, vault
from hadir.people.importing.shapes import Kind, Problem
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.people.staged import ImportBatch, ImportRow, Verdict
from hadir.people.texts import GRADES

_TITLES = {
    "name": "name",
    "front_title": "front_title",
    "back_title": "back_title",
    "employment_type": "status",
    "grade": "grade",
    "position": "position",
    "email": "email",
    "phone": "phone",
    "siasn_id": "siasn_id",
    "unit_id": "unit_name",
    "work_place_id": "work_place",
    "parent": "parent",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, as a person reads it."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the preview. `label`: name of the person or unit as far as it is known."""

    number: int
    verdict: str
    key: str
    label: str
    changes: list[Change]
    faults: list[tuple[str, str]]
    warnings: list[tuple[str, str]]


def imports_in(unit_ids: Collection[int]) -> QuerySet[ImportBatch]:
    """Imports for those units, the newest first."""
    return ImportBatch.objects.filter(unit_id__in=unit_ids).select_related("unit", "created_by", "confirmed_by")


def import_in(unit_ids: Collection[int], batch_id: int) -> ImportBatch:
    """One import; NotFound `import_not_found` when it concerns other units."""
    batch = imports_in(unit_ids).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("import_not_found", texts.IMPORT_NOT_FOUND)
    return batch


def lines_of(batch: ImportBatch, verdict: str) -> QuerySet[ImportRow]:
    """Lines of the preview; `warned` asks for those that would be applied and deserve a look."""
    rows = ImportRow.objects.filter(batch=batch).select_related("employee")
    if verdict == "warned":
        return rows.filter(warned=True).exclude(verdict=Verdict.WRONG)
    return rows.filter(verdict=verdict)


def shown(batch: ImportBatch, rows: Collection[ImportRow]) -> list[Shown]:
    """Open those lines. A fixed number of statements, however many there are."""
    opened = [(row, vault.told(batch, row)) for row in rows]
    ids = {
        name: {int(side[name]) for _row, told in opened for side in (told.before, told.after) if side.get(name)}
        for name in ("unit_id", "work_place_id")
    }
    names = {
        "unit_id": dict(OrgUnit.objects.without_tree_fields().filter(pk__in=ids["unit_id"]).values_list("id", "name")),
        "work_place_id": dict(WorkPlace.objects.filter(pk__in=ids["work_place_id"]).values_list("id", "name")),
    }
    return [_shown(batch, row, told, names) for row, told in opened]


def problems_of(batch: ImportBatch) -> Iterator[tuple[int, str, str, bool]]:
    """Line, column, sentence and whether it is only a warning, for everything that is wrong in the file."""
    rows = ImportRow.objects.filter(batch=batch, warned=True).order_by("number", "id")
    for row in rows.iterator(chunk_size=1_000):
        for problem in vault.told(batch, row).problems:
            yield row.number, _title(batch, problem), texts.sentence(problem), problem.warning


def columns_read(batch: ImportBatch) -> list[tuple[str, str, bool]]:
    """Our titles, the headers of the file under which they were found, and whether what stood there is kept."""
    known = columns.OF[Kind(batch.kind)]
    found = batch.columns
    return [(column.title, found[column.name], column.kept) for column in known if column.name in found]


def _shown(batch: ImportBatch, row: ImportRow, told: vault.Told, names: dict[str, dict[int, str]]) -> Shown:
    person: Employee | None = row.employee
    label = person.full_name if person is not None else told.label or str(told.after.get("name", ""))
    changes = [
        Change(_change_title(batch, name), _readable(name, told.before.get(name), names), _readable(name, value, names))
        for name, value in told.after.items()
    ]
    said = [(problem.warning, (_title(batch, problem), texts.sentence(problem))) for problem in told.problems]
    return Shown(
        row.number,
        row.verdict,
        told.nip or (person.nip if person is not None else ""),
        label,
        changes,
        [text for warning, text in said if not warning],
        [text for warning, text in said if warning],
    )


def _title(batch: ImportBatch, problem: Problem) -> str:
    """The header of the file where there is one, else our own title."""
    header = batch.columns.get(problem.column)
    return str(header) if header else columns.title_of(problem.column, Kind(batch.kind))


def _change_title(batch: ImportBatch, name: str) -> str:
    kind = Kind(batch.kind)
    return columns.title_of(_TITLES[name] if kind is Kind.PEOPLE else name, kind)


def _readable(name: str, value: str | int | None, names: dict[str, dict[int, str]]) -> str:
    if value in (None, ""):
        return ""
    if name in names:
        return names[name].get(int(value or 0), "?")
    return dict(GRADES).get(str(value), str(value)) if name == "grade" else str(value)
