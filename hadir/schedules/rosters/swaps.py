"""Exchanging duties: one asks, the other agrees, a superior decides. Nothing moves before the last word.

On each of the two days the two people exchange what the roster gives them, a free day included. The rules of a roster
are checked when it is asked and again when it is decided, and nothing is swapped in a roster that changed meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.people.saving import save
from hadir.schedules.proposals import REASON_NEEDED
from hadir.schedules.rosters import checking, saying, selectors, services, texts
from hadir.schedules.rosters.grid import FREE, Cell
from hadir.schedules.rosters.models import Roster, RosterEntry, SwapRequest, SwapState

_OPEN = (SwapState.ASKED, SwapState.AGREED)
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class SwapData:
    """The asker's `day` and the partner's `other_day`; both the same to exchange shifts of one day."""

    partner_id: int
    day: date
    other_day: date
    reason: str


@transaction.atomic
def ask(user: User, *, data: SwapData, now: datetime) -> SwapRequest:
    """Ask a colleague of the same roster.

    Raises `InvalidInput` (swap_self, swap_reason, swap_past, swap_not_planned, swap_other_unit, swap_same),
    `Conflict` (swap_rules, swap_waiting).
    """
    permissions.require(user, Right.SWAP_SHIFTS)
    me = user.employee
    if me is None or me.pk == data.partner_id:
        raise InvalidInput("swap_self", texts.SWAP_SELF, fields={"partner": texts.SWAP_SELF})
    if not data.reason.strip():
        raise InvalidInput("swap_reason", texts.SWAP_REASON, fields={"reason": texts.SWAP_REASON})
    if min(data.day, data.other_day) < permissions.today_for(user):
        raise InvalidInput("swap_past", texts.SWAP_PAST)
    if SwapRequest.objects.filter(asker=me, day=data.day, state__in=_OPEN).exists():
        raise Conflict("swap_waiting", texts.SWAP_WAITING)
    swap = SwapRequest(
        asker=me,
        partner_id=data.partner_id,
        day=data.day,
        other_day=data.other_day,
        reason=data.reason.strip()[:300],
        asked_at=now,
    )
    with seeing_everything("the partner's duties hang on the wall of the unit; only what is exchanged is kept"):
        wanted, before = _exchange(swap)
        _check_rules(swap, wanted)
        swap.codes = _coded(before)
        save(swap)
    facts: dict[str, str | int] = {"name": me.full_name, "day_on": swap.day.isoformat()}
    services.tell(Kind.SWAP_ASKED, [swap.partner_id], facts, link="swaps")
    _record(user, "ask_swap", swap, Right.SWAP_SHIFTS)
    return swap


@transaction.atomic
def answer(user: User, swap_id: int, *, agree: bool, now: datetime) -> SwapRequest:
    """The colleague says yes or no. Raises `NotFound`, `Conflict` (swap_decided)."""
    permissions.require(user, Right.SWAP_SHIFTS)
    swap = _locked(swap_id)
    if user.employee_id != swap.partner_id:
        raise NotFound("swap_not_found", texts.NO_SUCH_SWAP)
    _expect(swap, SwapState.ASKED)
    swap.state, swap.agreed_at = (SwapState.AGREED, now) if agree else (SwapState.DECLINED, None)
    save(swap)
    if not agree:
        _tell_decided([swap.asker_id], swap)
    else:
        with seeing_everything("who decides, to tell that person"):
            superior = people.superior_of(swap.asker_id, permissions.today_for(user))
        if superior is not None:
            facts: dict[str, str | int] = {"name": swap.asker.full_name, "day_on": swap.day.isoformat()}
            services.tell(Kind.SWAP_WAITS, [superior.pk], facts, link="swaps")
    _record(user, "answer_swap", swap, Right.SWAP_SHIFTS)
    return swap


@transaction.atomic
def withdraw(user: User, swap_id: int, *, now: datetime) -> SwapRequest:
    """The asker takes it back before it is decided."""
    permissions.require(user, Right.SWAP_SHIFTS)
    swap = _locked(swap_id)
    if user.employee_id != swap.asker_id:
        raise NotFound("swap_not_found", texts.NO_SUCH_SWAP)
    _expect(swap, *_OPEN)
    swap.state, swap.decided_at, swap.decided_by_label = SwapState.WITHDRAWN, now, user.actor.label[:200]
    save(swap)
    _record(user, "withdraw_swap", swap, Right.SWAP_SHIFTS)
    return swap


@transaction.atomic
def decide(user: User, swap_id: int, *, approve: bool, reason: str, now: datetime) -> SwapRequest:
    """A superior of both says yes, and the roster changes; or no, with a reason.

    Raises `NotPermitted` (swap_own), `Conflict` (swap_decided, swap_stale, swap_rules), `InvalidInput`.
    """
    swap = _locked(swap_id)
    for unit_id in {swap.asker.unit_id, swap.partner.unit_id}:
        permissions.require(user, Right.DECIDE_SWAPS, unit_id)
    if user.employee_id in (swap.asker_id, swap.partner_id):
        raise NotPermitted("swap_own", texts.SWAP_OWN)
    _expect(swap, SwapState.AGREED)
    if not approve and not reason.strip():
        raise InvalidInput("reason_missing", REASON_NEEDED, fields={"reason": REASON_NEEDED})
    if approve:
        _carry_out(user, swap, now=now)
    swap.state = SwapState.APPROVED if approve else SwapState.REJECTED
    swap.decided_at, swap.decided_by_label = now, user.actor.label[:200]
    swap.decision_reason = reason.strip()[:300]
    save(swap)
    _tell_decided([swap.asker_id, swap.partner_id], swap)
    _record(user, "decide_swap", swap, Right.DECIDE_SWAPS)
    return swap


def own(user: User) -> list[SwapRequest]:
    """Those that the person asked or was asked, with both names, the newest first, as many as a page can hold."""
    if user.employee_id is None:
        return []
    mine = Q(asker=user.employee_id) | Q(partner=user.employee_id)
    with seeing_everything("the other one's name stands beside one's own request"):
        return list(SwapRequest.objects.filter(mine).select_related("asker", "partner")[:_SHOWN])


def asked_of(user: User) -> int:
    """How many requests wait for this person's yes or no."""
    if user.employee_id is None:
        return 0
    return SwapRequest.objects.filter(partner=user.employee_id, state=SwapState.ASKED).count()


def for_decision(user: User) -> list[SwapRequest]:
    """Agreed ones of the people of whom the account is superior, without its own, the oldest first."""
    units = permissions.units_for(user, Right.DECIDE_SWAPS)
    rows = SwapRequest.objects.filter(state=SwapState.AGREED, asker__unit_id__in=units, partner__unit_id__in=units)
    if user.employee_id:
        rows = rows.exclude(Q(asker=user.employee_id) | Q(partner=user.employee_id))
    return list(rows.select_related("asker__unit", "partner").order_by("agreed_at", "pk")[:_SHOWN])


def _exchange(swap: SwapRequest) -> tuple[dict[Roster, dict[Cell, str]], dict[Cell, str]]:
    """By roster what each would have, and what each has now."""
    wanted: dict[Roster, dict[Cell, str]] = {}
    before: dict[Cell, str] = {}
    for day in sorted({swap.day, swap.other_day}):
        mine = selectors.published_cell(swap.asker_id, day)
        theirs = selectors.published_cell(swap.partner_id, day)
        if mine is None or theirs is None:
            raise InvalidInput("swap_not_planned", texts.SWAP_NOT_PLANNED)
        if mine.roster_id != theirs.roster_id:
            raise InvalidInput("swap_other_unit", texts.SWAP_OTHER_UNIT, fields={"partner": texts.SWAP_OTHER_UNIT})
        cells = wanted.setdefault(mine.roster, {})
        before[swap.asker_id, day], before[swap.partner_id, day] = _code(mine), _code(theirs)
        cells[swap.asker_id, day], cells[swap.partner_id, day] = _code(theirs), _code(mine)
    changed = {cell: code for cells in wanted.values() for cell, code in cells.items() if before[cell] != code}
    if not changed:
        raise InvalidInput("swap_same", texts.SWAP_SAME)
    return wanted, before


def _code(entry: RosterEntry) -> str:
    return entry.shift.code if entry.shift is not None else FREE


def _check_rules(swap: SwapRequest, wanted: dict[Roster, dict[Cell, str]]) -> None:
    """Neither may get two shifts at once, nor less rest than is laid down."""
    pair = (swap.asker_id, swap.partner_id)
    days = sorted({swap.day, swap.other_day})
    members = {
        one.employee_id: one for roster in wanted for one in selectors.members(roster) if one.employee_id in pair
    }
    now = selectors.instances_around(list(members.values()), days[0], days[-1])
    mine, theirs = now.get(swap.asker_id, []), now.get(swap.partner_id, [])
    then = {
        swap.asker_id: [*(row for row in mine if row.day not in days), *(row for row in theirs if row.day in days)],
        swap.partner_id: [*(row for row in theirs if row.day not in days), *(row for row in mine if row.day in days)],
    }
    near = {(person, day) for person in pair for day in days}
    found = next(iter(checking.clashes(then, selectors.rest_in_force(), near)), None)
    if found is not None:
        names = {swap.asker_id: swap.asker.full_name, swap.partner_id: swap.partner.full_name}
        sentence = saying.finding(found, unit=next(iter(wanted)).unit.name, names=names)
        raise Conflict("swap_rules", str(texts.SWAP_RULES).format(sentence=sentence))


def _carry_out(user: User, swap: SwapRequest, *, now: datetime) -> None:
    with seeing_everything("both people's duties, of units over which the superior's right was asked"):
        wanted, before = _exchange(swap)
        if _coded(before) != swap.codes:
            raise Conflict("swap_stale", texts.SWAP_STALE)
        _check_rules(swap, wanted)
        for roster, cells in wanted.items():
            changed = {cell: code for cell, code in cells.items() if before[cell] != code}
            services.write(roster, changed)
            reason = f"Tukar dinas {swap.pk}: {swap.reason}"
            services.keep_changes(roster, before, changed, actor=user, reason=reason, now=now)


def _coded(before: dict[Cell, str]) -> dict[str, str]:
    """As it is kept: by person and day in one key."""
    return {f"{person}:{day.isoformat()}": code for (person, day), code in sorted(before.items())}


def _expect(swap: SwapRequest, *states: SwapState) -> None:
    if swap.state not in states:
        raise Conflict("swap_decided", texts.SWAP_DECIDED)


def _locked(swap_id: int) -> SwapRequest:
    with seeing_everything("both names; who may do what with it is asked next"):
        rows = SwapRequest.objects.select_for_update(of=("self",)).select_related("asker__unit", "partner__unit")
        found = rows.filter(pk=swap_id).first()
    if found is None:
        raise NotFound("swap_not_found", texts.NO_SUCH_SWAP)
    return found


def _tell_decided(employee_ids: list[int], swap: SwapRequest) -> None:
    facts: dict[str, str | int] = {"day_on": swap.day.isoformat(), "decision_text": _indonesian(swap)}
    services.tell(Kind.SWAP_DECIDED, employee_ids, facts, link="swaps")


def _indonesian(swap: SwapRequest) -> str:
    """The source text of the state: the notice is read in its reader's language."""
    with translation.override("id"):
        return str(SwapState(swap.state).label)


def _record(user: User, deed: str, swap: SwapRequest, right: Right) -> None:
    audit.record(
        f"rosters.{deed}",
        actor=user.actor,
        subject=f"swap:{swap.pk}",
        detail={
            "asker": swap.asker_id,
            "partner": swap.partner_id,
            "day": swap.day.isoformat(),
            "other_day": swap.other_day.isoformat(),
            "state": swap.state,
        },
        unit_id=swap.asker.unit_id,
        right=right,
    )
