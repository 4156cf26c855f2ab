"""What somebody before the camera does, frame by frame, while a script of prompts is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hadir.bench.synthetic_head import FOLLOWING, Attitude
from hadir.capture.script import Prompt, Step

Shown = tuple[int, int, int]  # red, green, blue of the page

INTERVAL_S = 0.22  # between two frames, as a phone on a slow line sends them
_GOING = (0.5, 1.0, 1.25, 1.5)  # shares of the movement in the frames after the reaction
_REACTION_S = (0.35, 0.9)
_COLOUR_LASTS_S = 1.1  # the page changes its light at most once a second
COLOURS: tuple[Shown, ...] = ((255, 70, 70), (70, 255, 90), (80, 110, 255), (255, 240, 90), (255, 255, 255))


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


def plan(script: Sequence[Step], rng: np.random.Generator, *, light: bool = False) -> list[Cue]:
    """All frames of one session: for every prompt more than a willing person needs.

    Who follows a prompt with its first frames leaves the others of that prompt unused (`evaluation.sessions` plays it
    that way), who never follows it runs out of frames.
    """
    cues: list[Cue] = []
    before = Prompt.LOOK_STRAIGHT
    for number, step in enumerate(script):
        cues.extend(_of_step(number, step, before, rng))
        before = step.prompt
    times = np.cumsum(rng.normal(INTERVAL_S, 0.02, len(cues)).clip(0.12))
    reaction = 0.0
    timed = []
    for number, (cue, at) in enumerate(zip(cues, times, strict=True)):
        if number and cue.step != cues[number - 1].step:
            reaction += float(rng.uniform(*_REACTION_S)) - 2 * INTERVAL_S if cue.prompt in FOLLOWING else 0.0
        timed.append(replace(cue, at_s=round(float(at) + max(reaction, 0.0), 3)))
    return _lit(timed, rng) if light else timed


def _of_step(number: int, step: Step, before: Prompt, rng: np.random.Generator) -> list[Cue]:
    asked = Cue(step.prompt, step.prompt, step=number)
    if number == 0:
        return [asked] * (step.frames + 2)
    # Nobody reacts at once: the first frames still show what came before.
    waiting = [replace(asked, doing=before, share=0.8), replace(asked, doing=before, share=0.2)]
    if step.prompt is Prompt.LOOK_STRAIGHT:
        return [*waiting, *[asked] * (step.frames + 2)]
    if before is not Prompt.CLOSE_EYES and step.prompt is not Prompt.CLOSE_EYES and rng.random() < 0.6:
        waiting[1] = replace(waiting[1], blink=True)
    return [*waiting, *(replace(asked, share=share) for share in _GOING)]


def _lit(cues: Sequence[Cue], rng: np.random.Generator) -> list[Cue]:
    result, shown, since = [], COLOURS[int(rng.integers(len(COLOURS)))], 0.0
    for cue in cues:
        if cue.at_s - since >= _COLOUR_LASTS_S:
            others = [colour for colour in COLOURS if colour != shown]
            shown, since = others[int(rng.integers(len(others)))], cue.at_s
        result.append(replace(cue, shown=shown))
    return result


def attitude(cue: Cue, *, extent: float = 1.0) -> Attitude:
    """How a head that follows is held. `extent`: how far this person goes compared with others."""
    full, share = FOLLOWING[cue.doing], cue.share * extent
    shut = 1.0 if cue.doing is Prompt.CLOSE_EYES and cue.share >= 0.5 else 0.0
    return Attitude(
        yaw=full.yaw * share,
        pitch=full.pitch * share,
        zoom=1.0 + (full.zoom - 1.0) * share,
        mouth=min(full.mouth * share, 1.3),
        eyes_shut=1.0 if cue.blink else shut,
    )
