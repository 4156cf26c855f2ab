"""Taking an engine into use: start, embed, compare, switch, back, finish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hadir.accounts.models import User
from hadir.audit import services as audit
from hadir.capture import engine
from hadir.enrolment import vault
from hadir.enrolment.change import selectors
from hadir.enrolment.change.rules import Blocker, Limits
from hadir.enrolment.change.texts import BLOCKERS
from hadir.enrolment.models import (
    ChangeState,
    EngineChange,
    Enrolment,
    OtherTemplate,
    ReferenceCrop,
    ShadowTally,
    Status,
)
from hadir.faceengine.compare import average
from hadir.faceengine.engine import EngineId
from hadir.lib.authority import Authority, Right, System
from hadir.lib.errors import Conflict
from hadir.notices import services as notices
from hadir.notices.rules import Kind

# Half of a person's pictures must be of use; fewer say that something else is wrong with them.
_USABLE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class TallyKey:
    """Which column of the histogram a comparison falls into."""

    is_new: bool
    is_genuine: bool
    bin: int


@transaction.atomic
def start(authority: Authority, *, limits: Limits, now: datetime) -> EngineChange:
    """Begin a change to the second engine that the pool runs.

    Raises `Conflict` (engine_change_open, engine_next_missing), `Unavailable` (engine_down, engine_uncalibrated).
    """
    authority.require(Right.CHANGE_ENGINE, None)
    if selectors.open_change() is not None:
        raise Conflict("engine_change_open", _("Penggantian mesin sedang berjalan. Selesaikan atau batalkan dahulu."))
    source = engine.current_engine()
    others = [one for one in engine.engines() if one != source]
    if not others:
        raise Conflict(
            "engine_next_missing",
            _("Mesin baru belum berjalan. Isi HADIR_ENGINE_NEXT, lalu jalankan ulang hadir serve."),
        )
    target = others[0]
    engine.calibration_of(target)
    change = EngineChange.objects.create(
        from_name=source.name,
        from_version=source.version,
        to_name=target.name,
        to_version=target.version,
        min_coverage=limits.min_coverage,
        min_comparisons=limits.min_comparisons,
        max_loss=limits.max_loss,
        started_at=now,
        started_by_label=authority.actor.label[:200],
    )
    _log(authority, change, "started")
    return change


def embed_some(*, limit: int = 50) -> int:
    """Make the other engine's templates of the next people from their crops. Returns how many were looked at.

    For the job: each person is a transaction of their own, so that it may stop and go on anywhere.
    Raises `Unavailable` (engine_busy, engine_down): the job comes again.
    """
    change = selectors.open_change()
    if change is None or change.state == ChangeState.ABANDONED:
        return 0
    if change.state == ChangeState.PREPARED:
        with transaction.atomic():
            EngineChange.objects.filter(pk=change.pk, state=ChangeState.PREPARED).update(state=ChangeState.EMBEDDING)
            _log(System("engine change"), change, "embedding")
    ids = list(selectors.to_embed(change).values_list("pk", flat=True)[:limit])
    for enrolment_id in ids:
        _embed(change, enrolment_id)
    return len(ids)


@transaction.atomic
def begin_shadow(authority: Authority, *, now: datetime) -> EngineChange:
    """Compare both engines on kept evidence from now on, and ask those without crops to record again.

    Raises `Conflict` (no_engine_change, engine_change_step, engine_change_not_ready).
    """
    change = _open(authority, {ChangeState.EMBEDDING, ChangeState.SWITCHED_BACK})
    if selectors.report(change).progress.waiting:
        raise _not_ready([Blocker.NOT_EMBEDDED])
    change.state, change.shadow_since = ChangeState.SHADOW, change.shadow_since or now
    change.save()
    _ask_to_record_again(change, now)
    _log(authority, change, "shadow")
    return change


@transaction.atomic
def switch(authority: Authority, *, now: datetime) -> EngineChange:
    """Make the new templates the valid ones, all at once. Refused while anything speaks against it.

    Raises as `begin_shadow`, and `Conflict` (engine_next_missing).
    """
    change = _open(authority, {ChangeState.SHADOW})
    report = selectors.report(change)
    if report.blockers:
        raise _not_ready(report.blockers)
    target = selectors.engines_of(change)[1]
    count = _make_valid(change, target, now)
    change.state, change.switched_at = ChangeState.SWITCHED, now
    change.save()
    _tell_everybody(change, now)
    _ask_to_record_again(change, now)
    _log(authority, change, "switched", templates=count)
    return change


@transaction.atomic
def switch_back(authority: Authority, *, now: datetime) -> EngineChange:
    """Make the old templates valid again. Possible until the change is finished. Raises as `switch`."""
    change = _open(authority, {ChangeState.SWITCHED})
    count = _make_valid(change, selectors.engines_of(change)[0], now)
    change.state = ChangeState.SWITCHED_BACK
    change.save()
    _log(authority, change, "switched_back", templates=count)
    return change


@transaction.atomic
def finish(authority: Authority, *, now: datetime) -> EngineChange:
    """Destroy the old templates; there is no way back. Those without a new one are recorded again."""
    change = _open(authority, {ChangeState.SWITCHED})
    again = list(selectors.to_record_again(change).values_list("pk", flat=True))
    ReferenceCrop.objects.filter(enrolment_id__in=again).delete()
    left = Enrolment.objects.filter(pk__in=again).update(status=Status.SUPERSEDED, sealed_template=None)
    return _end(authority, change, ChangeState.FINISHED, now, left=left)


@transaction.atomic
def abandon(authority: Authority, *, now: datetime) -> EngineChange:
    """Give the change up before it is switched; the new templates are destroyed."""
    before = {ChangeState.PREPARED, ChangeState.EMBEDDING, ChangeState.SHADOW, ChangeState.SWITCHED_BACK}
    return _end(authority, _open(authority, before), ChangeState.ABANDONED, now, left=0)


@transaction.atomic
def note_comparisons(change: EngineChange, tally: Mapping[TallyKey, tuple[int, int]], *, seen_until: datetime) -> None:
    """Add comparisons to the histograms: `(count, passed)` by column. Nothing else of them is kept."""
    held = EngineChange.objects.select_for_update().get(pk=change.pk)
    if held.state != ChangeState.SHADOW:
        return
    for key, (count, passed) in tally.items():
        row, created = ShadowTally.objects.get_or_create(
            change=held,
            is_new=key.is_new,
            is_genuine=key.is_genuine,
            bin=key.bin,
            defaults={"count": count, "passed": passed},
        )
        if not created:
            ShadowTally.objects.filter(pk=row.pk).update(count=F("count") + count, passed=F("passed") + passed)
    held.shadow_seen_until = seen_until
    held.save(update_fields=["shadow_seen_until"])


# --- one person


@transaction.atomic
def _embed(change: EngineChange, enrolment_id: int) -> None:
    """One person's template under the other engine; an empty row where no crop was of use."""
    row = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("data_key")
        .filter(pk=enrolment_id, status__in=[Status.APPROVED, Status.PENDING])
        .first()
    )
    if row is None or OtherTemplate.objects.filter(change=change, enrolment=row).exists():
        return
    source, target = selectors.engines_of(change)
    other = target if EngineId(row.engine_name, row.engine_version) == source else source
    crops = [vault.open_crop(row.data_key, crop) for crop in row.crops.all()]
    found = [one.embedding for one in engine.analyse(crops, "reference", other) if one.usable]
    vectors = [vector for vector in found if vector is not None]
    template = average(vectors) if crops and len(vectors) / len(crops) >= _USABLE_SHARE else None
    OtherTemplate.objects.create(
        change=change,
        enrolment=row,
        engine_name=other.name,
        engine_version=other.version,
        sealed_template=None if template is None else vault.seal_template(row.data_key, template, other),
    )


# --- the change


# Both updates see the rows as they were before: the templates change places in one statement.
_SWAP = """
WITH old AS (
    SELECT enrolment.id, enrolment.engine_name, enrolment.engine_version, enrolment.sealed_template
    FROM enrolment_enrolment enrolment JOIN enrolment_othertemplate other ON other.enrolment_id = enrolment.id
    WHERE other.change_id = %(change)s AND other.sealed_template IS NOT NULL
        AND other.engine_name = %(name)s AND other.engine_version = %(version)s
        AND enrolment.status IN ('approved', 'pending') AND enrolment.sealed_template IS NOT NULL
    FOR UPDATE OF enrolment, other
), put AS (
    UPDATE enrolment_enrolment enrolment SET
        engine_name = other.engine_name, engine_version = other.engine_version, sealed_template = other.sealed_template
    FROM enrolment_othertemplate other JOIN old ON old.id = other.enrolment_id
    WHERE other.change_id = %(change)s AND other.enrolment_id = enrolment.id
)
UPDATE enrolment_othertemplate other SET
    engine_name = old.engine_name, engine_version = old.engine_version, sealed_template = old.sealed_template
FROM old WHERE other.change_id = %(change)s AND other.enrolment_id = old.id
"""


def _make_valid(change: EngineChange, wanted: EngineId, now: datetime) -> int:
    """Let the templates of one engine take the place of the other's, and the engine with them."""
    if wanted not in engine.engines():
        raise Conflict("engine_next_missing", _("Mesin yang dituju tidak berjalan. Periksa HADIR_ENGINE_NEXT."))
    with connection.cursor() as cursor:
        cursor.execute(_SWAP, {"change": change.pk, "name": wanted.name, "version": wanted.version})
        count: int = cursor.rowcount
    engine.activate(wanted, now=now)
    return count


def _end(authority: Authority, change: EngineChange, state: ChangeState, now: datetime, *, left: int) -> EngineChange:
    destroyed, _by_model = OtherTemplate.objects.filter(change=change).delete()
    change.state, change.ended_at = state, now
    change.save()
    _log(authority, change, state.value, destroyed=destroyed, to_record_again=left)
    return change


def _open(authority: Authority, states: set[ChangeState]) -> EngineChange:
    authority.require(Right.CHANGE_ENGINE, None)
    change = EngineChange.objects.select_for_update().exclude(state__in=selectors.OVER).first()
    if change is None:
        raise Conflict("no_engine_change", _("Tidak ada penggantian mesin yang sedang berjalan."))
    if change.state not in states:
        raise Conflict(
            "engine_change_step",
            _("Langkah ini tidak dapat dilakukan dalam keadaan: {state}.").format(
                state=ChangeState(change.state).label
            ),
        )
    return change


def _not_ready(reasons: Iterable[Blocker]) -> Conflict:
    sentences = " ".join(str(BLOCKERS[reason]) for reason in reasons)
    return Conflict("engine_change_not_ready", sentences, fields={reason.value: BLOCKERS[reason] for reason in reasons})


def _tell_everybody(change: EngineChange, now: datetime) -> None:
    """Everybody whose face is now recognised by another engine (UU 27/2022, articles 5 and 21)."""
    target = selectors.engines_of(change)[1]
    moved = Enrolment.objects.filter(
        status=Status.APPROVED, engine_name=target.name, engine_version=target.version
    ).values("employee_id")
    users = list(User.objects.filter(employee_id__in=moved, is_active=True).values_list("pk", flat=True))
    day = now.date().isoformat()
    notices.send(Kind.ENGINE_CHANGE, user_ids=users, facts={"from_on": day}, link="/perekaman/", about=_about(change))


def _ask_to_record_again(change: EngineChange, now: datetime) -> None:
    people = selectors.to_record_again(change).values("employee_id")
    users = list(User.objects.filter(employee_id__in=people, is_active=True).values_list("pk", flat=True))
    notices.send(Kind.RECORD_AGAIN, user_ids=users, facts={}, link="/perekaman/?ulang=1", about=_about(change))


def _about(change: EngineChange) -> str:
    return f"engine-change:{change.pk}"


def _log(authority: Authority, change: EngineChange, deed: str, **more: int) -> None:
    source, target = selectors.engines_of(change)
    detail = {
        "from": str(source),
        "to": str(target),
        "limits": [change.min_coverage, change.min_comparisons, change.max_loss],
        **more,
    }
    audit.record(
        f"engine_change.{deed}",
        actor=authority.actor,
        subject=_about(change),
        detail=detail,
        unit_id=None,
        right=Right.CHANGE_ENGINE,
    )
