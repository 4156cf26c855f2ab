"""What can be wrong with the material given to an evaluation. Codes here, sentences at the command line."""

from __future__ import annotations

from enum import StrEnum
from functools import partial


class Problem(StrEnum):
    """`facts` of each: what its sentence needs."""

    FOLDER_MISSING = "folder_missing"  # path
    FOLDER_EMPTY = "folder_empty"  # path
    FOLDER_FLAT = "folder_flat"  # path: photos lie directly in it, not in a folder a person
    FILE_MISSING = "file_missing"  # path, columns
    NOT_TEXT = "not_text"  # path, detail
    NOT_CSV = "not_csv"  # path, detail
    COLUMN_MISSING = "column_missing"  # path, column, columns
    RAGGED_ROW = "ragged_row"  # path, row, found, expected
    NO_ROWS = "no_rows"  # path
    EMPTY_CELL = "empty_cell"  # path, row, column
    UNKNOWN_PHOTO = "unknown_photo"  # path, row, column, value
    NO_SUCH_FRAME = "no_such_frame"  # path, row, value
    NOT_A_TRUTH = "not_a_truth"  # path, row, value
    NO_BONA_FIDE = "no_bona_fide"  # path
    NO_ATTACK = "no_attack"  # path
    NO_SESSIONS = "no_sessions"  # path, manifest
    SESSION_UNFINISHED = "session_unfinished"  # path, manifest: frames without it
    SESSION_NOT_JSON = "session_not_json"  # path, detail
    SESSION_WRONG = "session_wrong"  # path, detail: with the place in the document
    SESSION_FILE_MISSING = "session_file_missing"  # path, file
    SESSION_UNPLAYABLE = "session_unplayable"  # path, prompt, prompts
    WORKER_DIED = "worker_died"  # path: one of the files that the lost worker held


class EvaluationError(Exception):
    """The folder or list cannot be used; `facts` name file, row (the header is row 1) and column."""

    def __init__(self, problem: Problem, **facts: object) -> None:
        super().__init__(f"{problem}: {facts}")
        self.problem = problem
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """From a worker process to the one that tells."""
        return partial(type(self), self.problem, **self.facts), ()
