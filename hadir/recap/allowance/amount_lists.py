"""Lists of amounts: read from a file as a draft, confirmed by a second person. All of a file or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import override

from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput, NotFound, NotPermitted
from hadir.lib.tables import Table, plain
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.saving import save
from hadir.people.texts import POSITION_LEVELS
from hadir.recap.allowance import amount_files, texts
from hadir.recap.allowance.amount_files import Entry, FileFault, FileWrong
from hadir.recap.allowance.approval import Status
from hadir.recap.allowance.models import AllowanceBase, AllowanceBaseList
from hadir.recap.allowance.services import scope, two_in_force

SHOWN = 50  # faults that are told at once


@dataclass(frozen=True, slots=True)
class ListData:
    """What is typed beside the file. `unit_id`: an agency, None for the region."""

    name: str
    valid_from: date
    legal_basis: str
    unit_id: int | None = None
    valid_to: date | None = None
    file_name: str = ""


@transaction.atomic
def load(actor: Authority, *, data: ListData, table: Table, now: datetime) -> AllowanceBaseList:
    """A draft list with every row of the file. Raises `NotPermitted`, `InvalidInput` (basis_missing, dates_backwards,
    amounts_wrong with a sentence a row in `fields["file"]`)."""
    actor.require(Right.MANAGE_ALLOWANCE_RULES, scope(data.unit_id))
    _check(data)
    try:
        entries = amount_files.read(table, _levels())
        known = _people(data.unit_id, entries)
    except FileWrong as wrong:
        raise InvalidInput("amounts_wrong", texts.FILE_REFUSED, fields={"file": told(wrong.faults)}) from wrong
    row = AllowanceBaseList(
        name=data.name.strip()[:120],
        unit_id=data.unit_id,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        legal_basis=data.legal_basis.strip()[:300],
        file_name=data.file_name[:120],
    )
    row.make(actor.actor, now)
    save(row)
    AllowanceBase.objects.bulk_create(
        [
            AllowanceBase(
                base_list=row,
                employee_id=known[one.nip] if one.nip else None,
                job_class=one.job_class,
                position_level=one.level,
                rupiah=one.rupiah,
            )
            for one in entries
        ],
        batch_size=5_000,
    )
    _record(actor, "load_amounts", row, {"rows": len(entries), "basis": row.legal_basis})
    return row


@transaction.atomic
def propose(actor: Authority, *, list_id: int, now: datetime) -> AllowanceBaseList:
    """Raises `Conflict` (not_a_draft, two_in_force)."""
    row = _locked(list_id)
    actor.require(Right.MANAGE_ALLOWANCE_RULES, row.unit_id)
    row.check_draft()
    _check_later_ones(row)
    row.propose(actor.actor, now)
    row.save()
    _record(actor, "propose_amounts", row, {"valid_from": row.valid_from.isoformat()})
    return row


@transaction.atomic
def confirm(actor: Authority, *, list_id: int, now: datetime) -> AllowanceBaseList:
    """Put it into force; the list before it in the same scope ends the day before.

    Raises `NotPermitted` (second_person_needed, own_amount), `Conflict` (not_proposed, two_in_force).
    """
    row = _locked(list_id)
    actor.require(Right.CONFIRM_ALLOWANCE_RULES, row.unit_id)
    mine = actor.actor.employee_id
    if mine is not None and row.amounts.filter(employee=mine).exists():
        raise NotPermitted("own_amount", texts.OWN_AMOUNT)
    _check_later_ones(row)
    row.confirm(actor.actor, now)
    _end_earlier(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise two_in_force(row) from error
    _record(actor, "confirm_amounts", row, {"basis": row.legal_basis}, right=Right.CONFIRM_ALLOWANCE_RULES)
    return row


@transaction.atomic
def send_back(actor: Authority, *, list_id: int, reason: str, now: datetime) -> AllowanceBaseList:
    """Raises as `confirm`, and `InvalidInput` (reason_missing)."""
    row = _locked(list_id)
    actor.require(Right.CONFIRM_ALLOWANCE_RULES, row.unit_id)
    row.send_back(actor.actor, reason, now)
    row.save()
    _record(actor, "send_back_amounts", row, {"reason": row.reason}, right=Right.CONFIRM_ALLOWANCE_RULES)
    return row


@transaction.atomic
def withdraw(actor: Authority, *, list_id: int, now: datetime) -> AllowanceBaseList:
    """Raises `Conflict` (not_a_draft)."""
    row = _locked(list_id)
    actor.require(Right.MANAGE_ALLOWANCE_RULES, row.unit_id)
    row.withdraw(actor.actor, now)
    row.save()
    _record(actor, "withdraw_amounts", row, {})
    return row


def told(faults: list[FileFault]) -> str:
    """The first faults, a sentence each."""
    sentences = []
    for fault in faults[:SHOWN]:
        facts = {"row": fault.row, "column": fault.column} | dict(fault.facts or {})
        sentences.append(str(texts.AMOUNT_FAULTS[fault.code]) % facts)
    return " ".join(sentences)


def _check(data: ListData) -> None:
    if not data.legal_basis.strip():
        sentence = texts.FAULTS["basis_missing"]
        raise InvalidInput("basis_missing", sentence, fields={"legal_basis": sentence})
    if data.valid_to is not None and data.valid_to < data.valid_from:
        sentence = texts.FAULTS["dates_backwards"]
        raise InvalidInput("dates_backwards", sentence, fields={"valid_to": sentence})


def _same_scope(row: AllowanceBaseList) -> QuerySet[AllowanceBaseList]:
    return AllowanceBaseList.objects.filter(unit=row.unit_id, status=Status.CONFIRMED).exclude(pk=row.pk or 0)


def _check_later_ones(row: AllowanceBaseList) -> None:
    """What begins with it or after it is in its way; what began before gives way."""
    later = _same_scope(row).filter(valid_from__gte=row.valid_from, valid_from__lte=row.valid_to or date.max)
    if (other := later.first()) is not None:
        raise two_in_force(other)


def _end_earlier(row: AllowanceBaseList) -> None:
    last = row.valid_from - timedelta(days=1)
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=last)
    _same_scope(row).filter(still, valid_from__lte=last).update(valid_to=last)


def _levels() -> dict[str, str]:
    """Levels by code and by Indonesian name, as offices write them."""
    with override("id"):
        return {plain(code): code for code, _name in POSITION_LEVELS} | {
            plain(str(name)): code for code, name in POSITION_LEVELS
        }


def _people(unit_id: int | None, entries: list[Entry]) -> dict[str, int]:
    """Numbers of the people named, within the scope. Raises `FileWrong` (nip_unknown)."""
    found = Employee.objects.filter(nip__in=[one.nip for one in entries if one.nip])
    if unit_id is not None:
        found = found.filter(unit_id__in=people.ids_below([unit_id]))
    with seeing_everything("whose amounts a file names"):
        known = dict(found.values_list("nip", "pk"))
    strangers = [one for one in entries if one.nip and one.nip not in known]
    if strangers:
        raise FileWrong([FileFault("nip_unknown", one.row, amount_files.NIP) for one in strangers])
    return known


def _locked(list_id: int) -> AllowanceBaseList:
    row = AllowanceBaseList.objects.select_for_update().filter(pk=list_id).first()
    if row is None:
        raise NotFound("allowance_list_not_found", texts.LIST_NOT_FOUND)
    return row


def _record(
    actor: Authority,
    deed: str,
    row: AllowanceBaseList,
    detail: dict[str, object],
    *,
    right: Right = Right.MANAGE_ALLOWANCE_RULES,
) -> None:
    audit.record(
        f"recap.{deed}",
        actor=actor.actor,
        subject=f"allowance_amounts:{row.pk}",
        detail=detail,
        unit_id=row.unit_id,
        right=right,
    )
