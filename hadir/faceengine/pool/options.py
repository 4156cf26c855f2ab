"""What a worker is told when it is started."""

from __future__ import annotations

import msgspec

from hadir.faceengine.runtime import Precision, PrecisionChoice


class WorkerOptions(msgspec.Struct, frozen=True):
    """Everything a worker is told on its command line."""

    listener_fd: int
    supervisor_pid: int
    models_dir: str
    precision: PrecisionChoice
    frame_timeout_s: float
    memory_mib: int
    max_bytes: int
    max_pixels: int
    cpu: int | None
    next_precision: Precision | None = None
