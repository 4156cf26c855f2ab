"""Facts over time, and who answers for whom. Pure: days and values in, plans out.

A timeline is what is known about one thing (where a person serves, who heads a unit) as entries that never overlap.
Days are whole, the first and the last one included; an entry without a last day is open. Nothing recorded is
rewritten: an open entry may be ended once, everything else is replaced by a new row beside the old one (ADR 0018).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

Values = Mapping[str, object]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated fact. `id` is None as long as it is not stored; `start` None: since before the records began."""

    start: date | None
    end: date | None
    values: Values
    legal_basis: str = ""
    id: int | None = None

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to store so that a timeline becomes another one."""

    end: tuple[tuple[int, date], ...] = ()  # open rows that get their last day
    supersede: tuple[int, ...] = ()
    add: tuple[Entry, ...] = ()


class Fault(StrEnum):
    """Why a change of a timeline is impossible. Sentences stand in `people.texts`."""

    SPAN = "span"
    NO_SUCH_ENTRY = "entry_not_found"
    ONLY_ENTRY = "only_entry"
    BEFORE_BEGINNING = "before_beginning"


class TimelineError(ValueError):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def entry_on(entries: Iterable[Entry], day: date) -> Entry | None:
    """The entry that holds on the day."""
    return next((entry for entry in entries if entry.covers(day)), None)


def amend(
    entries: Sequence[Entry],
    start: date,
    changes: Values,
    legal_basis: str = "",
    *,
    end: date | None = None,
    carry: bool = True,
) -> tuple[Entry, ...]:
    """The timeline when `changes` hold from `start`, until the next entry begins or to `end`, if that is earlier.

    With `carry`, what is really new goes on into the later entries up to the first that says something else: whoever
    renames a unit today does not undo the move that is already decided for next month. An entry that began on the
    same day is replaced. Raises `TimelineError`: span (ends before it starts).
    """
    if end is not None and end < start:
        raise TimelineError(Fault.SPAN)
    old = entry_on(entries, start)
    before = [entry for entry in entries if entry is not old and _starts_before(entry, start)]
    later = [entry for entry in _sorted(entries) if entry is not old and not _starts_before(entry, start)]
    values = {**old.values, **changes} if old is not None else dict(changes)
    last = _earliest(end, old.end if old is not None else None, _day_before(later[0]) if later else None)
    if old is not None and _starts_before(old, start):
        before.append(replace(old, end=start - _DAY))
    kept = _carried_on(later, old, changes) if carry and end is None else later
    return _sorted([*before, Entry(start, last, values, legal_basis), *kept])


def cut(entries: Sequence[Entry], last_day: date) -> tuple[Entry, ...]:
    """Nothing after `last_day`: the entry of that day ends with it, what would begin later is dropped."""
    kept = [entry for entry in entries if entry.start is None or entry.start <= last_day]
    return _sorted(replace(entry, end=last_day) if entry.covers(last_day) else entry for entry in kept)


def end_entry(entries: Sequence[Entry], entry_id: int, last_day: date) -> tuple[Entry, ...]:
    """One entry ends earlier, the others stay. `TimelineError`: span when it had not begun or had ended before."""
    target = _find(entries, entry_id)
    if not target.covers(last_day):
        raise TimelineError(Fault.SPAN)
    return _sorted(replace(entry, end=last_day) if entry is target else entry for entry in entries)


def withdraw(entries: Sequence[Entry], entry_id: int, *, gapless: bool) -> tuple[Entry, ...]:
    """The timeline as if the entry had never been recorded.

    In a gapless one its days fall to the entry before. The first entry has none before it and cannot be withdrawn
    there (`only_entry`): correct it instead.
    """
    target = _find(entries, entry_id)
    rest = [entry for entry in entries if entry is not target]
    if not gapless:
        return _sorted(rest)
    previous = next((entry for entry in rest if entry.end is not None and entry.end + _DAY == target.start), None)
    if previous is None:
        raise TimelineError(Fault.ONLY_ENTRY)
    return _sorted(replace(entry, end=target.end) if entry is previous else entry for entry in rest)


def correct(
    entries: Sequence[Entry], entry_id: int, *, start: date, values: Values, legal_basis: str, gapless: bool
) -> tuple[Entry, ...]:
    """What a wrong entry should have said, or when it should have begun. Its last day stays.

    In a gapless timeline the entry before it follows the new start; the first entry may begin on any day up to its
    last. `TimelineError`: span (would end before it starts, or reach into another entry), before_beginning (in a
    gapless timeline, would begin on or before the first day of the entry before it).
    """
    target = _find(entries, entry_id)
    if target.end is not None and target.end < start:
        raise TimelineError(Fault.SPAN)
    fixed = replace(target, start=start, values={**target.values, **values}, legal_basis=legal_basis, id=None)
    rest = [entry for entry in entries if entry is not target]
    previous = next((entry for entry in rest if entry.end is not None and entry.end + _DAY == target.start), None)
    if gapless and previous is not None and start != target.start:
        if previous.start is not None and start <= previous.start:
            raise TimelineError(Fault.BEFORE_BEGINNING)
        rest = [replace(entry, end=start - _DAY) if entry is previous else entry for entry in rest]
    if any(overlaps(entry, fixed) for entry in rest):
        raise TimelineError(Fault.SPAN)
    return _sorted([*rest, fixed])


def overlaps(one: Entry, other: Entry) -> bool:
    """Whether they share a day."""
    return _reaches(one.start, other.end) and _reaches(other.start, one.end)


def plan(before: Iterable[Entry], after: Iterable[Entry]) -> Plan:
    """How to get from the stored timeline to the wanted one. An open row is ended; any other change is a new row."""
    wanted = {entry.id: entry for entry in after if entry.id is not None}
    end: list[tuple[int, date]] = []
    supersede: list[int] = []
    add = [entry for entry in after if entry.id is None]
    for entry in before:
        if entry.id is None:
            raise ValueError("a stored entry has an id")
        new = wanted.get(entry.id)
        if new == entry:
            continue
        if new is not None and new.end is not None and entry.end is None and replace(new, end=None) == entry:
            end.append((entry.id, new.end))
            continue
        supersede.append(entry.id)
        if new is not None:
            add.append(replace(new, id=None))
    return Plan(tuple(end), tuple(supersede), _sorted(add))


def _carried_on(later: Sequence[Entry], old: Entry | None, changes: Values) -> list[Entry]:
    """Later entries with the changes they did not decide themselves."""
    if old is None:
        return list(later)
    open_changes = {name: value for name, value in changes.items() if old.values.get(name) != value}
    carried: list[Entry] = []
    for entry in later:
        open_changes = {n: v for n, v in open_changes.items() if entry.values.get(n) == old.values.get(n)}
        carried.append(replace(entry, values={**entry.values, **open_changes}) if open_changes else entry)
    return carried


def _find(entries: Iterable[Entry], entry_id: int) -> Entry:
    found = next((entry for entry in entries if entry.id == entry_id), None)
    if found is None:
        raise TimelineError(Fault.NO_SUCH_ENTRY)
    return found


def _starts_before(entry: Entry, day: date) -> bool:
    return entry.start is None or entry.start < day


def _day_before(entry: Entry) -> date:
    if entry.start is None:
        raise ValueError("nothing lies before an entry without a first day")
    return entry.start - _DAY


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _reaches(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start <= end


def _sorted(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.start or date.min))


# --- who answers for whom


class HeadKind(StrEnum):
    """How somebody heads a unit: appointed, or acting for a vacant post (Plt) or an absent head (Plh)."""

    DEFINITIVE = "definitive"
    PLT = "plt"
    PLH = "plh"

    @property
    def is_acting(self) -> bool:
        return self is not HeadKind.DEFINITIVE


@dataclass(frozen=True, slots=True)
class Heads:
    """Who heads one unit on one day. Duty falls to whoever acts, else to the appointed head."""

    definitive: int | None = None
    acting: int | None = None

    @property
    def on_duty(self) -> int | None:
        return self.acting if self.acting is not None else self.definitive

    def includes(self, employee_id: int) -> bool:
        return employee_id in (self.definitive, self.acting)


class Through(StrEnum):
    """What makes somebody the superior."""

    DECISION = "decision"
    OWN_UNIT = "own_unit"
    UNIT_ABOVE = "unit_above"


@dataclass(frozen=True, slots=True)
class Superior:
    employee_id: int
    through: Through
    unit_id: int | None = None
    is_acting: bool = False


def superior(
    employee_id: int, *, decided: int | None, line: Sequence[int], heads: Mapping[int, Heads]
) -> Superior | None:
    """The direct superior on a day, or None when nobody above is known.

    `decided` is the superior named by a decision, who comes first. Else the head of the own unit, else of the next
    unit above that has one; `line` holds the units from the own one up to the region. Whoever heads a unit of that
    line, appointed or acting, looks above the highest one: otherwise a staff member acting for the head of the agency
    and the head of the own section would be each other's superior.
    """
    if decided is not None and decided != employee_id:
        return Superior(decided, Through.DECISION)
    headed = [place for place, unit_id in enumerate(line) if heads.get(unit_id, _NOBODY).includes(employee_id)]
    begin = headed[-1] + 1 if headed else 0
    for place in range(begin, len(line)):
        standing = heads.get(line[place], _NOBODY)
        if standing.on_duty is not None:
            through = Through.OWN_UNIT if place == 0 else Through.UNIT_ABOVE
            return Superior(standing.on_duty, through, line[place], standing.acting is not None)
    return None


_NOBODY = Heads()


@dataclass(frozen=True, slots=True)
class Bond:
    """A decision: `superior_id` is the superior of `employee_id` on those days."""

    employee_id: int
    superior_id: int
    start: date
    end: date | None = None


def closes_loop(bonds: Collection[Bond], new: Bond) -> bool:
    """Whether decisions, with the new one, make anybody their own superior over some steps on some day of it."""
    above: dict[int, list[Bond]] = {}
    for bond in bonds:
        if bond.employee_id != new.employee_id:
            above.setdefault(bond.employee_id, []).append(bond)
    return _leads_back(above, new, new.employee_id, frozenset())


def _leads_back(above: Mapping[int, list[Bond]], at: Bond, target: int, seen: frozenset[int]) -> bool:
    if at.superior_id == target:
        return True
    if at.superior_id in seen:
        return False
    for bond in above.get(at.superior_id, ()):
        start, end = max(at.start, bond.start), _earliest(at.end, bond.end)
        if (end is None or start <= end) and _leads_back(
            above, replace(bond, start=start, end=end), target, seen | {at.superior_id}
        ):
            return True
    return False
