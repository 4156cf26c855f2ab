"""`hadir face session-evaluate` as typed: figures, report, and errors that name the file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hadir.bench.synthetic_head import SyntheticHead
from hadir.capture.script import Prompt, Step
from hadir.cli import face
from hadir.config import load
from hadir.lib.errors import HadirError
from tests import faces
from tests.attack_kit import recordings
from tests.attack_kit.camera import HEIGHT, WIDTH
from tests.attack_kit.species import Cast, perform

runner = CliRunner()
SCRIPT = (Step(Prompt.LOOK_STRAIGHT, 2), Step(Prompt.TURN_RIGHT), Step(Prompt.LOOK_STRAIGHT))


@pytest.fixture
def real_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests keep their state below var/test; the weights are the installation's."""
    monkeypatch.setenv("HADIR_VAR_DIR", str(faces.VAR))
    assert load().models_dir == faces.MODELS


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One person live, as a still photo and cut together with somebody else; with a reference photo."""
    root = tmp_path_factory.mktemp("sessions")
    (root / "people" / "b").mkdir(parents=True)
    shutil.copy(faces.SAMPLES / faces.PERSON_B[1], root / "people" / "b" / "1.jpg")
    heads = [
        SyntheticHead(faces.photo(name), faces.engine(), width=WIDTH, height=HEIGHT)
        for name in (faces.PERSON_B[0], faces.PERSON_A[1])
    ]
    for species in ("bona_fide", "static_photo"):
        shots = perform(species, Cast(*heads), SCRIPT, np.random.default_rng(1))
        recordings.write(
            root / species, species=species, person="b", script=SCRIPT, shots=shots, references=["people/b/1.jpg"]
        )
    return root


@pytest.fixture
def own(sessions: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(sessions, tmp_path / "sessions"))


def invoke(*words: str | Path) -> str:
    result = runner.invoke(face.app, ["session-evaluate", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def refusal(*words: str | Path) -> HadirError:
    with pytest.raises(HadirError) as error:
        runner.invoke(face.app, ["session-evaluate", *map(str, words)], catch_exceptions=False)
    return error.value


@pytest.mark.weights
@pytest.mark.usefixtures("real_weights")
def test_sessions_are_played_to_the_real_engine_and_reported(sessions: Path, tmp_path: Path) -> None:
    report = tmp_path / "out.html"

    figures = json.loads(invoke("--sessions", sessions, "--html", report, "--workers", "1", "--json"))

    assert figures["bona_fide"]["bpnrr"]["count"] == 0
    assert figures["bona_fide"]["bpcer"]["of"] == 1
    still = figures["attacks"]["static_photo"]
    assert (still["apnrr"]["count"], still["iapar"]["count"]) == (1, 0)
    assert still["stopped_by"] == {"script: turn_right": 1}
    assert still["riapar"]["rate"] == figures["frr"]["rate"]
    assert {"engine", "date", "command", "machine", "fmr"} <= set(figures)
    page = report.read_text(encoding="utf-8")
    assert "static photo" in page
    assert "<svg" in page
    assert list(tmp_path.iterdir()) == [report]


@pytest.mark.weights
@pytest.mark.usefixtures("real_weights")
def test_the_table_on_the_terminal_names_every_species(sessions: Path) -> None:
    shown = invoke("--sessions", sessions, "--workers", "1")

    assert "bona_fide" in shown
    assert "static_photo" in shown
    assert "script: turn_right 1" in shown


def no_manifest(folder: Path) -> None:
    (folder / "static_photo" / "session.json").unlink()


def no_json(folder: Path) -> None:
    (folder / "static_photo" / "session.json").write_text("{", encoding="utf-8")


def no_frame(folder: Path) -> None:
    (folder / "static_photo" / "0002.jpg").unlink()


def no_reference(folder: Path) -> None:
    (folder / "people" / "b" / "1.jpg").unlink()


def no_such_prompt(folder: Path) -> None:
    path = folder / "static_photo" / "session.json"
    path.write_text(path.read_text(encoding="utf-8").replace("turn_right", "dance"), encoding="utf-8")


@pytest.mark.weights
@pytest.mark.usefixtures("real_weights")
@pytest.mark.parametrize(
    ("spoil", "code", "named"),
    [
        (no_manifest, "session_unfinished", "static_photo"),
        (no_json, "session_not_json", "session.json"),
        (no_frame, "session_file_missing", "0002.jpg"),
        (no_reference, "session_file_missing", "1.jpg"),
        (no_such_prompt, "session_unplayable", "dance"),
    ],
)
def test_what_is_wrong_with_a_folder_is_said_before_any_work(
    own: Path, tmp_path: Path, spoil: Callable[[Path], None], code: str, named: str
) -> None:
    spoil(own)

    error = refusal("--sessions", own, "--html", tmp_path / "out.html")

    assert error.code == code
    assert named in str(error.message)
    assert not (tmp_path / "out.html").exists()


@pytest.mark.usefixtures("real_weights")
@pytest.mark.weights
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--sessions", "{folder}/none"), "folder_missing"),
        (("--sessions", "{folder}"), "no_sessions"),
        (("--sessions", "{folder}", "--html", "{folder}/none/out.html"), "report_place"),
    ],
)
def test_a_wrong_place_is_named(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    assert refusal(*(word.format(folder=tmp_path) for word in words)).code == code
