"""Sentences about files and lines that cannot be used, with row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import formats

from hadir.schedules.calendar import texts
from hadir.schedules.calendar.reading import Fault
from hadir.schedules.calendar.rules import Kind

_MOST = 20


def sentences(faults: Sequence[Fault], *, kinds: Sequence[Kind], events: bool = False) -> list[str]:
    """One a fault, twenty at most and then how many more. `events`: rows are events of a calendar."""
    frame = texts.EVENT_AND_FIELD if events else texts.ROW_AND_COLUMN
    said = []
    for fault in faults[:_MOST]:
        words = sentence(fault.code, fault.facts, kinds)
        said.append(str(frame).format(row=fault.row, column=fault.column, sentence=words) if fault.row else words)
    if len(faults) > _MOST:
        said.append(str(texts.AND_MORE).format(n=len(faults) - _MOST))
    return said


def sentence(code: str, facts: Mapping[str, object], kinds: Sequence[Kind]) -> str:
    """The sentence of one fault, days and kinds as people write them."""
    ready: dict[str, object] = {"kinds_text": ", ".join(str(texts.KIND_NAMES[kind]) for kind in kinds)}
    for name, fact in facts.items():
        if isinstance(fact, Kind):
            ready[f"{name}_text"] = str(texts.KIND_NAMES[fact])
        else:
            ready[name] = formats.date_format(fact, "j F Y") if isinstance(fact, date) else fact
    return str(texts.FILE_FAULTS[code]).format(**ready)
