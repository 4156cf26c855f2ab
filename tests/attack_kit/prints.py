"""Attacks with paper. The attacker owns prints of several photos where the species says so, changed in time."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from hadir.bench.synthetic_head import EYE_CONTOURS, FOLLOWING, SyntheticHead
from hadir.capture.script import Prompt
from hadir.faceengine.types import Image
from tests.attack_kit.camera import HEIGHT, WIDTH, Mask, Scene, Sway, room
from tests.attack_kit.cues import Cue
from tests.attack_kit.live import BACKGROUND_GLOW, Actor, shut_and_open
from tests.attack_kit.sheets import Hold, Look, look, paste, with_rim

_RIM = 18  # texels of white paper


class Paper:
    """One printer and one paper: fewer colours, softer, with grain and a white rim."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._black, self._white = float(rng.uniform(18, 45)), float(rng.uniform(225, 248))
        self._cast = rng.normal(1.0, 0.03, 3)
        self._colourful = float(rng.uniform(0.75, 1.0))
        self._soft = float(rng.uniform(0.4, 0.9))
        self._grain = rng.normal(0, float(rng.uniform(1.5, 4.0)), (HEIGHT + 2 * _RIM, WIDTH + 2 * _RIM, 1))

    def printed(self, picture: Image) -> Image:
        """(HEIGHT + rim, WIDTH + rim, 3)."""
        soft = cv2.GaussianBlur(picture, (0, 0), self._soft).astype(np.float32)
        grey = soft.mean(axis=2, keepdims=True)
        ink = self._black + (grey + (soft - grey) * self._colourful) / 255 * (self._white - self._black)
        inked = (ink * self._cast).clip(0, 255).astype(np.uint8)
        sheet: Image = (with_rim(inked, _RIM, (self._white,) * 3) + self._grain).clip(0, 255).astype(np.uint8)
        return sheet


class _Print:
    """What all prints share: a room, paper, hands that hold it, and photos with eyes shut or mouth open."""

    species = ""

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        self.rng = rng
        paper = Paper(rng)
        self._sheets = {key: paper.printed(picture) for key, picture in shut_and_open(head).items()}
        self._room = room(rng)
        self.sway = Sway(rng, reach=float(rng.uniform(0.8, 2.0)))
        self.size = float(rng.uniform(0.82, 1.15))

    def hold(self, cue: Cue) -> Hold:
        """How the sheet is held on this cue, hands still."""
        raise NotImplementedError

    def sheet(self, cue: Cue) -> Image:
        """The print shown: the attacker has learnt to change them."""
        acting = cue.share >= 0.5
        shut = cue.blink or (acting and cue.doing is Prompt.CLOSE_EYES)
        return self._sheets[shut, acting and cue.doing is Prompt.OPEN_MOUTH]

    def seen(self, sheet: Image, cue: Cue) -> Look:
        height, width = sheet.shape[:2]
        x, y, roll, scale = self.sway.at(cue.at_s)
        held = self.hold(cue)
        return look(
            width, height, replace(held, x=held.x + x, y=held.y + y, roll=held.roll + roll, size=held.size * scale)
        )

    def scene(self, cue: Cue) -> Scene:
        sheet = self.sheet(cue)
        seen = self.seen(sheet, cue)
        picture = paste(sheet, seen, self._room, shading=0.35)
        return Scene(picture, _glow(seen))


class PrintMoved(_Print):
    """Held by hand, pushed and brought closer, never turned."""

    species = "print_moved"

    def hold(self, cue: Cue) -> Hold:
        full = FOLLOWING[cue.doing]
        size = self.size * (1 + (full.zoom - 1) * cue.share)
        x, y = 1.3 * full.yaw * cue.share, -1.6 * full.pitch * cue.share
        return Hold(x=x, y=y, roll=full.roll * cue.share, size=size)


class PrintFlat(_Print):
    """Turned in space towards the prompts by 20 to 40 degrees, and on to one and a half times that."""

    species = "print_flat"

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        super().__init__(head, rng)
        self._degrees = float(rng.uniform(20, 40))

    def hold(self, cue: Cue) -> Hold:
        return _towards(cue, self._degrees, self.size)


class PrintBent(_Print):
    """Rolled as around a pillar of one of several radii, upright or lying, and turned."""

    species = "print_bent"

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        super().__init__(head, rng)
        self._degrees = float(rng.uniform(20, 40))
        self._radius = WIDTH * float(rng.choice([0.45, 0.6, 0.85, 1.3]))
        self._lying = bool(rng.random() < 0.25)

    def hold(self, cue: Cue) -> Hold:
        held = _towards(cue, self._degrees, self.size * 1.1)
        return replace(held, radius=self._radius, lying=self._lying)


class PrintCutEyes(_Print):
    """The eyes cut out, the attacker's own behind the holes: they blink, and the sheet is turned to the prompts."""

    species = "print_cut_eyes"

    def __init__(self, head: SyntheticHead, other: SyntheticHead, rng: np.random.Generator) -> None:
        super().__init__(head, rng)
        self._degrees = float(rng.uniform(20, 40))
        self._behind = Actor(other)
        self._holes = _holes(head)
        self._eyes, self._own = _eye_middles(head), _eye_middles(other)

    def hold(self, cue: Cue) -> Hold:
        return _towards(cue, self._degrees, self.size)

    def sheet(self, cue: Cue) -> Image:
        return self._sheets[False, cue.share >= 0.5 and cue.doing is Prompt.OPEN_MOUTH]

    def scene(self, cue: Cue) -> Scene:
        sheet = self.sheet(cue)
        seen = self.seen(sheet, cue)
        picture = paste(sheet, seen, self._room, shading=0.35)
        maps = seen.u.astype(np.float32), seen.v.astype(np.float32)
        hole = cv2.remap(self._holes, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
        hole = hole * seen.hit
        behind = self._eyes_behind(cue, seen)
        picture = picture * (1 - hole[..., None]) + behind * hole[..., None]
        return Scene(picture.clip(0, 255).astype(np.uint8), _glow(seen))

    def _eyes_behind(self, cue: Cue, seen: Look) -> Image:
        """The attacker's face brought behind the holes, in the shade of the sheet."""
        shut = cue.blink or (cue.doing is Prompt.CLOSE_EYES and cue.share >= 0.5)
        straight = Cue(cue.prompt, Prompt.CLOSE_EYES if shut else Prompt.LOOK_STRAIGHT)
        face = self._behind.picture(straight)
        targets = np.array([_pixel_of(seen, point) for point in self._eyes])
        matrix, _inliers = cv2.estimateAffinePartial2D(self._own, targets)
        if matrix is None:
            return face
        moved = cv2.warpAffine(face, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        return (moved * 0.8).astype(np.uint8)


class PrintSet(_Print):
    """Prints of photos taken from several sides, changed by hand with each prompt: no photo turns, the person did."""

    species = "print_set"

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        super().__init__(head, rng)
        self._paper, self._actor = Paper(rng), Actor(head)
        self._sides: dict[Prompt, Image] = {}

    def hold(self, cue: Cue) -> Hold:
        full = FOLLOWING[cue.doing]
        return Hold(roll=full.roll * cue.share, size=self.size * (1 + (full.zoom - 1) * cue.share))

    def sheet(self, cue: Cue) -> Image:
        full = FOLLOWING[cue.doing]
        if cue.share < 0.5 or not (full.yaw or full.pitch):
            return super().sheet(cue)
        if cue.doing not in self._sides:
            self._sides[cue.doing] = self._paper.printed(self._actor.held(full))
        return self._sides[cue.doing]


def _towards(cue: Cue, degrees: float, size: float) -> Hold:
    full = FOLLOWING[cue.doing]
    yaw = float(np.sign(full.yaw)) * degrees * cue.share
    pitch = float(np.sign(full.pitch)) * degrees * cue.share
    return Hold(yaw=yaw, pitch=pitch, roll=full.roll * cue.share, size=size * (1 + (full.zoom - 1) * cue.share))


def _glow(seen: Look) -> Mask:
    """Paper reflects like skin, all of it; the room behind hardly."""
    mask: Mask = (BACKGROUND_GLOW + (1 - BACKGROUND_GLOW) * seen.hit * seen.facing).astype(np.float32)
    return mask


def _holes(head: SyntheticHead) -> Mask:
    """(sheet height, sheet width): 1 where the eyes were cut out."""
    mask = np.zeros((HEIGHT + 2 * _RIM, WIDTH + 2 * _RIM), np.float32)
    for eye in EYE_CONTOURS:
        points = head.mesh[list(eye), :2]
        centre = points.mean(axis=0)
        shape = (centre + (points - centre) * np.array([1.25, 1.7]) + _RIM).round().astype(np.int32)
        cv2.fillPoly(mask, [shape], 1.0, lineType=cv2.LINE_AA)
    return mask


def _eye_middles(head: SyntheticHead) -> npt.NDArray[np.float64]:
    """(2, 2) in the photo."""
    return np.array([head.mesh[list(eye), :2].mean(axis=0) for eye in EYE_CONTOURS])


def _pixel_of(seen: Look, texel: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Where a point of the photo is seen."""
    far = (seen.u - texel[0] - _RIM) ** 2 + (seen.v - texel[1] - _RIM) ** 2
    row, column = np.unravel_index(int(np.argmin(far)), far.shape)
    return float(column), float(row)
