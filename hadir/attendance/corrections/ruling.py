"""A region's rules for corrections: entering the first ones, proposing better ones that another person confirms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from hadir.attendance.corrections.models import CorrectionRule
from hadir.attendance.corrections.rules import Reason, Terms
from hadir.lib.authority import Authority
from hadir.schedules.succession import Deeds, Succession


@dataclass(frozen=True, slots=True)
class RuleData:
    """As `CorrectionRule`."""

    reason: str
    allowed: bool
    days_after: int
    most_a_month: int | None
    needs_evidence: bool
    valid_from: date
    legal_basis: str


_PASAL_22 = "Permenkoinfra 10/2025 pasal 22 (catatan manual); batas hari: kebijakan daerah, BELUM DIVERIFIKASI"
_REGIONAL = "Kebijakan daerah, BELUM DIVERIFIKASI: ganti dengan Perbup"
_SINCE = date(2020, 1, 1)

# What a region begins with. Article 22 knows four reasons; how many days and how often is the region's own to say.
PRESETS: tuple[RuleData, ...] = (
    RuleData(Reason.DEVICE_BROKEN.value, True, 5, None, False, _SINCE, _PASAL_22),
    RuleData(Reason.NOT_ENROLLED.value, True, 5, None, False, _SINCE, _PASAL_22),
    RuleData(Reason.NOT_RECOGNISED.value, True, 5, None, False, _SINCE, _PASAL_22),
    RuleData(Reason.FORCE_MAJEURE.value, True, 14, None, True, _SINCE, _PASAL_22),
    RuleData(Reason.FORGOT.value, False, 0, 0, False, _SINCE, "Tidak termasuk Permenkoinfra 10/2025 pasal 22"),
    RuleData(Reason.OTHER.value, False, 0, 0, True, _SINCE, "Tidak termasuk Permenkoinfra 10/2025 pasal 22"),
    RuleData(Reason.MISTAKEN.value, True, 31, None, False, _SINCE, _REGIONAL),
)


def terms_of(rule: CorrectionRule | None) -> Terms | None:
    """The rule as the pure code reads it."""
    if rule is None:
        return None
    return Terms(rule.allowed, rule.days_after, rule.most_a_month, rule.needs_evidence)


def _told(rule: CorrectionRule) -> dict[str, object]:
    return {"reason": rule.reason, "allowed": rule.allowed}


RULES = Succession(
    model=CorrectionRule,
    key=("reason",),
    subject="correction-rule",
    deeds=Deeds(
        seeded="attendance.correction_rules_seeded",
        proposed="attendance.correction_rule_proposed",
        confirmed="attendance.correction_rule_set",
        rejected="attendance.correction_rule_rejected",
        withdrawn="attendance.correction_rule_withdrawn",
    ),
    unknown="rule_not_found",
    begins_later="rule_begins_later",
    told=_told,
)
in_force, waiting, history = RULES.in_force, RULES.waiting, RULES.history
decide_rule, withdraw_rule = RULES.decide, RULES.withdraw


def seed_rules(actor: Authority, *, now: datetime) -> int:
    """Enter the presets of reasons that have no rule yet. Again changes nothing."""
    return RULES.seed(actor, [CorrectionRule(**asdict(data)) for data in PRESETS], now=now)


def propose_rule(actor: Authority, *, data: RuleData, now: datetime) -> CorrectionRule:
    """A rule for a reason from a day on. As `Succession.propose`."""
    return RULES.propose(actor, CorrectionRule(**asdict(data)), now=now)
