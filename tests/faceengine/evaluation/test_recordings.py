"""Folders of recorded sessions, and how complaints name the file and the place in it."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from hadir.faceengine.evaluation.errors import EvaluationError, Problem
from hadir.faceengine.evaluation.recordings import MANIFEST, read_session, read_sessions


def manifest(**changes: object) -> dict[str, Any]:
    frames = [
        {"file": "0001.jpg", "step": 0, "at_s": 0.0, "prompt": "look_straight", "shown": None},
        {"file": "0002.jpg", "step": 1, "at_s": 0.4, "shown": [255, 0, 90]},
    ]
    script = [{"prompt": "look_straight", "frames": 2}, {"prompt": "turn_left"}]
    return {"format": 1, "species": "bona_fide", "person": "Ani", "script": script, "frames": frames, **changes}


def recorded(root: Path, name: str = "one", **changes: object) -> Path:
    folder = root / name
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number:04d}.jpg").write_bytes(b"")
    (folder / MANIFEST).write_text(json.dumps(manifest(**changes)), encoding="utf-8")
    return folder


def complaint(folder: Path) -> EvaluationError:
    with pytest.raises(EvaluationError) as error:
        read_session(folder)
    return error.value


def test_sessions_are_read_by_name_and_other_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "people" / "Ani").mkdir(parents=True)
    (tmp_path / "people" / "Ani" / "1.jpg").write_bytes(b"")
    (tmp_path / ".cache").mkdir()
    recorded(tmp_path, "b")
    recorded(tmp_path, "a", references=["people/Ani/1.jpg"])

    found = read_sessions(tmp_path)

    assert [one.name for one in found] == ["a", "b"]
    assert found[0].references == (tmp_path / "people/Ani/1.jpg",)
    assert found[0].manifest.frames[1].shown == (255, 0, 90)
    assert found[0].manifest.script[1].frames == 1


def test_a_folder_that_is_not_there_or_holds_no_session_is_named(tmp_path: Path) -> None:
    for folder, problem in ((tmp_path / "none", Problem.FOLDER_MISSING), (tmp_path, Problem.NO_SESSIONS)):
        with pytest.raises(EvaluationError) as error:
            read_sessions(folder)
        assert (error.value.problem, error.value.facts["path"]) == (problem, folder)


def test_frames_without_a_manifest_are_a_recording_that_was_cut_short(tmp_path: Path) -> None:
    recorded(tmp_path, "whole")
    (recorded(tmp_path, "cut") / MANIFEST).unlink()

    with pytest.raises(EvaluationError) as error:
        read_sessions(tmp_path)

    assert error.value.problem is Problem.SESSION_UNFINISHED
    assert error.value.facts["path"] == tmp_path / "cut"


@pytest.mark.parametrize("text", [b"{", b"", b'{"format": 1,}', b"\xff\xfe{}", b'{"person": "\xe9"}'])
def test_what_is_no_json_is_said_to_be_none(tmp_path: Path, text: bytes) -> None:
    folder = recorded(tmp_path)
    (folder / MANIFEST).write_bytes(text)

    error = complaint(folder)

    assert error.problem is Problem.SESSION_NOT_JSON
    assert error.facts["path"] == folder / MANIFEST


def frame(**changes: object) -> dict[str, object]:
    return {"file": "0001.jpg", "step": 0, "at_s": 0.0, **changes}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"format": 2}, "$.format"),
        ({"species": ""}, "$.species"),
        ({"specis": "x"}, "specis"),
        ({"script": [{"prompt": "look_straight"}]}, "$.script"),
        ({"script": [{"prompt": "look_straight"}, {"prompt": "turn_left", "frames": 0}]}, "$.script[1].frames"),
        ({"frames": []}, "$.frames"),
        ({"frames": [frame(step=7)]}, "$.frames[0].step"),
        ({"frames": [frame(step=1), frame(step=0)]}, "$.frames[1].step"),
        ({"frames": [frame(at_s=2), frame(at_s=1)]}, "$.frames[1].at_s"),
        ({"frames": [frame(at_s="soon")]}, "$.frames[0].at_s"),
        ({"frames": [frame(prompt="turn_left")]}, "$.frames[0].prompt"),
        ({"frames": [frame(shown=[0, 0, 256])]}, "$.frames[0].shown[2]"),
        ({"frames": [frame(shown=[0, 0])]}, "$.frames[0].shown"),
        ({"frames": [frame(file="../one/0001.jpg")]}, "$.frames[0].file"),
        ({"frames": [frame(file="..\\0001.jpg")]}, "$.frames[0].file"),
        ({"references": ["../secret.jpg"]}, "$.references"),
        ({"references": ["/etc/passwd"]}, "$.references"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, changes: dict[str, Any], place: str) -> None:
    error = complaint(recorded(tmp_path, **changes))

    assert error.problem is Problem.SESSION_WRONG
    assert place in str(error.facts["detail"])


@pytest.mark.parametrize("changes", [{"frames": [frame(file="0009.jpg")]}, {"references": ["people/Ani/1.jpg"]}])
def test_a_missing_file_is_named(tmp_path: Path, changes: dict[str, Any]) -> None:
    error = complaint(recorded(tmp_path, **changes))

    assert error.problem is Problem.SESSION_FILE_MISSING
    assert str(error.facts["file"]).endswith(("0009.jpg", "people/Ani/1.jpg"))


def test_a_complaint_reaches_the_process_that_tells_it(tmp_path: Path) -> None:
    error = EvaluationError(Problem.SESSION_FILE_MISSING, path=tmp_path, file=tmp_path / "x")

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - what the worker pool does

    assert (again.problem, again.facts) == (error.problem, error.facts)
