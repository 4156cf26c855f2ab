"""The synthetic person of benchmarks and tests behaves as people do."""

from __future__ import annotations

from hadir.bench.performer import Performer, Reel
from hadir.capture.script import Prompt

# Four stages of each movement; the first two bytes are where a JPEG has its start marker.
REEL = Reel({prompt: [b"\xff\xd8" + bytes([stage]) for stage in range(4)] for prompt in Prompt})


def stages(performer: Performer, prompt: Prompt, count: int) -> list[int]:
    return [performer.next_frame(prompt)[-1] for _frame in range(count)]


def test_whoever_went_too_far_comes_back_instead_of_freezing_there() -> None:
    performer = Performer(REEL)
    assert stages(performer, Prompt.TURN_LEFT, 8) == [0, 1, 2, 3, 2, 1, 2, 3]
    assert stages(performer, Prompt.LOOK_UP, 3) == [0, 1, 2], "a new prompt begins a new movement"


def test_no_two_frames_are_the_same_bytes() -> None:
    performer = Performer(REEL)
    frames = [performer.next_frame(Prompt.LOOK_STRAIGHT) for _frame in range(20)]
    assert len(set(frames)) == 20
