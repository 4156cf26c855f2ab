"""Eyes that stir, shut and open again; a jaw that goes down with the lips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from hadir.faceengine.course import Moment
from hadir.faceengine.dynamics import jaw_share, of_course
from hadir.faceengine.types import FrameAnalysis, Vector


def _course(eyes: Sequence[float], prompts: Sequence[str] | None = None) -> list[Moment]:
    asked = prompts or ["look_straight"] * len(eyes)
    return [
        Moment(at_s=number / 4, prompt=prompt, eyes_open=openness)
        for number, (openness, prompt) in enumerate(zip(eyes, asked, strict=True))
    ]


def test_blinks_are_counted_once_each() -> None:
    found = of_course(_course([1.0, 0.95, 0.2, 0.1, 1.02, 0.98, 1.0, 0.3, 1.0, 0.97]))
    assert found is not None
    assert found.blinks == 2
    assert found.reopened is None


def test_a_picture_does_not_stir() -> None:
    still, alive = of_course(_course([0.9] * 12)), of_course(_course([0.9, 0.95, 0.88, 1.0] * 3))
    assert still is not None
    assert still.stir == pytest.approx(0.0)
    assert alive is not None
    assert alive.stir is not None
    assert alive.stir > 0.03


@pytest.mark.parametrize(("after", "reopened"), [([1.0, 0.95], True), ([0.1, 0.2], False)])
def test_eyes_open_again_after_they_were_shut(after: list[float], reopened: bool) -> None:
    eyes = [1.0] * 9 + [0.1] + after
    prompts = ["look_straight"] * 9 + ["close_eyes"] + ["look_straight"] * 2
    found = of_course(_course(eyes, prompts))
    assert found is not None
    assert found.reopened is reopened


def test_few_frames_say_nothing() -> None:
    assert of_course([]) is None
    assert of_course(_course([1.0] * 5)) is None
    assert of_course([Moment(at_s=0.0, prompt="look_straight")] * 20) is None


def _frame(mouth: float, chin: float) -> FrameAnalysis:
    mesh: Vector = np.zeros((468, 3), np.float32)
    mesh[10], mesh[1], mesh[152] = (0, -100, 0), (0, 0, -40), (0, chin, 0)
    return FrameAnalysis(360, 480, (), mesh=mesh, mouth_open=mouth)


def test_a_mouth_that_opens_takes_the_jaw_along() -> None:
    rest = _frame(0.05, 80)
    opened, painted = jaw_share(rest, [_frame(0.7, 105)]), jaw_share(rest, [_frame(0.7, 80)])
    assert opened is not None
    assert painted is not None
    assert opened > 0.2
    assert painted == pytest.approx(0.0)
    assert jaw_share(rest, [_frame(0.1, 80)]) is None
    assert jaw_share(rest, []) is None
