"""The phone's camera and the light it films in: the same for live people and for attacks."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt
import simplejpeg

from hadir.faceengine.types import Image
from tests.attack_kit.cues import Cue

WIDTH, HEIGHT = 360, 480
_ROOT = 1 / 2.2
_SPARE = 64  # pixels by which the pattern of noise is larger than a frame: each frame gets another part
Mask = npt.NDArray[np.float32]  # (H, W), 0..1
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scene:
    """What is before the camera: (H, W, 3) BGR, and how much of the page's light each point sends back."""

    image: Image
    glow: Mask


@dataclass
class Sway:
    """Hands and heads are never still. Smooth, new for every session; pixels, degrees and a share."""

    rng: np.random.Generator
    reach: float = 1.0
    _waves: npt.NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        # One row each for x, y, roll, scale: two waves of frequency (Hz), phase, size.
        self._waves = np.stack(
            [
                self.rng.uniform(0.15, 0.9, (4, 2)),
                self.rng.uniform(0, 2 * np.pi, (4, 2)),
                self.rng.uniform(0.3, 1, (4, 2)),
            ]
        )

    def at(self, at_s: float) -> tuple[float, float, float, float]:
        """(x, y, roll, scale) of this moment."""
        hertz, phase, size = self._waves
        x, y, roll, scale = (size * np.sin(2 * np.pi * hertz * at_s + phase)).sum(axis=1)
        reach = self.reach
        return (
            float(2.2 * reach * x),
            float(1.8 * reach * y),
            float(0.7 * reach * roll),
            float(1 + 0.008 * reach * scale),
        )

    def moved(self, image: Image, at_s: float) -> Image:
        """The picture shifted, tilted and scaled a little about its middle."""
        x, y, roll, scale = self.at(at_s)
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), roll, scale)
        matrix[:, 2] += np.array([x, y])
        return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


class Camera:
    """One phone in one room. What the page shows falls on what is near, the room's light on everything."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        exposure, white = float(rng.uniform(0.85, 1.12)), rng.normal(1.0, 0.025, 3)
        noise = float(rng.uniform(1.0, 3.5))
        grain = rng.standard_normal((HEIGHT + _SPARE, WIDTH + _SPARE, 3), np.float32) * noise
        self._grain = grain.round().astype(np.int8)
        self._quality = int(rng.integers(72, 90))
        self._page = float(rng.uniform(0.05, 0.22))  # light of the page against that of the room
        across = np.linspace(-1, 1, WIDTH)[None, :, None]
        room = 1.0 + float(rng.uniform(-0.1, 0.1)) * across  # a window to one side
        factor = (room * exposure * white) ** _ROOT
        self._factor = np.repeat(factor, HEIGHT, axis=0).astype(np.float32)

    def film(self, scene: Scene, cue: Cue) -> bytes:
        """The scene as a JPEG frame."""
        # In linear light every factor multiplies; its root multiplies the picture as it is stored.
        factor = self._factor
        if cue.shown is not None:
            page = (np.array(cue.shown[::-1], np.float32) / 255) ** (1 / _ROOT) * self._page
            factor = (factor * (1 + scene.glow[..., None] * page) ** _ROOT).astype(np.float32)
        lit = cv2.multiply(scene.image, factor, dtype=cv2.CV_8U)
        down, right = self._rng.integers(0, _SPARE, 2)
        picture = cv2.add(lit, self._grain[down : down + HEIGHT, right : right + WIDTH], dtype=cv2.CV_8U)
        data: bytes = simplejpeg.encode_jpeg(
            np.ascontiguousarray(picture, np.uint8), quality=self._quality, colorspace="BGR", colorsubsampling="420"
        )
        return data


def room(rng: np.random.Generator) -> Image:
    """An out-of-focus background: a wall, furniture, a window."""
    base = rng.uniform(60, 170) + rng.normal(0, 10, 3)
    picture = np.ones((HEIGHT, WIDTH, 3), np.uint8) * base.astype(np.uint8)
    for _ in range(int(rng.integers(4, 9))):
        x, y = int(rng.integers(-40, WIDTH)), int(rng.integers(-40, HEIGHT))
        w, h = int(rng.integers(30, 200)), int(rng.integers(30, 240))
        colour = tuple(float(part) for part in (base + rng.normal(0, 35) + rng.normal(0, 10, 3)).clip(10, 245))
        cv2.rectangle(picture, (x, y), (x + w, y + h), colour, -1)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 9), np.uint8)
