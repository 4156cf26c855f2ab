"""Files as people upload them."""

from __future__ import annotations

import zlib

import numpy as np
import simplejpeg


def a_pdf(objects: bytes = b"") -> bytes:
    """A page without anything on it, and whatever else is asked for."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + objects + b"startxref\n9\n%%EOF\n"


def packed(text: bytes) -> bytes:
    """Objects in a compressed stream."""
    body = zlib.compress(text)
    return (
        b"5 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length %d >>\nstream\n" % len(body) + body + b"\nendstream\n"
    )


def a_jpeg() -> bytes:
    """A grey square."""
    picture: bytes = simplejpeg.encode_jpeg(np.full((40, 60, 3), 128, np.uint8), quality=90, colorspace="BGR")
    return picture
