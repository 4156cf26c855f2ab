"""What agencies ask of a check-in: dated rows by two people, what a proposal would have meant, and the preset."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance.presence import texts
from hadir.attendance.presence.models import Assessment, PresencePolicy
from hadir.attendance.presence.rules import Demand, Outcome, Requirements
from hadir.attendance.presence.weighing import weigh
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput
from hadir.lib.findings import Finding, Weight
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, UnitKind
from hadir.schedules.proposals import Status
from hadir.schedules.succession import Deeds, Succession

_BASIS = "Kebijakan daerah, BELUM DIVERIFIKASI: ganti dengan Perbup"
_SINCE = date(2020, 1, 1)
PREVIEW_DAYS = 7
_MOST = 20_000  # check-ins that a preview weighs again


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyData:
    """As `PresencePolicy`."""

    unit_id: int | None
    valid_from: date
    legal_basis: str
    device: str = Demand.RECORDED.value
    place: str = Demand.RECORDED.value
    code: str = Demand.RECORDED.value
    light: str = Demand.RECORDED.value
    offers_code: bool = False
    offers_passkey: bool = False
    first_use: bool = False
    sample: int = 150
    doubt_sample: int = 2000
    second_look: int = 2000
    review_days: int = 5
    objection_days: int = 14


def _told(row: PresencePolicy) -> dict[str, object]:
    return {name: getattr(row, name) for name in (*_DEMANDS, "offers_code", "offers_passkey", "sample")}


_DEMANDS = ("device", "place", "code", "light")
RULES = Succession(
    model=PresencePolicy,
    key=("unit",),
    subject="presence-policy",
    deeds=Deeds(
        seeded="presence.policies_seeded",
        proposed="presence.policy_proposed",
        confirmed="presence.policy_set",
        rejected="presence.policy_rejected",
        withdrawn="presence.policy_withdrawn",
    ),
    unknown="policy_not_found",
    begins_later="policy_begins_later",
    told=_told,
    unit_of=lambda row: row.unit_id,
    proposing=Right.MANAGE_PRESENCE_POLICY,
    confirming=Right.CONFIRM_PRESENCE_POLICY,
)


def propose_policy(actor: Authority, *, data: PolicyData, now: datetime) -> PresencePolicy:
    """A policy of the region or of one agency from a day on. As `Succession.propose`."""
    if data.unit_id is not None and not OrgUnit.objects.filter(pk=data.unit_id, kind=UnitKind.OPD).exists():
        raise InvalidInput("invalid", texts.POLICY_UNIT, fields={"unit": texts.POLICY_UNIT})
    return RULES.propose(actor, PresencePolicy(**asdict(data)), now=now)


def seed_policy(actor: Authority, *, now: datetime) -> int:
    """What a region begins with: everything recorded, nothing required, 1.5 % drawn for a look."""
    preset = PolicyData(unit_id=None, valid_from=_SINCE, legal_basis=_BASIS)
    return RULES.seed(actor, [PresencePolicy(**asdict(preset))], now=now)


# --- reading


def policy_on(unit_id: int, day: date) -> PresencePolicy | None:
    """The policy that holds for a unit: its own, that of the nearest unit above, the region's."""
    line = people.line_of(unit_id)
    rows = RULES.in_force(day).filter(Q(unit__isnull=True) | Q(unit_id__in=line))
    return min(rows, key=lambda row: line.index(row.unit_id) if row.unit_id else len(line), default=None)


def shown_to(user: User, day: date) -> list[PresencePolicy]:
    """Policies in force of the region and of the agencies that concern the account, the region's first."""
    rows = RULES.in_force(day).filter(_concerning(user)).select_related("unit")
    return sorted(rows, key=lambda row: (row.unit is not None, row.unit.name if row.unit else ""))


def history_for(user: User) -> QuerySet[PresencePolicy]:
    """Every policy there ever was, also rejected and replaced ones, the newest first."""
    rows = PresencePolicy.objects.filter(_concerning(user)).exclude(status=Status.PROPOSED)
    return rows.select_related("unit").order_by("-valid_from", "-id")


def agencies_for(user: User) -> list[OrgUnit]:
    """Agencies for which the account may propose a policy."""
    units = people.units_in(permissions.units_for(user, Right.MANAGE_PRESENCE_POLICY))
    return [unit for unit in units if unit.kind == UnitKind.OPD]


def waiting_for(user: User) -> list[PresencePolicy]:
    """Proposals that this account may decide."""
    rows = RULES.waiting().select_related("unit")
    return [
        row
        for row in rows
        if user.pk not in row.authors and permissions.has(user, Right.CONFIRM_PRESENCE_POLICY, row.unit_id)
    ]


def concerns(user: User, row: PresencePolicy) -> bool:
    """Whether a proposal is this account's business: of the region, or of an agency that it sees."""
    return row.unit_id is None or PresencePolicy.objects.filter(_concerning(user), pk=row.pk).exists()


def units_under(unit_id: int | None) -> set[int]:
    """Every unit for which a policy would hold."""
    return people.all_unit_ids() if unit_id is None else people.ids_below([unit_id])


def _concerning(user: User) -> Q:
    units = permissions.units_for(user, Right.SEE_PRESENCE_POLICY)
    if user.employee is not None:
        units |= set(people.line_of(user.employee.unit_id))
    return Q(unit__isnull=True) | Q(unit_id__in=units)


# --- what a proposal would have meant


@dataclass(frozen=True, slots=True)
class Preview:
    """Check-ins of the last days, by what became of them and by what would have become of them."""

    total: int
    before: dict[Outcome, int]
    after: dict[Outcome, int]
    is_cut: bool  # more there than were weighed again


def preview(requirements: Requirements, unit_ids: set[int], *, today: date) -> Preview:
    """Weigh the stored findings of the last week again under other requirements. One statement.

    Nobody was asked for a second step that was not asked for then, so `second_step` counts who would have been asked.
    The lot is left out: how many would be drawn follows from the share.
    """
    rows = (
        Assessment.objects.filter(unit_id__in=unit_ids, day__gt=today - timedelta(days=PREVIEW_DAYS), day__lte=today)
        .exclude(outcome=Outcome.REFUSED.value)
        .order_by("day")
        .values_list("outcome", "findings", "lookalike")[: _MOST + 1]
    )
    before: Counter[Outcome] = Counter()
    after: Counter[Outcome] = Counter()
    found = list(rows)
    for outcome, findings, lookalike in found[:_MOST]:
        before[Outcome(outcome)] += 1
        asked = _with(requirements, lookalike=lookalike)
        after[weigh(asked, [read(one) for one in findings], may_ask=True, lot=10_000).outcome] += 1
    return Preview(min(len(found), _MOST), dict(before), dict(after), len(found) > _MOST)


def read(stored: dict[str, object]) -> Finding:
    """A finding as it was stored beside the punch."""
    facts = stored.get("facts")
    return Finding(str(stored["code"]), Weight(int(str(stored["weight"]))), facts if isinstance(facts, dict) else {})


def _with(requirements: Requirements, *, lookalike: bool) -> Requirements:
    values = {one.name: getattr(requirements, one.name) for one in fields(requirements)}
    return Requirements(**{**values, "lookalike": lookalike})
