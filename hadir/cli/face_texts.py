"""Sentences of `hadir face`: what is wrong with a folder, a list or a photo."""

from __future__ import annotations

from collections.abc import Mapping

from hadir.faceengine.evaluation.errors import EvaluationError, Problem
from hadir.faceengine.types import Reason
from hadir.lib.language import _


def of_problem(error: EvaluationError) -> str:
    return problem_sentences()[error.problem].format(**error.facts)


def of_reason(code: str) -> str:
    """Sentence of a reason code; the bare code where there is none."""
    return reason_sentences().get(code, code)


def problem_sentences() -> Mapping[Problem, str]:
    return {
        Problem.FOLDER_MISSING: _("{path}: folder ini tidak ada."),
        Problem.FOLDER_EMPTY: _(
            "{path}: tidak ada foto. Beri folder yang berisi satu folder per orang, dengan fotonya."
        ),
        Problem.FOLDER_FLAT: _(
            "{path}: foto ada langsung di folder ini. Taruh foto tiap orang di foldernya sendiri; "
            "nama folder menjadi nama orang."
        ),
        Problem.FILE_MISSING: _("{path}: berkas ini tidak ada. Beri CSV dengan kolom {columns}."),
        Problem.NOT_TEXT: _("{path}: tidak terbaca sebagai teks UTF-8 ({detail})."),
        Problem.NOT_CSV: _("{path}: bukan CSV yang benar ({detail})."),
        Problem.COLUMN_MISSING: _("{path}: baris 1: kolom {column} tidak ada. Kolom yang diperlukan: {columns}."),
        Problem.RAGGED_ROW: _("{path}: baris {row}: ada {found} kolom, sedangkan judulnya {expected}."),
        Problem.NO_ROWS: _("{path}: ada judul kolom, tetapi tidak ada baris."),
        Problem.EMPTY_CELL: _("{path}: baris {row}, kolom {column}: kosong."),
        Problem.UNKNOWN_PHOTO: _("{path}: baris {row}, kolom {column}: {value} tidak ada di antara foto folder itu."),
        Problem.NO_SUCH_FRAME: _("{path}: baris {row}, kolom path: berkas {value} tidak ada."),
        Problem.NOT_A_TRUTH: _("{path}: baris {row}, kolom same: {value} bukan 1 atau 0 (true, false, yes, no)."),
        Problem.NO_BONA_FIDE: _("{path}: kolom label: tidak ada satu pun bingkai asli (label real)."),
        Problem.NO_ATTACK: _("{path}: kolom label: tidak ada satu pun bingkai serangan (label selain real)."),
        Problem.NO_SESSIONS: _(
            "{path}: tidak ada sesi. Beri folder yang berisi satu folder per sesi, masing-masing dengan {manifest}."
        ),
        Problem.SESSION_UNFINISHED: _(
            "{path}: ada bingkai tanpa {manifest}; perekaman tidak selesai. Hapus folder ini atau rekam ulang."
        ),
        Problem.SESSION_NOT_JSON: _("{path}: bukan JSON yang benar ({detail})."),
        Problem.SESSION_WRONG: _("{path}: isinya tidak sesuai ({detail}). Bentuknya dijelaskan di docs/liveness.md."),
        Problem.SESSION_FILE_MISSING: _(
            "{path}: berkas {file} disebut di sini tetapi tidak ada. Kembalikan berkasnya atau hapus sesi ini."
        ),
        Problem.SESSION_UNPLAYABLE: _(
            "{path}: skrip dengan petunjuk {prompt} tidak dapat dijalankan. Skrip dimulai dengan {first}; "
            "petunjuk yang dikenal: {prompts}."
        ),
        Problem.WORKER_DIED: _(
            "Satu proses mesin wajah mati saat mengolah {path} atau berkas sesudahnya. "
            "Ulangi dengan --workers 1 untuk menemukan berkasnya."
        ),
    }


def reason_sentences() -> Mapping[str, str]:
    return {
        Reason.EMPTY.value: _("berkas kosong"),
        Reason.TOO_LARGE.value: _("berkas terlalu besar"),
        Reason.NOT_JPEG.value: _("bukan JPEG"),
        Reason.UNSUPPORTED.value: _("jenis JPEG ini tidak didukung (CMYK, 12 bit, dan sebagainya)"),
        Reason.TOO_MANY_PIXELS.value: _("gambar terlalu besar"),
        Reason.CORRUPT.value: _("JPEG rusak atau terpotong"),
        Reason.NO_FACE.value: _("tidak ada wajah"),
        "file_unreadable": _("berkas tidak dapat dibaca"),
    }
