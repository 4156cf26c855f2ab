"""Under which operating system account PostgreSQL runs, and how a command is started under it.

PostgreSQL refuses to run as root. An ordinary user runs it as himself; root lends it an existing account without
rights. When that account cannot reach the checkout (say below /root, mode 0700) the process gets one capability to
pass closed folders, so the modes of the user's own folders stay as they are.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hadir.lib.errors import Unavailable
from hadir.lib.language import _

_PREFERRED = ("hadir", "postgres", "nobody")
# Weakest first. Reading past closed folders is enough unless the binaries themselves are closed to others.
_CAPABILITIES = ("dac_read_search", "dac_override")
# initdb looks for its programs and files with the same calls as later in earnest, then only prints what it found.
_PROBE = 'test -w "$3" && test -r "$2" && exec "$1" --show --pgdata="$3"'


@dataclass(frozen=True, slots=True)
class Account:
    """User and group id; `prefix` is what stands before a command to run it as that user."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    @property
    def is_self(self) -> bool:
        return self.uid == os.geteuid()

    def run(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, timeout_s: float = 180
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end with output captured. The working folder is `/`, which every account may enter."""
        lower = not self.is_self and not self.prefix
        return subprocess.run(
            [*self.prefix, *command],
            cwd="/",
            env=dict(environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
            check=False,
            user=self.uid if lower else None,
            group=self.gid if lower else None,
            extra_groups=[] if lower else None,
        )


def choose(data_dir: Path) -> Account:
    """The account for the cluster in `data_dir`: its owner where it exists, else ourselves, for root a lesser one."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data_dir.exists() and (owner := data_dir.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in _PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        "postgres_no_account",
        _("PostgreSQL tidak boleh berjalan sebagai root dan tidak ada akun hadir, postgres atau nobody. "
          "Buat akun: useradd --system hadir"),
    )  # fmt: skip


def able(account: Account, initdb: Path, shared_file: Path, folder: Path) -> Account:
    """The account with what it needs to run `initdb`, read `shared_file` and write in `folder`.

    Tried out instead of computed: access lists, containers and mounts all have their say. Raises Unavailable
    `postgres_permission` when nothing helps.
    """
    probe = ("/bin/sh", "-c", _PROBE, "sh", str(initdb), str(shared_file), str(folder))
    candidates = [account]
    setpriv = shutil.which("setpriv")
    if not account.is_self and setpriv:
        candidates += [_with_capability(account, setpriv, capability) for capability in _CAPABILITIES]
    answer = ""
    for candidate in candidates:
        result = candidate.run(probe)
        if result.returncode == 0:
            return candidate
        answer = result.stderr.strip()
    raise Unavailable(
        "postgres_permission",
        _("Akun dengan uid {uid} tidak dapat menjalankan {program} atau menulis di {folder}. {answer}").format(
            uid=account.uid, program=initdb, folder=folder, answer=answer
        ),
    )


def _with_capability(account: Account, setpriv: str, capability: str) -> Account:
    prefix = (
        setpriv,
        f"--reuid={account.uid}",
        f"--regid={account.gid}",
        "--clear-groups",
        f"--inh-caps=-all,+{capability}",
        f"--ambient-caps=-all,+{capability}",
        f"--bounding-set=-all,+{capability}",
        # Without this bit access(2), with which PostgreSQL looks for its files, would not count the capability.
        "--securebits=+no_setuid_fixup",
        # One more exec, from a folder that everyone may enter: only then is the capability in force.
        "/bin/sh", "-c", 'exec "$@"', "sh",
    )  # fmt: skip
    return Account(account.uid, account.gid, prefix)
