"""Photos of people for the kit: which one is acted with, which are compared with, and in which half a person falls."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from hadir.bench.synthetic_head import NoFaceToModel, SyntheticHead
from hadir.faceengine.engine import CHECK_IN, Engine
from hadir.faceengine.evaluation.inputs import Photo
from hadir.faceengine.types import Image
from tests.attack_kit.camera import HEIGHT, WIDTH

Half = Literal["even", "odd", "all"]
_FRONTAL = 12.0  # degrees: a photo from the side makes a head that looks to the side
_LOOKED_AT = 5  # photos of one person
_REFERENCES = 5


@dataclass(frozen=True, slots=True)
class Person:
    """`head` is made from one photo; `references` are others, with which a check-in would compare (may be empty)."""

    name: str
    head: SyntheticHead
    references: tuple[Path, ...]


def half_of(name: str) -> Literal["even", "odd"]:
    """Calibrate on the even half, report on the odd one: nobody is in both, on every machine alike."""
    return "odd" if hashlib.sha256(name.encode()).digest()[-1] % 2 else "even"


def of_half(photos: Sequence[Photo], half: Half) -> dict[str, list[Path]]:
    """Photos of each person of that half, those with several photos first, else in an order without meaning."""
    people: dict[str, list[Path]] = {}
    for photo in photos:
        if half in ("all", half_of(photo.subject)):
            people.setdefault(photo.subject, []).append(photo.path)
    return dict(sorted(people.items(), key=lambda item: (len(item[1]) < 2, _mixed(item[0]))))


def people(photos: dict[str, list[Path]], engine: Engine) -> Iterator[Person]:
    """Everybody who has a photo that a head can be made from."""
    for name, paths in photos.items():
        made = _head(paths[:_LOOKED_AT], engine)
        if made is not None:
            head, used = made
            others = tuple(path for path in paths if path != used)
            yield Person(name, head, others[:_REFERENCES])


def read(path: Path) -> Image:
    """(H, W, 3) BGR. Raises `ValueError` for what is no picture."""
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{path} is not a picture")
    return np.asarray(image, np.uint8)


def _head(paths: Sequence[Path], engine: Engine) -> tuple[SyntheticHead, Path] | None:
    """From the first photo that looks at the camera and would do as a frame."""
    for path in paths:
        try:
            head = SyntheticHead(read(path), engine, width=WIDTH, height=HEIGHT)
        except NoFaceToModel:
            continue
        seen = engine.analyse_image(head.photo, CHECK_IN)
        if seen.usable and seen.pose is not None and abs(seen.pose.yaw) < _FRONTAL and abs(seen.pose.pitch) < 20:
            return head, path
    return None


def _mixed(name: str) -> bytes:
    return hashlib.sha256(b"order" + name.encode()).digest()
