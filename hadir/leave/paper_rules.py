"""What may be kept as a paper: a plain PDF or a JPEG, judged by its bytes, never by its name. No Django.

A PDF with scripts, launched programs or files inside is refused: it would run on the decider's machine. A picture is
decoded and written anew, so that nothing hides in it and the place where it was taken (Exif) is not kept.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import simplejpeg

from hadir.faceengine.jpeg import FrameError, FrameLimits, decode, first_picture

MAX_BYTES = 5 * 1024 * 1024
_PIXELS = 26_000_000  # a telephone's 24 megapixels; decoding takes three bytes each
_UNPACKED = 20 * 1024 * 1024
_QUALITY = 85

_HEADER = re.compile(rb"%PDF-(1\.[0-7]|2\.0)")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
# Long names are looked for in every byte, so that no trick with streams hides them; the short ones only outside of
# streams, where compressed bytes cannot spell them by chance.
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|XFA|Movie|Sound)(?![A-Za-z0-9])"
)
_ACTIVE_SHORT = re.compile(rb"/(JS)(?![A-Za-z0-9])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")


class PaperFault(Exception):
    """Codes: paper_empty, paper_too_big (limit), paper_kind, paper_damaged, paper_active (what), paper_locked,
    paper_too_many (limit)."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Checked:
    """`kind` is pdf or jpeg; `content` is what is kept."""

    kind: str
    content: bytes


def check(content: bytes) -> Checked:
    """Raises `PaperFault`."""
    if not content:
        raise PaperFault("paper_empty")
    if len(content) > MAX_BYTES:
        raise PaperFault("paper_too_big", limit=str(MAX_BYTES // 1024**2))
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return Checked("pdf", content)
    if content.startswith(b"\xff\xd8\xff"):
        return Checked("jpeg", _rewritten(content))
    raise PaperFault("paper_kind")


def _rewritten(content: bytes) -> bytes:
    try:
        picture = first_picture(content)
        image = decode(picture, FrameLimits(MAX_BYTES, _PIXELS))
    except FrameError as error:
        raise PaperFault("paper_damaged") from error
    rewritten: bytes = simplejpeg.encode_jpeg(image, quality=_QUALITY, colorspace="BGR")
    return rewritten


def _check_pdf(content: bytes) -> None:
    if not _HEADER.match(content) or b"%%EOF" not in content[-2048:] or b"startxref" not in content[-2048:]:
        raise PaperFault("paper_damaged")
    outside = _STREAM.sub(b"stream endstream", content)
    plain = [_named(content), *(_named(one) for one in _object_streams(content))]
    for text in plain:
        _refuse(_ACTIVE, text)
    for text in (_named(outside), *plain[1:]):
        _refuse(_ACTIVE_SHORT, text)
        if _LOCKED.search(text):
            raise PaperFault("paper_locked")


def _refuse(names: re.Pattern[bytes], text: bytes) -> None:
    found = names.search(text)
    if found is not None:
        raise PaperFault("paper_active", what=found[1].decode())


def _named(text: bytes) -> bytes:
    """Names with their escapes undone: /J#61vaScript is /JavaScript."""
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text)


def _object_streams(content: bytes) -> list[bytes]:
    """Objects that are packed into streams, unpacked. Packed otherwise than by Flate they are refused."""
    found, left = [], _UNPACKED
    for match in re.finditer(rb"obj\b(.{0,2000}?)stream\r?\n", content, re.DOTALL):
        head = _named(match[1])
        if b"/ObjStm" not in head:
            continue
        if (b"/FlateDecode" not in head and b"/Filter" in head) or re.search(rb"/Filter\s*\[[^]]*/[^]]*/", head):
            raise PaperFault("paper_damaged")
        end = content.find(b"endstream", match.end())
        body = content[match.end() : end if end >= 0 else len(content)]
        unpacked = _inflated(body, left) if b"/FlateDecode" in head else body
        left -= len(unpacked)
        found.append(unpacked)
    return found


def _inflated(body: bytes, limit: int) -> bytes:
    if limit <= 0:
        raise PaperFault("paper_damaged")
    try:
        return zlib.decompressobj().decompress(body, limit)
    except zlib.error as error:
        raise PaperFault("paper_damaged") from error
