"""Faces for tests: photos that a package ships with their licences, fetched at set-up, never in the repository."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from hadir.bench.performer import Reel, film
from hadir.bench.synthetic_head import SyntheticHead
from hadir.faceengine.engine import Engine
from hadir.faceengine.types import Image

VAR = Path(__file__).resolve().parent.parent / "var"
MODELS, SAMPLES = VAR / "models", VAR / "samples"

# Two photos each of two people, and two more people.
PERSON_A = ("person_a_1.jpg", "person_a_2.jpg")
PERSON_B = ("person_b_1.jpg", "person_b_2.jpg")
OTHERS = ("impostor_1.jpg", "impostor_2.jpg")
# Whoever checks in, and somebody else. The heads made of these two follow every movement, are taken for living and
# recognise themselves, all by a wide margin; how often somebody is refused wrongly is a matter of `hadir face
# session-evaluate`, not of tests.
OWN, OTHER = PERSON_B[1], PERSON_A[0]


@lru_cache(maxsize=1)
def engine() -> Engine:
    """One engine for all tests of this process."""
    return Engine(MODELS)


def photo_bytes(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def photo(name: str) -> Image:
    image = cv2.imdecode(np.frombuffer(photo_bytes(name), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image, np.uint8)


@lru_cache(maxsize=8)
def head(name: str) -> SyntheticHead:
    return SyntheticHead(photo(name), engine())


@lru_cache(maxsize=8)
def reel(name: str) -> Reel:
    """The person on this photo, filmed in every movement that a script can ask for."""
    return film(head(name))
