"""What an agency asks of a check-in, and what was shown of it. Pure: no clock, no database, no settings.

The weighing itself stands in `weighing`, the states of a review in `reviewing_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hadir.lib.findings import Fact, Finding, Weight

TEN_THOUSAND = 10_000  # what a lot is drawn from: 150 of them are 1.5 %


class Thing(StrEnum):
    """What a check-in can show besides the living face, in the order in which it is told."""

    DEVICE = "device"
    PLACE = "place"
    CODE = "code"
    LIGHT = "light"


class Demand(StrEnum):
    """How much an agency makes of a thing."""

    OFF = "off"  # not looked at
    RECORDED = "recorded"  # written down, weighs nothing
    EXPECTED = "expected"  # its lack is a doubt
    REQUIRED = "required"  # its lack needs a second step or a reviewer


class Standing(StrEnum):
    """How a thing stands, the best last."""

    AGAINST = "against"
    MISSING = "missing"
    UNSURE = "unsure"
    SHOWN = "shown"


class Step(StrEnum):
    """What somebody can do when more is asked for."""

    SITE_CODE = "site_code"
    PASSKEY = "passkey"


class Outcome(StrEnum):
    """What becomes of a check-in. Stored, so values stay. `refused` is decided before anything is weighed."""

    ACCEPT = "accept"
    SAMPLE = "sample"
    SECOND_STEP = "second_step"
    REVIEW = "review"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Requirements:
    """What holds for one person on one day. Without any policy all is recorded and nothing required.

    `sample` and `doubt_sample`: how many of ten thousand check-ins are drawn for a look, without and with one doubt.
    `lookalike`: somebody looks like this person, so that a face alone says too little.
    """

    device: Demand = Demand.RECORDED
    place: Demand = Demand.RECORDED
    code: Demand = Demand.RECORDED
    light: Demand = Demand.RECORDED
    steps: frozenset[Step] = frozenset()
    sample: int = 0
    doubt_sample: int = 0
    lookalike: bool = False

    def of(self, thing: Thing) -> Demand:
        demands = {
            Thing.DEVICE: self.device,
            Thing.PLACE: self.place,
            Thing.CODE: self.code,
            Thing.LIGHT: self.light,
        }
        return demands[thing]


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that speaks against a check-in, with the weight that the policy gives it; `code` as a finding's."""

    code: str
    weight: Weight
    facts: Mapping[str, Fact]
    thing: Thing | None = None
    lasting: bool = False  # no second step takes it away

    @classmethod
    def of(cls, finding: Finding, weight: Weight, thing: Thing | None = None, *, lasting: bool = False) -> Reason:
        return cls(finding.code, weight, finding.facts, thing, lasting)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`reasons`: what is left against it, the gravest first; `answered`: what a second step took away;
    `satisfied_by`: steps of which any one would do, only for `Outcome.SECOND_STEP`."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    answered: tuple[Reason, ...] = ()
    satisfied_by: tuple[Step, ...] = ()
