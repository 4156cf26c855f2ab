"""What agencies ask of a check-in, what was found at those of the last two weeks, and the reviews that came of it."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

from hadir.attendance.models import Punch
from hadir.attendance.presence import policies
from hadir.attendance.presence.models import Assessment, Lookalike, PresencePolicy, ReviewCase, ReviewDecision
from hadir.attendance.presence.reviewing_rules import Kind, Part, State, Verdict
from hadir.attendance.presence.rules import Demand, Outcome
from hadir.cli.demo import cast
from hadir.cli.demo.region import World
from hadir.lib.authority import System
from hadir.people.models import Employee, OrgUnit
from hadir.schedules.proposals import Status

_DAYS = 14
_DRAWN = 0.004
_LOOKED_AT = 15
_OUTSIDE = {"code": "places.outside", "weight": 1, "facts": {"place": "kantor", "accuracy_m": 12, "distance_m": 3300}}
_INSIDE = {"code": "places.inside", "weight": -1, "facts": {"place": "kantor", "accuracy_m": 12}}
_BOUND = {"code": "devices.bound", "weight": -1, "facts": {}}
_OTHER = {"code": "devices.other", "weight": 1, "facts": {}}


def tell_presence(world: World) -> int:
    """Rows as the services leave them; how many check-ins were assessed."""
    policy = _policies(world)
    assessed = _assess(world, policy)
    for agency, operator in ((world.setda.opd, cast.SITI), (world.dinkes.opd, cast.WAYAN)):
        _reviews(world, agency, operator)
    _twins(world)
    return assessed


def _policies(world: World) -> PresencePolicy:
    """First everything recorded; since two months place and phone expected; the health agency wants more."""
    policies.seed_policy(System(), now=world.now)
    first = PresencePolicy.objects.get(unit=None)
    begins = world.today - timedelta(days=60)
    first.valid_to = begins - timedelta(days=1)
    first.save(update_fields=["valid_to"])
    since = PresencePolicy(
        valid_from=begins,
        legal_basis="Keputusan Bupati tentang bukti hadir (contoh)",
        device=Demand.EXPECTED.value,
        place=Demand.EXPECTED.value,
        offers_code=True,
        offers_passkey=True,
        status=Status.CONFIRMED,
        authors=[world.users["bkpsdm"].pk],
        proposed_at=world.now - timedelta(days=70),
        proposed_by_label=world.users["bkpsdm"].actor.label,
        decided_at=world.now - timedelta(days=65),
        decided_by_label=world.users["bkpsdm2"].actor.label,
    )
    since.save()
    wayan = world.users[cast.WAYAN]
    PresencePolicy.objects.create(
        unit=world.dinkes.opd,
        valid_from=world.today + timedelta(days=7),
        legal_basis="Surat edaran kepala dinas 800/112 (contoh)",
        device=Demand.EXPECTED.value,
        place=Demand.REQUIRED.value,
        offers_code=True,
        offers_passkey=True,
        sample=200,
        authors=[wayan.pk],
        proposed_at=world.now - timedelta(days=1),
        proposed_by_label=wayan.actor.label,
    )
    return since


def _assess(world: World, policy: PresencePolicy) -> int:
    chance = world.random("assessments")
    units = {person.pk: home.opd.pk for home in world.homes.values() for person in home.people}
    since = world.today - timedelta(days=_DAYS)
    punches = list(Punch.objects.filter(accepted=True, work_day__gte=since).order_by("recorded_at", "id"))
    picked = _picked(world, punches, units, chance)
    rows = [_assessment(punch, units[punch.employee_id], policy, picked.get(punch.pk)) for punch in punches]
    Assessment.objects.bulk_create(rows, batch_size=2000)
    cases = [_case(row) for row in rows if row.outcome in {Outcome.REVIEW, Outcome.SAMPLE}]
    ReviewCase.objects.bulk_create(cases)
    return len(rows)


def _picked(world: World, punches: list[Punch], units: dict[int, int], chance: Random) -> dict[UUID, Outcome]:
    """Check-ins of the two named agencies that are looked at; of the others a drawn one now and then."""
    picked = {punch.pk: Outcome.SAMPLE for punch in punches if chance.random() < _DRAWN}
    for agency in (world.setda.opd, world.dinkes.opd):
        there = [punch for punch in punches if units[punch.employee_id] == agency.pk]
        for number, punch in enumerate(chance.sample(there, min(_LOOKED_AT, len(there)))):
            picked[punch.pk] = Outcome.REVIEW if number % 3 == 0 else Outcome.SAMPLE
    return picked


def _assessment(punch: Punch, unit_id: int, policy: PresencePolicy, picked: Outcome | None) -> Assessment:
    is_doubted = picked is Outcome.REVIEW
    findings = [_OUTSIDE, _OTHER] if is_doubted else [_INSIDE, _BOUND]
    return Assessment(
        punch=punch,
        employee_id=punch.employee_id,
        unit_id=unit_id,
        day=punch.work_day,
        outcome=(picked or Outcome.ACCEPT).value,
        findings=findings,
        reasons=findings if is_doubted else [],
        step="declined" if is_doubted else "",
        policy=policy,
        place_id=None if is_doubted else punch.work_place_id,
        assessed_at=punch.decided_at,
    )


def _case(row: Assessment) -> ReviewCase:
    return ReviewCase(
        kind=Kind.RISK.value if row.outcome == Outcome.REVIEW else Kind.SAMPLE.value,
        punch_id=row.punch_id,
        employee_id=row.employee_id,
        unit_id=row.unit_id,
        day=row.day,
        opened_at=row.assessed_at,
        due_on=row.day + timedelta(days=5),
    )


# --- reviews


def _reviews(world: World, agency: OrgUnit, operator: str) -> None:
    """Most are decided; one waits for the second person, one was upheld and the person objects, some are open."""
    reviewer = world.users[operator]
    found = ReviewCase.objects.filter(unit=agency).exclude(employee=reviewer.employee_id or 0)
    cases = list(found.order_by("-kind", "-opened_at"))  # samples first, then doubts
    open_ones = {case.pk for case in [*cases[-3:-1], *cases[:1]]}
    decided = [case for case in cases if case.pk not in open_ones]
    for number, case in enumerate(decided):
        verdict = Verdict.UPHELD if number == len(decided) - 1 else Verdict.GENUINE
        _decide(world, case, operator, verdict, number)
    if decided:
        _object(world, decided[-1])


def _decide(world: World, case: ReviewCase, operator: str, verdict: Verdict, number: int) -> None:
    reason = (
        "Gambar dan tempat sesuai." if verdict is Verdict.GENUINE else "Posisi 3 km dari kantor, tanpa surat tugas."
    )
    _say(world, case, Part.FIRST, operator, verdict, reason)
    if verdict is Verdict.UPHELD:
        _say(world, case, Part.CONFIRM, "bkpsdm", verdict, "Sependapat setelah melihat catatannya.")
    elif number % 3 == 0:
        case.wants_look = True
        _say(world, case, Part.LOOK, "bkpsdm2", verdict, "Tampak wajar.")
    case.state, case.verdict = State.CLOSED.value, verdict.value
    case.closed_at = case.opened_at + timedelta(days=1)
    if verdict is Verdict.UPHELD:
        case.objection_until = world.today + timedelta(days=9)
    case.save()


def _say(world: World, case: ReviewCase, part: Part, account: str, verdict: Verdict, reason: str) -> None:
    user = world.users[account]
    ReviewDecision.objects.create(
        case=case,
        part=part.value,
        verdict=verdict.value,
        reason=reason,
        decided_at=case.opened_at + timedelta(days=1),
        decided_by=user.pk,
        decided_by_label=user.actor.label,
        decided_by_employee=user.employee_id,
    )


def _object(world: World, case: ReviewCase) -> None:
    ReviewCase.objects.create(
        kind=Kind.OBJECTION.value,
        punch=case.punch,
        employee=case.employee,
        unit=case.unit,
        day=case.day,
        about=case,
        note="Hari itu saya mengantar berkas ke kantor kecamatan atas perintah lisan atasan.",
        opened_at=world.now - timedelta(hours=20),
        due_on=world.today + timedelta(days=5),
    )


def _twins(world: World) -> None:
    one, other = _two(world)
    operator = world.users[cast.SITI]
    Lookalike.objects.create(
        employee=one,
        other=other,
        why="Saudara kembar (contoh)",
        valid_from=world.today - timedelta(days=40),
        status=Status.CONFIRMED,
        authors=[operator.pk],
        proposed_at=world.now - timedelta(days=41),
        proposed_by_label=operator.actor.label,
        decided_at=world.now - timedelta(days=40),
        decided_by_label=world.users["bkpsdm"].actor.label,
    )


def _two(world: World) -> tuple[Employee, Employee]:
    staff = [person for person in world.setda.people if person.nip not in world.users]
    return staff[0], staff[1]
