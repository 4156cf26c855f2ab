"""The random script of a capture session and how far a person has followed it. Pure.

The script is drawn on the server and shown one prompt at a time, at moments that are drawn too, so that a recording
made before cannot know it (`bits` counts what it would have to guess). `advance` is the whole protocol: a state and
one frame's measurements in, a new state and a hint out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from hadir.capture.movements import (
    MOVES,
    SLANTING,
    TURNS,
    Baseline,
    Hint,
    Prompt,
    Seen,
    against_move,
    aside,
    movement,
    near,
    rest_of,
)
from hadir.faceengine.types import Reason

__all__ = ["Hint", "Outcome", "Progress", "Prompt", "PurposeName", "Role", "Seen", "Step", "advance", "bits", "draw",
           "redraw"]  # fmt: skip

PurposeName = Literal["checkin", "enrolment"]


@dataclass(frozen=True, slots=True)
class Step:
    """One prompt and how many good frames fulfil it.

    `pause_ms`: the last of them counts no earlier than so long after the frame that counted before, which decides when
    the next prompt is revealed. `light`: name of the colour that the page shows meanwhile (`light.COLOURS`).
    """

    prompt: Prompt
    frames: int = 1
    pause_ms: int = 0
    light: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is. `held`: good frames in the present step. `straight`: frames the baseline rests on.

    Times are the server's, in milliseconds since the session was opened. `since_ms`: of the frame that counted last and
    so revealed the present prompt; `lit_ms`: of the one that revealed the present colour. `responses`: from the reveal
    of each movement to the frame that fulfilled it. `strays`: how often the head made a whole movement that was not
    asked for; `astray`: the one that it is in. `given_up`: movements replaced by another one.
    """

    script: tuple[Step, ...]
    step: int = 0
    held: int = 0
    straight: tuple[Seen, ...] = ()
    baseline: Baseline | None = None
    since_ms: int = 0
    lit_ms: int = 0
    responses: tuple[int, ...] = ()
    strays: int = 0
    astray: str = ""
    given_up: tuple[Prompt, ...] = ()

    @property
    def complete(self) -> bool:
        return self.step >= len(self.script)

    @property
    def _shown(self) -> Step:
        """The last step stays when all is done."""
        return self.script[min(self.step, len(self.script) - 1)]

    @property
    def prompt(self) -> Prompt:
        return self._shown.prompt

    @property
    def light(self) -> str:
        return self._shown.light

    @property
    def paced(self) -> bool:
        """Whether the moments of the prompts were drawn: not for enrolment, nor where pauses are switched off."""
        return any(step.pause_ms for step in self.script)

    @property
    def share(self) -> float:
        """0..1 for the progress ring."""
        wanted = sum(step.frames for step in self.script)
        done = sum(step.frames for step in self.script[: self.step]) + self.held
        return min(1.0, done / wanted)

    def wait_ms(self, at_ms: int) -> int:
        """For how long nothing that a frame shows could count: the page need not send one."""
        if self.complete or not self.paced:
            return 0
        due = self.since_ms
        if self._shown.prompt is not Prompt.LOOK_STRAIGHT:
            due += _REACTION_MS
        elif self.held == self._shown.frames - 1:
            due += self._shown.pause_ms
        return max(0, due - at_ms)


Role = Literal["probe", "step"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one frame did. `role`: what it is kept for; None when it fulfilled nothing."""

    progress: Progress
    hint: Reason | Hint | None
    role: Role | None


_STRAIGHT_YAW, _STRAIGHT_PITCH, _STRAIGHT_ROLL = 13.0, 22.0, 20.0
_MAX_RESTING_SHARE = 0.62  # so that there is room to come closer
_BACK = 0.9  # of any movement: whoever is asked to look straight again must have left it
_NOT_YET = 0.6  # of the movement that comes next: nobody may be in it before it is revealed
_REACTION_MS = 350  # nobody reads a prompt and has moved sooner

_CHECK_IN_MOVES = 4
# A head is back from a movement after half a second; each of these is as likely before every movement.
_PAUSES_MS = (300, 600, 900, 1200)
MAX_REDRAWN = 2


def draw(purpose: PurposeName, random: Random, *, pauses: bool = True, colours: Sequence[str] = ()) -> tuple[Step, ...]:
    """A fresh script, each one as likely as any other of its purpose.

    A check-in has four different movements with at least one plain turn of the head (the 3-D evidence needs it), and
    looks straight after each of them for as long as was drawn. An enrolment asks for the four directions in random
    order, so that the template knows them. `colours`: what the page may show, another one from movement to movement.
    """
    if purpose == "enrolment":
        directions = [Prompt.TURN_LEFT, Prompt.TURN_RIGHT, Prompt.LOOK_UP, Prompt.LOOK_DOWN]
        random.shuffle(directions)
        return (Step(Prompt.LOOK_STRAIGHT, 3), *(Step(move) for move in directions), Step(Prompt.LOOK_STRAIGHT, 2))
    moves = random.sample(MOVES, _CHECK_IN_MOVES)
    while not set(moves) & set(TURNS):
        moves = random.sample(MOVES, _CHECK_IN_MOVES)
    lights = _lights(random, colours, len(moves) + 1)
    steps = []
    for number, move in enumerate(moves):
        pause = random.choice(_PAUSES_MS) if pauses else 0
        steps += [
            Step(Prompt.LOOK_STRAIGHT, 1 if number else 2, pause, lights[number]),
            Step(move, light=lights[number]),
        ]
    return (*steps, Step(Prompt.LOOK_STRAIGHT, light=lights[-1]))


def bits(purpose: PurposeName) -> float:
    """Binary logarithm of how many scripts there are, all equally likely; colours are not counted.

    How much of it a blind recording really has to guess, with what it may get wrong unnoticed: docs/adr/0044.
    """
    if purpose == "enrolment":
        return math.log2(math.factorial(4))
    orders = math.perm(len(MOVES), _CHECK_IN_MOVES) - math.perm(len(MOVES) - len(TURNS), _CHECK_IN_MOVES)
    return math.log2(orders) + _CHECK_IN_MOVES * math.log2(len(_PAUSES_MS))


def redraw(progress: Progress, random: Random, at_ms: int = 0) -> Progress | None:
    """The present movement given up for another one, for people who cannot do it. None when that is not possible.

    A turn is replaced by the other turn, or by a slanting movement, as long as there is one: the head must turn.
    """
    if progress.complete or progress.prompt is Prompt.LOOK_STRAIGHT or len(progress.given_up) >= MAX_REDRAWN:
        return None
    used = {step.prompt for step in progress.script} | set(progress.given_up)
    if not progress.paced and used <= {Prompt.LOOK_STRAIGHT, *TURNS, Prompt.LOOK_UP, Prompt.LOOK_DOWN}:
        return None  # an enrolment needs its directions
    rest = [move for move in MOVES if move not in used]
    others = {step.prompt for step in progress.script} - {progress.prompt}
    if progress.prompt in (*TURNS, *SLANTING) and not others & set(TURNS):
        aside = [move for move in rest if move in TURNS] or [move for move in rest if move in SLANTING]
        rest = aside or rest
    steps = list(progress.script)
    steps[progress.step] = replace(steps[progress.step], prompt=random.choice(rest))
    return replace(progress, script=tuple(steps), since_ms=at_ms, given_up=(*progress.given_up, progress.prompt))


def advance(progress: Progress, seen: Seen, at_ms: int = 0) -> Outcome:
    """Take one frame into account, received `at_ms` after the session was opened. Never goes back: a bad frame costs
    nothing but time."""
    if progress.complete:
        return Outcome(progress, None, None)
    if seen.reasons:
        return Outcome(progress, seen.reasons[0], None)
    progress = _watched(progress, seen)
    step = progress.script[progress.step]
    if step.prompt is Prompt.LOOK_STRAIGHT:
        hint = _against_straight(seen, progress)
        role: Role = "probe"
    else:
        hint = against_move(step.prompt, seen, _known(progress))
        role = "step"
    if hint is not None:
        return Outcome(progress, hint, None)
    if step.prompt is Prompt.LOOK_STRAIGHT and progress.wait_ms(at_ms):
        return Outcome(progress, None, None)  # all is well; the next prompt is not due yet
    return Outcome(_counted(progress, step, seen, at_ms), None, role)


def _counted(progress: Progress, step: Step, seen: Seen, at_ms: int) -> Progress:
    straight = (*progress.straight, seen) if progress.baseline is None else progress.straight
    held = progress.held + 1
    if held < step.frames:
        return replace(progress, held=held, straight=straight, since_ms=at_ms)
    baseline = progress.baseline or rest_of(straight)
    responses = progress.responses
    if step.prompt is not Prompt.LOOK_STRAIGHT:
        responses = (*responses, at_ms - progress.since_ms)
    following = replace(
        progress, step=progress.step + 1, held=0, straight=(), baseline=baseline, since_ms=at_ms, responses=responses
    )
    return following if following.light == step.light else replace(following, lit_ms=at_ms)


def _known(progress: Progress) -> Baseline:
    if progress.baseline is None:
        raise ValueError("a script begins with looking straight")
    return progress.baseline


def _against_straight(seen: Seen, progress: Progress) -> Hint | None:
    if abs(seen.yaw) > _STRAIGHT_YAW or abs(seen.pitch) > _STRAIGHT_PITCH or abs(seen.roll) > _STRAIGHT_ROLL:
        return Hint.LOOK_AT_CAMERA
    rest = progress.baseline
    if rest is None:
        return Hint.MOVE_BACK if seen.face_share > _MAX_RESTING_SHARE else None
    coming = progress.script[progress.step + 1].prompt if progress.step + 1 < len(progress.script) else None
    for move in MOVES:
        if move is Prompt.COME_CLOSER and coming is not move:
            continue  # whoever came closer may stay
        if movement(move, seen, rest) >= (_NOT_YET if move is coming else _BACK):
            return Hint.MOVE_BACK if move is Prompt.COME_CLOSER else Hint.LOOK_AT_CAMERA
    return None


# --- movements that nobody asked for: somebody who guesses, or a film that runs through them all


def _watched(progress: Progress, seen: Seen) -> Progress:
    """Count a whole movement of the head aside, once, when it begins; eyes, mouth and distance are left alone, because
    people blink, talk and shift."""
    rest = progress.baseline
    if rest is None:
        return progress
    now = aside(seen, rest)
    if now == progress.astray or (now and progress.astray and near(Prompt(now), Prompt(progress.astray))):
        return progress
    asked = _asked_lately(progress)
    strange = now and not any(near(Prompt(now), prompt) for prompt in asked)
    return replace(progress, astray=now, strays=progress.strays + 1 if strange else progress.strays)


def _asked_lately(progress: Progress) -> list[Prompt]:
    """The present prompt, and the one before, from which the head comes back."""
    return [step.prompt for step in progress.script[max(0, progress.step - 1) : progress.step + 1]]


def _lights(random: Random, colours: Sequence[str], count: int) -> list[str]:
    """`count` colours, never the same one twice in a row; empty names without any."""
    if not colours:
        return [""] * count
    drawn = [random.choice(colours)]
    while len(drawn) < count:
        drawn.append(random.choice([colour for colour in colours if colour != drawn[-1]]))
    return drawn
