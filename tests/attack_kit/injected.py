"""Attacks that never saw a lens: pictures made by a program and fed in place of the camera's."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from hadir.bench.synthetic_head import Attitude, SyntheticHead, draw_triangles
from hadir.faceengine.types import Image
from tests.attack_kit.camera import HEIGHT, WIDTH, Mask, Scene, Sway
from tests.attack_kit.cues import Cue, attitude
from tests.attack_kit.live import Actor, LivePerson

_DARK: Mask = np.zeros((HEIGHT, WIDTH), np.float32)  # no page lights a file
_OVAL_GROWTH = 0.96
_NOSE_TIP = 1  # of the mesh
_CUT = 4  # the step at which a cut recording changes, after the second movement of a check-in
_REACH = 0.6  # of the face's width: so far from the nose tip the picture moves


class StaticPhoto:
    """One photo again and again."""

    species = "static_photo"

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        self._photo, self._sway = head.photo, Sway(rng, reach=0.5)

    def scene(self, cue: Cue) -> Scene:
        return Scene(self._sway.moved(self._photo, cue.at_s), _DARK)


class MeshWarp:
    """A photo animated in the plane: the middle of the face slides aside, up or down: the nose most, the rim not.

    As far as a program would go that knows how turns are measured. Eyes and mouth move too. Nothing has depth, nothing
    is hidden or comes into view.
    """

    species = "mesh_warp"

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        self._actor, self._sway = Actor(head), Sway(rng)
        face = head.mesh[:, :2]
        self._nose, self._width = face[_NOSE_TIP], float(np.ptp(face[:, 0]))
        self._slide = float(rng.uniform(0.26, 0.36))  # of the face's width, at the full movement

    def scene(self, cue: Cue) -> Scene:
        held = attitude(cue)
        picture = self._actor.held(replace(held, yaw=0.0, pitch=0.0))
        shift = self._slide * self._width * np.array([held.yaw / 42, -held.pitch / 24 * 0.8])
        return Scene(self._sway.moved(self._slid(picture, shift), cue.at_s), _DARK)

    def _slid(self, picture: Image, shift: npt.NDArray[np.float64]) -> Image:
        if not np.any(shift):
            return picture
        columns, rows = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
        # The nose tip moves all the way, the rim not at all; sampled backwards, corrected step by step.
        dx, dy = np.zeros_like(columns), np.zeros_like(rows)
        for _ in range(12):
            far = np.hypot(columns - dx - self._nose[0], rows - dy - self._nose[1])
            share = (1 - far / (_REACH * self._width)).clip(0, 1)
            dx, dy = (shift[0] * share).astype(np.float32), (shift[1] * share).astype(np.float32)
        moved = cv2.remap(picture, columns - dx, rows - dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(moved, np.uint8)


class FaceSwap:
    """The face of the victim's photo laid over that of somebody who performs: mesh by mesh, colours matched."""

    species = "face_swap"

    def __init__(self, victim: SyntheticHead, performer: SyntheticHead, rng: np.random.Generator) -> None:
        self._victim, self._actor = victim, Actor(performer, extent=float(rng.uniform(0.95, 1.15)))
        self._sway = Sway(rng)
        self._drawn: dict[Attitude, Image] = {}

    def scene(self, cue: Cue) -> Scene:
        held = self._actor.attitude(cue)
        if held not in self._drawn:
            self._drawn[held] = self._swapped(self._actor.picture(cue), held)
        return Scene(self._sway.moved(self._drawn[held], cue.at_s), _DARK)

    def _swapped(self, body: Image, held: Attitude) -> Image:
        target = self._actor.head.mesh_at(held)
        face = draw_triangles(self._victim.photo, body, self._victim.mesh, target)
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        hull = cv2.convexHull(target[:, :2].astype(np.float32))[:, 0]
        middle = hull.mean(axis=0)
        cv2.fillConvexPoly(mask, (middle + (hull - middle) * _OVAL_GROWTH).round().astype(np.int32), 255)
        soft = cv2.GaussianBlur(cv2.erode(mask, np.ones((9, 9), np.uint8)), (0, 0), 5).astype(np.float32) / 255
        matched = _coloured_like(face, body, mask > 0)
        mixed = matched * soft[..., None] + body * (1 - soft[..., None])
        return mixed.clip(0, 255).astype(np.uint8)


class AnimatedPhoto:
    """The photo with the depth of its own mesh: picture by picture what stands for a live person, but drawn, not lit.

    How far the face signals alone tell it apart is a question about the page's light only.
    """

    species = "animated_photo"

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        self._acting = LivePerson(head, rng)

    def scene(self, cue: Cue) -> Scene:
        return Scene(self._acting.scene(cue).image, _DARK)


class Spliced:
    """Two sessions of live people cut together in the middle."""

    def __init__(self, first: LivePerson, second: LivePerson, *, species: str) -> None:
        self.species = species
        self._first, self._second = first, second

    def scene(self, cue: Cue) -> Scene:
        scene = (self._first if cue.step < _CUT else self._second).scene(cue)
        return Scene(scene.image, _DARK)


def _coloured_like(face: Image, body: Image, where: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """The face with the mean and spread of the body's colours in that region (Reinhard et al. 2001, in Lab)."""
    source = cv2.cvtColor(face, cv2.COLOR_BGR2LAB).astype(np.float32)
    wanted = cv2.cvtColor(body, cv2.COLOR_BGR2LAB).astype(np.float32)[where]
    own = source[where]
    scaled = (source - own.mean(axis=0)) * (wanted.std(axis=0) / own.std(axis=0).clip(1)) + wanted.mean(axis=0)
    return np.asarray(cv2.cvtColor(scaled.clip(0, 255).astype(np.uint8), cv2.COLOR_LAB2BGR), np.float32)
