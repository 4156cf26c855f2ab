"""No personal data in the log."""

from __future__ import annotations

import io
import logging

import pytest

from hadir.lib.logmask import MaskPersonalData, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("NIP 198503152010012001 masuk", "NIP [nip] masuk"),
        ("nik=6202010101800001;", "nik=[nik];"),
        ("kirim ke budi.c@contoh.example gagal", "kirim ke [surel] gagal"),
        ("GET /undangan/abcDEF-123_x/ 200", "GET /undangan/[rahasia]/ 200"),
        ("GET /akun/password/reset/key/3-c9x-abc/ 200", "GET /akun/password/reset/key/[rahasia]/ 200"),
        ("1234567890123456789 rows", "1234567890123456789 rows"),  # 19 digits are no employee number
    ],
)
def test_what_names_a_person_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_arguments_and_tracebacks_are_masked_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskPersonalData())
    logger = logging.Logger("test")  # noqa: LOG001 - one that nobody else sees
    logger.addHandler(handler)
    try:
        raise ValueError("duplicate key (nip)=(198503152010012001)")
    except ValueError:
        logger.exception("cannot store %s", "198503152010012001")
    written = stream.getvalue()
    assert "cannot store [nip]" in written
    assert "(nip)=([nip])" in written
    assert "198503152010012001" not in written
