"""Percentages and conversions of a month, by dated policy. Pure.

Whether minutes become days of absence at all is regional policy. The figure that is usually quoted, 450 minutes
(7 hours 30), stands in KMK 5/KMK.01/2022 for the Ministry of Finance; that it holds for every agency is UNVERIFIED
(domain reference 1.3). The percentage is that of Banjarmasin (domain reference 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from hadir.lib.authority import Right

_HUNDREDTH = Decimal("0.01")


class Stage(StrEnum):
    """Deeds by which a month is closed. Their order is policy; the last one is always the lock."""

    PREPARE = "prepare"
    SIGN = "sign"
    VERIFY = "verify"
    APPROVE = "approve"
    LOCK = "lock"


RIGHT_FOR: dict[Stage, Right] = {
    Stage.PREPARE: Right.PREPARE_RECAP,
    Stage.SIGN: Right.SIGN_RECAP,
    Stage.VERIFY: Right.VERIFY_RECAP,
    Stage.APPROVE: Right.LOCK_PERIOD,
    Stage.LOCK: Right.LOCK_PERIOD,
}
FOUR = (Stage.PREPARE, Stage.SIGN, Stage.VERIFY, Stage.LOCK)
FIVE = (Stage.PREPARE, Stage.SIGN, Stage.VERIFY, Stage.APPROVE, Stage.LOCK)  # as Kota Pekalongan does


class OpenRequests(StrEnum):
    """What becomes of requests that nobody has decided when the month is locked."""

    REJECT = "reject"  # they count as rejected (practice of Kota Pekalongan)
    BLOCK = "block"  # the month cannot be locked before they are decided


@dataclass(frozen=True, slots=True)
class Policy:
    """What a region has laid down about its months. `converts`: minutes become days; `per_day` minutes make one.

    `with_early`: early departure is added to lateness. `missing_min`: minutes that a stage without check-in stands for
    in the percentage. `lock_day`: the day of the next month by which a month should be locked; `remind_days` before it
    people are told. `label`: as it is shown beside every figure; empty without a decided policy.
    """

    converts: bool = False
    per_day: int = 450
    with_early: bool = True
    missing_min: int = 0
    stages: tuple[Stage, ...] = FOUR
    open_requests: OpenRequests = OpenRequests.REJECT
    lock_day: int = 10
    remind_days: int = 3
    legal_basis: str = ""
    valid_from: date | None = None

    def minutes(self, late: int, early: int) -> int:
        """Minutes of a month that are converted. Those made up under flexible time are in neither sum."""
        return late + early if self.with_early else late


# Without a decision nothing is converted; four people close a month.
UNDECIDED = Policy()


class PolicyFault(StrEnum):
    NO_LOCK = "no_lock"
    TWICE = "twice"
    TOO_FEW = "too_few"
    NO_BASIS = "no_basis"
    PER_DAY = "per_day"


def faults(policy: Policy) -> list[PolicyFault]:
    """What keeps a policy from being proposed. Fewer than two stages would let one person close a month."""
    found = []
    if not policy.stages or policy.stages[-1] is not Stage.LOCK or Stage.LOCK in policy.stages[:-1]:
        found.append(PolicyFault.NO_LOCK)
    if len(set(policy.stages)) != len(policy.stages):
        found.append(PolicyFault.TWICE)
    if len(policy.stages) < 2:
        found.append(PolicyFault.TOO_FEW)
    if not policy.legal_basis.strip():
        found.append(PolicyFault.NO_BASIS)
    if policy.converts and not 1 <= policy.per_day <= 1440:
        found.append(PolicyFault.PER_DAY)
    return found


def as_days(minutes: int, per_day: int) -> tuple[int, int]:
    """Whole days in that many minutes, and the minutes that remain. ValueError for less than nothing."""
    if minutes < 0 or per_day < 1:
        raise ValueError("minutes are not negative, and a day has some")
    return divmod(minutes, per_day)


@dataclass(frozen=True, slots=True)
class Carried:
    """A month in the running account of a calendar year: days it brought, minutes left over, days since January."""

    minutes: int
    days: int
    rest: int
    days_so_far: int


NOTHING = Carried(0, 0, 0, 0)


def carry(months: Iterable[tuple[int, Policy]]) -> list[Carried]:
    """The account month by month from January on; a new year begins with nothing (reset on 1 January).

    What remains of a month is kept. A month whose policy converts nothing leaves the account as it was.
    """
    found: list[Carried] = []
    rest = so_far = 0
    for minutes, policy in months:
        days = 0
        if policy.converts:
            days, rest = as_days(rest + minutes, policy.per_day)
            so_far += days
        found.append(Carried(minutes if policy.converts else 0, days, rest, so_far))
    return found


def attendance_percent(owed: int, late: int, early: int, imputed: int = 0) -> Decimal | None:
    """(month minutes - late - early - imputed) / month minutes, in percent with two places, never below 0.

    `owed`: minutes of duty of the month; `imputed`: minutes that stand for what nobody measured, a day without reason
    with all that it owed. None without any.
    """
    if owed <= 0:
        return None
    kept = max(0, owed - late - early - imputed)
    return (Decimal(100 * kept) / owed).quantize(_HUNDREDTH, ROUND_HALF_UP)


def mean_percent(owed: Sequence[int], lost: Sequence[int]) -> Decimal | None:
    """That of many people together, each with his own minutes."""
    return attendance_percent(sum(owed), min(sum(lost), sum(owed)), 0)
