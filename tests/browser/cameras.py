"""Cameras for the browser: a head that follows prompts, cameras that refuse, a file with a photo that never moves."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from hadir.bench.performer import PLACES
from hadir.bench.synthetic_head import Attitude
from hadir.faceengine.types import Image
from tests.faces import OTHER, OWN, head, reel

_SCRIPT = Path(__file__).with_name("moving_head.js")


FACES = (OWN, OTHER)


def film_everybody() -> None:
    """The slow part of `moving_head`, ahead of time."""
    for face in FACES:
        reel(face)


@lru_cache(maxsize=8)
def moving_head(*faces: str) -> str:
    """Script for a page: the person on the first photo sits before the camera.

    `hadirCamera.person = 1` puts the next person there; `hadirCamera.scene`: "head", "crowd" (two people) or "noise".
    """
    films = [
        {prompt.value: [_data_url(jpeg) for jpeg in frames] for prompt, frames in reel(face).frames.items()}
        for face in faces
    ]
    scenes = {"crowd": _data_url(_jpeg(_crowd()))}
    source = _SCRIPT.read_text(encoding="utf-8")
    for name, value in (("FILMS", films), ("SCENES", scenes), ("PLACES", PLACES)):
        source = source.replace(f'"{name}"', json.dumps(value))
    return source


def refusing(error_name: str) -> str:
    """Script for a page: the browser has no camera to give, for this reason (the name of a DOMException)."""
    return (
        "navigator.mediaDevices.getUserMedia = () => "
        f"Promise.reject(new DOMException('no camera', {json.dumps(error_name)}));"
    )


# Script for a page: the camera at the back looks at a screen with the drawing in `hadirQr` (SVG), small and askew, as
# from some metres away; without one, at a wall. What was asked of the camera is kept in `hadirAsked`.
SHOWN_QR = """
navigator.mediaDevices.getUserMedia = async (wishes) => {
  window.hadirAsked = wishes;
  const canvas = document.createElement("canvas");
  canvas.width = 1280;
  canvas.height = 720;
  const context = canvas.getContext("2d", { alpha: false });
  let drawn = null;
  let image = null;
  const draw = () => {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#777";
    context.fillRect(0, 0, 1280, 720);
    if (window.hadirQr && window.hadirQr !== drawn) {
      drawn = window.hadirQr;
      image = new Image();
      image.src = "data:image/svg+xml;base64," + btoa(drawn);
    }
    if (image?.naturalWidth) {
      context.translate(640, 360);
      context.rotate(0.12);
      context.drawImage(image, -150, -150, 300, 300);
    }
    setTimeout(draw, 60);
  };
  draw();
  return canvas.captureStream(15);
};
"""


def write_still(path: Path, face: str, *, frames: int = 150) -> None:
    """A film (MJPEG) of somebody who holds a photo before the camera: sensor noise, but no movement."""
    still = head(face).image(Attitude()).astype(np.int16)
    random = np.random.default_rng()
    with path.open("wb") as film:
        for _frame in range(frames):
            noise = random.integers(-3, 4, still.shape, dtype=np.int16)
            film.write(_jpeg(np.clip(still + noise, 0, 255).astype(np.uint8)))


def _crowd() -> Image:
    """Two people side by side, as high as the picture allows."""
    pair = [cv2.resize(head(name).image(Attitude()), (240, 320)) for name in (OWN, OTHER)]
    both = np.hstack(pair)
    return np.asarray(cv2.copyMakeBorder(both, 160, 160, 0, 0, cv2.BORDER_REPLICATE), np.uint8)


def _jpeg(image: Image) -> bytes:
    data: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(image), quality=85, colorspace="BGR")
    return data


def _data_url(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
