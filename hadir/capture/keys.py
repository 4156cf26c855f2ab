"""The key-encryption keys as the services see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hadir.lib.errors import Unavailable
from hadir.lib.sealing import KeyRing, SealBroken, UnknownKey


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """From the settings; the same object for the life of the process."""
    return KeyRing({key.id: key.key for key in settings.CONFIG.template_key_ring})


@contextmanager
def opening() -> Iterator[None]:
    """What cannot be opened fails closed with a sentence: `Unavailable` (key_missing, data_unreadable)."""
    try:
        yield
    except UnknownKey as error:
        raise Unavailable(
            "key_missing", _("Kunci pembuka data ini tidak ada di server. Hubungi pengelola sistem.")
        ) from error
    except SealBroken as error:
        raise Unavailable(
            "data_unreadable",
            _("Data terenkripsi rusak, diubah, atau kuncinya sudah dimusnahkan. Hubungi pengelola sistem."),
        ) from error
