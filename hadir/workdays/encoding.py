"""Days in and out of their stored form. Pure.

The derivation writes hundreds of thousands of days at once, so a row is made as the text that PostgreSQL's COPY reads,
without objects in between. The lists inside `detail` are short on names for the same reason; their order is the order
of the fields below and may only grow at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

import msgspec

from hadir.workdays.shapes import Day, EventOutcome, Excuse, StageOutcome, Status

COLUMNS = (
    "employee_id", "day", "unit_id", "agency_id", "status", "owed_min", "worked_min", "late_min", "early_min",
    "made_up_min", "missing", "absent", "reason_code", "work_mode", "schedule_label", "starts_at", "ends_at",
    "has_incident", "corrected", "changes_at", "detail", "digest",
)  # fmt: skip
_NULL = "\\N"

_encode = msgspec.json.Encoder().encode


def _stage(one: StageOutcome) -> list[object]:
    at = one.at.timestamp() if one.at is not None else None
    return [
        one.code,
        one.kind,
        one.measure,
        int(one.due_at.timestamp()),
        at,
        one.minutes,
        one.raw_minutes,
        int(one.missing),
        one.excuse,
        one.punch,
        one.source,
    ]


def _event(one: EventOutcome) -> list[object]:
    return [one.event_id, one.kind, one.name, int(one.attended), one.excuse]


def detail_of(day: Day) -> bytes:
    """Stages, events and trace as JSON; what is empty is left out."""
    found: dict[str, object] = {"trace": day.trace}
    if day.stages:
        found["stages"] = [_stage(one) for one in day.stages]
    if day.events:
        found["events"] = [_event(one) for one in day.events]
    return _encode(found)


def line_of(day: Day) -> str:
    """One line of COPY's text form, in the order of `COLUMNS`."""
    values = (
        f"{day.employee_id}\t{day.day}\t{day.unit_id}\t{day.agency_id}\t{day.status.value}\t{day.owed_min}\t"
        f"{day.worked_min}\t{day.late_min}\t{day.early_min}\t{day.made_up_min}\t{day.missing}\t{_bool(day.absent)}\t"
        f"{_text(day.reason_code)}\t{day.work_mode}\t{_text(day.schedule_label)}\t{_moment(day.starts_at)}\t"
        f"{_moment(day.ends_at)}\t{_bool(day.has_incident)}\t{_bool(day.corrected)}\t{_moment(day.changes_at)}\t"
        f"{_text(detail_of(day).decode())}"
    )
    return f"{values}\t{_digest(values)}\n"


def digest_of(day: Day) -> int:
    """A number that two days share when nothing about them differs."""
    return int(line_of(day).rpartition("\t")[2])


def _digest(values: str) -> int:
    return int.from_bytes(blake2b(values.encode(), digest_size=8).digest(), "big", signed=True)


def _bool(value: bool) -> str:
    return "t" if value else "f"


def _moment(value: datetime | None) -> str:
    return _NULL if value is None else value.isoformat()


def _text(value: str) -> str:
    """For COPY. Only a backslash, and what a label should not hold, needs care."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    if "\t" in value or "\n" in value or "\r" in value:
        value = value.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return value


# --- and back


def day_of(row: Sequence[Any]) -> Day:
    """A day from a row of `COLUMNS`; `detail` as read JSON."""
    detail: Mapping[str, Any] = row[20]
    return Day(
        employee_id=row[0],
        day=row[1],
        unit_id=row[2],
        agency_id=row[3],
        status=Status(row[4]),
        owed_min=row[5],
        worked_min=row[6],
        late_min=row[7],
        early_min=row[8],
        made_up_min=row[9],
        missing=row[10],
        absent=row[11],
        reason_code=row[12],
        work_mode=row[13],
        schedule_label=row[14],
        starts_at=row[15],
        ends_at=row[16],
        has_incident=row[17],
        corrected=row[18],
        changes_at=row[19],
        stages=tuple(_stage_from(one) for one in detail.get("stages", ())),
        events=tuple(_event_from(one) for one in detail.get("events", ())),
        trace=tuple((code, facts) for code, facts in detail.get("trace", ())),
    )


def _stage_from(found: Sequence[Any]) -> StageOutcome:
    return StageOutcome(
        code=found[0],
        kind=found[1],
        measure=found[2],
        due_at=datetime.fromtimestamp(found[3], UTC),
        at=datetime.fromtimestamp(found[4], UTC) if found[4] is not None else None,
        minutes=found[5],
        raw_minutes=found[6],
        missing=bool(found[7]),
        excuse=Excuse(found[8]),
        punch=found[9],
        source=found[10],
    )


def _event_from(found: Sequence[Any]) -> EventOutcome:
    return EventOutcome(found[0], found[1], found[2], bool(found[3]), Excuse(found[4]))


# --- a whole day as one JSON document, for differences


def document_of(day: Day) -> dict[str, Any]:
    """The row as an object of JSON: what `to_jsonb` makes of a kept record, without its digest."""
    values = [getattr(day, name) for name in COLUMNS[:20]]
    found = {name: _plain(value) for name, value in zip(COLUMNS, values, strict=False)}
    found["detail"] = msgspec.json.decode(detail_of(day))
    return found


def from_document(found: Mapping[str, Any]) -> Day:
    """A day from a JSON object of a record."""
    row = [found[name] for name in COLUMNS[:21]]
    row[1] = date.fromisoformat(row[1])
    for place in (15, 16, 19):
        row[place] = datetime.fromisoformat(row[place]).astimezone(UTC) if row[place] else None
    return day_of(row)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Status) else value
