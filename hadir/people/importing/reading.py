"""Starts the reading process and takes its answer. Raises `InvalidInput` with a sentence for every file it refuses."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import msgspec

from hadir.lib.errors import InvalidInput
from hadir.people.importing import texts
from hadir.people.importing.shapes import MAX_BYTES, Kind, Reading, Refusal

_MEMORY_MB = 2_048
_SECONDS = 90  # of the processor; the clock may show twice as much on a busy machine


def read_file(data: bytes, kind: Kind, *, today: date) -> Reading:
    """The needed columns of a file. The rest is gone with the process that saw it."""
    if len(data) > MAX_BYTES:
        raise _refused(Refusal("file_too_big", {"limit": str(MAX_BYTES // 1024**2)}))
    command = [
        *(sys.executable, "-I", "-c", _START, *sys.path),
        *("--", kind.value, today.isoformat(), str(_MEMORY_MB), str(_SECONDS)),
    ]
    try:
        done = subprocess.run(command, input=data, capture_output=True, env={}, timeout=2 * _SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _refused(Refusal("file_bomb")) from error
    if done.returncode or not done.stdout:
        # A killed or crashed reader: what it printed may quote the file, so it is not logged.
        raise _refused(Refusal("file_bomb"))
    if done.stdout[:1] == b"-":
        raise _refused(msgspec.msgpack.decode(done.stdout[1:], type=Refusal))
    return msgspec.msgpack.decode(done.stdout[1:], type=Reading)


# Isolated mode keeps the environment out; the places of packages are handed over by name instead.
_START = (
    "import sys\n"
    "cut = sys.argv.index('--')\n"
    "sys.path[:] = sys.argv[1:cut]\n"
    "from hadir.people.importing import reader\n"
    "reader.main(sys.argv[cut + 1:])\n"
)


def _refused(refusal: Refusal) -> InvalidInput:
    sentence = texts.file_sentence(refusal.code, refusal.facts)
    return InvalidInput(refusal.code, sentence, fields={"file": sentence})
