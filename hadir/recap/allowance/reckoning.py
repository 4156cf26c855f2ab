"""Reckoning the allowances of an agency's month from its kept days: derived rows, made anew until the month is locked.

Who belongs to an agency: whoever had his last kept day of the month there. All his days of the month count, also those
in another agency, so that a transfer does not halve what counts by the month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.jobs import queue
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, NotPermitted
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, UnitKind
from hadir.periods import selectors as periods
from hadir.periods.rules import Month
from hadir.recap.allowance import selectors, texts
from hadir.recap.allowance.engine import Book, Line, Result, derive
from hadir.recap.allowance.models import AllowanceLine, AllowanceResult, AllowanceRuleSet, AllowanceRun
from hadir.recap.allowance.rules import Person
from hadir.recap.allowance.selectors import Amount, Amounts
from hadir.workdays import selectors as workdays
from hadir.workdays.models import DayRecord
from hadir.workdays.shapes import Day

Progress = Callable[[int, int], None]
_BATCH = 5_000


class MonthOf:
    """Everything that the allowances of an agency's people follow from in a month. Only inside a transaction."""

    def __init__(self, agency_id: int, month: Month) -> None:
        self.agency_id, self.month = agency_id, month
        self.line = people.line_of(agency_id)
        touched = DayRecord.objects.filter(agency_id=agency_id, day__range=(month.first, month.last))
        self.employee_ids = sorted(set(touched.order_by().values_list("employee_id", flat=True)))
        self.sets = selectors.in_force(self.line, month.first, month.last)
        self.people = selectors.people_of(self.employee_ids, month)
        self.amounts = Amounts(month.last, self.line)

    def book(self, under: AllowanceRuleSet | None = None) -> Book | None:
        return selectors.book_of(self.line, self.month, self.sets, under=under)

    def each(self) -> Iterator[tuple[Person, list[Day], Amount | None]]:
        """Person by person, with all his days and his amount."""
        found = workdays.stream_days(self.month, employee_ids=self.employee_ids)
        for employee_id, days in groupby(found, key=lambda day: day.employee_id):
            month = list(days)
            if month[-1].agency_id == self.agency_id:
                person = self.people[employee_id]
                yield person, month, self.amounts.of(employee_id, person.on(month[-1].day))


def ask(actor: Authority, *, unit_id: int, month: Month, now: datetime) -> AllowanceRun:
    """Let the queue reckon an agency's month. Raises `NotPermitted`, `Conflict` (month_locked)."""
    with transaction.atomic():
        _require(actor, unit_id)
        run = _waiting(unit_id, month, actor.actor.label, now)
        audit.record(
            "recap.reckon_allowance",
            actor=actor.actor,
            subject=f"unit:{unit_id}",
            detail={"month": str(month)},
            unit_id=unit_id,
            right=Right.PREPARE_RECAP,
        )
    return run


def refresh(now: datetime) -> int:
    """Reckon this month and the last one anew in every agency with rules; returns how many jobs that are."""
    today = people.today_in_region(now)
    count = 0
    for month in (Month.of(today).previous, Month.of(today)):
        for unit_id in _agencies_with_rules(month):
            with transaction.atomic():
                _waiting(unit_id, month, "system", now)
            count += 1
    return count


def run_waiting(run_id: int) -> None:
    """The job of `ask`. What goes wrong stands in the row; a locked month is left as it is."""
    run = AllowanceRun.objects.get(pk=run_id)
    month = Month.of(run.month)
    _note(run_id, state="running", progress=0)
    try:
        compute(run.unit_id, month)
    except Conflict as error:
        _note(run_id, state="failed", error_code=error.code, finished_at=timezone.now())
    except Exception:
        _note(run_id, state="failed", error_code="unexpected", finished_at=timezone.now())
        raise


def compute(agency_id: int, month: Month, *, progress: Progress | None = None) -> int:
    """Reckon an agency's month anew and keep it; returns for how many people.

    Harmless to repeat: the same days and rules give the same rows. The number of statements hardly grows with the
    number of people (rows are written by thousands). Raises `Conflict` (month_locked, no_allowance_rules).
    """
    with transaction.atomic(), seeing_everything("everybody's allowance of an agency"):
        run = _held(agency_id, month)
        of_month = MonthOf(agency_id, month)
        book = of_month.book()
        if book is None:
            raise Conflict("no_allowance_rules", texts.NO_RULES_IN_FORCE)
        _forget(agency_id, month)
        count, total = 0, len(of_month.employee_ids)
        for portion in _portions(of_month, book):
            _keep(agency_id, month, book, portion)
            count += len(portion)
            if progress is not None:
                progress(count, total)
        _finish(run, count)
    return count


def would_be(agency_id: int, month: Month) -> dict[int, Result]:
    """What the kept days come to now, by person, without keeping it: also of a locked month, for its journals."""
    with transaction.atomic(), seeing_everything("everybody's allowance of an agency"):
        of_month = MonthOf(agency_id, month)
        book = of_month.book()
        if book is None:
            return {}
        return {
            person.employee_id: derive(book, days, person, amount.rupiah if amount else None)
            for person, days, amount in of_month.each()
        }


def freeze(unit_id: int, month: Month, now: datetime) -> None:
    """With the lock of the month: what was reckoned stays. Inside the transaction of the lock, which asks and logs."""
    AllowanceRun.objects.filter(unit_id=unit_id, month=month.first).update(frozen_at=now)


# --- parts


def _portions(of_month: MonthOf, book: Book) -> Iterator[list[tuple[Result, Amount | None]]]:
    portion: list[tuple[Result, Amount | None]] = []
    for person, days, amount in of_month.each():
        portion.append((derive(book, days, person, amount.rupiah if amount else None), amount))
        if len(portion) >= _BATCH:
            yield portion
            portion = []
    if portion:
        yield portion


def _keep(agency_id: int, month: Month, book: Book, portion: Iterable[tuple[Result, Amount | None]]) -> None:
    labels = selectors.labels_of(book)
    pairs = [(result, _result_row(agency_id, month, book, labels, result, amount)) for result, amount in portion]
    AllowanceResult.objects.bulk_create([row for _result, row in pairs])
    lines = [_line_row(row, place, line) for result, row in pairs for place, line in enumerate(result.lines, start=1)]
    AllowanceLine.objects.bulk_create(lines, batch_size=4 * _BATCH)


def _result_row(
    agency_id: int, month: Month, book: Book, labels: list[str], result: Result, amount: Amount | None
) -> AllowanceResult:
    return AllowanceResult(
        unit_id=agency_id,
        month=month.first,
        employee_id=result.employee_id,
        base_rupiah=result.base_rupiah,
        base_source=amount.source if amount else "",
        discipline_percent=book.terms.discipline_percent,
        cut_percent=result.cut_percent,
        cut_rupiah=result.cut_rupiah,
        net_rupiah=result.net_rupiah,
        work_days=result.measures.work_days,
        owed_min=result.measures.owed_min,
        lost_min=result.measures.lost_min,
        imputed_min=result.imputed_min,
        attendance_percent=result.attendance_percent,
        without_tariff=list(result.without_tariff),
        rule_sets=labels,
    )


def _line_row(result: AllowanceResult, place: int, line: Line) -> AllowanceLine:
    return AllowanceLine(
        result=result,
        employee_id=result.employee_id,
        place=place,
        day=line.day,
        rule_id=line.rule.id,
        rule_code=line.rule.code,
        rule_version=line.rule.version,
        sentence=line.rule.metric.value,
        about=line.about[:120],
        value=line.value,
        effect=line.effect.value,
        base=line.base.value,
        asked=line.asked,
        percent=line.percent,
        share=line.share,
        rupiah=line.rupiah,
        minutes=line.minutes,
        cap=line.cap.value,
    )


def _forget(agency_id: int, month: Month) -> None:
    """Two statements; Django's cascade would ask for every line first."""
    old = AllowanceResult.objects.filter(unit_id=agency_id, month=month.first)
    lines = AllowanceLine.objects.filter(result__in=old)
    lines._raw_delete(lines.db)
    old._raw_delete(old.db)


def _held(agency_id: int, month: Month) -> AllowanceRun:
    """The row of the reckoning, held: two at once would write everything twice."""
    if periods.is_locked(people.line_of(agency_id), month.first):
        raise Conflict("month_locked", texts.MONTH_LOCKED)
    now = timezone.now()
    AllowanceRun.objects.get_or_create(
        unit_id=agency_id,
        month=month.first,
        defaults={"state": "running", "asked_at": now, "asked_by_label": "system"},
    )
    return AllowanceRun.objects.select_for_update().get(unit_id=agency_id, month=month.first)


def _finish(run: AllowanceRun, people_count: int) -> None:
    run.state, run.progress, run.people = "done", 100, people_count
    run.error_code, run.finished_at = "", timezone.now()
    run.save()


def _waiting(unit_id: int, month: Month, label: str, now: datetime) -> AllowanceRun:
    if periods.is_locked(people.line_of(unit_id), month.first):
        raise Conflict("month_locked", texts.MONTH_LOCKED)
    run, _made = AllowanceRun.objects.update_or_create(
        unit_id=unit_id,
        month=month.first,
        defaults={"state": "waiting", "progress": 0, "asked_at": now, "asked_by_label": label[:200], "error_code": ""},
    )
    queue.defer("recap.reckon_allowance", run_id=run.pk)
    return run


def _note(run_id: int, **values: object) -> None:
    AllowanceRun.objects.filter(pk=run_id).update(**values)


def _agencies_with_rules(month: Month) -> list[int]:
    agencies = list(OrgUnit.objects.filter(kind=UnitKind.OPD).order_by("pk").values_list("pk", flat=True))
    sets = selectors.in_force(agencies, month.first, month.last)
    locked = {unit_id for unit_id, _month in periods.locked(agencies, month.first, month.last)}
    everywhere = any(row.unit_id is None for row in sets)
    own = {row.unit_id for row in sets}
    return [one for one in agencies if one not in locked and (everywhere or one in own)]


def _require(actor: Authority, unit_id: int) -> None:
    """Who prepares the agency's month, or verifies it for the region."""
    try:
        actor.require(Right.PREPARE_RECAP, unit_id)
    except NotPermitted:
        actor.require(Right.VERIFY_RECAP, unit_id)
