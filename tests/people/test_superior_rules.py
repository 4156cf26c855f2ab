"""Who is whose superior: decision before tree, acting before appointed, never oneself, never in a circle."""

from __future__ import annotations

from datetime import date

import pytest

from hadir.people.rules import Bond, Heads, Superior, Through, closes_loop, superior

SECTION, AGENCY, REGION = 1, 2, 3
LINE = (SECTION, AGENCY, REGION)
BOSS, DEPUTY, CHIEF, STAFF, MAYOR = 10, 11, 12, 13, 14


@pytest.mark.parametrize(
    ("who", "heads", "expected"),
    [
        (STAFF, {SECTION: Heads(CHIEF)}, Superior(CHIEF, Through.OWN_UNIT, SECTION)),
        (STAFF, {SECTION: Heads(CHIEF, DEPUTY)}, Superior(DEPUTY, Through.OWN_UNIT, SECTION, is_acting=True)),
        (STAFF, {SECTION: Heads(None, DEPUTY)}, Superior(DEPUTY, Through.OWN_UNIT, SECTION, is_acting=True)),
        (STAFF, {AGENCY: Heads(BOSS)}, Superior(BOSS, Through.UNIT_ABOVE, AGENCY)),  # a gap: no head of the section
        (STAFF, {}, None),
        (CHIEF, {SECTION: Heads(CHIEF), AGENCY: Heads(BOSS)}, Superior(BOSS, Through.UNIT_ABOVE, AGENCY)),
        # absent, somebody of his own people acts: still the head of the agency, never the deputy
        (CHIEF, {SECTION: Heads(CHIEF, STAFF), AGENCY: Heads(BOSS)}, Superior(BOSS, Through.UNIT_ABOVE, AGENCY)),
        (STAFF, {SECTION: Heads(CHIEF, STAFF), AGENCY: Heads(BOSS)}, Superior(BOSS, Through.UNIT_ABOVE, AGENCY)),
        # acts for the head of the agency: not below the head of the own section
        (STAFF, {SECTION: Heads(CHIEF), AGENCY: Heads(BOSS, STAFF)}, None),
        (
            STAFF,
            {SECTION: Heads(CHIEF), AGENCY: Heads(BOSS, STAFF), REGION: Heads(MAYOR)},
            Superior(MAYOR, Through.UNIT_ABOVE, REGION),
        ),
        (CHIEF, {SECTION: Heads(CHIEF), AGENCY: Heads(BOSS, STAFF)}, Superior(STAFF, Through.UNIT_ABOVE, AGENCY, True)),
        (BOSS, {AGENCY: Heads(BOSS)}, None),
    ],
)
def test_the_tree_names_the_superior(who: int, heads: dict[int, Heads], expected: Superior | None) -> None:
    assert superior(who, decided=None, line=LINE, heads=heads) == expected


def test_a_decision_comes_before_the_tree() -> None:
    found = superior(STAFF, decided=BOSS, line=LINE, heads={SECTION: Heads(CHIEF)})
    assert found == Superior(BOSS, Through.DECISION)


def test_nobody_is_the_own_superior() -> None:
    assert superior(CHIEF, decided=CHIEF, line=LINE, heads={SECTION: Heads(CHIEF)}) is None


def bond(employee: int, above: int, start: str = "2025-01-01", end: str | None = None) -> Bond:
    return Bond(employee, above, date.fromisoformat(start), date.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("known", "new", "is_loop"),
    [
        ([], bond(1, 1), True),
        ([bond(2, 1)], bond(1, 2), True),
        ([bond(2, 3), bond(3, 1)], bond(1, 2), True),
        ([bond(2, 3)], bond(1, 2), False),
        ([bond(2, 1, "2025-01-01", "2025-01-31")], bond(1, 2, "2025-02-01"), False),  # never on the same day
        ([bond(2, 1, "2025-01-01", "2025-01-31")], bond(1, 2, "2025-01-31"), True),  # on the last day, both
        ([bond(1, 9), bond(9, 8)], bond(1, 2), False),  # replaced by the new one
        ([bond(2, 3, "2025-01-01", "2025-01-31"), bond(3, 1, "2025-02-01")], bond(1, 2), False),
        ([bond(2, 3), bond(3, 2)], bond(1, 2), False),  # a circle elsewhere does not hang the search
    ],
)
def test_decisions_in_a_circle_are_seen(known: list[Bond], new: Bond, is_loop: bool) -> None:
    assert closes_loop(known, new) is is_loop
