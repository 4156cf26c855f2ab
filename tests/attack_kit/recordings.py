"""Writes sessions as `hadir face session-evaluate` reads them (the format: docs/liveness.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from hadir.capture.script import Step
from tests.attack_kit.species import Shot


def write(folder: Path, *, species: str, person: str, script: Sequence[Step], shots: Iterable[Shot],
          references: Sequence[str] = ()) -> Path:  # fmt: skip
    """`folder` gets the frames first and their `session.json` last: one without it was never finished.

    `references`: photos of the person, relative to the parent of `folder`.
    """
    folder.mkdir(parents=True)
    frames = []
    for number, shot in enumerate(shots, start=1):
        name = f"{number:04d}.jpg"
        (folder / name).write_bytes(shot.jpeg)
        frames.append(
            {
                "file": name,
                "step": shot.cue.step,
                "prompt": shot.cue.prompt.value,
                "at_s": shot.cue.at_s,
                "shown": list(shot.cue.shown) if shot.cue.shown else None,
            }
        )
    manifest = {
        "format": 1,
        "species": species,
        "person": person,
        "script": [asdict(step) for step in script],
        "references": list(references),
        "frames": frames,
    }
    path = folder / "session.json"
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
