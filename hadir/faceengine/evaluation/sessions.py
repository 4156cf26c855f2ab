"""Attack detection of whole sessions after ISO/IEC 30107-3:2023, arithmetic only.

One presentation is one session: somebody or something before the camera for a whole script.

* A session that never got through the script gave no answer: APNRR of an attack species, BPNRR of bona fide people.
* Of those that did, APCER is the share of attack presentations that were taken for living heads, of each species alone,
  and BPCER the share of bona fide people taken for attacks. Being held up for a second step or a reviewer is counted
  beside both and is neither.
* Of all sessions whose person has reference photos, IAPAR is the share of attacks accepted as that person by the whole
  system, FRR the share of bona fide sessions not accepted, for whatever reason; RIAPAR is their sum: an attack that is
  stopped by refusing everybody is stopped at a price.

Intervals of shares are 95 % Wilson score intervals; where no error was seen, the rule of three (3 / n) is given too.
That of RIAPAR joins the two (Newcombe, "Interval estimation for the difference between independent proportions", 1998,
method 10, for a sum). Sessions are counted as independent, so record one a person and species.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from hadir.faceengine.evaluation.pad import auc, wilson
from hadir.faceengine.evaluation.recordings import BONA_FIDE
from hadir.faceengine.evaluation.verification import Interval

Measures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one session.

    `answered`: it got through the script. `proved`: and was taken for a living head. `held_up`: but with doubts that
    ask for a second step or a reviewer. `matched`: it looked like the person's references; None where there are none
    or nothing was proved. `stopped_by`: what refused it first, empty where nothing did. `findings`: codes that spoke
    against it. `measures`: what single signals measured, for those that measured anything.
    """

    name: str
    species: str
    person: str
    answered: bool
    proved: bool
    held_up: bool = False
    matched: bool | None = None
    has_references: bool = False
    stopped_by: str = ""
    findings: tuple[str, ...] = ()
    measures: Measures = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """As the person, by the whole system."""
        return self.proved and self.matched is True


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`; no rate of nothing."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def ci(self) -> Interval | None:
        return wilson(self.count, self.of) if self.of else None

    @property
    def rule_of_3(self) -> float | None:
        return min(1.0, 3 / self.of) if self.of and not self.count else None


@dataclass(frozen=True, slots=True)
class Species:
    """One kind of presentation. `errors`: APCER, or BPCER of bona fide people. `held_up`: of those proved.

    `accepted`: IAPAR, or for bona fide people what is left of 1 after FRR. `stopped_by`, `findings`: how many sessions.
    """

    name: str
    sessions: int
    people: int
    no_answer: Share
    errors: Share
    held_up: Share
    accepted: Share
    riapar: float | None
    riapar_ci: Interval | None
    stopped_by: Mapping[str, int]
    findings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`attacks` by name. `separation`: for each signal and species, how often a bona fide session measured more."""

    judged: tuple[Judged, ...]
    bona_fide: Species | None
    attacks: tuple[Species, ...]
    separation: Mapping[str, Mapping[str, float]]

    @property
    def frr(self) -> Share | None:
        """Of bona fide people with references, those not accepted."""
        if self.bona_fide is None or not self.bona_fide.accepted.of:
            return None
        accepted = self.bona_fide.accepted
        return Share(accepted.of - accepted.count, accepted.of)


def evaluate_sessions(judged: Sequence[Judged]) -> Evaluation:
    """Rates by species."""
    by_species: dict[str, list[Judged]] = {}
    for one in judged:
        by_species.setdefault(one.species, []).append(one)
    live = by_species.pop(BONA_FIDE, [])
    bona_fide = _species(BONA_FIDE, live, None) if live else None
    frr = Evaluation((), bona_fide, (), {}).frr
    attacks = tuple(_species(name, ones, frr) for name, ones in sorted(by_species.items()))
    return Evaluation(tuple(judged), bona_fide, attacks, _separation(live, by_species))


def _species(name: str, ones: Sequence[Judged], frr: Share | None) -> Species:
    answered = [one for one in ones if one.answered]
    proved = [one for one in answered if one.proved]
    wrong = len(answered) - len(proved) if name == BONA_FIDE else len(proved)
    compared = [one for one in ones if one.has_references]
    accepted = Share(sum(one.accepted for one in compared), len(compared))
    total, interval = _sum(accepted, frr) if frr else (None, None)
    return Species(
        name=name,
        sessions=len(ones),
        people=len({one.person for one in ones}),
        no_answer=Share(len(ones) - len(answered), len(ones)),
        errors=Share(wrong, len(answered)),
        held_up=Share(sum(one.held_up for one in proved), len(proved)),
        accepted=accepted,
        riapar=total,
        riapar_ci=interval,
        stopped_by=Counter(one.stopped_by for one in ones if one.stopped_by),
        findings=Counter(code for one in ones for code in set(one.findings)),
    )


def _sum(a: Share, b: Share) -> tuple[float | None, Interval | None]:
    """Of two independent shares, with the interval that their Wilson limits give."""
    if a.rate is None or b.rate is None or a.ci is None or b.ci is None:
        return None, None
    total = a.rate + b.rate
    below = sqrt((a.rate - a.ci[0]) ** 2 + (b.rate - b.ci[0]) ** 2)
    above = sqrt((a.ci[1] - a.rate) ** 2 + (b.ci[1] - b.rate) ** 2)
    return total, (max(0.0, total - below), min(2.0, total + above))


def _separation(live: Sequence[Judged], attacks: Mapping[str, Sequence[Judged]]) -> dict[str, dict[str, float]]:
    """Area under the curve of every measure alone; 0.5 says nothing, 0 as much as 1."""
    found: dict[str, dict[str, float]] = {}
    for measure in sorted({name for one in live for name in one.measures}):
        real = _values(live, measure)
        for species, ones in sorted(attacks.items()):
            attack = _values(ones, measure)
            if attack:
                found.setdefault(measure, {})[species] = auc(np.array(real), np.array(attack))
    return found


def _values(ones: Sequence[Judged], measure: str) -> list[float]:
    return [one.measures[measure] for one in ones if measure in one.measures]


def as_json(found: Evaluation) -> dict[str, object]:
    """The figures as a document; shares with their interval and counts."""
    frr = found.frr
    return {
        "sessions": len(found.judged),
        "bona_fide": _species_json(found.bona_fide, "bpcer", "bpnrr", "true_accept_rate") if found.bona_fide else None,
        "frr": _share_json(frr) if frr else None,
        "attacks": {one.name: _species_json(one, "apcer", "apnrr", "iapar") for one in found.attacks},
        "auc": {measure: dict(values) for measure, values in found.separation.items()},
    }


def _species_json(one: Species, errors: str, no_answer: str, accepted: str) -> dict[str, object]:
    document: dict[str, object] = {
        "sessions": one.sessions,
        "people": one.people,
        no_answer: _share_json(one.no_answer),
        errors: _share_json(one.errors),
        "held_up": _share_json(one.held_up),
        accepted: _share_json(one.accepted),
        "stopped_by": dict(one.stopped_by),
        "findings": dict(one.findings),
    }
    if one.name != BONA_FIDE:
        document["riapar"] = {"rate": one.riapar, "ci": one.riapar_ci}
    return document


def _share_json(share: Share) -> dict[str, object]:
    return {"count": share.count, "of": share.of, "rate": share.rate, "ci": share.ci, "rule_of_3": share.rule_of_3}
