"""Everything that waits for one person, from the selectors of all slices: the one list of the inbox page (ADR 0042).

Nothing is kept here. Each source asks one slice what waits for the account and says it in a line with the address
where it is decided; the page of that address asks the rights again. Sources whose rights the account's roles never
give are not asked, so an employee's front page stays cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from hadir.accounts import holdings, permissions
from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.accounts.roles import ROLES_WITH, Role
from hadir.attendance.alternative import reading as alternative
from hadir.attendance.corrections import selectors as corrections
from hadir.attendance.events import selectors as events
from hadir.attendance.incidents import selectors as incidents
from hadir.attendance.presence import lookalikes, policies
from hadir.attendance.presence import selectors as reviews
from hadir.attendance.presence.texts import PARTS
from hadir.enrolment import selectors as enrolments
from hadir.leave import selectors as leave
from hadir.leave.rules import State
from hadir.people import selectors as people
from hadir.people.models import Employee, UnitKind
from hadir.periods.rules import Month
from hadir.privacy import selectors as privacy
from hadir.privacy.rules import RequestKind
from hadir.privacy.texts import KINDS
from hadir.recap.allowance import selectors as allowance
from hadir.recap.journals import selectors as journals
from hadir.recap.months.rules import RIGHT_FOR, Stage
from hadir.recap.months.texts import STAGES
from hadir.recap.signing import selectors as signing
from hadir.schedules import deciding
from hadir.schedules import selectors as schedules
from hadir.schedules.calendar import selectors as calendar
from hadir.schedules.models import ScheduleAssignment, ScheduleVersion, WorkModeDay
from hadir.schedules.proposals import Proposed
from hadir.schedules.rosters import selectors as rosters
from hadir.schedules.rosters import swaps
from hadir.web.inbox_devices import phones_waiting
from hadir.web.inbox_places import places_waiting
from hadir.web.inbox_rules import Line, rules_waiting
from hadir.web.inbox_texts import PROPOSALS
from hadir.workdays import selectors as workdays

SHOWN = 50  # lines of one kind; the count says how many there are
_MONTHS_BACK = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what, about whom, since when, and where it is decided."""

    title: str
    detail: str
    since: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class Pile:
    """Lines of one kind, the oldest first; `count` may be more than are shown."""

    code: str
    name: str
    icon: str
    items: list[Waiting]
    count: int


Source = Callable[[User, datetime], Iterable[Waiting]]


def piles_for(user: User, now: datetime) -> list[Pile]:
    """What waits for the account, kind by kind; kinds with nothing are left out. A fixed number of statements."""
    roles = permissions.roles_of(user)
    found = []
    for code, name, icon, rights, source in _SOURCES:
        if not any(ROLES_WITH[right] & roles for right in rights):
            continue
        items = list(source(user, now))
        if items:
            found.append(Pile(code, str(name), icon, items[:SHOWN], len(items)))
    return found


def count(piles: Iterable[Pile]) -> int:
    return sum(pile.count for pile in piles)


# --- leave and duty


def _leave(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for one in leave.waiting_for(user):
        row = one.request
        step = _("persetujuan atasan") if one.as_superior else _("verifikasi operator")
        detail = f"{_who(row.employee)} · {_days(row.first, row.last)} · {step}"
        yield Waiting(row.type.name, detail, row.submitted_at, reverse("absence_request", args=[row.pk]))


def _returned(user: User, now: datetime) -> Iterator[Waiting]:
    """One's own requests that came back to be completed."""
    del now
    for row in leave.own_requests(user).filter(state=State.RETURNED.value):
        detail = _days(row.first, row.last)
        yield Waiting(row.type.name, detail, row.submitted_at, reverse("absence_request", args=[row.pk]))


def _letters(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in leave.letters_waiting_for(user):
        detail = f"{row.subject} · {_days(row.first, row.last)} · {row.unit.name}"
        yield Waiting(row.number, detail, row.entered_at, reverse("duty_letter", args=[row.pk]))


def _balances(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in leave.proposals_for(user).exclude(proposed_by=user.pk).exclude(employee=user.employee_id or 0):
        title = _("Perubahan saldo %(code)s %(year)s: %(days)+d hari") % {
            "code": row.type_code,
            "year": row.year,
            "days": row.days,
        }
        yield Waiting(title, _who(row.employee), row.proposed_at, reverse("leave_ledger", args=[row.employee_id]))


# --- duties by roster


def _swaps_asked(user: User, now: datetime) -> Iterator[Waiting]:
    """A colleague wants to exchange with this person."""
    del now
    for row in swaps.own(user):
        if row.state == "asked" and row.partner_id == user.employee_id:
            yield _swap(row.asker, row.day, row.other_day, row.asked_at)


def _swaps(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in swaps.for_decision(user):
        yield _swap(row.asker, row.day, row.other_day, row.agreed_at)


def _swap(asker: Employee, day: date, other: date, since: datetime | None) -> Waiting:
    title = _("Tukar dinas %(day)s dengan %(other)s") % {"day": _day(day), "other": _day(other)}
    return Waiting(title, asker.full_name, since, reverse("swaps"))


# --- check-ins, incidents, events


def _corrections(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in corrections.waiting_for(user):
        detail = f"{_who(row.employee)} · {_day(row.day)} · {row.get_reason_display()}"
        yield Waiting(row.get_kind_display(), detail, row.requested_at, reverse("correction", args=[row.pk]))


def _reviews(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for todo in reviews.queue_for(user):
        case = todo.case
        detail = f"{_who(case.employee)} · {_day(case.day)} · {case.reference}"
        yield Waiting(str(PARTS[todo.part]), detail, case.opened_at, reverse("review", args=[case.pk]))


def _lookalikes(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in lookalikes.waiting_for(user):
        yield Waiting(_("Wajah mirip"), _who(row.employee), row.proposed_at, reverse("lookalikes"))


def _presence_policies(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in policies.waiting_for(user):
        whose = row.unit.name if row.unit is not None else _("seluruh daerah")
        detail = f"{whose} · {row.proposed_by_label}"
        yield Waiting(_("Syarat bukti hadir"), detail, row.proposed_at, reverse("presence_policies"))


def _incidents(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in incidents.waiting_for(user):
        scope = row.unit.name if row.unit is not None else _("seluruh daerah")
        detail = f"{row.get_kind_display()} · {scope}"
        yield Waiting(row.title, detail, row.reported_at, reverse("incident", args=[row.pk]))


def _lists(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in events.waiting_for(user):
        detail = f"{row.unit.name} · {_day(row.event.day)}"
        yield Waiting(row.event.name, detail, row.handed_in_at, reverse("event_list", args=[row.pk]))


def _cancels(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in events.cancels_waiting_for(user):
        detail = f"{row.unit.name} · {_day(row.day)} · {row.cancel_ask_note}"
        yield Waiting(row.name, detail, row.cancel_asked_at, reverse("event", args=[row.pk]))


# --- hours, calendar, rules


def _hours(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    units, everywhere = _units(user, Right.CONFIRM_SCHEDULES)
    for row in schedules.waiting_for(user):
        unit_id, whose = _place(row)
        if user.pk in row.authors or not (everywhere or unit_id in units):
            continue
        kind = deciding.kind_of(row)
        url = reverse("schedule_proposal", args=[kind.value, row.pk])
        detail = " · ".join(part for part in (whose, row.proposed_by_label) if part)
        yield Waiting(str(PROPOSALS[kind]), detail, row.proposed_at, url)


def _place(row: Proposed) -> tuple[int | None, str]:
    """The unit that a proposal belongs to, and about whom or what it is; from what the selector has read."""
    if isinstance(row, ScheduleVersion):
        return row.schedule.unit_id, row.schedule.name
    if isinstance(row, ScheduleAssignment | WorkModeDay) and row.employee is not None:
        return row.employee.unit_id, _who(row.employee)
    unit = getattr(row, "unit", None)
    return (unit.pk, unit.name) if unit is not None else (None, _("seluruh daerah"))


def _shifts(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    units, everywhere = _units(user, Right.CONFIRM_SCHEDULES)
    rows = rosters.shift_types(people.all_unit_ids() if everywhere else units).filter(status="proposed")
    for row in rows:
        if user.pk not in row.authors:
            detail = f"{row.unit.name} · {row.starts:%H.%M}-{row.ends:%H.%M}"
            yield Waiting(f"{row.code} {row.name}", detail, row.proposed_at, reverse("shift_types"))
    for rest in rosters.rest_rules().filter(status="proposed") if everywhere else ():
        if user.pk not in rest.authors:
            yield Waiting(_("Jeda antarsif"), rest.legal_basis, rest.proposed_at, reverse("shift_types"))


def _calendar(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    units, everywhere = _units(user, Right.CONFIRM_CALENDAR)
    for row in calendar.waiting_versions():
        if user.pk not in row.authors and (everywhere or row.unit_id in units):
            detail = f"{row.source} · {row.proposed_by_label}"
            title = _("Kalender %(year)s") % {"year": row.year}
            yield Waiting(title, detail, row.proposed_at, reverse("calendar_version", args=[row.pk]))


def _allowance(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    waiting = allowance.waiting_for(user)
    if waiting:
        title = _("%(count)d aturan atau daftar besaran TPP") % {"count": waiting}
        yield Waiting(title, _("menunggu pengesahan"), None, reverse("tpp_rules"))


# --- the month


def _months(user: User, now: datetime) -> Iterator[Waiting]:
    """Months whose next signature this account may give. Agencies without counted days have nothing to sign."""
    mine = {stage: permissions.units_for(user, right) for stage, right in RIGHT_FOR.items()}
    agencies = [unit for unit in people.units_in(set().union(*mine.values())) if unit.kind == UnitKind.OPD]
    month = Month.of(now.astimezone(user.zone).date())
    for _n in range(_MONTHS_BACK if agencies else 0):
        month = month.previous
        counted = workdays.agencies_counted(month)
        for closing in signing.closings([unit for unit in agencies if unit.pk in counted], month):
            stage = closing.standing.next
            if stage is None or closing.is_locked or closing.is_locking or closing.unit.pk not in mine[stage]:
                continue
            if closing.standing.has_signed(user.pk, user.employee_id):
                continue
            yield _closing(closing, stage)


def _closing(closing: signing.Closing, stage: Stage) -> Waiting:
    title = f"{formats.date_format(closing.month.first, 'F Y')}: {STAGES[stage]}"
    month = f"{closing.month.first:%Y-%m}"
    return Waiting(title, closing.unit.name, None, reverse("recap_signing", args=[closing.unit.pk, month]))


def _journals(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in journals.waiting_for(user):
        title = f"{formats.date_format(row.month, 'F Y')}: {row.reason}"
        yield Waiting(title, row.unit.name, row.proposed_at, reverse("recap_journal", args=[row.pk]))


# --- faces, roles, privacy


def _enrolments(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in enrolments.queue_for(user):
        url = reverse("enrolment_decision", args=[row.pk])
        yield Waiting(row.employee.full_name, row.employee.unit.name, row.captured_at, url)


def _permissions(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in alternative.pending_for(user).select_related("employee__unit"):
        url = reverse("permission", args=[row.pk])
        yield Waiting(row.get_reason_display(), _who(row.employee), row.requested_at, url)


def _witnessed(user: User, now: datetime) -> Iterator[Waiting]:
    for row in alternative.awaiting_officer(user, now=now):
        yield Waiting(row.employee.full_name, row.employee.unit.name, row.noted_at, reverse("witness_queue"))


def _grants(user: User, now: datetime) -> Iterator[Waiting]:
    units, everywhere = _units(user, Right.CONFIRM_GRANT)
    for row in holdings.waiting(holdings.visible_proposals(user), now):
        if user.pk not in {row.proposed_by_id, row.user_id} and (everywhere or row.unit_id in units):
            detail = f"{row.user.display_name} · {row.unit.name}"
            yield Waiting(str(Role(row.role).label), detail, row.proposed_at, reverse("proposals"))


def _privacy(user: User, now: datetime) -> Iterator[Waiting]:
    del now
    for row in privacy.queue_for(user):
        url = reverse("privacy_request", args=[row.pk])
        yield Waiting(str(KINDS[RequestKind(row.kind)].name), row.employee.full_name, row.received_at, url)


# --- shared


def _lines(found: Callable[[User], Iterable[Line]]) -> Source:
    """A source that stands in a module of its own."""
    return lambda user, _now: (Waiting(*line) for line in found(user))


def _units(user: User, right: Right) -> tuple[set[int], bool]:
    return permissions.units_for(user, right), permissions.has(user, right)


def _who(person: Employee) -> str:
    return f"{person.full_name} ({person.unit.name})"


def _day(day: date) -> str:
    return formats.date_format(day, "j M Y")


def _days(first: date, last: date) -> str:
    return _day(first) if first == last else f"{_day(first)} - {_day(last)}"


_SOURCES: Sequence[tuple[str, object, str, frozenset[Right], Source]] = (
    ("witness", _later("Berdiri di depan petugas"), "user-shield", frozenset({Right.RECORD_NON_BIOMETRIC}), _witnessed),
    ("leave", _later("Cuti dan izin"), "beach", frozenset({Right.DECIDE_ABSENCE, Right.VERIFY_ABSENCE}), _leave),
    (
        "returned",
        _later("Permohonan Anda yang dikembalikan"),
        "arrow-back-up",
        frozenset({Right.REQUEST_ABSENCE}),
        _returned,
    ),
    ("letters", _later("Surat tugas"), "file-certificate", frozenset({Right.DECIDE_ABSENCE}), _letters),
    (
        "swaps_asked",
        _later("Rekan mengajak tukar dinas"),
        "arrows-exchange",
        frozenset({Right.SWAP_SHIFTS}),
        _swaps_asked,
    ),
    ("swaps", _later("Tukar dinas"), "arrows-exchange", frozenset({Right.DECIDE_SWAPS}), _swaps),
    ("corrections", _later("Koreksi absen"), "edit-circle", frozenset({Right.DECIDE_CORRECTION}), _corrections),
    (
        "reviews",
        _later("Pemeriksaan absen"),
        "shield-check",
        frozenset({Right.REVIEW_CHECK_INS, Right.CONFIRM_REVIEW}),
        _reviews,
    ),
    ("lookalikes", _later("Wajah mirip"), "users", frozenset({Right.DECLARE_LOOKALIKES}), _lookalikes),
    (
        "presence_policies",
        _later("Syarat bukti hadir"),
        "shield-check",
        frozenset({Right.CONFIRM_PRESENCE_POLICY}),
        _presence_policies,
    ),
    (
        "incidents",
        _later("Gangguan dan keadaan kahar"),
        "alert-triangle",
        frozenset({Right.CONFIRM_INCIDENT}),
        _incidents,
    ),
    (
        "lists",
        _later("Daftar hadir acara"),
        "list-check",
        frozenset({Right.MANAGE_EVENTS, Right.DECIDE_CORRECTION}),
        _lists,
    ),
    ("cancels", _later("Pembatalan acara yang sudah lewat"), "calendar-x", frozenset({Right.MANAGE_EVENTS}), _cancels),
    ("months", _later("Rekap bulanan"), "report", frozenset(RIGHT_FOR.values()), _months),
    ("journals", _later("Jurnal koreksi bulan terkunci"), "notebook", frozenset({Right.DECIDE_JOURNAL}), _journals),
    ("hours", _later("Usulan jam kerja"), "clock-cog", frozenset({Right.CONFIRM_SCHEDULES}), _hours),
    ("shifts", _later("Usulan sif"), "calendar-user", frozenset({Right.CONFIRM_SCHEDULES}), _shifts),
    ("rules", _later("Usulan ketentuan"), "scale", frozenset({Right.CONFIRM_SCHEDULES}), _lines(rules_waiting)),
    ("calendar", _later("Usulan kalender"), "calendar", frozenset({Right.CONFIRM_CALENDAR}), _calendar),
    ("allowance", _later("Aturan TPP"), "cash", frozenset({Right.CONFIRM_ALLOWANCE_RULES}), _allowance),
    ("balances", _later("Saldo cuti"), "scale", frozenset({Right.ADJUST_LEAVE_LEDGER}), _balances),
    ("enrolments", _later("Perekaman wajah"), "face-id", frozenset({Right.DECIDE_ENROLMENT}), _enrolments),
    ("permissions", _later("Izin tanpa wajah"), "user-check", frozenset({Right.ALLOW_NON_BIOMETRIC}), _permissions),
    (
        "places",
        _later("Area dan jaringan kantor"),
        "map-pin",
        frozenset({Right.CONFIRM_WORK_PLACES}),
        _lines(places_waiting),
    ),
    ("phones", _later("Ponsel pegawai"), "device-mobile", frozenset({Right.DECIDE_REBINDING}), _lines(phones_waiting)),
    ("grants", _later("Usulan peran"), "user-shield", frozenset({Right.CONFIRM_GRANT}), _grants),
    (
        "privacy",
        _later("Permintaan data pribadi"),
        "shield-lock",
        frozenset({Right.HANDLE_PRIVACY_REQUESTS, Right.MANAGE_EMPLOYEES}),
        _privacy,
    ),
)
