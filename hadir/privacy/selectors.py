"""Reading requests, registers and retention. Lists are filtered by right; a foreign row looks like none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.selectors import can_sign_in
from hadir.audit.viewer import seeing_everything
from hadir.enrolment.models import PrivacyNotice
from hadir.enrolment.selectors import acknowledgements_of, current_notice, is_restricted, readers_of
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, NotFound
from hadir.people import selectors as people
from hadir.privacy.models import (
    Assessment,
    Backup,
    Breach,
    BreachTelling,
    ClockRule,
    Controller,
    DataRequest,
    DestructionReport,
    ExportState,
    NoticeDraft,
    ProcessingActivity,
    RequestStep,
    RetentionPolicy,
    SubjectExport,
)
from hadir.privacy.rules import OPEN_STATES, DataClass, Dated, RequestKind, in_force

_OPEN = sorted(OPEN_STATES)
_PUBLIC = seeing_everything("what the law gives, who answers and how long data is kept is for everybody to know")


@_PUBLIC
def clock_of(subject: str, day: date) -> ClockRule:
    """The clock in force for a kind of request or `breach`. Raises `Conflict` (clock_missing)."""
    rows = {row.pk: row for row in ClockRule.objects.filter(subject=subject)}
    found = in_force([Dated(row.pk, row.valid_from, row.valid_to) for row in rows.values()], day)
    if found is None:
        raise Conflict("clock_missing", _("Batas waktu menurut undang-undang belum diisi. Hubungi pengelola sistem."))
    return rows[found.id]


# --- requests


def own_requests(user: User) -> QuerySet[DataRequest]:
    """What this person has asked, newest first, with every step."""
    steps = Prefetch("steps", RequestStep.objects.exclude(code__startswith="reminded"))
    return (
        DataRequest.objects.filter(employee_id=user.employee_id or 0).prefetch_related(steps).order_by("-received_at")
    )


def queue_for(user: User) -> QuerySet[DataRequest]:
    """Requests this account works on, the least time left first: all for the data protection officer, corrections of
    their own people for operators."""
    return _visible(user).filter(state__in=_OPEN).order_by("due_at", "id")


def closed_for(user: User) -> QuerySet[DataRequest]:
    """Finished requests, the last first."""
    return _visible(user).exclude(state__in=_OPEN).order_by("-decided_at", "-id")


def request_for(user: User, request_id: int) -> DataRequest:
    """One of `queue_for` or `closed_for` with its steps; else NotFound `request_unknown`."""
    found = _visible(user).prefetch_related("steps").filter(pk=request_id).first()
    if found is None:
        raise NotFound("request_unknown", _("Permintaan tidak ditemukan."))
    return found


@seeing_everything("whether, not what")
def is_face_restricted(request: DataRequest) -> bool:
    """Whether the face of whoever asked may be stored only, for the officer who has no right to faces."""
    return is_restricted(request.employee_id)


def _visible(user: User) -> QuerySet[DataRequest]:
    rows = DataRequest.objects.select_related("employee__unit", "employee__work_place", "clock")
    if permissions.has(user, Right.HANDLE_PRIVACY_REQUESTS) or permissions.has(user, Right.SEE_PRIVACY_REGISTERS):
        return rows
    units = permissions.units_for(user, Right.MANAGE_EMPLOYEES)
    return rows.filter(kind=RequestKind.CORRECTION.value, employee__unit_id__in=units).exclude(
        employee_id=user.employee_id or 0
    )


# --- copies


def exports_of(user: User) -> QuerySet[SubjectExport]:
    """Copies made for this person, without their content."""
    return SubjectExport.objects.filter(employee_id=user.employee_id or 0).defer("sealed").order_by("-asked_at")


def own_export(user: User, export_id: int) -> SubjectExport:
    """Somebody's own copy, ready; else NotFound `export_unknown`."""
    found = SubjectExport.objects.filter(
        pk=export_id, employee_id=user.employee_id or 0, state=ExportState.READY
    ).first()
    if found is None:
        raise NotFound("export_unknown", _("Salinan data tidak ditemukan atau sudah dimusnahkan."))
    return found


@seeing_everything("whether the person can sign in, not who it is")
def copy_to_hand_over(user: User, request_id: int) -> SubjectExport:
    """The copy made for a request on paper by somebody else who cannot fetch it; else NotFound `export_unknown`."""
    found = (
        SubjectExport.objects.select_related("employee")
        .filter(request_id=request_id, request__channel="paper", state=ExportState.READY)
        .exclude(employee_id=user.employee_id or 0)
        .first()
    )
    if found is None or (found.employee.active and can_sign_in(found.employee_id)):
        raise NotFound("export_unknown", _("Salinan data tidak ditemukan atau sudah dimusnahkan."))
    return found


def is_copy_to_hand_over(user: User, request_id: int) -> bool:
    """Whether `copy_to_hand_over` has one."""
    try:
        copy_to_hand_over(user, request_id)
    except NotFound:
        return False
    return True


# --- notice


def has_unread_notice(employee_id: int) -> bool:
    """Whether somebody who read an earlier notice has yet to read the one in force; recordings ask newcomers."""
    current = current_notice()
    if current is None:
        return False
    read = set(acknowledgements_of(employee_id).values_list("notice_id", flat=True))
    return bool(read) and current.pk not in read


def draft() -> NoticeDraft | None:
    return NoticeDraft.objects.first()


@seeing_everything("counts by unit, no rows")
def reading_by_unit(notice: PrivacyNotice) -> list[dict[str, object]]:
    """For each unit with active people: `unit`, `people`, `read`; by name. Two statements."""
    everybody = people.employees_in(people.all_unit_ids()).filter(active=True)
    counted = everybody.order_by().values("unit_id", "unit__name").annotate(people=Count("id"))
    read = dict(
        readers_of(notice)
        .filter(employee__active=True)
        .values_list("employee__unit_id")
        .annotate(read=Count("id"))
        .values_list("employee__unit_id", "read")
    )
    rows = [
        {"unit": row["unit__name"], "people": row["people"], "read": read.get(row["unit_id"], 0)}
        for row in counted.order_by("unit__name")
    ]
    return list(rows)


# --- registers


@_PUBLIC
def controller() -> Controller | None:
    """Letterhead and contacts as they stand; None until the data protection officer has filled them in."""
    return Controller.objects.order_by("-id").first()


def activities(*, with_ended: bool = False) -> list[ProcessingActivity]:
    """The register of processing in its current versions, by name."""
    newest = (
        ProcessingActivity.objects.filter(code=OuterRef("code"))
        .values("code")
        .annotate(last=Max("version"))
        .values("last")
    )
    rows = ProcessingActivity.objects.filter(version=Subquery(newest)).order_by("name")
    return list(rows if with_ended else rows.filter(ended=False))


def activity(code: str) -> ProcessingActivity:
    """The current version of one line; NotFound `activity_unknown`."""
    found = ProcessingActivity.objects.filter(code=code).order_by("-version").first()
    if found is None:
        raise NotFound("activity_unknown", _("Kegiatan pemrosesan tidak ditemukan."))
    return found


def activity_versions(code: str) -> QuerySet[ProcessingActivity]:
    return ProcessingActivity.objects.filter(code=code).order_by("-version")


def assessment() -> Assessment | None:
    return Assessment.objects.order_by("-version").first()


# --- breaches


def breaches() -> QuerySet[Breach]:
    """Every breach, the last known first, with its tellings and how many people it touched."""
    tellings = Prefetch("tellings", BreachTelling.objects.order_by("told_at"))
    counted = Breach.objects.prefetch_related(tellings).annotate(people=Count("affected", distinct=True))
    return counted.order_by("-known_at", "-id")


def breach(breach_id: int) -> Breach:
    """One breach; NotFound `breach_unknown`."""
    found = breaches().filter(pk=breach_id).first()
    if found is None:
        raise NotFound("breach_unknown", _("Catatan pelanggaran tidak ditemukan."))
    return found


# --- retention


@_PUBLIC
def policies_on(day: date) -> dict[str, RetentionPolicy]:
    """The policy in force for each class of data. One statement."""
    found: dict[str, RetentionPolicy] = {}
    for row in RetentionPolicy.objects.filter(valid_from__lte=day).order_by("valid_from", "id"):
        found[row.data_class] = row
    return found


def coming_policies(day: date) -> QuerySet[RetentionPolicy]:
    """Policies that are not in force yet."""
    return RetentionPolicy.objects.filter(valid_from__gt=day).order_by("valid_from", "data_class")


def policy_history(data_class: DataClass) -> QuerySet[RetentionPolicy]:
    return RetentionPolicy.objects.filter(data_class=data_class.value)


def reports() -> QuerySet[DestructionReport]:
    """Every report of destruction, the last run first, with its policy."""
    return DestructionReport.objects.select_related("policy")


def reports_between(since: datetime | None, until: datetime | None) -> QuerySet[DestructionReport]:
    """Reports of a span, for printing; only those that destroyed something."""
    rows = reports().filter(count__gt=0)
    if since:
        rows = rows.filter(ran_at__gte=since)
    return rows.filter(ran_at__lte=until) if until else rows


def last_runs() -> dict[str, DestructionReport]:
    """The last report of each class. One statement."""
    rows = DestructionReport.objects.order_by("data_class", "-ran_at").distinct("data_class")
    return {row.data_class: row for row in rows}


def backups() -> QuerySet[Backup]:
    return Backup.objects.all()


def backups_until(day: date) -> date | None:
    """The day on which the last backup that may hold data of `day` goes; None when none stands in the register."""
    standing = Backup.objects.filter(destroyed_on__isnull=True, made_on__lte=day)
    last: date | None = standing.aggregate(last=Max("expires_on"))["last"]
    return last


def overdue_backups(day: date) -> QuerySet[Backup]:
    """Backups whose day has passed and that nobody has reported destroyed."""
    return Backup.objects.filter(destroyed_on__isnull=True, expires_on__lt=day)


def requests_to_remind() -> QuerySet[DataRequest]:
    """Open requests with their steps, for the job that reminds."""
    return DataRequest.objects.filter(state__in=_OPEN).select_related("employee").prefetch_related("steps")


def breaches_to_remind() -> Iterable[Breach]:
    """Breaches that are not closed, with what was told."""
    return Breach.objects.filter(~Q(state="closed")).prefetch_related("tellings")
