"""Strict JPEG reading: the header is judged before any decoder sees the bytes.

Decoders are attack surface, so only what a browser canvas or a plain camera writes is let through: 8-bit
baseline or progressive Huffman JPEG with one or three components, one frame, nothing after its end.
Marker syntax after ITU-T T.81, annex B; orientation after Exif 2.32, tag 0x0112.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import simplejpeg

from hadir.faceengine.types import Image, Reason

_SOI, _EOI, _SOS, _APP1 = 0xD8, 0xD9, 0xDA, 0xE1
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAME_STARTS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SUPPORTED_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended and progressive, Huffman
# Encoders write up to a dozen. Each scan of a few bytes costs a pass over the whole picture.
_MAX_SCANS = 64


class FrameError(Exception):
    """The bytes cannot become a picture; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """What a frame may cost before it is looked at."""

    max_bytes: int = 1_500_000
    max_pixels: int = 2_000_000


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """Size as stored (before orientation), channel count, and Exif orientation 1..8."""

    width: int
    height: int
    channels: int
    orientation: int


def read_header(data: bytes, limits: FrameLimits) -> JpegHeader:
    """Walk the marker segments up to the first scan; raises `FrameError`."""
    if not data:
        raise FrameError(Reason.EMPTY)
    if len(data) > limits.max_bytes:
        raise FrameError(Reason.TOO_LARGE)
    if data[:3] != b"\xff\xd8\xff":
        raise FrameError(Reason.NOT_JPEG)
    header, scan_start = _walk_segments(data)
    if header.width * header.height > limits.max_pixels:
        raise FrameError(Reason.TOO_MANY_PIXELS)
    # A second picture, an archive or a script may be glued behind the first: nothing may follow its end.
    # Within a scan 0xFF is always stuffed, so the first end marker found is the true one.
    if data.find(b"\xff\xd9", scan_start) != len(data) - 2:
        raise FrameError(Reason.CORRUPT)
    if data.count(b"\xff\xda", scan_start) >= _MAX_SCANS:
        raise FrameError(Reason.UNSUPPORTED)
    return header


def first_picture(data: bytes) -> bytes:
    """What remains when everything behind the first picture's end is cut off; raises `FrameError`.

    Telephones glue previews and depth maps behind the picture. For papers that is cut, for frames refused.
    """
    if data[:3] != b"\xff\xd8\xff":
        raise FrameError(Reason.NOT_JPEG)
    _header, scan_start = _walk_segments(data)
    end = data.find(b"\xff\xd9", scan_start)
    if end < 0:
        raise FrameError(Reason.CORRUPT)
    return data[: end + 2]


def _walk_segments(data: bytes) -> tuple[JpegHeader, int]:
    """The header and where the first scan's data begin."""
    size: tuple[int, int, int] | None = None
    orientation, scan_start = 1, len(data)
    for marker, start, end in _segments(data):
        if marker in _FRAME_STARTS:
            if size is not None:
                raise FrameError(Reason.CORRUPT)
            size = _frame_size(data, marker, start, end)
        elif marker == _APP1 and data[start : start + 6] == b"Exif\x00\x00":
            orientation = _exif_orientation(data[start + 6 : end])
        elif marker == _SOS:
            scan_start = end
    if size is None:
        raise FrameError(Reason.CORRUPT)
    return JpegHeader(*size, orientation), scan_start


def _segments(data: bytes) -> list[tuple[int, int, int]]:
    """(marker, payload start, payload end) of each segment, the first scan header last."""
    found: list[tuple[int, int, int]] = []
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise FrameError(Reason.CORRUPT)
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker in _STANDALONE or marker in (_SOI, _EOI):
            raise FrameError(Reason.CORRUPT)
        length = struct.unpack_from(">H", data, at + 2)[0]
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise FrameError(Reason.CORRUPT)
        found.append((marker, at + 4, end))
        if marker == _SOS:
            return found
        at = end
    raise FrameError(Reason.CORRUPT)


def _frame_size(data: bytes, marker: int, start: int, end: int) -> tuple[int, int, int]:
    if end - start < 6:
        raise FrameError(Reason.CORRUPT)
    precision, height, width, channels = struct.unpack_from(">BHHB", data, start)
    if marker not in _SUPPORTED_FRAMES or precision != 8 or channels not in (1, 3):
        raise FrameError(Reason.UNSUPPORTED)
    if width == 0 or height == 0:
        raise FrameError(Reason.CORRUPT)
    return width, height, channels


def _exif_orientation(tiff: bytes) -> int:
    """Orientation 1..8; anything unreadable counts as upright, because it only turns the picture."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    try:
        ifd = struct.unpack_from(order + "I", tiff, 4)[0]
        count = struct.unpack_from(order + "H", tiff, ifd)[0]
        for entry in range(min(count, 64)):
            tag, kind = struct.unpack_from(order + "HH", tiff, ifd + 2 + 12 * entry)
            if (tag, kind) == (0x0112, 3):
                value: int = struct.unpack_from(order + "H", tiff, ifd + 2 + 12 * entry + 8)[0]
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def decode(data: bytes, limits: FrameLimits) -> Image:
    """Upright BGR picture, (H, W, 3) uint8. Raises `FrameError`; damaged scans are refused, not guessed."""
    header = read_header(data, limits)
    try:
        image = simplejpeg.decode_jpeg(data, colorspace="BGR", strict=True)
    except ValueError as error:
        raise FrameError(Reason.CORRUPT) from error
    return _upright(image, header.orientation)


def _upright(image: Image, orientation: int) -> Image:
    if orientation in (5, 6, 7, 8):
        image = image.transpose(1, 0, 2)
    flip_x = orientation in (2, 3, 6, 7)
    flip_y = orientation in (3, 4, 7, 8)
    if flip_x:
        image = image[:, ::-1]
    if flip_y:
        image = image[::-1]
    return np.ascontiguousarray(image)
