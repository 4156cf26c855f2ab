"""Static files are collected anew only when one of them has changed: hashing and compressing them takes seconds."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MARK = ".sources"  # beside the collected files: what they were made from


def collect() -> bool:
    """Bring STATIC_ROOT up to date; whether there was anything to do."""
    mark, sources = Path(settings.STATIC_ROOT) / _MARK, _sources()
    if mark.is_file() and mark.read_text() == sources:
        return False
    mark.unlink(missing_ok=True)  # whoever is interrupted begins again
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(sources)
    return True


def _sources() -> str:
    """Digest of names, sizes and times of all files, and of what turns them into served ones."""
    digest = hashlib.sha256(f"{version('django')} {version('whitenoise')}".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            seen = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()
