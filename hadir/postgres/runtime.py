"""The short folder for sockets: a Unix socket's path may have about 100 characters, a checkout's path any number."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from hadir.lib.errors import Unavailable
from hadir.lib.language import _

_BASE = Path("/tmp")  # noqa: S108 -- short on every system; owner and mode are verified below


def runtime_dir(var_dir: Path) -> Path:
    """Folder of this user's sockets for this `var/`, made when absent (0700) and verified to be ours."""
    digest = hashlib.sha256(os.fsencode(var_dir.absolute())).hexdigest()[:8]
    return private_dir(_BASE / f"hadir-{os.geteuid()}-{digest}", os.geteuid())


def private_dir(path: Path, owner: int) -> Path:
    """Make `path` with mode 0700 for user id `owner`, or check that it is exactly that.

    Anyone may make names in a shared temporary folder, so a folder (or link) that somebody else put there is refused:
    Unavailable `runtime_dir_not_ours`.
    """
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if owner != os.geteuid():
            os.chown(path, owner, -1, follow_symlinks=False)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise Unavailable(
            "runtime_dir_not_ours",
            _(
                "{path} bukan folder pribadi milik Hadir (pemilik atau izinnya lain). Hapus atau ganti namanya dulu."
            ).format(path=path),
        )
    return path
