"""From what an agency asks and what was found to what becomes of a check-in. Pure and total; ADR 0050.

1. Each thing an agency may ask for (phone, place, code, light) stands as well as its best finding says.
2. The agency's demand turns the standing into a weight: `recorded` weighs nothing, the lack of what is `expected` is a
   doubt, the lack of what is `required` is grave.
3. Findings about nothing that an agency may ask for (a frame sent twice, a journey nobody can make) weigh what they
   weigh, whatever the policy: no agency can switch the hunt for forgery off.
4. A second step that was taken answers what it can: the code on the screen proves the place and that somebody is
   there now, a passkey proves the phone. Anybody at the screen can read the code, so where the phone is required and
   the person has one, no code stands in for it. Signs of forgery stay.
5. One grave reason or two doubts ask for a second step, if the agency offers one that would answer all of it and it
   may still be asked for; else a reviewer looks. One doubt is drawn by lot more often than none.

Nothing is refused here: refusals are those of protocol, spoof and identity (`attendance.rules`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hadir.attendance.presence.rules import Demand, Judgement, Outcome, Reason, Requirements, Standing, Step, Thing
from hadir.lib.findings import Finding, Weight

_RANK = {standing: number for number, standing in enumerate(Standing)}
_GIVEN: dict[Demand, dict[Standing, Weight]] = {
    Demand.OFF: {},
    Demand.RECORDED: {},
    Demand.EXPECTED: {Standing.MISSING: Weight.DOUBT, Standing.AGAINST: Weight.DOUBT},
    Demand.REQUIRED: {
        Standing.UNSURE: Weight.DOUBT,
        Standing.MISSING: Weight.GRAVE,
        Standing.AGAINST: Weight.GRAVE,
    },
}

# What a finding says of a thing. Those of `_STANDINGS` are weighed by the policy alone; those of `_ALSO` say something
# of a thing too and keep their own weight, because they are signs of forgery or lending.
_STANDINGS: dict[str, tuple[Thing, Standing]] = {
    "devices.bound": (Thing.DEVICE, Standing.SHOWN),
    "devices.passkey": (Thing.DEVICE, Standing.SHOWN),
    "devices.passkey_synced": (Thing.DEVICE, Standing.SHOWN),
    "devices.waiting": (Thing.DEVICE, Standing.MISSING),  # whoever has the password can ask
    "devices.other": (Thing.DEVICE, Standing.MISSING),
    "devices.none_bound": (Thing.DEVICE, Standing.MISSING),
    "devices.ended": (Thing.DEVICE, Standing.MISSING),
    "devices.unsigned": (Thing.DEVICE, Standing.MISSING),
    "devices.unsigned_though_bound": (Thing.DEVICE, Standing.MISSING),
    "devices.passkey_new": (Thing.DEVICE, Standing.MISSING),
    "places.inside": (Thing.PLACE, Standing.SHOWN),
    "places.network": (Thing.PLACE, Standing.SHOWN),
    "places.unsure": (Thing.PLACE, Standing.UNSURE),
    "places.no_area": (Thing.PLACE, Standing.UNSURE),
    "places.coarse": (Thing.PLACE, Standing.MISSING),
    "places.no_position": (Thing.PLACE, Standing.MISSING),
    "places.outside": (Thing.PLACE, Standing.AGAINST),
    "places.code_right": (Thing.CODE, Standing.SHOWN),
    "places.code_expired": (Thing.CODE, Standing.MISSING),
    "places.code_used": (Thing.CODE, Standing.MISSING),
    "places.code_limited": (Thing.CODE, Standing.MISSING),
    "places.code_wrong": (Thing.CODE, Standing.AGAINST),
    "places.code_elsewhere": (Thing.CODE, Standing.AGAINST),
    "capture.light_followed": (Thing.LIGHT, Standing.SHOWN),
}
_ALSO: dict[str, tuple[Thing, Standing]] = {
    "devices.lent": (Thing.DEVICE, Standing.SHOWN),
    "devices.shared": (Thing.DEVICE, Standing.AGAINST),
    "devices.reported_lost": (Thing.DEVICE, Standing.AGAINST),
    "devices.broken": (Thing.DEVICE, Standing.AGAINST),
    "capture.light_not_followed": (Thing.LIGHT, Standing.AGAINST),
}
MISSING = {thing: f"presence.{thing.value}_missing" for thing in Thing}
LOOKALIKE = "presence.lookalike"
# A finding that shows that a step was taken well.
_TAKEN = {
    "places.code_right": Step.SITE_CODE,
    "devices.passkey": Step.PASSKEY,
    "devices.passkey_synced": Step.PASSKEY,
}
_ANSWERED_BY: dict[Step, frozenset[Thing]] = {
    Step.SITE_CODE: frozenset(Thing),
    Step.PASSKEY: frozenset({Thing.DEVICE}),
}
# Somebody who has, had or asks for a phone uses another one.
_ANOTHER_PHONE = frozenset({
    "devices.other", "devices.ended", "devices.waiting", "devices.unsigned_though_bound", "devices.passkey_new",
})  # fmt: skip
# A position that was typed in, or not signed as it was sent, shows no place.
_MADE_UP = frozenset({"patterns.round", "presence.position_unsigned"})
_DOUBTS_ANSWERED_BY = {Step.SITE_CODE: "", Step.PASSKEY: "devices."}  # beginning of the code


def weigh(asked: Requirements, findings: Sequence[Finding], *, may_ask: bool, lot: int) -> Judgement:
    """What becomes of a check-in that nothing refused.

    `may_ask`: a second step may still be asked for (none was tried to its end, nobody went on without one); `lot`: a
    number below ten thousand that nobody could foresee.
    """
    against = reasons_of(asked, findings)
    taken = steps_taken(findings)
    left = _left(against, taken)
    answered = tuple(one for one in against if one not in left)
    if _asks_for_more(left):
        steps = _satisfying(asked, against, taken) if may_ask else ()
        outcome = Outcome.SECOND_STEP if steps else Outcome.REVIEW
        return Judgement(outcome, left, answered, steps)
    share = asked.doubt_sample if left else asked.sample
    return Judgement(Outcome.SAMPLE if lot < share else Outcome.ACCEPT, left, answered)


def reasons_of(asked: Requirements, findings: Sequence[Finding]) -> tuple[Reason, ...]:
    """Everything that speaks against it before a second step is looked at: the gravest first, then by thing."""
    found = list(_of_things(asked, findings))
    told = {one.code for one in found}
    found += [one for one in _of_themselves(findings) if one.lasting or one.code not in told]
    if asked.lookalike:
        found.append(Reason(LOOKALIKE, Weight.GRAVE, {}, Thing.CODE))
    order = list(Thing)
    return tuple(
        sorted(found, key=lambda one: (-one.weight, order.index(one.thing) if one.thing else len(order), one.code))
    )


def steps_taken(findings: Iterable[Finding]) -> frozenset[Step]:
    """Second steps that were taken well."""
    return frozenset(_TAKEN[one.code] for one in findings if one.code in _TAKEN)


def standings(findings: Sequence[Finding]) -> dict[Thing, tuple[Standing, Finding | None]]:
    """How each thing stands, and the finding that says so; a thing of which nothing was found is missing."""
    stands: dict[Thing, tuple[Standing, Finding | None]] = dict.fromkeys(Thing, (Standing.MISSING, None))
    made_up = any(one.code in _MADE_UP for one in findings)
    for one in findings:
        if made_up and one.code == "places.inside":
            continue
        thing, standing = _STANDINGS.get(one.code) or _ALSO.get(one.code) or (None, None)
        if thing is None or standing is None:
            continue
        before, said_by = stands[thing]
        if said_by is None or (_RANK[standing], *_telling(one)) > (_RANK[before], *_telling(said_by)):
            stands[thing] = standing, one
    return stands


def _telling(one: Finding) -> tuple[bool, Weight]:
    """Of two findings that say the same of a thing, which one counts."""
    return one.code in _ANOTHER_PHONE, one.weight


def _of_things(asked: Requirements, findings: Sequence[Finding]) -> Iterable[Reason]:
    for thing, (standing, said_by) in standings(findings).items():
        weight = _GIVEN[asked.of(thing)].get(standing)
        is_told = said_by is not None and said_by.code not in _STANDINGS and said_by.weight >= (weight or 0)
        if weight is not None and not is_told:
            yield Reason.of(said_by or Finding(MISSING[thing], weight), weight, thing)


def _of_themselves(findings: Iterable[Finding]) -> Iterable[Reason]:
    for one in findings:
        if one.code not in _STANDINGS and one.weight >= Weight.DOUBT:
            yield Reason.of(one, one.weight, lasting=one.weight is Weight.GRAVE)


def _left(against: Sequence[Reason], taken: frozenset[Step]) -> tuple[Reason, ...]:
    return tuple(one for one in against if not any(_answers(step, one) for step in taken))


def _answers(step: Step, reason: Reason) -> bool:
    if reason.lasting:
        return False
    if step is Step.SITE_CODE and reason.weight is Weight.GRAVE and reason.code in _ANOTHER_PHONE:
        return False
    if reason.thing is not None:
        return reason.thing in _ANSWERED_BY[step]
    return reason.code.startswith(_DOUBTS_ANSWERED_BY[step])


def _asks_for_more(left: Sequence[Reason]) -> bool:
    return any(one.weight is Weight.GRAVE for one in left) or len(left) > 1


def _satisfying(asked: Requirements, against: Sequence[Reason], taken: frozenset[Step]) -> tuple[Step, ...]:
    """Steps on offer of which each alone, with what was shown already, leaves too little to ask for more."""
    offered = asked.steps | ({Step.SITE_CODE} if _code_belongs(asked) else frozenset())
    return tuple(
        step for step in Step if step in offered - taken and not _asks_for_more(_left(against, taken | {step}))
    )


def _code_belongs(asked: Requirements) -> bool:
    """Whoever needs the code must be able to give it, whatever steps the agency offers otherwise."""
    return asked.lookalike or asked.code in {Demand.EXPECTED, Demand.REQUIRED}
