"""Breaches (article 46): noted when known, told to people and authority in time, closed when everybody was told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people.models import Employee
from hadir.people.saving import save
from hadir.privacy import notifying, selectors
from hadir.privacy.models import AffectedPerson, Breach, BreachTelling
from hadir.privacy.rules import Addressee, BreachState, due_at, still_to_tell
from hadir.privacy.texts import ADDRESSEES


@dataclass(frozen=True, slots=True)
class BreachData:
    """What the letter must say (article 46 (2)): the data, when and how, the handling; and what people can do."""

    title: str
    happened_from: datetime
    happened_to: datetime | None
    known_at: datetime
    disclosed: str
    how: str
    consequences: str
    handling: str
    advice: str
    public_concerned: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose data it was: everybody of some units and what lies below them, people by NIP, or both."""

    unit_ids: Collection[int] = ()
    nips: Collection[str] = ()


@transaction.atomic
def open_breach(actor: Authority, *, data: BreachData, today: date, now: datetime) -> Breach:
    """Note a breach; the clock runs from `known_at`. Raises `InvalidInput` (times, invalid)."""
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    _check_times(data, now)
    clock = selectors.clock_of("breach", today)
    row = Breach(
        **asdict(data), due_at=due_at(data.known_at, clock.hours), clock=clock, opened_by_label=actor.actor.label[:200]
    )
    save(row)
    _record(actor, "privacy.breach_opened", row, {"known": data.known_at.isoformat()})
    return row


@transaction.atomic
def update_breach(actor: Authority, breach_id: int, *, data: BreachData, now: datetime) -> Breach:
    """What is known grows. The clock never moves: it began when the breach was first known."""
    row = _open(actor, breach_id)
    _check_times(data, now)
    changed = sorted(name for name, value in asdict(data).items() if name != "known_at" and getattr(row, name) != value)
    for name in changed:
        setattr(row, name, getattr(data, name))
    save(row)
    _record(actor, "privacy.breach_changed", row, {"fields": changed})
    return row


@transaction.atomic
def add_affected(actor: Authority, breach_id: int, *, selection: Selection, now: datetime) -> int:
    """Add people to the list; how many were new. Raises `InvalidInput` (nips_unknown) that names the numbers."""
    row = _open(actor, breach_id)
    units = people.ids_below(selection.unit_ids) if selection.unit_ids else set()
    found = set(Employee.objects.filter(Q(unit_id__in=units) | Q(nip__in=selection.nips)).values_list("pk", flat=True))
    known = set(Employee.objects.filter(nip__in=selection.nips).values_list("nip", flat=True))
    unknown = sorted(set(selection.nips) - known)
    if unknown:
        sentence = _("NIP ini tidak ada: %(nips)s") % {"nips": ", ".join(unknown[:5])}
        raise InvalidInput("nips_unknown", sentence, fields={"nips": sentence})
    new = found - set(row.affected.values_list("employee_id", flat=True))
    AffectedPerson.objects.bulk_create(AffectedPerson(breach=row, employee_id=key, added_at=now) for key in sorted(new))
    _record(actor, "privacy.breach_people_added", row, {"count": len(new)})
    return len(new)


@transaction.atomic
def tell_affected(actor: Authority, breach_id: int, *, summary: str, now: datetime) -> int:
    """A notice to everybody on the list who has not had one; how many were told in Hadir and by mail.

    Raises `Conflict` (nobody_affected), `InvalidInput` (summary_missing).
    """
    row = _open(actor, breach_id)
    if not summary.strip():
        raise InvalidInput("summary_missing", _("Tuliskan pemberitahuannya."), fields={"summary": _("Wajib diisi.")})
    waiting = row.affected.filter(told_at__isnull=True)
    if not waiting.exists():
        raise Conflict("nobody_affected", _("Tidak ada orang terdampak yang belum diberi tahu."))
    told = notifying.breach_told(row.pk, summary.strip()[:2000], waiting.values_list("employee_id", flat=True))
    count = waiting.update(told_at=now)
    _tell(actor, row, Addressee.SUBJECTS, how=f"Hadir: {told}/{count}", count=count, at=now)
    return told


@transaction.atomic
def note_telling(actor: Authority, breach_id: int, *, addressee: Addressee, how: str, at: datetime) -> BreachTelling:
    """Somebody was told outside of Hadir: the letter to the authority, letters to people, a public statement."""
    row = _open(actor, breach_id)
    if not how.strip():
        raise InvalidInput(
            "how_missing", _("Tuliskan cara dan nomor suratnya."), fields={"how": _("Misalnya: surat nomor, tanggal.")}
        )
    if at < row.known_at:
        raise InvalidInput("times", _("Waktunya lebih awal dari saat diketahui."), fields={"told_at": _("Periksa.")})
    return _tell(actor, row, addressee, how=how.strip()[:300], count=0, at=at)


@transaction.atomic
def move(actor: Authority, breach_id: int, *, state: BreachState, now: datetime) -> Breach:
    """Contained, or closed. Raises `Conflict` (still_to_tell) while somebody must be told."""
    row = _open(actor, breach_id)
    if state is BreachState.CLOSED:
        told = row.tellings.values_list("addressee", flat=True)
        missing = still_to_tell(told, public_concerned=row.public_concerned)
        if missing:
            names = ", ".join(str(ADDRESSEES[who]) for who in missing)
            raise Conflict("still_to_tell", _("Belum diberi tahu: %(names)s.") % {"names": names})
        row.closed_at = now
    row.state = state.value
    row.save(update_fields=["state", "closed_at"])
    _record(actor, f"privacy.breach_{state.value}", row, {})
    return row


# --- one breach


def _tell(
    actor: Authority, row: Breach, addressee: Addressee, *, how: str, count: int, at: datetime
) -> BreachTelling:  # fmt: skip
    made = BreachTelling.objects.create(
        breach=row,
        addressee=addressee.value,
        told_at=at,
        how=how,
        people=count,
        in_time=at <= row.due_at,
        by_label=actor.actor.label[:200],
    )
    _record(actor, "privacy.breach_told", row, {"addressee": addressee.value, "in_time": made.in_time, "people": count})
    return made


def _open(actor: Authority, breach_id: int) -> Breach:
    """Locked, and not closed."""
    actor.require(Right.MANAGE_PRIVACY_REGISTERS, None)
    row = Breach.objects.select_for_update().filter(pk=breach_id).first()
    if row is None:
        raise NotFound("breach_unknown", _("Catatan pelanggaran tidak ditemukan."))
    if row.state == BreachState.CLOSED.value:
        raise Conflict("breach_closed", _("Catatan ini sudah ditutup."))
    return row


def _check_times(data: BreachData, now: datetime) -> None:
    if data.known_at > now or data.happened_from > data.known_at:
        raise InvalidInput(
            "times",
            _("Periksa waktunya: terjadi lebih dahulu, lalu diketahui, paling lambat sekarang."),
            fields={"known_at": _("Terjadi sebelum diketahui, diketahui sebelum sekarang.")},
        )
    if data.happened_to is not None and data.happened_to < data.happened_from:
        raise InvalidInput("times", _("Periksa waktunya."), fields={"happened_to": _("Berakhir sebelum dimulai.")})


def _record(actor: Authority, action: str, row: Breach, detail: dict[str, object]) -> None:
    audit.record(
        action,
        actor=actor.actor,
        subject=f"breach:{row.pk}",
        detail=detail,
        unit_id=None,
        right=Right.MANAGE_PRIVACY_REGISTERS,
    )
