"""What the camera page's script needs from the server: addresses, the CSRF token and every sentence it shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hadir.people.models import TimeZone

_API = "/api/v1"
_FINISH = {"checkin": f"{_API}/checkins", "enrolment": f"{_API}/enrolments"}


def camera_config(request: HttpRequest, *, purpose: str, time_zone: str) -> dict[str, Any]:
    """`purpose`: "checkin" or "enrolment"; `time_zone`: IANA name of the person's work place."""
    return {
        "purpose": purpose,
        "ask_position": purpose == "checkin",
        "language": get_language() or "id",
        "time_zone": time_zone,
        "time_zone_name": TimeZone(time_zone).name,
        "csrf": get_token(request),
        "urls": {
            "sessions": f"{_API}/capture-sessions",
            "frames": f"{_API}/capture-sessions/SESSION/frames",
            "another": f"{_API}/capture-sessions/SESSION/another",
            "finish": _FINISH[purpose],
            "home": reverse("home"),
            "enrol": reverse("enrol"),
            "enrol_again": f"{reverse('enrol')}?ulang=1",
            "login": f"{reverse('account_login')}?next={request.path}",
        },
        "texts": _texts() | {"errors": _camera_errors() | _session_errors()},
    }


def _texts() -> dict[str, Any]:
    return {
        "starting_camera": _("Menyalakan kamera… Pilih “Izinkan” bila peramban bertanya."),
        "locating": _("Menanyakan lokasi… Boleh ditolak; absen tetap berjalan."),
        "opening": _("Menghubungi server…"),
        "finishing": _("Memeriksa… tunggu sebentar, jangan tutup halaman ini."),
        "waiting_network": _("Menunggu jaringan. Yang sudah terkirim tidak hilang."),
        "accepted_title": _("Absen tercatat"),
        "refused_title": _("Belum berhasil"),
        "enrolled_title": _("Wajah terekam"),
        "stage": _("Tahap"),
        "time": _("Waktu"),
        "open_receipt": _("Lihat bukti"),
        "to_home": _("Ke beranda"),
        "to_enrol": _("Rekam wajah"),
        "sign_in": _("Masuk lagi"),
        "try_again": _("Coba lagi"),
        "continue_": _("Lanjutkan"),
        "second_step_title": _("Satu langkah lagi"),
        "second_step_code": _("Masukkan kode layar kantor"),
        "second_step_passkey": _("Pakai kunci sandi HP ini"),
        "second_step_without": _("Lanjut tanpa ini, diperiksa petugas"),
    }


def _fallback() -> str:
    return _("Bila tetap tidak bisa, laporkan kehadiran Anda kepada operator OPD sekarang juga.")


def _camera_errors() -> dict[str, dict[str, Any]]:
    """One entry for each `CameraError` code of `camera.js`."""
    return {
        "camera_refused": {
            "title": _("Kamera tidak diizinkan"),
            "message": _("Peramban menolak kamera untuk situs ini."),
            "steps": [
                _("Ketuk ikon gembok atau setelan di kiri alamat situs."),
                _("Ubah izin Kamera menjadi Izinkan, lalu ketuk Coba lagi."),
                _("Di iPhone: Pengaturan, Safari, Kamera, Izinkan."),
                _fallback(),
            ],
        },
        "camera_absent": {
            "title": _("Kamera tidak ditemukan"),
            "message": _("Perangkat ini tidak mempunyai kamera yang dapat dipakai."),
            "steps": [_("Sambungkan kamera atau buka Hadir di HP Anda."), _fallback()],
        },
        "camera_busy": {
            "title": _("Kamera sedang dipakai"),
            "message": _("Aplikasi lain mungkin sedang memakai kamera."),
            "steps": [
                _("Tutup panggilan video, aplikasi kamera, dan tab lain yang memakai kamera."),
                _("Ketuk Coba lagi. Bila perlu, mulai ulang perangkat."),
                _fallback(),
            ],
        },
        "camera_insecure": {
            "title": _("Alamat ini tidak aman"),
            "message": _("Peramban hanya memberi kamera kepada alamat https."),
            "steps": [_("Buka Hadir melalui alamat yang dimulai dengan https://."), _fallback()],
        },
        "camera_unsupported": {
            "title": _("Peramban tidak mendukung kamera"),
            "message": _("Peramban ini, atau peramban di dalam aplikasi lain, tidak dapat membuka kamera."),
            "steps": [
                _("Buka Hadir di Chrome, Firefox atau Safari versi terbaru."),
                _fallback(),
            ],
        },
        "camera_failed": {
            "title": _("Kamera gagal dinyalakan"),
            "message": _("Kamera tidak mengirim gambar."),
            "steps": [_("Tutup aplikasi lain yang memakai kamera, lalu ketuk Coba lagi."), _fallback()],
        },
    }


def _session_errors() -> dict[str, dict[str, Any]]:
    """By the server's error code; "network", "timeout", "signed_out" and "paused" are the page's own."""
    network = {
        "title": _("Jaringan terputus"),
        "message": _("Server tidak dapat dihubungi."),
        "steps": [
            _("Periksa data seluler atau Wi-Fi, lalu ketuk Coba lagi."),
            _("Bila ragu apakah absen Anda sudah tercatat, lihat Riwayat."),
            _fallback(),
        ],
    }
    return {
        "network": network,
        "timeout": network,
        "session_expired": {
            "title": _("Waktu sesi habis"),
            "message": _("Tidak apa-apa: tidak ada batas mengulang. Ketuk Coba lagi dan ikuti petunjuknya."),
            "steps": [],
        },
        "engine_busy": {
            "title": _("Server sedang sibuk"),
            "message": _("Banyak orang absen bersamaan."),
            "steps": [_("Tunggu sebentar, lalu ketuk Coba lagi."), _fallback()],
        },
        "conflict": {
            "title": _("Belum dapat dilanjutkan"),
            "message": _("Keadaannya sudah berubah sejak halaman ini dibuka."),
            "steps": [],
        },
        "signed_out": {
            "title": _("Sesi masuk berakhir"),
            "message": _("Masuk lagi untuk melanjutkan absen."),
            "steps": [],
        },
        "paused": {
            "title": _("Dihentikan sementara"),
            "message": _("Kamera dimatikan karena halaman ini tidak terlihat."),
            "steps": [],
        },
        "unknown": {
            "title": _("Terjadi kesalahan"),
            "message": _("Pemeriksaan tidak dapat diteruskan."),
            "steps": [_("Ketuk Coba lagi. Bila terulang, muat ulang halaman ini."), _fallback()],
        },
    }
