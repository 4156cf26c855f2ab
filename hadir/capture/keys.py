"""The key-encryption keys as the services see them."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from hadir.lib.sealing import KeyRing


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """From the settings; the same object for the life of the process."""
    return KeyRing({key.id: key.key for key in settings.CONFIG.template_key_ring})
