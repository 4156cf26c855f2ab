"""Reading an engine change: how far it is, what the comparison says, who must be recorded again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.audit.viewer import seeing_everything
from hadir.enrolment import selectors as enrolments
from hadir.enrolment.change.rules import Blocker, Cell, Figures, Limits, Progress, blockers
from hadir.enrolment.models import (
    ChangeState,
    EngineChange,
    Enrolment,
    OtherTemplate,
    ReferenceCrop,
    ShadowTally,
    Status,
)
from hadir.faceengine.engine import EngineId
from hadir.lib.authority import Right
from hadir.people.models import Employee

OVER = (ChangeState.FINISHED, ChangeState.ABANDONED)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a page or a command shows of a change, and what a switch is decided on."""

    change: EngineChange
    progress: Progress
    old: Figures
    new: Figures
    blockers: tuple[Blocker, ...]


def open_change() -> EngineChange | None:
    """The change that goes on, None when there is none."""
    return EngineChange.objects.exclude(state__in=OVER).first()


def latest_change() -> EngineChange | None:
    """The change that goes on, or the last one that did."""
    return open_change() or EngineChange.objects.first()


def engines_of(change: EngineChange) -> tuple[EngineId, EngineId]:
    """From which engine, to which."""
    return EngineId(change.from_name, change.from_version), EngineId(change.to_name, change.to_version)


def limits_of(change: EngineChange) -> Limits:
    """What was fixed at the start."""
    return Limits(change.min_coverage, change.min_comparisons, change.max_loss)


def report(change: EngineChange) -> Report:
    """A few statements for any number of people. Counts of everybody, whoever looks: they say nothing of anybody."""
    with seeing_everything("an engine change counts everybody"):
        return _report(change)


def _report(change: EngineChange) -> Report:
    made, old, new = _progress(change), _figures(change, is_new=False), _figures(change, is_new=True)
    return Report(change, made, old, new, blockers(made, old, new, limits_of(change)))


def to_embed(change: EngineChange) -> QuerySet[Enrolment]:
    """Enrolments with crops, decided or waiting, made by one of the two engines, without the other's template."""
    tried = OtherTemplate.objects.filter(change=change, enrolment_id=OuterRef("pk"))
    return (
        Enrolment.objects.filter(_made_by_either(change), status__in=[Status.APPROVED, Status.PENDING])
        .filter(Exists(ReferenceCrop.objects.filter(enrolment_id=OuterRef("pk"))))
        .exclude(Exists(tried))
        .exclude(employee_id__in=enrolments.restricted_ids())
        .order_by("pk")
    )


def to_record_again(change: EngineChange) -> QuerySet[Enrolment]:
    """Valid enrolments that no new template was made of: no crops, or none that was of use."""
    target = engines_of(change)[1]
    have = OtherTemplate.objects.filter(change=change, enrolment_id=OuterRef("pk"), sealed_template__isnull=False)
    by_target = Q(engine_name=target.name, engine_version=target.version)
    return Enrolment.objects.filter(status=Status.APPROVED).exclude(by_target).exclude(Exists(have))


def count_to_record_again(change: EngineChange) -> int:
    """How many there are in the whole region."""
    with seeing_everything("an engine change counts everybody"):
        return to_record_again(change).count()


def to_record_again_for(user: User, change: EngineChange) -> QuerySet[Employee]:
    """The people behind them whom the viewer may see, by name."""
    units = permissions.units_for(user, Right.SEE_EMPLOYEES)
    with seeing_everything("who has to be recorded again; people are shown by the right to see them"):
        ids = list(to_record_again(change).values_list("employee_id", flat=True))
    return (
        Employee.objects.filter(pk__in=ids, unit_id__in=units, active=True)
        .select_related("unit")
        .order_by("name", "id")
    )


def _made_by_either(change: EngineChange) -> Q:
    source, target = engines_of(change)
    return Q(engine_name=source.name, engine_version=source.version) | Q(
        engine_name=target.name, engine_version=target.version
    )


def _progress(change: EngineChange) -> Progress:
    target = engines_of(change)[1]
    restricted = enrolments.restricted_ids()
    valid = Enrolment.objects.filter(status=Status.APPROVED)
    usable = valid.exclude(employee_id__in=restricted)
    crops = Exists(ReferenceCrop.objects.filter(enrolment_id=OuterRef("pk")))
    made = OtherTemplate.objects.filter(change=change, enrolment_id=OuterRef("pk"))
    is_done = Q(engine_name=target.name, engine_version=target.version) | Q(
        Exists(made.filter(sealed_template__isnull=False))
    )
    return Progress(
        people=valid.count(),
        with_crops=usable.filter(is_done | Q(crops)).count(),
        done=usable.filter(is_done).count(),
        failed=usable.exclude(is_done).filter(Exists(made)).count(),
    )


def _figures(change: EngineChange, *, is_new: bool) -> Figures:
    rows = list(ShadowTally.objects.filter(change=change, is_new=is_new))
    genuine = tuple(Cell(row.bin, row.count, row.passed) for row in rows if row.is_genuine)
    return Figures(genuine, tuple(Cell(row.bin, row.count, row.passed) for row in rows if not row.is_genuine))
