"""What somebody before the camera does, frame by frame, while a script of prompts is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hadir.bench.synthetic_head import FOLLOWING, Attitude
from hadir.capture.light import COLOURS
from hadir.capture.script import Prompt, Step

Shown = tuple[int, int, int]  # red, green, blue of the page

INTERVAL_S = 0.22  # between two frames, as a phone on a slow line sends them
_GOING = (0.5, 1.0, 1.25, 1.5)  # shares of the movement in the frames after the reaction
_REACTION_S = (0.4, 0.9)
_SPARE = 1  # straight frames more than a willing person needs


@dataclass(frozen=True, slots=True)
class Cue:
    """One frame's instructions. `prompt`: what the page asks for. `doing`, `share`: the movement shown and how far.

    `shown`: the colour in which the page lights the face, None without; `blink`: eyes shut for this one frame.
    """

    prompt: Prompt
    doing: Prompt
    share: float = 1.0
    step: int = 0
    at_s: float = 0.0
    shown: Shown | None = None
    blink: bool = False


def plan(script: Sequence[Step], rng: np.random.Generator) -> list[Cue]:
    """All frames of one session: for every prompt more than a willing person needs.

    Who follows a prompt with its first frames leaves the others of that prompt unused (`bench.presentations` plays it
    that way), who never follows it runs out of frames.
    """
    cues: list[Cue] = []
    before, at_s = Prompt.LOOK_STRAIGHT, 0.0
    for number, step in enumerate(script):
        if number:
            at_s += float(rng.uniform(*_REACTION_S)) - INTERVAL_S
        for cue, wait_s in _of_step(step, before, rng):
            at_s += wait_s + max(0.12, float(rng.normal(INTERVAL_S, 0.02)))
            cues.append(replace(cue, step=number, at_s=round(at_s, 3), shown=_shown(step)))
        before = step.prompt
    return cues


def _of_step(step: Step, before: Prompt, rng: np.random.Generator) -> list[tuple[Cue, float]]:
    """Each frame with how long the page waits before it beyond the usual: nothing counts before the pause is over."""
    asked = Cue(step.prompt, step.prompt)
    if step.prompt is not Prompt.LOOK_STRAIGHT:
        return [(replace(asked, share=share), 0.0) for share in _GOING]
    early = [asked] * (step.frames - 1)
    if before is not Prompt.LOOK_STRAIGHT:
        early.append(replace(asked, doing=before, share=0.3))
    if rng.random() < 0.4:
        early.append(replace(asked, blink=True))
    late = [asked] * (1 + _SPARE)
    waits = [0.0] * len(early) + [step.pause_ms / 1000] + [0.0] * _SPARE
    return list(zip([*early, *late], waits, strict=True))


def _shown(step: Step) -> Shown | None:
    if not step.light:
        return None
    red, green, blue = (int(part) for part in COLOURS[step.light])
    return (red, green, blue)


def attitude(cue: Cue, *, extent: float = 1.0) -> Attitude:
    """How a head that follows is held. `extent`: how far this person goes compared with others."""
    full, share = FOLLOWING[cue.doing], cue.share * extent
    shut = 1.0 if cue.doing is Prompt.CLOSE_EYES and cue.share >= 0.5 else 0.0
    return Attitude(
        yaw=full.yaw * share,
        pitch=full.pitch * share,
        roll=full.roll * share,
        zoom=1.0 + (full.zoom - 1.0) * share,
        mouth=min(full.mouth * share, 1.3),
        eyes_shut=1.0 if cue.blink else shut,
    )
