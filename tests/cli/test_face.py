"""`hadir face` as typed: output shapes, errors that name the spot, and no Django anywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hadir.cli import face, face_texts
from hadir.config import load
from hadir.faceengine.evaluation.errors import Problem
from hadir.lib.errors import HadirError, InvalidInput

runner = CliRunner()
SAMPLES = Path(__file__).resolve().parents[2] / "var" / "samples"
MODELS = SAMPLES.parent / "models"

_WITHOUT_DJANGO = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "django":
            raise ImportError("Django is blocked")
sys.meta_path.insert(0, Blocked())
from hadir.cli import face, face_sessions, face_work
from hadir.faceengine.evaluation import report, session_report
sys.argv = ["hadir face", "--help"]
face.app()
"""


@pytest.fixture
def real_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests keep their state below var/test; the weights are the installation's."""
    monkeypatch.setenv("HADIR_VAR_DIR", str(SAMPLES.parent))
    assert load().models_dir == MODELS


def invoke(*words: str | Path) -> dict[str, object]:
    result = runner.invoke(face.app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    document: dict[str, object] = json.loads(result.stdout)
    return document


def people_of_samples(folder: Path) -> Path:
    for person in ("person_a", "person_b"):
        (folder / person).mkdir(parents=True)
        for number in (1, 2):
            shutil.copy(SAMPLES / f"{person}_{number}.jpg", folder / person)
    return folder


def test_it_runs_where_django_cannot_be_imported() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT_DJANGO], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "session-evaluate" in done.stdout


def test_every_problem_has_a_sentence() -> None:
    assert set(face_texts.problem_sentences()) == set(Problem)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("evaluate", "--images", "{folder}/nowhere"), "folder_missing"),
        (("evaluate", "--images", "{folder}"), "folder_empty"),
        (("evaluate", "--images", "{folder}", "--report", "{folder}/none/out.html"), "report_place"),
        (("pad-evaluate", "--frames", "{folder}/none.csv", "--root", "{folder}", "--threshold", "0.5"), "file_missing"),
    ],
)
def test_bad_material_is_refused_before_any_work(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    with pytest.raises(HadirError) as error:
        runner.invoke(face.app, [word.format(folder=tmp_path) for word in words], catch_exceptions=False)

    assert error.value.code == code


def test_a_bad_row_is_named_with_its_column(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    frames = tmp_path / "frames.csv"
    frames.write_text("path,label,subject,session\na.jpg,real,1,1\na.jpg,,1,1\n", encoding="utf-8")

    with pytest.raises(InvalidInput) as error:
        runner.invoke(
            face.app,
            ["pad-evaluate", "--frames", str(frames), "--root", str(tmp_path), "--threshold", "0.5"],
            catch_exceptions=False,
        )

    assert str(frames) in str(error.value.message)
    assert "baris 3" in str(error.value.message)
    assert "label" in str(error.value.message)


@pytest.mark.weights
@pytest.mark.usefixtures("real_weights")
def test_two_photos_of_one_person_match_and_of_two_people_do_not() -> None:
    same = invoke("compare", SAMPLES / "person_a_1.jpg", SAMPLES / "person_a_2.jpg", "--json")
    other = invoke("compare", SAMPLES / "person_a_1.jpg", SAMPLES / "impostor_1.jpg", "--json")

    assert (same["same"], other["same"]) == (True, False)
    assert same["target_fmr"] == "1e-4"
    assert {"similarity", "threshold", "engine"} <= set(same)


@pytest.mark.weights
@pytest.mark.usefixtures("real_weights")
def test_comparing_does_not_depend_on_the_order() -> None:
    pair = (SAMPLES / "person_a_1.jpg", SAMPLES / "person_b_1.jpg")

    assert invoke("compare", *pair, "--json")["similarity"] == invoke("compare", *pair[::-1], "--json")["similarity"]


@pytest.mark.weights
@pytest.mark.usefixtures("real_weights")
@pytest.mark.parametrize(("content", "code"), [(b"", "frame_empty"), (b"GIF89a" + bytes(40), "frame_not_jpeg")])
def test_a_photo_that_cannot_be_used_is_refused_with_its_reason(tmp_path: Path, content: bytes, code: str) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(content)

    with pytest.raises(InvalidInput) as error:
        invoke("compare", SAMPLES / "person_a_1.jpg", broken)

    assert error.value.code == code
    assert str(broken) in str(error.value.message)


@pytest.mark.weights
@pytest.mark.usefixtures("real_weights")
def test_evaluating_real_photos_gives_figures_and_a_report(tmp_path: Path) -> None:
    images = people_of_samples(tmp_path / "people")
    (images / "person_a" / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    pairs = tmp_path / "pairs.csv"
    rows = ["person_a/person_a_1.jpg,person_a/person_a_2.jpg,1", "person_b/person_b_1.jpg,person_b/person_b_2.jpg,1"]
    rows += [f"person_a/person_a_{n}.jpg,person_b/person_b_{n}.jpg,0" for n in (1, 2)]
    pairs.write_text("file1,file2,same\n" + "\n".join(rows), encoding="utf-8")
    report = tmp_path / "out.html"

    figures = invoke("evaluate", "--images", images, "--pairs", pairs, "--report", report, "--workers", "1", "--json")

    assert (figures["n_subjects"], figures["n_images"], figures["n_failed"]) == (2, 5, 1)
    assert figures["accuracy"] == 1.0
    fmr = figures["fmr"]
    assert isinstance(fmr, dict)
    assert fmr["1e-3"]["fnmr"] == 0.0
    assert "<svg" in report.read_text(encoding="utf-8")


@pytest.mark.weights
@pytest.mark.usefixtures("real_weights")
def test_attack_frames_are_scored_by_species(tmp_path: Path) -> None:
    """A photo stands in for both kinds: only the bookkeeping is tested here, not the net."""
    frames = tmp_path / "frames.csv"
    listed = ["person_a_1.jpg,real,a,1", "person_b_1.jpg,real,b,1", "person_a_2.jpg,print,a,1"]
    frames.write_text("path,label,subject,session\n" + "\n".join(listed), encoding="utf-8")

    figures = invoke("pad-evaluate", "--frames", frames, "--root", SAMPLES, "--threshold", "0.0", "--json")

    pad = figures["pad"]
    assert isinstance(pad, dict)
    assert pad["bpcer"] == 0.0
    assert pad["apcer"] == {"print": 1.0}
    assert np.isfinite(pad["auc"])
