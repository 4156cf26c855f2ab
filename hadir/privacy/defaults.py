"""What an installation begins with: clocks of the Act, proposed retention, and the register of processing filled in
truthfully for Hadir as it is shipped. Documents of an Indonesian authority, therefore in Indonesian; the data
protection officer replaces them by the region's own through new versions.
"""

from __future__ import annotations

from datetime import date
from typing import Any

SINCE = date(2024, 10, 17)  # on this day the Act's two years of transition (article 74) had passed

CLOCKS: tuple[tuple[str, int, str], ...] = (
    ("access", 72, "UU 27/2022 pasal 32 ayat (2): 3 x 24 jam sejak permintaan diterima"),
    ("correction", 72, "UU 27/2022 pasal 30 ayat (1): 3 x 24 jam sejak permintaan diterima"),
    ("restriction", 72, "UU 27/2022 pasal 41 ayat (1): 3 x 24 jam sejak permintaan diterima"),
    ("deletion", 72, "UU 27/2022 pasal 40 ayat (2): 3 x 24 jam; dipakai juga untuk pasal 43 dan 44"),
    ("objection", 72, "UU 27/2022 pasal 10; batas waktu ditetapkan sama dengan pasal 30, 32, 40, 41"),
    ("breach", 72, "UU 27/2022 pasal 46 ayat (1): pemberitahuan tertulis 3 x 24 jam"),
)

_ARCHIVE = "UU 43/2009 tentang Kearsipan: arsip negara, menurut jadwal retensi arsip (JRA) daerah"

RETENTION: tuple[tuple[str, int | None, str], ...] = (
    ("templates", 30, "UU 27/2022 pasal 43 ayat (1) huruf a dan pasal 44; usulan: 30 hari sejak pegawai keluar"),
    ("evidence", 90, "UU 27/2022 pasal 16 ayat (2) huruf g; usulan: 90 hari untuk sengketa absen"),
    ("capture_sessions", 365, "UU 27/2022 pasal 16 ayat (2) huruf g; usulan: 1 tahun untuk mencegah putar ulang"),
    ("sign_ins", 1, "UU 27/2022 pasal 16 ayat (2) huruf g; sesi yang berakhir tidak diperlukan lagi"),
    ("exports", 7, "UU 27/2022 pasal 16 ayat (2) huruf g; usulan: 7 hari untuk mengunduh"),
    ("notices", 365, "UU 27/2022 pasal 16 ayat (2) huruf g; usulan: 1 tahun"),
    ("staged_imports", 30, "UU 27/2022 pasal 16 ayat (2) huruf g; usulan: 30 hari untuk memeriksa dan menerapkan"),
    ("punches", None, _ARCHIVE + "; PP 94/2021 (disiplin) dan dasar pembayaran tunjangan"),
    ("employees", None, _ARCHIVE),
    (
        "audit_log",
        None,
        "UU 27/2022 pasal 31, 38 dan 47: bukti pertanggungjawaban; rantai catatan tidak dapat dipotong",
    ),
    ("requests", None, "UU 27/2022 pasal 31 dan 47: bukti bahwa hak dipenuhi tepat waktu"),
)

# Came with leave and permissions, after the first ones: entered by a migration of their own.
LEAVE_RETENTION: tuple[tuple[str, int | None, str], ...] = (
    (
        "health_papers",
        180,
        "UU 27/2022 pasal 4 ayat (2) dan pasal 16 ayat (2) huruf g: data kesehatan; usulan: 180 hari sejak diputuskan",
    ),
    ("papers", 730, _ARCHIVE + "; usulan: 2 tahun sejak diputuskan, untuk pemeriksaan"),
)

# Came with bound phones.
DEVICE_RETENTION: tuple[tuple[str, int | None, str], ...] = (
    (
        "devices",
        365,
        "UU 27/2022 pasal 16 ayat (2) huruf g; usulan: 1 tahun sejak ponsel tidak lagi terikat, untuk sengketa absen",
    ),
)

_PEGAWAI = "Aparatur sipil negara (PNS, CPNS, PPPK, PPPK paruh waktu) pemerintah daerah"
_DASAR = "UU 27/2022 pasal 20 ayat (2) huruf c dan e; UU 20/2023; PP 94/2021; peraturan kepala daerah tentang presensi"

ACTIVITIES: tuple[dict[str, str], ...] = (
    {
        "code": "perekaman-wajah",
        "name": "Perekaman wajah",
        "purpose": "Membuat templat untuk membuktikan bahwa orang yang absen adalah pegawai itu sendiri.",
        "legal_basis": f"{_DASAR}; data spesifik menurut pasal 4 ayat (2)",
        "subjects": f"{_PEGAWAI} yang merekam wajahnya",
        "data": "Templat wajah (vektor angka) beserta nama dan versi mesin; foto perekaman sampai ada keputusan.",
        "recipients": "Operator OPD melihat foto sampai ia memutuskan; tiap pembukaan dicatat. Tidak ada pihak luar.",
        "retention": "Templat: sampai ditarik, diganti, atau masa simpan setelah keluar. Foto: sampai diputuskan.",
        "security": (
            "AES-256-GCM dengan kunci per orang, kunci pembungkus di luar basis data, dimusnahkan kuncinya; "
            "penyetuju bukan perekam; nilai kemiripan tidak pernah keluar dari server."
        ),
    },
    {
        "code": "absen",
        "name": "Pencatatan kehadiran",
        "purpose": "Membuktikan kehadiran pegawai pada waktu dan tempatnya.",
        "legal_basis": _DASAR,
        "subjects": _PEGAWAI,
        "data": (
            "Waktu, tahap, keputusan, posisi yang dilaporkan telepon, label perangkat, tanda terima bertanda tangan; "
            "satu foto bukti per absen."
        ),
        "recipients": "Pegawai itu sendiri; operator dan pimpinan OPD; badan kepegawaian; pemeriksa intern.",
        "retention": "Catatan: menurut JRA. Foto bukti: lihat kebijakan masa simpan.",
        "security": "Catatan hanya dapat ditambah; foto dienkripsi dengan kunci per absen; pembukaan dicatat.",
    },
    {
        "code": "data-pegawai",
        "name": "Data pegawai dan organisasi",
        "purpose": "Mengetahui siapa bekerja di unit mana sejak kapan dan siapa berwenang atas apa.",
        "legal_basis": f"{_DASAR}; data berasal dari SIASN (BKN)",
        "subjects": _PEGAWAI,
        "data": "NIP, nama dan gelar, unit, tempat kerja, jabatan, pangkat, status kepegawaian, surel, nomor HP.",
        "recipients": "Operator dan pimpinan OPD, badan kepegawaian, operator platform, pemeriksa intern.",
        "retention": "Menurut JRA; dinonaktifkan saat pegawai keluar.",
        "security": "Hak per unit dan tanggal; kolom lain dari berkas SIASN tidak dibaca; pagar baris di basis data.",
    },
    {
        "code": "akun",
        "name": "Akun dan masuk",
        "purpose": "Memastikan bahwa hanya yang berhak yang memakai sistem.",
        "legal_basis": "UU 27/2022 pasal 35 sampai 39; Peraturan BSSN 4/2021",
        "subjects": "Semua pengguna",
        "data": "Nama pengguna, sidik kata sandi, pengaman kedua (terenkripsi), sesi masuk, peran bertanggal.",
        "recipients": "Tidak ada; operator platform mengelola akun tanpa melihat rahasianya.",
        "retention": "Akun: selama diperlukan; sesi yang berakhir: lihat kebijakan masa simpan.",
        "security": "Scrypt, pembatasan percobaan per orang, passkey atau TOTP, masuk ulang untuk hak tinggi.",
    },
    {
        "code": "audit",
        "name": "Catatan audit",
        "purpose": "Pertanggungjawaban: siapa mengubah atau melihat apa.",
        "legal_basis": "UU 27/2022 pasal 31, 36 sampai 39, dan 47",
        "subjects": "Semua pengguna dan pegawai yang datanya disentuh",
        "data": "Waktu, pelaku, tindakan, sasaran (nomor), unit, hak yang dipakai, nilai sebelum dan sesudah.",
        "recipients": "Pemeriksa intern; pegawai atas catatan tentang dirinya; saksi luar menerima sidik harian saja.",
        "retention": "Disimpan; hanya dapat ditambah.",
        "security": "Rantai sidik, kepala harian bertanda tangan, tanpa wajah, nilai kemiripan, atau rahasia.",
    },
    {
        "code": "hak-subjek",
        "name": "Permintaan data pribadi dan pelanggaran",
        "purpose": "Memenuhi hak pegawai dan kewajiban pemberitahuan.",
        "legal_basis": "UU 27/2022 pasal 5 sampai 13, 30 sampai 34, 40 sampai 46",
        "subjects": _PEGAWAI,
        "data": "Permintaan, jawaban, langkah, salinan data (terenkripsi), daftar orang terdampak.",
        "recipients": "Petugas pelindungan data; operator OPD untuk perbaikan; lembaga pengawas saat ada pelanggaran.",
        "retention": "Permintaan: disimpan. Salinan data: 7 hari.",
        "security": "Salinan dienkripsi, diunduh setelah masuk ulang, lalu dimusnahkan.",
    },
)

LEAVE_ACTIVITIES: tuple[dict[str, str], ...] = (
    {
        "code": "cuti-izin",
        "name": "Cuti, izin, dan surat tugas",
        "purpose": "Memutuskan permohonan tidak masuk kerja dan membuktikan alasan yang sah atas hari kerja.",
        "legal_basis": (
            "UU 27/2022 pasal 20 ayat (2) huruf c dan e; PP 11/2017, PP 17/2020, Peraturan BKN 24/2017 (cuti); "
            "surat keterangan dokter adalah data kesehatan, data spesifik menurut pasal 4 ayat (2)"
        ),
        "subjects": _PEGAWAI,
        "data": "Jenis, tanggal, alasan, nomor surat, jalannya keputusan, buku saldo; lampiran PDF atau JPEG.",
        "recipients": (
            "Pemohon; atasan langsung dan penggantinya; verifikator OPD; badan kepegawaian dan pemeriksa intern tanpa "
            "lampiran. Lampiran hanya dibuka oleh yang memutuskan; tiap pembukaan dicatat."
        ),
        "retention": "Permohonan dan buku saldo: menurut JRA. Surat dokter dan lampiran: lihat kebijakan masa simpan.",
        "security": "Lampiran diperiksa isinya, disegel AES-256-GCM dengan kunci per berkas; pagar baris.",
    },
)


DEVICE_ACTIVITIES: tuple[dict[str, str], ...] = (
    {
        "code": "ponsel-absen",
        "name": "Ponsel untuk absen",
        "purpose": "Membuktikan bahwa absen datang dari ponsel pegawai itu sendiri, dan menemukan ponsel yang dipakai "
        "untuk beberapa pegawai.",
        "legal_basis": _DASAR,
        "subjects": f"{_PEGAWAI} yang absen dengan ponsel",
        "data": (
            "Kunci publik ponsel, nama peramban dan sistemnya, waktu terikat dan berakhir beserta sebabnya, permintaan "
            "dan keputusannya, peringatan ponsel bersama. Tidak ada nomor telepon, IMEI, atau isi ponsel."
        ),
        "recipients": "Pegawai itu sendiri; operator dan kepala OPD; operator platform dan pemeriksa intern (melihat).",
        "retention": "Selama terikat, lalu lihat kebijakan masa simpan.",
        "security": "Kunci pribadi tidak pernah meninggalkan ponsel; pagar baris; perubahan dicatat dan diberitahukan.",
    },
)


def clock_rows() -> list[dict[str, Any]]:
    """Rows for `ClockRule`."""
    return [
        {"subject": subject, "hours": hours, "legal_basis": basis, "valid_from": SINCE}
        for subject, hours, basis in CLOCKS
    ]
