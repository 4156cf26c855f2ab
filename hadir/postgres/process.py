"""What `postmaster.pid` tells about a server, and whether it is to be believed.

After a power cut or `kill -9` the file stays; the process number in it may since belong to something else.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A server process that is alive, with the folder of its socket."""

    pid: int
    socket_dir: Path

    def answers(self) -> bool:
        """Whether somebody listens on the socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self.socket_dir / SOCKET_NAME))
            except OSError:
                return False
        return True

    def is_alive(self) -> bool:
        return _is_postgres(self.pid)


def find(data_dir: Path) -> Postmaster | None:
    """The live server of `data_dir`, or None. PermissionError when the folder belongs to somebody else."""
    try:
        lines = (data_dir / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        pid = int(lines[0])
    except (IndexError, ValueError):
        return None
    if not _is_postgres(pid):
        return None
    return Postmaster(pid, Path(lines[4]) if len(lines) > 4 else Path())


def _is_postgres(pid: int) -> bool:
    """Whether process `pid` is alive and runs a program called postgres."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # alive, somebody else's
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        fields = dict(line.partition(":")[::2] for line in status.read_text().splitlines())
        # A killed server that nobody has collected yet is a zombie: dead for our purpose.
        return fields.get("Name", "").strip() == "postgres" and not fields.get("State", "").strip().startswith("Z")
    ps = shutil.which("ps") or "/bin/ps"
    answer = subprocess.run([ps, "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip().endswith("postgres")
