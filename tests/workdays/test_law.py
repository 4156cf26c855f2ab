"""The tables of law, line by line: what a lawyer reads is what is tested."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hadir.workdays import belonging
from hadir.workdays.rules import Facts, derive
from tests.workdays.building import NEVER_OVER, PERSON, absence, incident, plan, seen, table


def _named(rows: list[dict[str, str]]) -> list[Any]:
    return [pytest.param(row, id=row["case"]) for row in rows]


@pytest.mark.parametrize("row", _named(table("days.csv")))
def test_a_day_comes_to_what_the_law_says(row: dict[str, str]) -> None:
    day = date.fromisoformat(row["day"])
    live = row["schedule"] != "belum berlaku"
    facts = Facts(
        person=PERSON,
        plan=plan(row["schedule"] if live else "Normal Senin-Kamis", day),
        counts=live,
        seen=seen(day, row["punches"].split()),
        absences=[absence(row["reason"], day)] if row["reason"] else (),
        incidents=[incident(row["incident"], day)] if row["incident"] else (),
    )
    found = derive(facts, NEVER_OVER)
    told = {
        "status": found.status.value,
        "late": str(found.late_min),
        "early": str(found.early_min),
        "missing": str(found.missing),
        "made_up": str(found.made_up_min),
        "owed": str(found.owed_min),
        "worked": str(found.worked_min),
    }
    assert told == {name: row[name] for name in told}
    assert found.absent == (row["status"] == "absent")


@pytest.mark.parametrize("row", _named(table("belonging.csv")))
def test_a_moment_belongs_to_the_day_of_its_duty(row: dict[str, str]) -> None:
    moment = datetime.fromisoformat(row["moment"])
    around = [moment.date() + timedelta(days=shift) for shift in (-2, -1, 0, 1, 2)]
    name = {"malam": "Sif malam", "kantor": "Normal Senin-Kamis"}[row["roster"]]
    plans = {day: plan(name, day, row["zone"]) for day in around}
    assert belonging.day_of(moment, plans, ZoneInfo(row["zone"])) == date.fromisoformat(row["day"])
