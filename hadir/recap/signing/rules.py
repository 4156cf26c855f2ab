"""Who may sign which stage next. Pure: a log of deeds in, the standing out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hadir.recap.months.rules import OpenRequests, Policy, Stage


class Deed(StrEnum):
    SIGNED = "signed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Step:
    """One deed. `stage`: the one that was signed, or the one to which the month went back.

    `person`: the account; `employee`: its employee, so that two accounts of one person count as one.
    """

    deed: Deed
    stage: Stage
    person: int | None
    employee: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Signatures that hold, in the order of stages, and the stage that is next; None when all are there."""

    signed: tuple[Step, ...]
    next: Stage | None

    def has_signed(self, person: int | None, employee: int | None) -> bool:
        """Whether somebody has given one of the signatures that hold."""
        return any(
            (person is not None and one.person == person) or (employee is not None and one.employee == employee)
            for one in self.signed
        )

    @property
    def digest(self) -> str:
        """Of the figures that were signed first; empty before that."""
        return self.signed[0].digest if self.signed else ""


def standing(stages: Sequence[Stage], steps: Iterable[Step]) -> Standing:
    """A return takes away the signature of its stage and of all later ones."""
    signed: list[Step] = []
    for step in steps:
        if step.deed is Deed.SIGNED:
            signed.append(step)
        else:
            place = stages.index(step.stage)
            signed = [one for one in signed if stages.index(one.stage) < place]
    return Standing(tuple(signed), stages[len(signed)] if len(signed) < len(stages) else None)


class Check(StrEnum):
    """What is looked at before each stage."""

    NOT_OVER = "not_over"
    MARKS = "marks"
    PENDING = "pending"
    NO_PLAN = "no_plan"
    REQUESTS = "requests"
    CORRECTIONS = "corrections"
    INCIDENTS = "incidents"
    ALLOWANCE = "allowance"
    CHANGED = "changed"
    NO_DAYS = "no_days"


@dataclass(frozen=True, slots=True)
class Found:
    """What was counted in an agency's month. `allowance_lacks`: rules hold, and no finished reckoning is there."""

    is_over: bool = True
    people: int = 1
    marks: int = 0
    pending: int = 0
    no_plan: int = 0
    requests: int = 0
    corrections: int = 0
    incidents: int = 0
    allowance_lacks: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `blocks`: the next stage cannot be signed; otherwise it is shown only."""

    check: Check
    count: int = 0
    blocks: bool = True


def checklist(found: Found, policy: Policy, now: Standing) -> list[Item]:
    """Everything that is not as it should be, what blocks first."""
    at_lock = now.next is Stage.LOCK
    undecided_blocks = policy.open_requests is OpenRequests.BLOCK and at_lock
    counted: list[tuple[Check, int, bool]] = [
        (Check.NOT_OVER, int(not found.is_over), True),
        (Check.NO_DAYS, int(found.people == 0), True),
        (Check.CHANGED, int(bool(now.digest) and now.digest != found.digest), True),
        (Check.MARKS, found.marks, True),
        (Check.INCIDENTS, found.incidents, at_lock),
        (Check.PENDING, found.pending, at_lock),
        (Check.REQUESTS, found.requests, undecided_blocks),
        (Check.CORRECTIONS, found.corrections, undecided_blocks),
        (Check.ALLOWANCE, int(found.allowance_lacks), False),
        (Check.NO_PLAN, found.no_plan, False),
    ]
    items = [Item(check, count, blocks) for check, count, blocks in counted if count]
    return sorted(items, key=lambda item: not item.blocks)


def blocked(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.blocks]


def canonical(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Figures in one form only: by person, keys sorted, nothing between them."""
    ordered = sorted(rows, key=lambda row: int(row["employee"]))
    return json.dumps(ordered, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over the canonical rows, in hexadecimal."""
    return hashlib.sha256(canonical(rows)).hexdigest()
