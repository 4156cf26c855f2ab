"""Attacks with a second screen: the film of a live, turning head, shown and filmed again.

The film follows the prompts: the attacker has a clip of every movement and starts the right one in time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hadir.bench.synthetic_head import SyntheticHead
from hadir.faceengine.types import Image
from tests.attack_kit.camera import HEIGHT, WIDTH, Mask, Scene, Sway, room
from tests.attack_kit.cues import Cue
from tests.attack_kit.live import BACKGROUND_GLOW, Actor
from tests.attack_kit.sheets import Hold, Look, look, paste, with_rim

Factor = npt.NDArray[np.float32]

_BEZEL = 26
_MIRRORING = 0.12  # glass sends little of the page's light back towards the camera, and none of it off the face shown


class ScreenReplay:
    """A tablet or phone with its bezel in view: moire, another gamma, a bluish white, bands of the refresh, glare."""

    species = "screen_replay"
    _bezel = _BEZEL
    _sizes = (0.82, 1.02)

    def __init__(self, head: SyntheticHead, rng: np.random.Generator) -> None:
        self._actor = Actor(head)
        self._in_film, self._in_hand = Sway(rng), Sway(rng, reach=0.7)
        self._room = room(rng)
        self._size = float(rng.uniform(*self._sizes))
        self._tilt = rng.uniform(-4, 4, 2)
        self._gamma = float(rng.uniform(0.85, 1.2))
        self._blue = np.array([rng.uniform(1.0, 1.08), 1.0, rng.uniform(0.93, 1.0)], np.float32)
        self._black = float(rng.uniform(4, 20))
        self._pitch = rng.uniform(1.02, 1.35, 2).astype(
            np.float32
        )  # texels of a pixel of the screen: near one, so that it beats
        self._moire = float(rng.uniform(0.02, 0.1))
        self._band = rng.uniform((0.01, 0.4, 1.0), (0.08, 3.0, 3.0))  # depth, hertz, bands in the picture
        self._glare = rng.uniform((0.1, 0.1, 0.0, 60), (0.9, 0.9, 0.35, 160))  # x, y, strength, reach

    def scene(self, cue: Cue) -> Scene:
        shown = self._in_film.moved(self._actor.picture(cue), cue.at_s)
        texture = with_rim(shown, self._bezel, (14, 13, 12))
        x, y, roll, scale = self._in_hand.at(cue.at_s)
        yaw, pitch = self._tilt
        hold = Hold(yaw=yaw, pitch=pitch, roll=roll, x=x, y=y, size=self._size * scale)
        seen = look(texture.shape[1], texture.shape[0], hold)
        lit = self._lit(paste(texture, seen, self._room), seen, cue)
        return Scene(self._with_glare(lit), self._glow(seen))

    def _lit(self, picture: Image, seen: Look, cue: Cue) -> Image:
        """What a lit panel does to a picture, as far as the panel is seen."""
        light = 255 * (picture.astype(np.float32) / 255) ** self._gamma * self._blue
        light = self._black + light * (1 - self._black / 255)
        light *= self._beats(seen) * self._bands(cue)[:, None, None]
        inside = seen.hit[..., None]
        lit: Image = (picture * (1 - inside) + light * inside).clip(0, 255).astype(np.uint8)
        return lit

    def _beats(self, seen: Look) -> Factor:
        """Pixels of the panel under those of the camera: stripes of another colour for each of red, green, blue."""
        thirds = np.arange(3, dtype=np.float32) / 3
        across = np.cos(2 * np.pi * (seen.u[..., None] / self._pitch[0] + thirds))
        down = np.cos(2 * np.pi * seen.v[..., None] / self._pitch[1])
        beats: Factor = 1 + self._moire * (0.6 * across + 0.4 * down)
        return beats

    def _bands(self, cue: Cue) -> Factor:
        depth, hertz, count = self._band
        rows = np.linspace(0, 1, HEIGHT, dtype=np.float32)
        bands: Factor = 1 - depth * np.clip(np.sin(2 * np.pi * (count * rows + hertz * cue.at_s)), 0, 1)
        return bands

    def _with_glare(self, picture: Image) -> Image:
        x, y, strength, reach = self._glare
        rows, columns = np.ogrid[:HEIGHT, :WIDTH]
        far = ((columns - x * WIDTH) ** 2 + (rows - y * HEIGHT) ** 2) / reach**2
        glaring: Image = (picture + 90 * strength * np.exp(-far)[..., None]).clip(0, 255).astype(np.uint8)
        return glaring

    def _glow(self, seen: Look) -> Mask:
        mask: Mask = (BACKGROUND_GLOW * (1 - seen.hit) + _MIRRORING * seen.hit).astype(np.float32)
        return mask


class ScreenReplayEdgeCut(ScreenReplay):
    """Held so near that no edge of the screen is in the picture."""

    species = "screen_replay_edge_cut"
    _bezel = 0
    _sizes = (1.1, 1.22)
