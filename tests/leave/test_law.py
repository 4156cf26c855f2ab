"""The tables of `law/`, which a lawyer can read, and what must hold for every history of an account."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.leave import counting, rules
from hadir.leave.balances import Account
from hadir.leave.models import AbsenceType
from hadir.leave.presets import PRESETS, TypeData
from hadir.leave.rules import Asked, Standing, Stretch, Terms
from hadir.schedules.instances import DayPlan, Holiday, Off

_LAW = Path(__file__).parent / "law"


def table(name: str) -> list[dict[str, str]]:
    with (_LAW / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(row: dict[str, str]) -> str:
    return row["article"]


def preset(code: str, employment: str) -> TypeData:
    return next(one for one in PRESETS if one.code == code and employment in one.employment_types)


@pytest.mark.parametrize("row", table("year_end"), ids=named)
def test_the_turn_of_the_year(row: dict[str, str]) -> None:
    names = ("rest", "yearly", "carry", "deferred_total", "deferred_days")
    found = rules.year_end(**{name: int(row[name]) for name in names})
    assert (found.carried, found.lapsed) == (int(row["carried"]), int(row["lapsed"]))


@pytest.mark.parametrize("row", table("limits"), ids=named)
def test_what_each_type_allows(row: dict[str, str]) -> None:
    kind = preset(row["type"], row["employment"])
    options = dict(part.partition("=")[::2] for part in row["options"].split(";") if part)
    before = options.get("before", "")
    stretches = tuple(Stretch(*(date.fromisoformat(day) for day in before.split("/"))) for _once in [1] if before)
    asked = Asked(
        Stretch(date.fromisoformat(row["first"]), date.fromisoformat(row["last"])),
        travel_days=int(options.get("travel", 0)),
        times=int(options["times"]) if "times" in options else None,
        is_extension="extension" in options,
        is_exception="exception" in options,
        has_document="paper" in options,
    )
    terms = Terms(**{name: getattr(kind, name) for name in Terms.__dataclass_fields__})
    who = Standing(date.fromisoformat(row["since"]), date.fromisoformat(row["today"]), stretches)
    assert [fault.value for fault, _figures in rules.faults(terms, asked, who)] == row["expected"].split()


@pytest.mark.parametrize("row", table("counting"), ids=named)
def test_days_that_are_charged(row: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    free = {date.fromisoformat(day) for day in row["holidays"].split()}

    def plans(_person: object, first: date, last: date) -> list[DayPlan]:
        return [plan_of(day, free) for day in rules.days_between(first, last)]

    monkeypatch.setattr(counting, "_plans", plans)
    kind = AbsenceType(counting=row["counting"])
    span = (date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
    days = counting.charged_days(kind, SimpleNamespace(), *span, travel_days=int(row["travel_days"]))  # type: ignore[arg-type]
    assert len(days) == int(row["expected"])


def plan_of(day: date, free: set[date]) -> DayPlan:
    holiday = Holiday(day, "Libur", "national", None, 1, "SKB") if day in free else None
    return DayPlan(day, None, Off.NO_SCHEDULE, holiday)


def test_every_preset_says_its_basis_and_presets_do_not_meet() -> None:
    seen: set[tuple[str, str]] = set()
    for one in PRESETS:
        assert one.legal_basis and one.parts and one.employment_types
        keys = {(one.code, kind) for kind in one.employment_types}
        assert seen.isdisjoint(keys)
        seen |= keys


# --- for every history


_ACCOUNT = st.integers(0, 40)


@given(_ACCOUNT, st.integers(0, 24), st.integers(0, 30), st.integers(0, 12), st.integers(0, 30))
def test_a_closed_year_stands_at_zero_and_carries_within_its_limits(
    rest: int, yearly: int, deferred_total: int, carry: int, deferred: int
) -> None:
    found = rules.year_end(rest=rest, yearly=yearly, carry=carry, deferred_total=deferred_total, deferred_days=deferred)
    assert found.carried + found.lapsed == rest
    assert min(found.carried, found.lapsed) >= 0
    assert yearly + found.carried <= max(deferred_total, yearly + carry)


@given(st.lists(st.integers(-6, 12), max_size=12), st.data())
def test_the_order_of_events_does_not_matter(events: list[int], data: st.DataObject) -> None:
    """Uses and returns before and after the year was closed come to the same as closing it at the end."""
    terms = {"yearly": 12, "carry": 6, "deferred_total": 24, "deferred_days": 0}
    carried = lapsed = own = 0
    for days in data.draw(st.permutations(events)):
        own += days
        if data.draw(st.booleans()):
            move = rules.settle(own, carried=carried, lapsed=lapsed, end=rules.year_end(rest=own, **terms))
            carried, lapsed = carried + move.carry, lapsed + move.lapse
    move = rules.settle(own, carried=carried, lapsed=lapsed, end=rules.year_end(rest=own, **terms))
    end = rules.year_end(rest=sum(events), **terms)
    assert (carried + move.carry, lapsed + move.lapse) == (end.carried, end.lapsed)


@given(st.integers(0, 24), st.integers(0, 12), st.booleans())
def test_what_is_available_never_makes_a_year_negative(own: int, next_used: int, is_closed: bool) -> None:
    kind = AbsenceType(yearly_days=12, carry_days=6, deferred_total=24)
    end = Account(own, 0, 0, 0).end(kind)
    carried, lapsed = (end.carried, end.lapsed) if is_closed else (0, 0)
    next_rest = max(carried - next_used, 0)
    account = Account(own, carried, lapsed, 0, next_rest)
    taken = account.available(kind)
    assert 0 <= taken <= own
    if account.is_closed:
        assert next_rest + account.end(kind, own - taken).carried - carried >= 0


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_end_one_day_before_they_begin_again(first: date, months: int) -> None:
    last = rules.last_of(first, months, "month")
    assert (rules.add_months(first, months) - last).days == 1
    assert rules.full_months(first, rules.add_months(first, months)) >= months - 1
