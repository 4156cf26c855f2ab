"""A living person before the camera, as far as a photo with the depth of its own mesh can stand for one."""

from __future__ import annotations

import numpy as np

from hadir.bench.synthetic_head import Attitude, SyntheticHead
from hadir.faceengine.types import Image
from tests.attack_kit.camera import HEIGHT, WIDTH, Mask, Scene, Sway
from tests.attack_kit.cues import Cue, attitude

BACKGROUND_GLOW = 0.08  # a wall two metres behind gets next to nothing of a phone's light


class Actor:
    """One person's pictures, drawn once each: drawing is the slow part."""

    def __init__(self, head: SyntheticHead, *, extent: float = 1.0) -> None:
        self.head = head
        self._extent = extent
        self._drawn: dict[Attitude, Image] = {}

    def attitude(self, cue: Cue) -> Attitude:
        return attitude(cue, extent=self._extent)

    def picture(self, cue: Cue) -> Image:
        """(HEIGHT, WIDTH, 3), as the person looks on this cue; do not write into it."""
        return self.held(self.attitude(cue))

    def held(self, attitude: Attitude) -> Image:
        """As `picture`, for any attitude."""
        if attitude not in self._drawn:
            self._drawn[attitude] = self.head.picture(attitude)
        return self._drawn[attitude]

    def glow(self, cue: Cue) -> Mask:
        """Who is near the phone reflects its page: most in the face's middle, less at its sides."""
        face = self.head.mesh_at(self.attitude(cue))[:, :2]
        middle, reach = face.mean(axis=0), np.ptp(face, axis=0).max() * 0.85
        rows, columns = np.ogrid[:HEIGHT, :WIDTH]
        far = ((columns - middle[0]) ** 2 + (rows - middle[1]) ** 2) / reach**2
        mask: Mask = (BACKGROUND_GLOW + (1 - BACKGROUND_GLOW) * np.exp(-(far**2))).astype(np.float32)
        return mask


class LivePerson:
    """Follows every prompt."""

    species = "bona_fide"

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        self.actor = Actor(head, extent=float(rng.uniform(0.9, 1.15)))
        self._sway = Sway(rng)

    def scene(self, cue: Cue) -> Scene:
        return Scene(self._sway.moved(self.actor.picture(cue), cue.at_s), self.actor.glow(cue))


def shut_and_open(head: SyntheticHead) -> dict[tuple[bool, bool], Image]:
    """The photo with eyes shut and mouth open or not: what somebody has who has several photos of a person.

    Keys: (eyes shut, mouth open)."""
    return {
        (shut, opened): head.picture(Attitude(eyes_shut=float(shut), mouth=float(opened)))
        for shut in (False, True)
        for opened in (False, True)
    }
