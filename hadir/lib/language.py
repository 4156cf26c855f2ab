"""The language of the terminal: Indonesian as written, English where the terminal asks for it.

Pages have Django's translations; this serves commands that must run without Django. Both read the same catalogue.
"""

from __future__ import annotations

import gettext
import os
from functools import lru_cache
from pathlib import Path

_LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"


def _terminal_language() -> str:
    """Language code of the terminal, by the order that POSIX gives the variables."""
    for name in ("HADIR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value.split(".")[0].split("_")[0].lower()
    return "id"


@lru_cache(maxsize=1)
def _catalogue() -> gettext.NullTranslations:
    if _terminal_language() != "en":
        return gettext.NullTranslations()
    return gettext.translation("django", localedir=_LOCALE_DIR, languages=["en"], fallback=True)


def _(message: str) -> str:
    """The sentence in the language of the terminal."""
    return _catalogue().gettext(message)
