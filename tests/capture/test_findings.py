"""What a session says besides its face: nothing of an ordinary one, a line for each oddity."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hadir.capture.findings import Arrived, of_session
from hadir.capture.script import Progress, Prompt, Step
from hadir.capture.texts import FINDINGS
from hadir.lib.findings import Finding, Weight

OPENED = datetime(2026, 11, 23, 0, 20, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "client_time": OPENED.isoformat(),
    "device": {"label": "camera2 1, facing front", "width": 640, "height": 480, "frame_rate": 24.0, "answered_ms": 412},
}
SCRIPT = (Step(Prompt.LOOK_STRAIGHT, 2, 600), Step(Prompt.TURN_LEFT), Step(Prompt.LOOK_STRAIGHT))
# Milliseconds on the page's clock; the server hears of each a little later.
TAKEN = (310, 1102, 1687, 2391, 2618, 3420, 4207, 4415, 5260, 5907)


def arrived(taken: tuple[int, ...] = TAKEN, late_ms: int = 83) -> list[Arrived]:
    return [Arrived(OPENED + timedelta(milliseconds=ms + late_ms), ms) for ms in taken]


def found(
    *responses: int, strays: int = 0, redrawn: int = 0, facts: dict[str, Any] | None = None, frames: Any = None
) -> dict[str, Finding]:
    progress = Progress(
        SCRIPT, responses=responses or (710, 1240, 905, 1500), strays=strays, given_up=(Prompt.OPEN_MOUTH,) * redrawn
    )
    said = FACTS if facts is None else facts
    all_of_them = of_session(progress, said, arrived() if frames is None else frames, opened_at=OPENED)
    return {finding.code: finding for finding in all_of_them}


def camera(**changed: Any) -> dict[str, Any]:
    return FACTS | {"device": FACTS["device"] | changed}


def test_an_ordinary_session_leaves_no_line() -> None:
    assert found() == {}


@pytest.mark.parametrize(("responses", "weight"), [((90, 800, 900), Weight.DOUBT), ((90, 40, 900), Weight.GRAVE)])
def test_what_is_done_sooner_than_anybody_reacts_is_told(responses: tuple[int, ...], weight: Weight) -> None:
    assert found(*responses)["capture.too_fast"].weight is weight


def test_without_pauses_nothing_is_said_about_speed() -> None:
    progress = Progress((Step(Prompt.LOOK_STRAIGHT, 2), Step(Prompt.TURN_LEFT)), responses=(3, 4))
    assert of_session(progress, FACTS, arrived(), opened_at=OPENED) == ()


def test_a_machine_s_even_pace_is_a_note() -> None:
    assert found(700, 701, 700, 699)["capture.even_responses"].weight is Weight.NOTE
    assert "capture.even_responses" not in found(700, 712, 731, 700)


@pytest.mark.parametrize(("strays", "weight"), [(2, Weight.DOUBT), (3, Weight.GRAVE), (5, Weight.GRAVE)])
def test_running_through_movements_weighs_more_the_longer_it_goes(strays: int, weight: Weight) -> None:
    assert found(strays=strays)["capture.strays"] == Finding("capture.strays", weight, {"count": strays})
    assert "capture.strays" not in found(strays=1), "left and right are easily mixed up"


def test_another_movement_is_no_more_than_noted() -> None:
    assert found(redrawn=2)["capture.other_movement"].weight is Weight.NOTE


@pytest.mark.parametrize(
    "label",
    ["OBS Virtual Camera", "Dummy video device (0x0000)", "ManyCam Virtual Webcam", "Snap Camera", "v4l2loopback"],
)
def test_programs_that_pose_as_cameras_are_a_doubt_and_never_more(label: str) -> None:
    assert found(facts=camera(label=label))["capture.camera_virtual"].weight is Weight.DOUBT


@pytest.mark.parametrize(
    "label", ["Front camera", "FaceTime HD Camera", "Integrated Webcam (5986:211b)", "HP TrueVision"]
)
def test_real_cameras_are_not_taken_for_programs(label: str) -> None:
    assert found(facts=camera(label=label)) == {}


@pytest.mark.parametrize("facts", [{}, {"device": "?"}, camera(label=""), camera(width=0)])
def test_a_camera_that_says_nothing_is_noted(facts: dict[str, Any]) -> None:
    assert found(facts=facts)["capture.camera_silent"].weight is Weight.NOTE


def test_answers_clocks_and_intervals_that_no_phone_has_are_notes() -> None:
    late = FACTS | {"client_time": (OPENED - timedelta(hours=1)).isoformat()}
    even = tuple(200 * number for number in range(1, 12))
    backwards = (*TAKEN[:4], 2000, *TAKEN[5:])
    jumping = [*arrived()[:5], *arrived(tuple(ms + 9000 for ms in TAKEN[5:]), late_ms=-8917)]
    told = {
        "capture.camera_at_once": found(facts=camera(answered_ms=2)),
        "capture.clock_off": found(facts=late),
        "capture.frames_even": found(frames=arrived(even)),
        "capture.clock_odd": found(frames=arrived(backwards)) and found(frames=jumping),
    }
    for code, findings in told.items():
        assert findings[code].weight is Weight.NOTE, code


def test_a_page_that_tells_no_times_is_heard_all_the_same() -> None:
    assert found(frames=[Arrived(each.at, None) for each in arrived()]) == {}
    assert found(facts=FACTS | {"client_time": "yesterday"}) == {}


def test_every_code_has_a_sentence_that_its_facts_fill() -> None:
    everything = [
        *found(90, 91, strays=3, redrawn=1, facts=camera(label="OBS Virtual Camera", answered_ms=1)).values(),
        *found(700, 700, 700, facts={"client_time": "2020-01-01T00:00:00+00:00"}).values(),
    ]
    assert len(everything) >= 7
    for finding in everything:
        assert "{" not in str(FINDINGS[finding.code]).format(**finding.facts)
