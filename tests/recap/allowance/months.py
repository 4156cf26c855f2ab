"""A reckoned October of the cast: days put into the table as the derivation would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.periods.rules import Month
from hadir.recap.allowance import services
from hadir.recap.allowance.models import AllowanceBase, AllowanceBaseList, AllowanceRuleSet
from hadir.recap.allowance.rules import Effect, Metric, Rule
from hadir.recap.allowance.services import SetData
from hadir.workdays.encoding import COLUMNS, detail_of, digest_of
from hadir.workdays.models import DayRecord
from hadir.workdays.shapes import Day
from tests.cast import SYSTEM, Cast, _outsider
from tests.recap.allowance import days

OCTOBER = Month(2026, 10)
NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
RULE = Rule("TL1", "Terlambat", Metric.LATE_MIN, Effect.PERCENT, Decimal(2), legal_basis="pasal 5")
DATA = SetData("TPP", date(2026, 1, 1), "Perbup 12/2026")


def keep(found: Iterable[Day], *, employee_id: int, unit_id: int, agency_id: int) -> None:
    """Keep those days as somebody's."""
    rows = []
    for one in found:
        day = replace(one, employee_id=employee_id, unit_id=unit_id, agency_id=agency_id)
        values: dict[str, Any] = {name: getattr(day, name) for name in COLUMNS[:-2]}
        detail = msgspec.json.decode(detail_of(day))
        rows.append(DayRecord(**values, detail=detail, digest=digest_of(day)))
    DayRecord.objects.bulk_create(rows)


def october(cast: Cast) -> None:
    """Budi is late twice and absent once, Joko always in time; Dedi of another agency is late once."""
    first = OCTOBER.first
    week = [first + timedelta(days=number) for number in range(4)]
    keep(
        [days.late(20, week[0]), days.late(45, week[1]), days.absent(week[2]), days.working_day(week[3])],
        employee_id=cast.budi.employee_id or 0,
        unit_id=cast.bagian_umum.pk,
        agency_id=cast.setda.pk,
    )
    keep(
        map(days.working_day, week),
        employee_id=cast.joko.employee_id or 0,
        unit_id=cast.bagian_umum.pk,
        agency_id=cast.setda.pk,
    )
    keep(
        [days.late(5, week[0])],
        employee_id=cast.dedi.employee_id or 0,
        unit_id=cast.dinkes.pk,
        agency_id=cast.dinkes.pk,
    )


def second_officer() -> User:
    """Another person of the HR agency."""
    _outsider("sari", "Sari Contoh", Role.HR_AGENCY)
    return User.objects.get(username="sari")


def in_force(cast: Cast, *rules: Rule, **data: Any) -> AllowanceRuleSet:
    """A confirmed set, written by Wati and confirmed by the command line."""
    wanted = replace(DATA, **data)
    made = services.create_set(cast.wati, data=wanted, now=NOW)
    services.save_set(cast.wati, set_id=made.pk, data=wanted, lines=rules or [RULE])
    services.propose_set(cast.wati, set_id=made.pk, now=NOW)
    return services.confirm_set(SYSTEM, set_id=made.pk, now=NOW)


def amounts(unit_id: int | None = None, **by: int) -> AllowanceBaseList:
    """A confirmed list: `pelaksana=3_000_000`, `c7=4_000_000`, `p12=5_000_000` for a level, a class, a person."""
    row = AllowanceBaseList.objects.create(
        unit_id=unit_id,
        name="Besaran",
        valid_from=date(2026, 1, 1),
        legal_basis="Perbup 13/2026",
        made_at=NOW,
        made_by_label="Wati",
    )
    for key, rupiah in by.items():
        kind: dict[str, Any] = {"position_level": key}
        if key[1:].isdigit():
            kind = {"job_class" if key[0] == "c" else "employee_id": int(key[1:])}
        AllowanceBase.objects.create(base_list=row, rupiah=rupiah, **kind)
    row.status = "confirmed"
    row.save()
    return row


__all__ = ["NOW", "OCTOBER", "RULE", "amounts", "in_force", "keep", "october", "second_officer"]
