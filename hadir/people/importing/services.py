"""The way of a file: read and staged, checked, confirmed by a person, applied as a whole or not at all, forgotten."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction

from hadir.audit import services as audit
from hadir.jobs import queue
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound
from hadir.people import selectors as people
from hadir.people.importing import checking, telling, texts, vault
from hadir.people.importing.applying import Application
from hadir.people.importing.checking import Judge, Judged
from hadir.people.importing.progress import Progress
from hadir.people.importing.reading import read_file
from hadir.people.importing.shapes import Kind, Reading, Row
from hadir.people.importing.units import UnitImport
from hadir.people.importing.world import Organisation
from hadir.people.staged import BatchStatus, ImportBatch, ImportRow, Verdict

KEPT = timedelta(days=30)
_LOCK = 0x48616469_0001  # one import writes at a time
_OPEN = (BatchStatus.CHECKING, BatchStatus.CHECKED, BatchStatus.APPLYING)


@dataclass(frozen=True, slots=True)
class Options:
    """What the person says about the file. The import concerns `unit_id` and everything below it, nobody else.

    `effective_on`: the day from which changes hold that have no day of their own in the file, today at the latest.
    """

    unit_id: int
    effective_on: date
    work_place_id: int | None = None
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What is confirmed with the plan whose digest was shown. `apply_later`: the queue applies it."""

    plan_digest: str
    leave_out_wrong: bool = False
    missing_last_day: date | None = None
    apply_later: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its bytes are read once and kept nowhere. `check_later`: the queue checks it."""

    data: bytes
    name: str
    kind: Kind
    check_later: bool = False


def stage(actor: Authority, *, upload: Upload, options: Options, now: datetime, today: date) -> ImportBatch:
    """Read a file and keep what is needed of it, sealed; `check` comes next. InvalidInput for unreadable files."""
    is_people = upload.kind is Kind.PEOPLE
    actor.require(Right.IMPORT_EMPLOYEES, options.unit_id if is_people else None)
    if options.effective_on > today:
        raise InvalidInput("day_ahead", texts.DAY_AHEAD, fields={"effective_on": texts.DAY_AHEAD})
    places = people.work_places_for(options.unit_id)
    fitting = options.work_place_id is None or places.filter(pk=options.work_place_id).exists()
    if not fitting:
        raise InvalidInput("place_foreign", texts.PLACE_FOREIGN, fields={"work_place": texts.PLACE_FOREIGN})
    reading = read_file(upload.data, upload.kind, today=today)
    with transaction.atomic():
        batch = _batch(actor, upload, options, reading, now)
        vault.keep_rows(batch, reading.rows)
        audit.record(
            "people.import_upload",
            actor=actor.actor,
            subject=f"import:{batch.pk}",
            detail={"kind": upload.kind.value, "rows": len(reading.rows), "sha256": batch.file_digest},
            unit_id=batch.unit_id,
            right=Right.IMPORT_EMPLOYEES,
        )
        if upload.check_later:
            queue.defer("people.check_import", batch_id=batch.pk)
    return batch


@transaction.atomic
def check(batch_id: int, *, today: date) -> ImportBatch:
    """Judge every line and keep the preview. Harmless to repeat."""
    batch = _of_status(batch_id, BatchStatus.CHECKING, BatchStatus.CHECKED)
    batch.rows.all().delete()
    counts: Counter[str] = Counter()
    if batch.kind == Kind.UNITS.value:
        plan = _unit_import(batch)
        judged = plan.judged()
        vault.keep_judged(batch, judged)
        _count(counts, judged)
        counts["left_alone"] = plan.left_alone()
        batch.plan_digest = plan.digest()
    else:
        batch.plan_digest = _check_people(batch, counts, today)
    batch.counts = dict(counts)
    batch.status = BatchStatus.CHECKED
    batch.progress = 100
    batch.save()
    return batch


@transaction.atomic
def confirm(actor: Authority, *, batch_id: int, consent: Consent, today: date) -> ImportBatch:
    """The second confirmation: apply what was shown. Conflict `import_changed` when that is no longer what is there."""
    _lock(wait=False)
    batch = _of_status(batch_id, BatchStatus.CHECKED)
    _require(actor, batch)
    if consent.plan_digest != batch.plan_digest:
        raise Conflict("import_changed", texts.IMPORT_CHANGED)
    if batch.counts.get("wrong") and not consent.leave_out_wrong:
        raise InvalidInput("rows_wrong", texts.ROWS_WRONG, fields={"leave_out_wrong": texts.ROWS_WRONG})
    if consent.missing_last_day is not None:
        _check_leaving(batch, consent.missing_last_day, today)
    batch.status, batch.progress = BatchStatus.APPLYING, 0
    batch.leave_out_wrong, batch.missing_last_day = consent.leave_out_wrong, consent.missing_last_day
    batch.confirmed_by_id = actor.actor.id
    batch.save()
    if consent.apply_later:
        queue.defer("people.apply_import", batch_id=batch.pk)
    return batch


def apply(actor: Authority, *, batch_id: int, now: datetime, today: date) -> ImportBatch:
    """All of it or nothing. Conflict: `import_changed` when the check, made again, comes to another result."""
    try:
        with transaction.atomic():
            return _apply(actor, batch_id, now, today)
    except IntegrityError as error:
        raise Conflict("import_conflict", texts.IMPORT_CONFLICT) from error


@transaction.atomic
def fail(batch_id: int, error: HadirError, *, now: datetime) -> None:
    """Say why it went no further. When only the plan has changed, the new one is made and shown instead."""
    batch = ImportBatch.objects.get(pk=batch_id)
    batch.error_code = error.code
    if error.code == "import_changed":
        batch.status, batch.progress = BatchStatus.CHECKING, 0
        queue.defer("people.check_import", batch_id=batch.pk)
    else:
        batch.status, batch.finished_at = BatchStatus.FAILED, now
        telling.failed(batch, error)
    batch.save()


@transaction.atomic
def discard(actor: Authority, *, batch_id: int, now: datetime) -> None:
    """Throw the file away."""
    _lock(wait=False)
    batch = _of_status(batch_id, *_OPEN, BatchStatus.FAILED)
    _require(actor, batch)
    batch.status, batch.finished_at = BatchStatus.DISCARDED, now
    batch.save()
    _forget(batch)
    audit.record(
        "people.import_discard",
        actor=actor.actor,
        subject=f"import:{batch.pk}",
        detail={},
        unit_id=batch.unit_id,
        right=Right.IMPORT_EMPLOYEES,
    )


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Destroy what was read and not applied within 30 days; returns how many imports that concerned."""
    old = list(ImportBatch.objects.filter(created_at__lt=now - KEPT, chunks__isnull=False).distinct())
    for batch in old:
        _forget(batch)
        if batch.status in _OPEN:
            batch.status, batch.finished_at = BatchStatus.DISCARDED, now
            batch.save()
    return len(old)


def _apply(actor: Authority, batch_id: int, now: datetime, today: date) -> ImportBatch:
    _lock(wait=True)
    batch = _of_status(batch_id, BatchStatus.APPLYING)
    _require(actor, batch)
    if batch.counts.get("wrong") and not batch.leave_out_wrong:
        raise InvalidInput("rows_wrong", texts.ROWS_WRONG)
    if batch.kind == Kind.UNITS.value:
        plan = _unit_import(batch)
        _same(batch, plan.digest())
        deeds = plan.write(batch, actor.actor)
    else:
        deeds = _apply_people(actor, batch, today)
    batch.status, batch.finished_at, batch.progress = BatchStatus.APPLIED, now, 100
    batch.error_code = ""
    batch.save()
    _forget(batch)
    telling.finished(batch)
    audit.record_many(deeds)
    audit.record(
        "people.import_apply",
        actor=actor.actor,
        subject=f"import:{batch.pk}",
        detail={"counts": batch.counts, "sha256": batch.file_digest, "left": _left(batch)},
        unit_id=batch.unit_id,
        right=Right.IMPORT_EMPLOYEES,
    )
    return batch


def _apply_people(actor: Authority, batch: ImportBatch, today: date) -> list[audit.Deed]:
    application = Application(batch, actor.actor)
    progress = Progress(batch, total=2 * batch.row_count)
    judge, nips = _judge(batch, today)
    _hold_people(nips)
    portions: list[list[Judged]] = []
    for rows in vault.rows_of(batch):
        judged = [one for one in judge.judge(rows) if one.verdict in (Verdict.NEW, Verdict.CHANGED)]
        portions.append(judged)
        progress.advance(len(rows))
    missing = checking.missing_people(people.ids_below([batch.unit_id]), nips)
    _same(batch, judge.digest(missing))
    for judged in portions:
        application.free_addresses(judged)
    for judged in portions:
        application.write(judged)
        progress.advance(vault.CHUNK_ROWS)
    if batch.missing_last_day is not None:
        application.dismiss(missing, batch.missing_last_day)
    return application.deeds


def _check_people(batch: ImportBatch, counts: Counter[str], today: date) -> str:
    progress = Progress(batch, total=batch.row_count)
    judge, nips = _judge(batch, today)
    for rows in vault.rows_of(batch):
        judged = list(judge.judge(rows))
        vault.keep_judged(batch, judged)
        _count(counts, judged)
        progress.advance(len(rows))
    missing = checking.missing_people(people.ids_below([batch.unit_id]), nips)
    vault.keep_judged(
        batch, [Judged(place, Verdict.MISSING, "", person, {}, {}, []) for place, person in enumerate(missing)]
    )
    counts["missing"] = len(missing)
    return judge.digest(missing)


def _judge(batch: ImportBatch, today: date) -> tuple[Judge, list[str]]:
    """A judge for this file and the NIPs in it."""
    emails: dict[str, str] = {}
    for rows in vault.rows_of(batch):
        emails |= {row.values["nip"]: row.values.get("email", "") for row in rows if "nip" in row.values}
    allowed = people.ids_below([batch.unit_id])
    judge = Judge(Organisation(today), allowed=allowed, emails=emails, work_place_id=batch.work_place_id)
    return judge, list(emails)


def _hold_people(nips: list[str]) -> None:
    """Nobody else changes these people until the import is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM people_employee WHERE nip = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [nips])


def _unit_import(batch: ImportBatch) -> UnitImport:
    rows: list[Row] = [row for portion in vault.rows_of(batch) for row in portion]
    return UnitImport(rows, batch.unit_id)


def _batch(actor: Authority, upload: Upload, options: Options, reading: Reading, now: datetime) -> ImportBatch:
    return ImportBatch.objects.create(
        kind=upload.kind.value,
        unit_id=options.unit_id if upload.kind is Kind.PEOPLE else _region_id(),
        created_by_id=actor.actor.id,
        created_at=now,
        file_name=upload.name[-120:],
        file_digest=hashlib.sha256(upload.data).hexdigest(),
        row_count=len(reading.rows),
        columns=reading.columns,
        dropped=reading.dropped,
        absent=reading.absent,
        work_place_id=options.work_place_id,
        effective_on=options.effective_on,
        legal_basis=options.legal_basis,
        kek_id=vault.active_key(),
    )


def _region_id() -> int:
    region = people.region()
    if region is None:
        raise Conflict("no_region", texts.NO_REGION)
    return int(region.pk)


def _check_leaving(batch: ImportBatch, last_day: date, today: date) -> None:
    """Somebody whose line is wrong must not count as missing, so all lines have to be right."""
    if batch.counts.get("wrong"):
        raise InvalidInput("leaving_with_wrong", texts.LEAVING_WITH_WRONG, fields={"missing": texts.LEAVING_WITH_WRONG})
    if last_day > today:
        raise InvalidInput("day_ahead", texts.DAY_AHEAD, fields={"missing_last_day": texts.DAY_AHEAD})


def _count(counts: Counter[str], judged: list[Judged]) -> None:
    counts.update(one.verdict.value for one in judged)
    counts["warned"] += sum(1 for one in judged if one.problems and one.verdict is not Verdict.WRONG)


def _left(batch: ImportBatch) -> int:
    return int(batch.counts.get("missing", 0)) if batch.missing_last_day is not None else 0


def _same(batch: ImportBatch, digest: str) -> None:
    if digest != batch.plan_digest:
        raise Conflict("import_changed", texts.IMPORT_CHANGED)


def _forget(batch: ImportBatch) -> None:
    batch.chunks.all().delete()
    ImportRow.objects.filter(batch=batch).delete()


def _require(actor: Authority, batch: ImportBatch) -> None:
    actor.require(Right.IMPORT_EMPLOYEES, batch.unit_id if batch.kind == Kind.PEOPLE.value else None)


def _of_status(batch_id: int, *statuses: str) -> ImportBatch:
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("import_not_found", texts.IMPORT_NOT_FOUND)
    if batch.status not in statuses:
        raise Conflict("import_state", texts.IMPORT_STATE)
    return batch


def _lock(*, wait: bool) -> None:
    """One import at a time writes; a person is told, a job waits. Not the batch's row: its progress moves."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Conflict("import_busy", texts.IMPORT_BUSY)
