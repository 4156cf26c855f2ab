"""Reads what an evaluation is given: a folder of people, a list of pairs, a list of frames.

Every complaint (`EvaluationError`) names the file, and for lists the row (the header is row 1) and the column.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hadir.faceengine.evaluation.errors import EvaluationError, Problem
from hadir.faceengine.evaluation.pad import REAL

# Looked at and, where the engine does not read the format, counted as a failure with its reason:
# silently skipping them would flatter the failure-to-acquire rate.
PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic"})

_TRUE = frozenset({"1", "true", "yes", "same"})
_FALSE = frozenset({"0", "false", "no", "different"})


@dataclass(frozen=True, slots=True)
class Photo:
    """`name`: path relative to the folder, with forward slashes on every system."""

    name: str
    path: Path
    subject: str


@dataclass(frozen=True, slots=True)
class Pair:
    first: str
    second: str
    same: bool


@dataclass(frozen=True, slots=True)
class Frame:
    name: str
    path: Path
    label: str
    subject: str
    session: str


def read_people(folder: Path) -> list[Photo]:
    """Photos of a folder that holds a folder per person, sorted by name. Hidden files are left alone."""
    if not folder.is_dir():
        raise EvaluationError(Problem.FOLDER_MISSING, path=folder)
    photos = [
        Photo(path.relative_to(folder).as_posix(), path, person.name)
        for person in sorted(folder.iterdir())
        if person.is_dir() and not person.name.startswith(".")
        for path in sorted(person.rglob("*"))
        if _is_photo(path)
    ]
    if not photos:
        flat = any(_is_photo(path) for path in folder.iterdir())
        raise EvaluationError(Problem.FOLDER_FLAT if flat else Problem.FOLDER_EMPTY, path=folder)
    return photos


def read_pairs(path: Path, names: frozenset[str]) -> list[Pair]:
    """Pairs `file1,file2,same`. `names`: photos known from `read_people`."""
    pairs = []
    for row, cells in _rows(path, ("file1", "file2", "same")):
        files = []
        for column in ("file1", "file2"):
            name = PurePosixPath(cells[column].replace("\\", "/")).as_posix()
            if name not in names:
                raise EvaluationError(Problem.UNKNOWN_PHOTO, path=path, row=row, column=column, value=cells[column])
            files.append(name)
        pairs.append(Pair(files[0], files[1], _truth(path, row, cells["same"])))
    return pairs


def read_frames(path: Path, root: Path) -> list[Frame]:
    """Frames `path,label,subject,session`; paths relative to `root`. Label `real` or the name of an attack species."""
    if not root.is_dir():
        raise EvaluationError(Problem.FOLDER_MISSING, path=root)
    frames = []
    for row, cells in _rows(path, ("path", "label", "subject", "session")):
        for column in ("path", "label", "subject"):
            if not cells[column]:
                raise EvaluationError(Problem.EMPTY_CELL, path=path, row=row, column=column)
        file = root / cells["path"]
        if not file.is_file():
            raise EvaluationError(Problem.NO_SUCH_FRAME, path=path, row=row, value=file)
        label = REAL if cells["label"].lower() == REAL else cells["label"]
        frames.append(Frame(cells["path"], file, label, cells["subject"], cells["session"]))
    _need_both_kinds(path, frames)
    return frames


def _need_both_kinds(path: Path, frames: list[Frame]) -> None:
    if all(frame.label != REAL for frame in frames):
        raise EvaluationError(Problem.NO_BONA_FIDE, path=path)
    if all(frame.label == REAL for frame in frames):
        raise EvaluationError(Problem.NO_ATTACK, path=path)


def _is_photo(path: Path) -> bool:
    return path.suffix.lower() in PHOTO_SUFFIXES and not path.name.startswith(".") and path.is_file()


def _truth(path: Path, row: int, text: str) -> bool:
    word = text.lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise EvaluationError(Problem.NOT_A_TRUTH, path=path, row=row, value=text)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their number, cells stripped. Complains about missing columns, ragged rows and an empty list."""
    wanted = ",".join(columns)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise EvaluationError(Problem.FILE_MISSING, path=path, columns=wanted) from None
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(Problem.NOT_TEXT, path=path, detail=error) from None
    try:
        yield from _checked_rows(path, csv.reader(text.splitlines(), strict=True), columns)
    except csv.Error as error:
        raise EvaluationError(Problem.NOT_CSV, path=path, detail=error) from None


def _checked_rows(
    path: Path, reader: Iterator[list[str]], columns: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    header = [cell.strip() for cell in next(reader, [])]
    for column in columns:
        if column not in header:
            raise EvaluationError(Problem.COLUMN_MISSING, path=path, column=column, columns=",".join(columns))
    found = False
    for row, cells in enumerate(reader, start=2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise EvaluationError(Problem.RAGGED_ROW, path=path, row=row, found=len(cells), expected=len(header))
        found = True
        yield row, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    if not found:
        raise EvaluationError(Problem.NO_ROWS, path=path)
