"""Sentences for prompts, hints and failures. A test makes sure that no code lacks one."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.capture import liveness_texts
from hadir.capture.script import Hint, Prompt
from hadir.capture.verdict import ProofCode
from hadir.faceengine.types import Reason

PROMPTS: dict[Prompt, Promise | str] = {
    Prompt.LOOK_STRAIGHT: _("Lihat lurus ke kamera"),
    Prompt.TURN_LEFT: _("Tengok ke kiri Anda"),
    Prompt.TURN_RIGHT: _("Tengok ke kanan Anda"),
    Prompt.LOOK_UP: _("Angkat dagu, lihat ke atas"),
    Prompt.LOOK_DOWN: _("Tundukkan kepala sedikit"),
    Prompt.UP_LEFT: _("Tengok ke kiri atas Anda"),
    Prompt.UP_RIGHT: _("Tengok ke kanan atas Anda"),
    Prompt.DOWN_LEFT: _("Tengok ke kiri bawah Anda"),
    Prompt.DOWN_RIGHT: _("Tengok ke kanan bawah Anda"),
    Prompt.TILT_LEFT: _("Miringkan kepala ke bahu kiri"),
    Prompt.TILT_RIGHT: _("Miringkan kepala ke bahu kanan"),
    Prompt.COME_CLOSER: _("Dekatkan wajah ke kamera"),
    Prompt.OPEN_MOUTH: _("Buka mulut"),
    Prompt.CLOSE_EYES: _("Pejamkan mata satu detik"),
}

HINTS: dict[str, Promise | str] = {
    Reason.EMPTY: _("Gambar kosong. Coba lagi."),
    Reason.TOO_LARGE: _("Gambar terlalu besar."),
    Reason.NOT_JPEG: _("Gambar harus berupa JPEG."),
    Reason.UNSUPPORTED: _("Jenis JPEG ini tidak didukung."),
    Reason.TOO_MANY_PIXELS: _("Ukuran gambar melebihi batas."),
    Reason.CORRUPT: _("Gambar rusak di perjalanan. Tetap di depan kamera."),
    Reason.TIMEOUT: _("Gambar ini tidak terbaca. Tetap di depan kamera."),
    Reason.NO_FACE: _("Wajah belum terlihat. Arahkan wajah ke dalam lingkaran."),
    Reason.SEVERAL_FACES: _("Terlihat lebih dari satu wajah. Pastikan hanya Anda di depan kamera."),
    Reason.TOO_SMALL: _("Terlalu jauh. Dekatkan wajah."),
    Reason.TOO_CLOSE: _("Terlalu dekat. Mundur sedikit."),
    Reason.OFF_CENTRE: _("Geser wajah ke tengah lingkaran."),
    Reason.TOO_DARK: _("Terlalu gelap. Menghadaplah ke arah cahaya."),
    Reason.TOO_BRIGHT: _("Terlalu silau. Hindari cahaya langsung."),
    Reason.BLURRED: _("Gambar kabur. Tahan sebentar dan bersihkan lensa."),
    Reason.TURNED_AWAY: _("Wajah terlalu menyamping."),
    Reason.COVERED: _("Wajah tertutup. Lepaskan masker atau kacamata hitam."),
    Hint.LOOK_AT_CAMERA: _("Hadapkan wajah lurus ke kamera."),
    Hint.MOVE_BACK: _("Mundur sedikit agar seluruh wajah terlihat."),
    Hint.FURTHER: _("Sedikit lagi."),
    Hint.OTHER_WAY: _("Ke arah sebaliknya."),
    Hint.ONE_WAY: _("Ke satu arah saja, dagu tetap sejajar."),
    Hint.NEW_FRAME_NEEDED: _("Menunggu gambar baru dari kamera."),
}

FAILURES: dict[str, Promise | str] = {
    "frame_replayed": _("Gambar yang sama pernah dikirim. Ulangi dengan kamera langsung."),
    "too_many_frames": _("Terlalu lama. Mulai lagi dan ikuti petunjuk satu per satu."),
    "superseded": _("Sesi ini digantikan sesi yang lebih baru."),
}

_FINDINGS: dict[str, Promise | str] = {
    "capture.too_fast": _("{count} gerakan selesai lebih cepat daripada manusia dapat bereaksi."),
    "capture.even_responses": _("Waktu tanggap terhadap semua petunjuk hampir persis sama."),
    "capture.strays": _("{count} kali kepala membuat gerakan yang tidak diminta."),
    "capture.other_movement": _("{count} gerakan diganti atas permintaan orangnya."),
    "capture.camera_virtual": _("Nama kamera “{label}” dipakai oleh program kamera tiruan."),
    "capture.camera_silent": _("Peramban tidak menyebut nama atau ukuran kamera."),
    "capture.camera_at_once": _("Kamera menjawab seketika, tanpa waktu menyala."),
    "capture.frames_even": _("Jarak waktu antargambar terlalu rata untuk kamera sungguhan."),
    "capture.clock_off": _("Jam perangkat berbeda {minutes} menit dari jam server."),
    "capture.clock_odd": _("Jam perangkat tidak berjalan seperti jam server selama sesi."),
    "capture.near_duplicate": _("{count} dari {of} gambar hampir sama dengan gambar sesi terdahulu."),
    "capture.similar_frames": _("{count} dari {of} gambar mirip sekali dengan gambar sesi terdahulu."),
}

PROOFS: dict[ProofCode, Promise | str] = {
    ProofCode.PROVED: _("Wajah terbukti."),
    ProofCode.TOO_FEW_FRAMES: _("Gambar yang layak belum cukup. Ulangi di tempat yang lebih terang."),
    ProofCode.PERSON_CHANGED: _("Wajah berganti di tengah sesi. Ulangi dengan satu orang saja."),
    ProofCode.FLAT_PICTURE: _(
        "Kamera tidak melihat kepala yang bergerak. Hadirlah sendiri, bukan lewat foto atau layar."
    ),
    ProofCode.PRESENTATION_SUSPECTED: _(
        "Keaslian wajah belum meyakinkan. Ulangi di tempat terang tanpa pantulan, lepaskan penutup layar atau lensa."
    ),
}

# What a reviewer reads about the capture of a check-in.
FINDINGS: dict[str, Promise | str] = {**_FINDINGS, **liveness_texts.FINDINGS}
