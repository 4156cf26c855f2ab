"""How long people rest between two shifts: a dated rule of the region. It is checked in rosters and changes no day."""

from __future__ import annotations

from datetime import date, datetime

from hadir.lib.authority import Authority
from hadir.schedules.rosters.models import RestRule
from hadir.schedules.succession import Deeds, Succession


def _told(rule: RestRule) -> dict[str, object]:
    return {"minutes": rule.min_rest_min, "basis": rule.legal_basis}


RULES = Succession(
    model=RestRule,
    key=(),
    subject="rest_rule",
    deeds=Deeds(
        seeded="rosters.seed_rest",
        proposed="rosters.propose_rest",
        confirmed="rosters.confirm_rest",
        rejected="rosters.reject_rest",
        withdrawn="rosters.withdraw_rest",
    ),
    unknown="rest_not_found",
    begins_later="rest_begins_later",
    told=_told,
)
decide_rest, withdraw_rest = RULES.decide, RULES.withdraw


def propose_rest(actor: Authority, *, min_rest_min: int, valid_from: date, legal_basis: str, now: datetime) -> RestRule:
    """Ask for a rule of rest between shifts in the whole region. As `Succession.propose`."""
    row = RestRule(min_rest_min=min_rest_min, valid_from=valid_from, legal_basis=legal_basis.strip())
    return RULES.propose(actor, row, now=now)
