"""Proposing, deciding and applying journals. One call, one transaction, one audit entry."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.jobs import queue
from hadir.lib.authority import Actor, Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people
from hadir.periods.rules import Month
from hadir.recap.journals import money, selectors, texts
from hadir.recap.journals.models import Journal, JournalLine, JournalPerson, JournalState
from hadir.recap.journals.money import Change
from hadir.recap.months import selectors as months
from hadir.recap.signing import telling
from hadir.recap.signing.models import ClosingState, MonthClosing
from hadir.workdays import services as workdays
from hadir.workdays.models import DayDifference, DifferenceState
from hadir.workdays.selectors import Difference
from hadir.workdays.shapes import Day


class Decision(StrEnum):
    """`return`: the proposer should do it better, the days stay open; `reject`: the locked days stay as they are."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class JournalData:
    """What is typed: which days, why, and by which letter or decision."""

    differences: tuple[int, ...]
    reason: str
    legal_basis: str


@transaction.atomic
def propose(actor: Authority, *, unit_id: int, month: Month, data: JournalData, now: datetime) -> Journal:
    """Group differences of a locked month into a journal, with what each does to the allowance.

    Raises `NotPermitted`, `Conflict` (month_not_locked, already_in_journal), `InvalidInput` (nothing_chosen,
    reason_missing, basis_missing).
    """
    actor.require(Right.PROPOSE_JOURNAL, unit_id)
    _check(data)
    closing = MonthClosing.objects.select_for_update(of=("self",)).filter(unit=unit_id, month=month.first).first()
    if closing is None or closing.state != ClosingState.LOCKED:
        raise Conflict("month_not_locked", texts.NOT_LOCKED)
    wanted = set(data.differences)
    chosen = [one for one in selectors.open_differences(unit_id, month) if one.row.pk in wanted]
    if len(chosen) != len(wanted):
        raise Conflict("already_in_journal", texts.ALREADY_IN_ONE)
    who = actor.actor
    journal = Journal.objects.create(
        unit_id=unit_id,
        month=month.first,
        number=selectors.journals_of(unit_id, month).count() + 1,
        reason=data.reason.strip()[:500],
        legal_basis=data.legal_basis.strip()[:300],
        proposed_at=now,
        proposed_by=who.id,
        proposed_by_employee=who.employee_id,
        proposed_by_label=who.label[:200],
    )
    _put_lines(journal, chosen)
    _put_people(journal, chosen, money.changes(unit_id, month, by_person(chosen)))
    _record("propose_journal", journal, who, Right.PROPOSE_JOURNAL, {"days": len(chosen), "basis": journal.legal_basis})
    told = {one for one in telling.holders(Right.DECIDE_JOURNAL, unit_id, _today(now)) if one != who.id}
    facts = _facts(journal) | {"n": len(chosen)}
    _tell(Kind.JOURNAL_WAITS, told, facts, journal)
    return journal


@transaction.atomic
def decide(actor: Authority, *, journal_id: int, decision: Decision, note: str, now: datetime) -> Journal:
    """Another person decides; what is approved the queue applies.

    Raises `NotPermitted` (also second_person_needed, own_days), `Conflict` (not_proposed, differences_changed),
    `InvalidInput` (note_missing: a no needs a reason), `NotFound`.
    """
    journal = _held(journal_id)
    actor.require(Right.DECIDE_JOURNAL, journal.unit_id)
    who = actor.actor
    _check_decidable(journal, who)
    if decision is not Decision.APPROVE and not note.strip():
        raise InvalidInput("note_missing", texts.NOTE_NEEDED, fields={"note": texts.NOTE_NEEDED})
    if decision is Decision.APPROVE:
        if not _is_fresh(journal):
            raise Conflict("differences_changed", texts.CHANGED)
        journal.state = JournalState.APPROVED
        queue.defer("recap.apply_journal", journal_id=journal.pk)
    elif decision is Decision.REJECT:
        journal.state = JournalState.REJECTED
        workdays.reject_differences(who, journal.lines.values_list("difference", flat=True), now=now)
    else:
        journal.state = JournalState.RETURNED
    journal.decided_at, journal.decided_by, journal.decided_by_label = now, who.id, who.label[:200]
    journal.decision_note = note.strip()[:500]
    journal.save()
    _record(f"{decision.value}_journal", journal, who, Right.DECIDE_JOURNAL, {"note": journal.decision_note[:200]})
    facts = _facts(journal) | {
        "decision_text": telling.source(_DECISIONS[decision]),
        "reason": journal.decision_note.rstrip(".") or "-",
    }
    _tell(Kind.JOURNAL_DECIDED, {journal.proposed_by} if journal.proposed_by is not None else set(), facts, journal)
    return journal


@transaction.atomic
def withdraw(actor: Authority, *, journal_id: int, now: datetime) -> Journal:
    """Take a proposal back. Raises `NotPermitted`, `Conflict` (not_proposed), `NotFound`."""
    journal = _held(journal_id)
    actor.require(Right.PROPOSE_JOURNAL, journal.unit_id)
    if not journal.is_proposed:
        raise Conflict("not_proposed", texts.NOT_PROPOSED)
    journal.state, journal.decided_at = JournalState.WITHDRAWN, now
    journal.save()
    _record("withdraw_journal", journal, actor.actor, Right.PROPOSE_JOURNAL, {})
    return journal


def apply(journal_id: int, now: datetime) -> bool:
    """The job of an approved journal: the days become what was approved. Harmless to repeat. Never for the web's
    log-in, which may not write days.

    False when a fact has changed since: then nothing is applied, and the days can be proposed anew.
    """
    with transaction.atomic():
        journal = _held(journal_id)
        if journal.state != JournalState.APPROVED:
            return journal.state == JournalState.APPLIED
        if not _is_fresh(journal):
            journal.state = JournalState.STALE
            journal.save(update_fields=["state"])
            _record("journal_stale", journal, None, None, {})
            return False
        who = Actor(journal.decided_by, journal.decided_by_label)
        persons = list(journal.people.all())
        ids = [one.employee_id for one in persons]
        before = months.recap_by_person(journal.unit_id, journal.of, ids)
        count = workdays.apply_differences(who, list(journal.lines.values_list("difference", flat=True)), now=now)
        after = months.recap_by_person(journal.unit_id, journal.of, ids)
        for one in persons:
            one.figures_before = before[one.employee_id].figures() if one.employee_id in before else None
            one.figures_after = after[one.employee_id].figures() if one.employee_id in after else None
        JournalPerson.objects.bulk_update(persons, ["figures_before", "figures_after"], batch_size=1_000)
        journal.state, journal.applied_at = JournalState.APPLIED, now
        journal.save(update_fields=["state", "applied_at"])
        _record("journal_applied", journal, None, None, {"days": count, "people": len(persons)})
        _tell_people(journal, ids)
        return True


# --- parts

_DECISIONS = {
    Decision.APPROVE: _("disetujui"),
    Decision.RETURN: _("dikembalikan"),
    Decision.REJECT: _("ditolak"),
}


def _check(data: JournalData) -> None:
    if not data.differences:
        raise InvalidInput("nothing_chosen", texts.NOTHING_CHOSEN)
    if not data.reason.strip():
        raise InvalidInput("reason_missing", texts.REASON_NEEDED, fields={"reason": texts.REASON_NEEDED})
    if not data.legal_basis.strip():
        raise InvalidInput("basis_missing", texts.BASIS_NEEDED, fields={"legal_basis": texts.BASIS_NEEDED})


def _check_decidable(journal: Journal, who: Actor) -> None:
    if not journal.is_proposed:
        raise Conflict("not_proposed", texts.NOT_PROPOSED)
    same_account = who.id is not None and who.id == journal.proposed_by
    if same_account or (who.employee_id is not None and who.employee_id == journal.proposed_by_employee):
        raise NotPermitted("second_person_needed", texts.SECOND_PERSON)
    if who.employee_id is not None and journal.people.filter(employee=who.employee_id).exists():
        raise NotPermitted("own_days", texts.OWN_DAYS)


def _is_fresh(journal: Journal) -> bool:
    """Whether every difference still is open and what it was."""
    lines = dict(journal.lines.values_list("difference", "digest"))
    rows = DayDifference.objects.filter(pk__in=lines, state=DifferenceState.OPEN).values_list("pk", "digest")
    return dict(rows) == lines


def by_person(chosen: Collection[Difference]) -> dict[int, dict[date, Day | None]]:
    """What each person's days would be."""
    found: dict[int, dict[date, Day | None]] = {}
    for one in chosen:
        found.setdefault(one.row.employee_id, {})[one.row.day] = one.after
    return found


def _put_lines(journal: Journal, chosen: Collection[Difference]) -> None:
    JournalLine.objects.bulk_create(
        [
            JournalLine(
                journal=journal,
                employee_id=one.row.employee_id,
                day=one.row.day,
                difference=one.row.pk,
                digest=one.row.digest,
                cause=one.row.cause,
                before=one.row.before,
                after=one.row.after,
            )
            for one in chosen
        ],
        batch_size=1_000,
    )


def _put_people(journal: Journal, chosen: Collection[Difference], changes: dict[int, Change]) -> None:
    rows = []
    for who in sorted({one.row.employee_id for one in chosen}):
        change = changes.get(who)
        rows.append(
            JournalPerson(
                journal=journal,
                employee_id=who,
                percent_before=change.before.cut_percent if change else None,
                percent_after=change.after.cut_percent if change else None,
                cut_before=change.before.cut_rupiah if change else None,
                cut_after=change.after.cut_rupiah if change else None,
            )
        )
    JournalPerson.objects.bulk_create(rows, batch_size=1_000)


def _held(journal_id: int) -> Journal:
    row = Journal.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=journal_id).first()
    if row is None:
        raise NotFound("journal_not_found", texts.NOT_FOUND)
    return row


def _tell_people(journal: Journal, employee_ids: Collection[int]) -> None:
    """Everybody whose days changed, each with his own number of days."""
    counts: dict[int, int] = {}
    for who in journal.lines.values_list("employee_id", flat=True):
        counts[who] = counts.get(who, 0) + 1
    accounts = User.objects.filter(employee__in=employee_ids, is_active=True).values_list("pk", "employee_id")
    by_count: dict[int, list[int]] = {}
    for user_id, who in accounts:
        by_count.setdefault(counts.get(who or 0, 0), []).append(user_id)
    for n, user_ids in by_count.items():
        facts: dict[str, str | int] = {"month": f"{journal.month:%m/%Y}", "n": n, "basis": journal.legal_basis}
        notices.send(
            Kind.JOURNAL_APPLIED, user_ids=user_ids, facts=facts, link=reverse("home"), about=f"journal:{journal.pk}"
        )


def _facts(journal: Journal) -> dict[str, str | int]:
    return {"unit": journal.unit.name, "month": f"{journal.month:%m/%Y}"}


def _tell(kind: Kind, user_ids: set[int], facts: dict[str, str | int], journal: Journal) -> None:
    link = reverse("recap_journal", args=[journal.pk])
    notices.send(kind, user_ids=user_ids, facts=facts, link=link, about=f"journal:{journal.pk}")


def _today(now: datetime) -> date:
    return people.today_in_region(now)


def _record(deed: str, journal: Journal, who: Actor | None, right: Right | None, detail: dict[str, object]) -> None:
    audit.record(
        f"recap.{deed}",
        actor=who,
        subject=f"journal:{journal.pk}",
        detail={"month": f"{journal.month:%Y-%m}", "reference": journal.reference, **detail},
        unit_id=journal.unit_id,
        right=right,
    )
