"""What an evaluation is given, and how it complains: file, row and column named."""

from __future__ import annotations

from pathlib import Path

import pytest

from hadir.faceengine.evaluation.errors import EvaluationError, Problem
from hadir.faceengine.evaluation.inputs import read_frames, read_pairs, read_people

NAMES = frozenset({"ani/1.jpg", "ani/2.jpg", "budi/1.jpg"})


def people(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return folder


def written(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(error: pytest.ExceptionInfo[EvaluationError]) -> tuple[Problem, object, object]:
    return error.value.problem, error.value.facts.get("row"), error.value.facts.get("column")


def test_folders_are_people_and_files_of_other_kinds_are_left_alone(tmp_path: Path) -> None:
    people(tmp_path, "ani/1.jpg", "ani/deep/2.JPEG", "budi/x.png", "budi/notes.txt", "budi/.hidden.jpg", "loose.jpg")

    found = [(photo.subject, photo.name) for photo in read_people(tmp_path)]

    assert found == [("ani", "ani/1.jpg"), ("ani", "ani/deep/2.JPEG"), ("budi", "budi/x.png")]


@pytest.mark.parametrize(
    ("names", "problem"),
    [((), Problem.FOLDER_EMPTY), (("a.jpg",), Problem.FOLDER_FLAT), (("ani/a.txt",), Problem.FOLDER_EMPTY)],
)
def test_a_folder_without_photos_of_people_is_refused(tmp_path: Path, names: tuple[str, ...], problem: Problem) -> None:
    people(tmp_path, *names)

    with pytest.raises(EvaluationError) as error:
        read_people(tmp_path)

    assert error.value.problem is problem


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError) as error:
        read_people(tmp_path / "nowhere")

    assert complaint(error) == (Problem.FOLDER_MISSING, None, None)


def test_pairs_may_say_same_in_several_ways(tmp_path: Path) -> None:
    path = written(
        tmp_path, "file1,file2,same\nani/1.jpg,ani/2.jpg,1\nani/1.jpg, budi/1.jpg ,False\n\nani\\1.jpg,ani/2.jpg,YES\n"
    )

    assert [(pair.first, pair.second, pair.same) for pair in read_pairs(path, NAMES)] == [
        ("ani/1.jpg", "ani/2.jpg", True),
        ("ani/1.jpg", "budi/1.jpg", False),
        ("ani/1.jpg", "ani/2.jpg", True),
    ]


def test_columns_may_stand_in_any_order_beside_others(tmp_path: Path) -> None:
    path = written(tmp_path, "same,note,file2,file1\n0,x,budi/1.jpg,ani/1.jpg\n")

    assert [(pair.first, pair.second) for pair in read_pairs(path, NAMES)] == [("ani/1.jpg", "budi/1.jpg")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (Problem.COLUMN_MISSING, None, "file1")),
        ("file1,file2\n", (Problem.COLUMN_MISSING, None, "same")),
        ("file1,file2,same\n", (Problem.NO_ROWS, None, None)),
        ("file1,file2,same\nani/1.jpg,ani/2.jpg\n", (Problem.RAGGED_ROW, 2, None)),
        ("file1,file2,same\nani/1.jpg,ani/2.jpg,1\nani/1.jpg,cici/1.jpg,0\n", (Problem.UNKNOWN_PHOTO, 3, "file2")),
        ("file1,file2,same\nani/1.jpg,ani/2.jpg,maybe\n", (Problem.NOT_A_TRUTH, 2, None)),
        ('file1,file2,same\n"ani/1.jpg,ani/2.jpg,1\n', (Problem.NOT_CSV, None, None)),
    ],
)
def test_a_bad_list_of_pairs_is_refused_with_row_and_column(
    tmp_path: Path, text: str, expected: tuple[Problem, object, object]
) -> None:
    with pytest.raises(EvaluationError) as error:
        read_pairs(written(tmp_path, text), NAMES)

    assert complaint(error) == expected


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(EvaluationError) as error:
        read_pairs(path, NAMES)

    assert error.value.problem is Problem.NOT_TEXT


HEADER = "path,label,subject,session\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("path,label,subject\n", (Problem.COLUMN_MISSING, None, "session")),
        (HEADER + "a.jpg,real,1,1\nb.jpg,print,1,1\n", (Problem.NO_SUCH_FRAME, 3, None)),
        (HEADER + "a.jpg,,1,1\n", (Problem.EMPTY_CELL, 2, "label")),
        (HEADER + "a.jpg,real,,1\n", (Problem.EMPTY_CELL, 2, "subject")),
        (HEADER + "a.jpg,real,1,1\n", (Problem.NO_ATTACK, None, None)),
        (HEADER + "a.jpg,print,1,1\n", (Problem.NO_BONA_FIDE, None, None)),
    ],
)
def test_a_bad_list_of_frames_is_refused_with_row_and_column(
    tmp_path: Path, text: str, expected: tuple[Problem, object, object]
) -> None:
    people(tmp_path, "a.jpg")

    with pytest.raises(EvaluationError) as error:
        read_frames(written(tmp_path, text), tmp_path)

    assert complaint(error) == expected


def test_frames_keep_their_species_and_session(tmp_path: Path) -> None:
    people(tmp_path, "a.jpg", "b.jpg")
    path = written(tmp_path, HEADER + "a.jpg,Real,0001,01\nb.jpg,print,0001,02\n")

    found = [(frame.label, frame.subject, frame.session) for frame in read_frames(path, tmp_path)]

    assert found == [("real", "0001", "01"), ("print", "0001", "02")]
