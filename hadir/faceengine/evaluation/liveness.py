"""Limits for liveness from sessions whose nature is known: a model of each signal, and where the sum refuses or doubts.

Each signal becomes the logarithm of a likelihood ratio by a logistic regression in which both classes weigh the same;
the decision takes their sum, as if they were independent, each within bounds so that no single one outvotes the rest.
Attacks are judged as if they had followed the script: what the script itself stops is not counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from hadir.faceengine import liveness
from hadir.faceengine.calibration import LivenessLimits, Odds, ReliefLimits
from hadir.faceengine.depth import FEATURES
from hadir.faceengine.evaluation.recordings import BONA_FIDE

Doubles = npt.NDArray[np.float64]

# Sheets that carry one photo: what the 3-D model learns as "no head". Prints of photos from several sides, screens and
# films show a head that did turn; to teach the model otherwise would spoil it.
SHEETS = frozenset({"print_flat", "print_bent", "print_moved", "print_cut_eyes"})
PAPER_OR_SCREEN = SHEETS | {"print_set", "screen_replay", "screen_replay_edge_cut"}
# Whatever does not send the page's light back: screens, and pictures that never were before a camera.
UNLIT = frozenset(
    {"screen_replay", "screen_replay_edge_cut", "mesh_warp", "face_swap", "static_photo", "spliced_session"}
)
MIN_TURN = 0.25  # of a pair that counts in a check-in
TAUGHT_FROM = 0.17  # of a pair that the model learns from: more of them, the harder ones among them
_RIDGE = 1.0
_ROUNDS = 40
_MOST_RELIEF, _MOST_PASSIVE, _MOST_REFLECTION = 5.0, 3.0, 2.5
_REFUSED, _DOUBTED = 0.005, 0.02  # of living people, at most
_ALLOWANCE = 0.25  # of the way from the median to the limit
_SHEETS = 0.99  # of the sheets that look turned lie below
_ROOM = 0.3  # of the room between them and living heads


@dataclass(frozen=True, slots=True)
class Signals:
    """One session. `taught`: (k, 11) pairs to learn from; `counted`: those that a check-in would have looked at.

    `passive`: median log-odds of the net; `follows`: correlation of skin and light."""

    species: str
    person: str
    taught: Doubles
    counted: Doubles
    passive: float | None
    follows: float | None


def fit(sessions: Sequence[Signals], real_pairs: Doubles | None = None) -> LivenessLimits:
    """`real_pairs`: (n, 11) pairs of real photos of one person, straight and turned, as further heads.

    Raises `ValueError` when living people or sheets are missing."""
    live = [one for one in sessions if one.species == BONA_FIDE]
    sheets = [one for one in sessions if one.species in SHEETS]
    if not live or not sheets:
        raise ValueError("calibration needs sessions of living people and of prints")
    heads = [one.taught for one in live] + ([real_pairs] if real_pairs is not None else [])
    relief = logistic(np.concatenate(heads), np.concatenate([one.taught for one in sheets]), FEATURES, _MOST_RELIEF)
    shown = [one for one in sessions if one.species in PAPER_OR_SCREEN]
    passive = logistic(_column(live, "passive"), _column(shown, "passive"), ("passive",), _MOST_PASSIVE)
    unlit = [one for one in sessions if one.species in UNLIT]
    reflection = Odds(("follows",), (0.0,), (0.0,), 0.0, _MOST_REFLECTION)
    if len(_column(live, "follows")) and len(_column(unlit, "follows")):
        reflection = logistic(_column(live, "follows"), _column(unlit, "follows"), ("follows",), _MOST_REFLECTION)
    never = -1e9  # nothing is refused while the limits are looked for
    draft = LivenessLimits(
        ReliefLimits(relief, MIN_TURN, never), passive, never, reflection, never, never, len(sessions), 0.0, 0.0, {}
    )
    judged = [one for one in (_judged(one, draft) for one in live) if one.relief is not None]
    sheets_judged = [_judged(one, draft) for one in sheets]
    limits = msgspec.structs.replace(
        draft,
        relief=msgspec.structs.replace(
            draft.relief, refuse=_between([one.relief for one in judged], [one.relief for one in sheets_judged])
        ),
        passive_refuse=_refusing([one.passive for one in judged]),
        refuse=_between([one.total for one in judged], [one.total for one in sheets_judged if one.relief is not None]),
        doubt=_below([one.total for one in judged], _DOUBTED),
    )
    refused, doubted = outcomes(limits, sessions)
    return msgspec.structs.replace(
        limits,
        live_refused=refused.get(BONA_FIDE, 0.0),
        live_doubted=doubted.get(BONA_FIDE, 0.0),
        passed={name: 1.0 - share for name, share in refused.items() if name != BONA_FIDE},
    )


def logistic(ones: Doubles, zeros: Doubles, names: Sequence[str], most: float) -> Odds:
    """Ridge logistic regression by iterated least squares; both classes weigh the same, values are scaled within."""
    values = np.concatenate([ones, zeros])
    truth = np.concatenate([np.ones(len(ones)), np.zeros(len(zeros))])
    weight = np.where(truth > 0, 0.5 / max(len(ones), 1), 0.5 / max(len(zeros), 1)) * len(truth)
    centre, spread = values.mean(axis=0), values.std(axis=0).clip(1e-9)
    design = np.column_stack([np.ones(len(values)), (values - centre) / spread])
    ridge = _RIDGE * np.eye(design.shape[1])
    ridge[0, 0] = 0.0
    found = np.zeros(design.shape[1])
    for _round in range(_ROUNDS):
        share = 1.0 / (1.0 + np.exp(-np.clip(design @ found, -30, 30)))
        curve = design.T @ (design * (share * (1 - share) * weight + 1e-9)[:, None]) + ridge
        found = found + np.linalg.solve(curve, design.T @ ((truth - share) * weight) - ridge @ found)
    return Odds(
        tuple(names), tuple(centre.tolist()), tuple((found[1:] / spread).tolist()), float(found[0]), most
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Judged:
    species: str
    relief: float | None
    passive: float | None
    total: float


def _judged(one: Signals, limits: LivenessLimits) -> _Judged:
    pairs = [limits.relief.model.odds(pair) for pair in one.counted]
    relief = float(np.median(pairs)) if pairs else None
    total = liveness.total_of(liveness.odds_of(limits, relief, one.passive, one.follows))
    return _Judged(one.species, relief, one.passive, total)


def outcomes(limits: LivenessLimits, sessions: Sequence[Signals]) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """By species: share refused, and share refused or in doubt.

    Attacks that show no turn are refused; living people are asked again by the script, so they are left out.
    """
    refused: dict[str, list[bool]] = {}
    doubted: dict[str, list[bool]] = {}
    for found in (_judged(one, limits) for one in sessions):
        if found.relief is None and found.species == BONA_FIDE:
            continue
        stopped = liveness.is_flat(found.relief, limits) or liveness.is_refused(found.passive, found.total, limits)
        refused.setdefault(found.species, []).append(stopped)
        doubted.setdefault(found.species, []).append(stopped or found.total < limits.doubt)
    return _shares(refused), _shares(doubted)


def _shares(table: Mapping[str, list[bool]]) -> dict[str, float]:
    return {name: sum(values) / len(values) for name, values in sorted(table.items())}


def _column(sessions: Sequence[Signals], name: str) -> Doubles:
    values = [value for one in sessions if (value := getattr(one, name)) is not None]
    return np.array(values, np.float64).reshape(-1, 1)


def _between(live: Sequence[float | None], sheets: Sequence[float | None]) -> float:
    """A limit where living heads end, or nearer to the sheets that look turned when there is room between both."""
    heads = _refusing(live)
    turned = [value for value in sheets if value is not None]
    highest = float(np.quantile(turned, _SHEETS)) if turned else heads
    return min(heads, highest + _ROOM * max(heads - highest, 0.0))


def _refusing(found: Sequence[float | None]) -> float:
    """A limit for refusals: some way below what living people of the material reach, because others will come whom it
    did not have, with cameras that it did not have."""
    ranked = [value for value in found if value is not None]
    limit = _below(ranked, _REFUSED)
    return limit - _ALLOWANCE * (float(np.median(ranked)) - limit)


def _below(found: Sequence[float | None], share: float) -> float:
    """A limit below which at most `share` of the values lie, halfway to the next one that it lets pass."""
    ranked = sorted(value for value in found if value is not None)
    allowed = int(share * len(ranked))
    if not ranked:
        raise ValueError("no session of a living person shows what a limit is looked for")
    lower = ranked[allowed - 1] if allowed else ranked[0]
    return (lower + ranked[allowed]) / 2.0
