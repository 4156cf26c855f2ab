"""Keeps personal data and secrets out of log lines, whoever wrote them."""

from __future__ import annotations

import logging
import re

# Order matters: the longest number first.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)\d{18}(?!\d)"), "[nip]"),
    (re.compile(r"(?<!\d)\d{16}(?!\d)"), "[nik]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[surel]"),
    (re.compile(r"(/undangan/|/reset/key/|/confirm-email/)[^/\s\"']+"), r"\1[rahasia]"),
)


def mask(text: str) -> str:
    """The text without employee numbers, mail addresses and the secrets in one-time links."""
    for pattern, substitute in _RULES:
        text = pattern.sub(substitute, text)
    return text


class MaskPersonalData(logging.Filter):
    """Renders each record and masks the result, arguments and traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        return True
