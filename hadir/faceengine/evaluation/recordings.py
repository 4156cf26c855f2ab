"""Reads recorded sessions: a folder of frames each, with a `session.json` (the format: docs/liveness.md).

Every complaint (`EvaluationError`) names the file and the place in it. Prompts are words here; whether a script can be
played is asked where it is played.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Annotated, Literal

import msgspec

from hadir.faceengine.evaluation.errors import EvaluationError, Problem

MANIFEST = "session.json"
BONA_FIDE = "bona_fide"

_Word = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
_Level = Annotated[int, msgspec.Meta(ge=0, le=255)]


class RecordedStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One prompt of the script, how many good frames fulfil it, the pause before the next one is revealed, and the name
    of the colour that the page showed meanwhile."""

    prompt: _Word
    frames: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    pause_ms: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    light: str = ""


class RecordedFrame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`step`: which step of the script the page showed, from 0; `prompt`: the same in words, for people who look in.

    `at_s`: seconds since the session began. `shown`: red, green, blue of the page's light; absent or null without.
    """

    file: _Word
    step: Annotated[int, msgspec.Meta(ge=0)]
    at_s: Annotated[float, msgspec.Meta(ge=0)]
    prompt: str = ""
    shown: tuple[_Level, _Level, _Level] | None = None


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`species`: `bona_fide` or the name of a kind of attack. `person`: who is there, or whom the attack plays.

    `references`: photos of that person from another day, relative to the folder of all sessions; with them the report
    says too whether the person was recognised. `notes` are for people.
    """

    format: Literal[1]
    species: _Word
    person: _Word
    script: Annotated[tuple[RecordedStep, ...], msgspec.Meta(min_length=2)]
    frames: Annotated[tuple[RecordedFrame, ...], msgspec.Meta(min_length=1)]
    references: tuple[_Word, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """One session on disk: every file it names was there when it was read."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def path(self) -> Path:
        return self.folder / MANIFEST

    @property
    def references(self) -> tuple[Path, ...]:
        return tuple(self.folder.parent / name for name in self.manifest.references)


def read_sessions(root: Path) -> list[Recording]:
    """All sessions directly below `root`, by name. Folders without frames (photos of people) are left alone."""
    if not root.is_dir():
        raise EvaluationError(Problem.FOLDER_MISSING, path=root)
    found = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if (folder / MANIFEST).is_file():
            found.append(read_session(folder))
        elif any(folder.glob("*.jpg")):
            raise EvaluationError(Problem.SESSION_UNFINISHED, path=folder, manifest=MANIFEST)
    if not found:
        raise EvaluationError(Problem.NO_SESSIONS, path=root, manifest=MANIFEST)
    return found


def read_session(folder: Path) -> Recording:
    """One session, checked."""
    path = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except msgspec.ValidationError as error:
        raise EvaluationError(Problem.SESSION_WRONG, path=path, detail=error) from None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EvaluationError(Problem.SESSION_NOT_JSON, path=path, detail=error) from None
    recording = Recording(folder, manifest)
    _check_order(recording)
    _check_files(recording)
    return recording


def _check_order(recording: Recording) -> None:
    before = RecordedFrame("", 0, 0.0)
    for number, frame in enumerate(recording.manifest.frames):
        if frame.step >= len(recording.manifest.script):
            raise _wrong(recording, f"step {frame.step} is not in the script", number, "step")
        if frame.step < before.step or frame.at_s < before.at_s:
            name = "step" if frame.step < before.step else "at_s"
            raise _wrong(recording, "frames go back in time", number, name)
        expected = recording.manifest.script[frame.step].prompt
        if frame.prompt not in ("", expected):
            raise _wrong(recording, f"the script has {expected} at step {frame.step}", number, "prompt")
        before = frame


def _check_files(recording: Recording) -> None:
    for number, frame in enumerate(recording.manifest.frames):
        if PurePath(frame.file).name != frame.file or "\\" in frame.file:
            raise _wrong(recording, "a frame lies beside its session.json", number, "file")
        if not (recording.folder / frame.file).is_file():
            raise EvaluationError(Problem.SESSION_FILE_MISSING, path=recording.path, file=recording.folder / frame.file)
    for name, photo in zip(recording.manifest.references, recording.references, strict=True):
        parts = PurePath(name)
        if parts.is_absolute() or ".." in parts.parts:
            raise EvaluationError(
                Problem.SESSION_WRONG, path=recording.path, detail=f"{name} leaves the folder - at `$.references`"
            )
        if not photo.is_file():
            raise EvaluationError(Problem.SESSION_FILE_MISSING, path=recording.path, file=photo)


def _wrong(recording: Recording, detail: str, number: int, field: str) -> EvaluationError:
    place = f"{detail} - at `$.frames[{number}].{field}`"
    return EvaluationError(Problem.SESSION_WRONG, path=recording.path, detail=place)
