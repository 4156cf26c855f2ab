"""The case of January 2026 played again: everybody who shared a false point is found, hardly anybody else."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hadir.attendance.patterns import rules
from hadir.attendance.patterns.searching import Found, look
from hadir.bench import recap_region, replay
from hadir.bench.replay import Manner
from hadir.cli.founding import found_region
from hadir.periods.rules import Month

pytestmark = pytest.mark.django_db
OCTOBER = Month.parse("2026-10")


def replayed(people: int, cheaters: int, seed: int) -> tuple[list[replay.Person], list[Found], int]:
    random = np.random.default_rng(seed)
    found_region(name="Kabupaten Contoh", code="CONTOH")
    recap_region.settle(people)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, work_place_id FROM people_employee WHERE position = 'Pengelola' ORDER BY id")
        everybody = replay.cast(cursor.fetchall(), cheaters, random)
    replay.store(replay.fixes(everybody, OCTOBER, random))
    with CaptureQueriesContext(connection) as sent:
        found = look(OCTOBER.first, OCTOBER.last, rules.limits())
    return everybody, found, len(sent)


def test_all_1329_who_shared_false_points_are_found() -> None:
    people, found, statements = replayed(1800, 1329, seed=1)
    figures = replay.tally(people, found)
    assert (figures["found"], figures["missed"]) == (1329, 0)
    assert figures["false_grave"] == 0
    assert figures["false_alarm_rate"] <= 0.02
    assert statements == len(rules.Kind)


def test_without_false_points_nobody_is_gravely_suspected_of_sharing_one() -> None:
    people, found, _statements = replayed(600, 0, seed=2)
    assert replay.tally(people, found)["false_grave"] == 0


def test_cheaters_sit_together_in_groups_that_a_search_can_find() -> None:
    people = replay.cast([(number, number % 7) for number in range(400)], 203, np.random.default_rng(3))
    false = [person for person in people if person.point is not None]
    groups = {person.point: sum(other.point == person.point for other in false) for person in false}
    assert len(people) == 400
    assert len(false) == 203
    assert min(groups.values()) >= 5
    assert {person.manner for person in false} == {Manner.ALWAYS_FALSE, Manner.HALF_FALSE}
