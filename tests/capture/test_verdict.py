"""What a session proves: refused on strong evidence, noted where it is doubtful, never silent."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from hadir.capture import liveness, liveness_texts
from hadir.capture.verdict import KeptFrame, ProofCode, judge
from hadir.faceengine import calibration
from hadir.faceengine.calibration import Calibration, LivenessLimits, Odds, ReliefLimits
from hadir.faceengine.course import Moment
from hadir.faceengine.depth import FEATURES
from hadir.faceengine.engine import engine_id
from hadir.faceengine.types import Box, Detection, FrameAnalysis, Pose, Quality, Vector
from hadir.lib.findings import Weight
from tests.faceengine.figures import turned


def _calibration() -> Calibration:
    """Relief is judged by the parallax alone: what the model was taught is not the matter here."""
    shipped = calibration.load(engine_id("bf16"))
    weights = tuple(10.0 if name == "parallax" else 0.0 for name in FEATURES)
    relief = Odds(FEATURES, (0.0,) * len(FEATURES), weights, -2.0, 5.0)
    limits = LivenessLimits(
        relief=ReliefLimits(relief, 0.25, 0.0),
        passive=Odds(("passive",), (0.0,), (1.0,), 0.0, 3.0),
        passive_refuse=-5.0,
        reflection=Odds(("follows",), (0.4,), (6.0,), 0.0, 2.5),
        refuse=0.5,
        doubt=2.0,
        sessions=0,
        live_refused=0.0,
        live_doubted=0.0,
        passed={},
    )
    return msgspec.structs.replace(shipped, liveness=limits)


def _embedding(seed: int = 1) -> Vector:
    vector = np.random.default_rng(seed).normal(size=128)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


_QUALITY = Quality(0.5, 0.2, 0.0, 0.0, 2.5, 64.0, 0.45, 0.0, 0.0, 1.0, 1.0)


def _frame(degrees: float, *, flat: bool = False, bona_fide: float = 0.95, person: int = 1) -> FrameAnalysis:
    view = turned(degrees, flat=flat)
    return FrameAnalysis(
        360,
        480,
        (),
        detection=Detection(Box(0, 0, *view.box), view.points, 0.9),
        pose=Pose(degrees, 0, 0),
        quality=_QUALITY,
        eyes_open=1.0,
        mouth_open=0.0,
        bona_fide=bona_fide,
        embedding=_embedding(person),
        mesh=view.mesh,
        skin=(180.0, 130.0, 110.0),
    )


def _session(*, flat: bool = False, bona_fide: float = 0.95, last_person: int = 1) -> list[KeptFrame]:
    roles = [("probe", 0.0), ("probe", 1.0), ("step", 35.0), ("step", 2.0), ("probe", 0.5)]
    return [
        KeptFrame(
            number,
            role,
            _frame(degrees, flat=flat, bona_fide=bona_fide, person=last_person if number == len(roles) else 1),
        )
        for number, (role, degrees) in enumerate(roles, start=1)
    ]


def _codes(frames: list[KeptFrame], course: list[Moment] | None = None) -> set[str]:
    return {one.code for one in judge(frames, _calibration(), course or []).findings}


def test_a_living_head_is_proved_with_its_probe_and_all_its_views() -> None:
    proof = judge(_session(), _calibration())
    assert proof.code is ProofCode.PROVED
    assert proof.probe is not None
    assert len(proof.views) == 5
    assert not [one for one in proof.findings if one.weight >= Weight.DOUBT]


def test_a_sheet_that_was_turned_is_flat() -> None:
    proof = judge(_session(flat=True), _calibration())
    assert proof.code is ProofCode.FLAT_PICTURE
    assert proof.probe is None
    assert proof.views == ()


def test_a_session_without_a_turn_is_flat() -> None:
    still = [replace(frame, analysis=_frame(0.0)) for frame in _session()]
    assert judge(still, _calibration()).code is ProofCode.FLAT_PICTURE


def test_strong_words_of_the_passive_net_refuse() -> None:
    assert judge(_session(bona_fide=0.0001), _calibration()).code is ProofCode.PRESENTATION_SUSPECTED


def test_a_net_that_said_nothing_refuses() -> None:
    silent = [replace(frame, analysis=replace(frame.analysis, bona_fide=None)) for frame in _session()]
    assert judge(silent, _calibration()).code is ProofCode.PRESENTATION_SUSPECTED


def test_weak_words_of_the_passive_net_are_a_finding_only() -> None:
    proof = judge(_session(bona_fide=0.15), _calibration())
    assert proof.code is ProofCode.PROVED
    assert liveness.PASSIVE_WEAK in {one.code for one in proof.findings}


def test_one_odd_frame_does_not_decide() -> None:
    frames = _session()
    frames[1] = replace(frames[1], analysis=replace(frames[1].analysis, bona_fide=0.00001))
    assert judge(frames, _calibration()).code is ProofCode.PROVED


def test_another_person_in_between_is_noticed_before_all_else() -> None:
    assert judge(_session(last_person=7, flat=True), _calibration()).code is ProofCode.PERSON_CHANGED


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_straight_frames(count: int) -> None:
    assert judge(_session()[:count], _calibration()).code is ProofCode.TOO_FEW_FRAMES


def _lit(*, follows: bool) -> list[Moment]:
    colours = (
        (255.0, 70.0, 70.0),
        (70.0, 255.0, 90.0),
        (80.0, 110.0, 255.0),
        (255.0, 240.0, 90.0),
        (255.0, 70.0, 70.0),
    )
    chance = np.random.default_rng(3)
    course = []
    for number, shown in enumerate(colours):
        for frame in range(4):
            light = (np.array(shown if follows else (180.0, 180.0, 180.0)) / 255) ** 2.2
            red, green, blue = ((180, 130, 110) * (1 + 0.1 * light) ** 0.45 + chance.normal(0, 0.3, 3)).tolist()
            course.append(
                Moment(
                    number + frame / 4,
                    "look_straight",
                    turn=float(chance.normal(0, 0.02)),
                    eyes_open=1.0 - 0.1 * (frame % 2),
                    bona_fide=0.95,
                    skin=(red, green, blue),
                    shown=shown,
                    settled_s=frame / 4,
                )
            )
    return course


def test_skin_that_follows_the_light_speaks_for_the_person_and_skin_that_does_not_against() -> None:
    assert liveness.LIGHT_FOLLOWED in _codes(_session(), _lit(follows=True))
    assert liveness.LIGHT_NOT_FOLLOWED in _codes(_session(), _lit(follows=False))
    assert not {liveness.LIGHT_FOLLOWED, liveness.LIGHT_NOT_FOLLOWED} & _codes(_session())


def test_eyes_that_never_stir_are_noted() -> None:
    still = [Moment(number / 4, "look_straight", eyes_open=0.9, bona_fide=0.95) for number in range(12)]
    assert liveness.EYES_STILL in _codes(_session(), still)
    assert liveness.EYES_STILL not in _codes(_session(), _lit(follows=True))


def test_reviewers_get_plain_values_and_no_comparison_of_faces() -> None:
    proof = judge(_session(), _calibration(), _lit(follows=True))
    assert {"relief_odds", "passive_odds", "reflection_odds", "total_odds", "turn"} <= set(proof.liveness)
    assert all(isinstance(value, str | int | float | bool) for value in proof.liveness.values())
    assert not any("similar" in name or "score" in name for name in proof.liveness)


def test_every_finding_has_a_sentence() -> None:
    codes = {value for value in vars(liveness).values() if isinstance(value, str) and value.startswith("capture.")}
    assert codes == set(liveness_texts.FINDINGS)


def test_an_engine_without_limits_decides_nothing() -> None:
    bare = msgspec.structs.replace(_calibration(), liveness=None)
    with pytest.raises(calibration.CalibrationMissing):
        judge(_session(), bare)
