"""The colours in which a page may light a face, and for how long one has been shown. Pure.

Gentle ones: a pale screen in another tint, never dark, never saturated red, changed with a prompt and so at most once
a second, which is far from a flash (WCAG 2.3.1). The page draws the same values (camera/light.js).
"""

from __future__ import annotations

from typing import Final

from hadir.faceengine.types import Colour

COLOURS: Final[dict[str, Colour]] = {
    "amber": (255.0, 214.0, 130.0),
    "green": (150.0, 240.0, 170.0),
    "blue": (140.0, 190.0, 255.0),
    "violet": (225.0, 165.0, 250.0),
}
