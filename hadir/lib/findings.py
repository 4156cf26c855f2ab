"""What speaks for or against one check-in, in one shape for every slice that looks at it. Pure.

No finding decides alone: `hadir.attendance.presence` weighs them together. A finding holds what a reviewer needs for
one plain sentence, and never a comparison score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

Fact = str | int | float | bool

_NO_FACTS: Mapping[str, Fact] = MappingProxyType({})


class Weight(IntEnum):
    """How much a finding speaks against a check-in."""

    GOOD = -1  # speaks for it: bound phone, own network, code of the screen
    NOTE = 0  # a fact for the file
    DOUBT = 1  # alone a reason to take samples; several are a reason to ask for more
    GRAVE = 2  # a reason for a second step or a reviewer


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable, `<slice>.<what>`; its sentence stands in the slice's `texts.FINDINGS`, filled with `facts`."""

    code: str
    weight: Weight
    facts: Mapping[str, Fact] = field(default_factory=lambda: _NO_FACTS)
