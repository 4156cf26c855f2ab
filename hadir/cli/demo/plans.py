"""What everybody owed on each day of the story, planned once for all chapters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from hadir.cli.demo import cast
from hadir.cli.demo.calendar_days import Span
from hadir.cli.demo.cast import Character
from hadir.cli.demo.region import World
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.schedules.instances import DayPlan
from hadir.schedules.planning import Planner

_AHEAD = timedelta(days=45)


@dataclass(slots=True)
class Plans:
    """Plans from the first day of the story until some weeks ahead; `away`: days on which somebody is elsewhere."""

    world: World
    span: Span
    planner: Planner
    lines: dict[int, tuple[int, ...]]
    away: set[tuple[int, date]] = field(default_factory=set)

    @classmethod
    def load(cls, world: World, span: Span) -> Plans:
        ids = [person.pk for person in world.people]
        lines = people.lines_of({person.unit_id for person in world.people})
        return cls(world, span, Planner.load(ids, span.first, span.today + _AHEAD), lines)

    def of(self, person: Employee, day: date) -> DayPlan:
        zone = person.work_place.time_zone
        return self.planner.plan(person.pk, line=self.lines[person.unit_id], zone=zone, day=day)

    def is_work(self, person: Employee, day: date) -> bool:
        return self.of(person, day).instance is not None

    def work_days(self, person: Employee, first: date, last: date) -> list[date]:
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in span if self.is_work(person, day)]

    def is_free(self, person: Employee, first: date, last: date) -> bool:
        """Whether nothing is granted yet on any of those days."""
        return all((person.pk, first + timedelta(days=n)) not in self.away for n in range((last - first).days + 1))

    def take(self, person: Employee, first: date, last: date) -> None:
        self.away |= {(person.pk, first + timedelta(days=n)) for n in range((last - first).days + 1)}

    def character(self, person: Employee) -> Character:
        return cast.character_of(person.nip, self.world.seed)
