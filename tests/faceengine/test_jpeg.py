"""Only what a camera writes becomes a picture; everything else ends in a defined reason, never in another error."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from hadir.faceengine.jpeg import FrameError, FrameLimits, decode, read_header
from hadir.faceengine.types import Image, Reason

LIMITS = FrameLimits()
END = b"\xff\xd9"


def _picture(width: int = 48, height: int = 32) -> Pillow.Image:
    """A dark picture with one bright corner, so that each of the eight orientations looks different."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, :, 1] = np.linspace(0, 90, width)
    pixels[: height // 4, : width // 4] = (250, 240, 230)
    return Pillow.fromarray(pixels)


def _jpeg(picture: Pillow.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (picture or _picture()).save(out, "JPEG", quality=95, **options)
    return out.getvalue()


PLAIN = _jpeg()
PROGRESSIVE = _jpeg(progressive=True)


def _refusal(data: bytes, limits: FrameLimits = LIMITS) -> Reason | None:
    try:
        decode(data, limits)
    except FrameError as error:
        return error.reason
    return None


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def _with_segment(marker: int, payload: bytes, data: bytes = PLAIN) -> bytes:
    return data[:2] + _segment(marker, payload) + data[2:]


def _frame_header(data: bytes = PLAIN) -> int:
    """Where the frame header's marker stands."""
    return next(data.index(mark) for mark in (b"\xff\xc0", b"\xff\xc2") if mark in data)


def _patched(offset: int, new: bytes, data: bytes = PLAIN) -> bytes:
    """`data` with bytes replaced, counted from the frame header's marker."""
    at = _frame_header(data) + offset
    return data[:at] + new + data[at + len(new) :]


def _other_format(name: str) -> bytes:
    out = io.BytesIO()
    _picture().save(out, name)
    return out.getvalue()


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return out.getvalue()


REFUSED: dict[str, tuple[bytes, Reason]] = {
    "nothing": (b"", Reason.EMPTY),
    "garbage": (b"not a picture at all", Reason.NOT_JPEG),
    "start marker only": (b"\xff\xd8", Reason.NOT_JPEG),
    "start marker and fill": (b"\xff\xd8\xff", Reason.CORRUPT),
    "start and end": (b"\xff\xd8\xff\xd9", Reason.CORRUPT),
    "png": (_other_format("PNG"), Reason.NOT_JPEG),
    "gif": (_other_format("GIF"), Reason.NOT_JPEG),
    "bmp": (_other_format("BMP"), Reason.NOT_JPEG),
    "webp": (_other_format("WEBP"), Reason.NOT_JPEG),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Reason.NOT_JPEG),
    "no end": (PLAIN[:-2], Reason.CORRUPT),
    "half an end": (PLAIN[:-1], Reason.CORRUPT),
    "a byte behind the end": (PLAIN + b"\x00", Reason.CORRUPT),
    "an archive behind the end": (PLAIN + _archive(), Reason.CORRUPT),
    "an archive ending like a picture": (PLAIN + _archive() + END, Reason.CORRUPT),
    "a second picture behind the end": (PLAIN + PLAIN, Reason.CORRUPT),
    "a script behind the end": (PLAIN + b"<script>alert(1)</script>", Reason.CORRUPT),
    "text before the start": (b"GIF89a" + PLAIN, Reason.NOT_JPEG),
    "cmyk": (_jpeg(_picture().convert("CMYK")), Reason.UNSUPPORTED),
    "ycck": (_with_segment(0xEE, b"Adobe\x00\x64\0\0\0\0\x02", _jpeg(_picture().convert("CMYK"))), Reason.UNSUPPORTED),
    "two components": (_patched(9, b"\x02"), Reason.UNSUPPORTED),
    "12 bit": (_patched(4, b"\x0c"), Reason.UNSUPPORTED),
    "16 bit": (_patched(4, b"\x10"), Reason.UNSUPPORTED),
    "lossless": (_patched(1, b"\xc3"), Reason.UNSUPPORTED),
    "differential": (_patched(1, b"\xc5"), Reason.UNSUPPORTED),
    "arithmetic": (_patched(1, b"\xc9"), Reason.UNSUPPORTED),
    "arithmetic progressive": (_patched(1, b"\xca"), Reason.UNSUPPORTED),
    "hierarchical": (_patched(1, b"\xcd"), Reason.UNSUPPORTED),
    "no rows": (_patched(5, b"\x00\x00"), Reason.CORRUPT),
    "no columns": (_patched(7, b"\x00\x00"), Reason.CORRUPT),
    "bomb": (_patched(5, struct.pack(">HH", 60000, 60000)), Reason.TOO_MANY_PIXELS),
    "more rows than data": (_patched(5, struct.pack(">H", 1000)), Reason.CORRUPT),
    "two frame headers": (_with_segment(0xC0, bytes.fromhex("080020003003011100021101031101")), Reason.CORRUPT),
    "frame header cut short": (_with_segment(0xC0, b"\x08\x00\x20"), Reason.CORRUPT),
    "segment shorter than its length field": (PLAIN[:2] + b"\xff\xe2\x00\x01" + PLAIN[2:], Reason.CORRUPT),
    "segment longer than the file": (PLAIN[:2] + b"\xff\xe2\xff\xff" + PLAIN[2:], Reason.CORRUPT),
    "no marker where one must be": (PLAIN[:2] + b"\x00" + PLAIN[2:], Reason.NOT_JPEG),
    "a start inside": (PLAIN[:2] + PLAIN, Reason.CORRUPT),
    "a restart outside a scan": (PLAIN[:2] + b"\xff\xd0" + PLAIN[2:], Reason.CORRUPT),
    "scan without frame header": (b"\xff\xd8" + _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + END, Reason.CORRUPT),
    "more scans than any encoder writes": (
        PROGRESSIVE[:-2] + _segment(0xDA, bytes.fromhex("01010001050000")) * 500 + END,
        Reason.UNSUPPORTED,
    ),
    "second frame header between scans": (
        PROGRESSIVE[:-2] + _segment(0xC2, bytes.fromhex("08ffffffff0301220002110103 1101")) + END,
        Reason.CORRUPT,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_right_reason(name: str) -> None:
    data, reason = REFUSED[name]
    assert _refusal(data) is reason


def test_refused_by_its_bytes_before_anything_is_read() -> None:
    assert _refusal(b"x" * 101, FrameLimits(max_bytes=100)) is Reason.TOO_LARGE
    assert _refusal(PLAIN, FrameLimits(max_bytes=len(PLAIN))) is None


def test_refused_by_its_pixels_one_below_the_limit_only() -> None:
    assert _refusal(PLAIN, FrameLimits(max_pixels=48 * 32)) is None
    assert _refusal(PLAIN, FrameLimits(max_pixels=48 * 32 - 1)) is Reason.TOO_MANY_PIXELS


def test_bomb_is_refused_by_its_header_alone() -> None:
    """No decoder may be asked: it would allocate what the header claims."""
    with pytest.raises(FrameError, match=Reason.TOO_MANY_PIXELS.value):
        read_header(REFUSED["bomb"][0], LIMITS)


@pytest.mark.parametrize("data", [PLAIN, PROGRESSIVE], ids=["baseline", "progressive"])
def test_no_truncation_is_let_through(data: bytes) -> None:
    for length in range(len(data)):
        assert _refusal(data[:length]) in {Reason.EMPTY, Reason.NOT_JPEG, Reason.CORRUPT}, length


def test_a_scan_cut_short_and_closed_again_is_not_let_through() -> None:
    for length in range(2, len(PLAIN) - 8):
        assert _refusal(PLAIN[:length] + END) is Reason.CORRUPT, length


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "baseline": lambda: PLAIN,
    "progressive": lambda: PROGRESSIVE,
    "without chroma subsampling": lambda: _jpeg(subsampling=0),
    "restart markers": lambda: _jpeg(restart_marker_blocks=2),
    "stored as rgb": lambda: _jpeg(keep_rgb=True),
    "comment": lambda: _with_segment(0xFE, b"any text \xff\xd9 with an end marker"),
    "large application segment": lambda: _with_segment(0xE2, b"MPF\x00" + b"\xff\xd8\xff\xd9" * 15000),
    "fill bytes before a marker": lambda: PLAIN[:2] + b"\xff\xff\xff" + PLAIN[2:],
    "thumbnail in its exif": lambda: _with_segment(0xE1, b"Exif\x00\x00" + b"MM\x00*\x00\x00\x00\x08\x00\x00" + PLAIN),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted_as_upright_bgr(name: str) -> None:
    image = decode(ACCEPTED[name](), LIMITS)
    assert image.shape == (32, 48, 3)
    assert image.dtype == np.uint8
    assert image[2, 2].min() > 200, "the bright corner stays at the top left"
    blue, _green, red = map(int, image[2, 2])
    assert red > blue, "channels are in BGR order"


def test_grey_becomes_three_channels() -> None:
    image = decode(_jpeg(_picture().convert("L")), LIMITS)
    assert image.shape == (32, 48, 3)
    assert np.ptp(image, axis=2).max() == 0


def _exif(orientation: int) -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


# How a camera held this way stores an upright scene; Pillow's names say what it does to the stored pixels.
_STORED = {
    1: None,
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_90,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", _STORED)
def test_every_orientation_gives_the_same_upright_picture(orientation: int) -> None:
    how = _STORED[orientation]
    stored = _picture() if how is None else _picture().transpose(how)
    image = decode(_jpeg(stored, exif=_exif(orientation), subsampling=0), LIMITS)
    assert image.shape == (32, 48, 3)
    assert image.flags.c_contiguous, "what follows expects rows in a row"
    expected = np.asarray(_picture())[:, :, ::-1]
    assert np.abs(image.astype(int) - expected).mean() < 4


def _tiff(entry: bytes, *, order: bytes = b"MM", ifd: bytes = b"\x00\x00\x00\x08", count: bytes = b"\x00\x01") -> bytes:
    return b"Exif\x00\x00" + order + b"\x00*" + ifd + count + entry


ODD_EXIF = {
    "empty": b"Exif\x00\x00",
    "unknown byte order": _tiff(b"", order=b"XX"),
    "directory outside": _tiff(b"", ifd=b"\x7f\xff\xff\xff"),
    "more entries than bytes": _tiff(b"", count=b"\xff\xff"),
    "orientation zero": _tiff(bytes.fromhex("011200030000000100000000")),
    "orientation nine": _tiff(bytes.fromhex("011200030000000100090000")),
    "orientation as text": _tiff(bytes.fromhex("011200020000000100060000")),
    "cut inside the value": _tiff(bytes.fromhex("0112000300000001")),
}


@pytest.mark.parametrize("name", ODD_EXIF)
def test_unreadable_orientation_counts_as_upright(name: str) -> None:
    assert decode(_with_segment(0xE1, ODD_EXIF[name]), LIMITS).shape == (32, 48, 3)


def _outcome(data: bytes) -> Image | Reason:
    try:
        return decode(data, LIMITS)
    except FrameError as error:
        return error.reason


def _check_outcome(data: bytes) -> None:
    """A picture within the limits or a defined reason; any other exception fails the test by itself."""
    outcome = _outcome(data)
    if isinstance(outcome, Reason):
        return
    assert outcome.ndim == 3
    assert outcome.shape[2] == 3
    assert 0 < outcome.shape[0] * outcome.shape[1] <= LIMITS.max_pixels


@settings(max_examples=150, deadline=None)
@given(
    data=st.sampled_from([PLAIN, PROGRESSIVE, _jpeg(exif=_exif(6)), _jpeg(_picture().convert("L"))]),
    changes=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_changed_bytes_end_in_a_picture_or_a_reason(data: bytes, changes: list[tuple[int, int]]) -> None:
    mutated = bytearray(data)
    for at, value in changes:
        mutated[at % len(mutated)] = value
    _check_outcome(bytes(mutated))


@settings(max_examples=100, deadline=None)
@given(
    pieces=st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.tuples(st.integers(0xC0, 0xFE), st.binary(max_size=20)).map(lambda made: _segment(*made)),
            st.sampled_from([END, b"\xff", b"\xff\xda", PLAIN[2:], b"\xff\xe1\x00\x0eExif\x00\x00II*\x00"]),
        ),
        max_size=8,
    )
)
def test_made_up_segments_never_lead_out_of_the_bytes(pieces: list[bytes]) -> None:
    """A read beyond the end would show as struct.error or IndexError."""
    _check_outcome(b"\xff\xd8\xff" + b"".join(pieces))
