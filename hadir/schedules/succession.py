"""Dated rules that take each other's place: one person proposes, another confirms, the one in force ends.

Each kind of rule is a model over `proposals.DatedRule` and one `Succession`, which is all its services:

    RULES = Succession(
        model=CorrectionRule,
        key=("reason",),  # rows with the same values take each other's place; () when there is one rule for everything
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
        told=lambda row: {"reason": row.reason, "allowed": row.allowed},
    )

    in_force, waiting, history = RULES.in_force, RULES.waiting, RULES.history
    decide_rule, withdraw_rule = RULES.decide, RULES.withdraw

    def propose_rule(actor: Authority, *, data: RuleData, now: datetime) -> CorrectionRule:
        return RULES.propose(actor, CorrectionRule(**asdict(data)), now=now)

A rule that one agency has for itself names its unit in the key and in `unit_of`; rights are asked there. What has to
follow when a rule comes into force (days to derive anew) stands in `follow`. Pages: `web.second_person.waiting_lines`
and `take_word` with `web/parts/second_person.html`. Every deed has a sentence in `audit.sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people.saving import save
from hadir.people.texts import INVALID
from hadir.schedules.proposals import BASIS_NEEDED, DatedRule, Status

NOT_FOUND = _("Ketentuan tidak ditemukan.")
BEGINS_LATER = _("Sudah ada ketentuan yang mulai berlaku kemudian ({begins}). Pilih tanggal sesudahnya.")

Row = TypeVar("Row", bound=DatedRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """Names of the audit log's entries."""

    seeded: str
    proposed: str
    confirmed: str
    rejected: str
    withdrawn: str


def _anything(old: DatedRule, new: DatedRule) -> bool:
    return True


def _nothing(*_rows: DatedRule) -> None:
    return None


def _region(_row: DatedRule) -> int | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession(Generic[Row]):
    """One kind of dated rule: how its rows meet, who may do what, and what the log says of it.

    `unknown` and `begins_later` are error codes. `meets` narrows which rows of one key stand in each other's way;
    `check` may refuse (raise) that a row takes the place of another; `follow` runs when one has come into force.
    """

    model: type[Row]
    key: tuple[str, ...]
    subject: str
    deeds: Deeds
    unknown: str
    begins_later: str
    told: Callable[[Row], Mapping[str, object]]
    unit_of: Callable[[Row], int | None] = _region
    meets: Callable[[Row, Row], bool] = _anything
    check: Callable[[Row, Row], None] = _nothing
    follow: Callable[[Row], None] = _nothing
    proposing: Right = Right.MANAGE_SCHEDULES
    confirming: Right = Right.CONFIRM_SCHEDULES

    def in_force(self, day: date) -> QuerySet[Row]:
        """The confirmed rows of a day, at most one a key (and meeting)."""
        return self._confirmed_until_after(day).filter(valid_from__lte=day)

    def waiting(self) -> QuerySet[Row]:
        """Proposals that nobody has decided yet, the oldest first."""
        return self._rows().filter(status=Status.PROPOSED).order_by("proposed_at", "id")

    def history(self) -> QuerySet[Row]:
        """Every row that was decided or taken back, also superseded and rejected ones, in the model's order."""
        return self._rows().exclude(status=Status.PROPOSED)

    @transaction.atomic
    def seed(self, actor: Authority, rows: Sequence[Row], *, now: datetime) -> int:
        """Put what a region begins with into force where nothing ever was; how many there were. Again: none."""
        actor.require(self.proposing, None)
        self._wait_for_others()
        ever = list(self._rows().filter(status__in=[Status.CONFIRMED, Status.SUPERSEDED]))
        new = [row for row in rows if not any(self._same(old, row) and self.meets(old, row) for old in ever)]
        for row in new:
            row.stand_at_once(actor.actor, now)
            save(row)
        if new:
            audit.record(
                self.deeds.seeded,
                actor=actor.actor,
                subject=self.subject,
                detail={"count": len(new)},
                unit_id=None,
                right=self.proposing,
            )
        return len(new)

    @transaction.atomic
    def propose(self, actor: Authority, row: Row, *, now: datetime) -> Row:
        """Put a new row before the second person; it counts once that person has confirmed it (`decide`).

        Raises `NotPermitted`, `InvalidInput` (invalid with fields), `Conflict` (`begins_later`).
        """
        actor.require(self.proposing, self.unit_of(row))
        if not row.legal_basis.strip():
            raise InvalidInput("invalid", INVALID, fields={"legal_basis": BASIS_NEEDED})
        row.sign_as_author(actor.actor, now)
        for old in self._in_the_way(row):
            self._check_order(old, row)
        save(row)
        self._record(actor, self.deeds.proposed, row, self.proposing)
        return row

    @transaction.atomic
    def decide(self, actor: Authority, pk: int, *, confirm: bool, reason: str, now: datetime) -> Row:
        """Yes or no of a second person. Confirmed, it counts from its day on.

        The row in force ends the day before; one that began on the same day is superseded. Raises `NotPermitted` (also
        second_person_needed), `NotFound` (`unknown`), `InvalidInput` (reason_missing), `Conflict` (decided_already,
        `begins_later`).
        """
        self._wait_for_others()
        row = self._held(actor, pk, self.confirming)
        row.decide(actor.actor, confirm=confirm, reason=reason, now=now)
        if confirm:
            for old in self._in_the_way(row):
                self._give_way(old, row, now)
        save(row)
        if confirm:
            self.follow(row)
        self._record(actor, self.deeds.confirmed if confirm else self.deeds.rejected, row, self.confirming)
        return row

    @transaction.atomic
    def withdraw(self, actor: Authority, pk: int, *, now: datetime) -> Row:
        """Take a proposal back; whoever may propose there may. It stays readable.

        Raises `NotPermitted`, `NotFound` (`unknown`), `Conflict` (decided_already).
        """
        row = self._held(actor, pk, self.proposing)
        row.withdraw(actor.actor, now)
        save(row)
        self._record(actor, self.deeds.withdrawn, row, self.proposing)
        return row

    def _rows(self) -> QuerySet[Row]:
        return self.model._default_manager.all()

    def _confirmed_until_after(self, day: date) -> QuerySet[Row]:
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self._rows().filter(lasting, status=Status.CONFIRMED)

    def _held(self, actor: Authority, pk: int, right: Right) -> Row:
        """The row under a lock. Whoever holds no right learns nothing, not even whether it is there."""
        row = self._rows().select_for_update(of=("self",)).filter(pk=pk).first()
        actor.require(right, self.unit_of(row) if row is not None else None)
        if row is None:
            raise NotFound(self.unknown, NOT_FOUND)
        return row

    def _in_the_way(self, row: Row) -> list[Row]:
        """Confirmed rows of the same key that do not end before it begins."""
        values = {name: getattr(row, name) for name in self.key}
        rows = self._confirmed_until_after(row.valid_from).filter(**values).select_for_update(of=("self",))
        return [one for one in rows if self.meets(one, row)]

    def _same(self, old: Row, new: Row) -> bool:
        return all(getattr(old, name) == getattr(new, name) for name in self.key)

    def _check_order(self, old: Row, new: Row) -> None:
        if old.valid_from > new.valid_from:
            begins = formats.date_format(old.valid_from, "j F Y")
            sentence = str(BEGINS_LATER).format(begins=begins)
            raise Conflict(self.begins_later, sentence, fields={"valid_from": sentence})
        self.check(old, new)

    def _give_way(self, old: Row, new: Row, now: datetime) -> None:
        self._check_order(old, new)
        if old.valid_from == new.valid_from:
            old.superseded_at, old.status = now, Status.SUPERSEDED
        else:
            old.valid_to = new.valid_from - timedelta(days=1)
        old.save(update_fields=["superseded_at", "status", "valid_to"])

    def _record(self, actor: Authority, deed: str, row: Row, right: Right) -> None:
        audit.record(
            deed,
            actor=actor.actor,
            subject=f"{self.subject}:{row.pk}",
            detail={"valid_from": row.valid_from.isoformat(), **self.told(row)},
            unit_id=self.unit_of(row),
            right=right,
        )

    def _wait_for_others(self) -> None:
        """Whoever changes what is in force waits for whoever does, whichever rows they touch."""
        with transaction.get_connection().cursor() as cursor:
            table = self.model._meta.db_table
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"succession of {table}"])
