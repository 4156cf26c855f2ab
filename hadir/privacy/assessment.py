"""The impact assessment (article 34) as data: what is true of Hadir wherever it runs, and what the region must add.

A document of an Indonesian authority, therefore in Indonesian. `docs/dpia.md` tells the same in prose.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """What only the region knows. `hint` says what to write."""

    code: str
    label: str
    hint: str


FIELDS: tuple[Field, ...] = (
    Field("regulation", "Peraturan dasar", "Nomor dan tanggal peraturan kepala daerah tentang presensi wajah"),
    Field("scope", "Cakupan", "Berapa OPD, berapa pegawai, mulai kapan"),
    Field("necessity", "Mengapa wajah diperlukan", "Cara lain yang ditimbang, dan mengapa tidak cukup"),
    Field("alternative", "Cara lain yang setara", "Untuk siapa, siapa petugasnya, berapa orang memakainya"),
    Field("hosting", "Tempat server dan cadangan", "Pusat data, siapa pengelolanya, di mana cadangannya"),
    Field("processor", "Perjanjian prosesor (pasal 51, 52)", "Nomor perjanjian dengan Kominfo atau pengelola server"),
    Field("consultation", "Siapa yang dimintai pendapat", "Wakil pegawai, bagian hukum, inspektorat; tanggal, hasil"),
    Field("remaining_risk", "Risiko yang tersisa", "Menurut daerah, setelah semua pengamanan"),
    Field("decision", "Keputusan", "Dilanjutkan, dilanjutkan dengan syarat, atau tidak; oleh siapa, tanggal"),
    Field("review", "Ditinjau kembali", "Tanggal, atau peristiwa yang memicunya"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter: text that comes with Hadir, and the codes of the fields that belong to it."""

    title: str
    paragraphs: tuple[str, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk: how likely and how heavy without measures, what Hadir does, and what is left."""

    risk: str
    before: str
    measures: str
    after: str


SECTIONS: tuple[Section, ...] = (
    Section(
        "Mengapa penilaian ini wajib",
        (
            "Pasal 34 UU 27/2022 mewajibkan penilaian dampak bila pemrosesan berisiko tinggi. Empat alasan berlaku di "
            "sini: data pribadi spesifik (biometrik, pasal 4 ayat (2)), pemantauan yang sistematis, skala besar, dan "
            "teknologi baru.",
        ),
        ("regulation", "scope"),
    ),
    Section(
        "Pemrosesan",
        (
            "Pegawai merekam wajahnya setelah membaca pemberitahuan privasi; orang kedua memutuskan. Saat absen, "
            "telepon mengirim bingkai kecil; server sendiri memeriksa bahwa orangnya hidup dan sama dengan templatnya. "
            "Hasilnya satu catatan dengan waktu, tempat, dan kode alasan.",
            "Yang disimpan: templat terenkripsi per orang, satu foto bukti terenkripsi per absen sampai tanggalnya, "
            "dan catatan absen. Nilai kemiripan, video, dan bingkai lain tidak disimpan.",
        ),
        ("hosting", "processor"),
    ),
    Section(
        "Perlu dan sepadan",
        (
            "Tujuannya satu: membuktikan kehadiran. Templat tidak dipakai untuk mengenali orang di tempat lain. "
            "Pencarian satu-ke-banyak hanya dilakukan saat perekaman, untuk menemukan satu wajah dengan dua NIP, dan "
            "hasilnya diperiksa manusia. Dasarnya kewajiban hukum dan kewenangan (pasal 20 ayat (2) huruf c dan e), "
            "bukan persetujuan, karena pegawai tidak bebas menolak atasannya.",
        ),
        ("necessity", "alternative"),
    ),
    Section(
        "Hak subjek data",
        (
            "Halaman Data saya menunjukkan apa yang disimpan dan siapa yang melihatnya, menyediakan salinan lengkap, "
            "dan menerima permintaan dengan batas 3 x 24 jam. Pembatasan menghentikan setiap pembandingan wajah. "
            "Penghapusan memusnahkan kunci sehingga templat tidak dapat dibuka lagi. Keputusan mesin tidak menghukum: "
            "setiap akibat diputuskan manusia (pasal 10).",
        ),
        ("consultation",),
    ),
    Section("Putusan", (), ("remaining_risk", "decision", "review")),
)

RISKS: tuple[Risk, ...] = (
    Risk(
        "Templat bocor dan dipakai menyamar",
        "Mungkin / berat",
        "Enkripsi per orang, kunci di luar basis data, terikat mesin dan versi; pemusnahan kunci; rotasi kunci.",
        "Kecil / sedang",
    ),
    Risk(
        "Absen dengan foto, video, atau topeng",
        "Sering / sedang",
        "Skrip gerakan acak, pemeriksaan kedalaman dan tekstur, larangan bingkai berulang; penolakan disimpan.",
        "Kecil / sedang: bukan alat bersertifikat; lihat angka kesalahan terukur",
    ),
    Risk(
        "Orang yang benar ditolak dan dirugikan",
        "Mungkin / sedang",
        "Ambang terukur; penolakan tidak menghukum; coba lagi; cara lain yang setara; koreksi oleh manusia.",
        "Kecil / ringan",
    ),
    Risk(
        "Kesalahan tidak merata antar kelompok (usia, jenis kelamin, warna kulit, jilbab)",
        "Mungkin / sedang",
        "Ukur dengan wajah sendiri sebelum dipakai (hadir face calibrate); cara lain yang setara.",
        "Perlu diukur oleh daerah",
    ),
    Risk(
        "Petugas melihat foto atau data tanpa keperluan",
        "Mungkin / sedang",
        "Hak per unit dan tanggal, masuk ulang untuk hak tinggi, setiap pembukaan dicatat dan terlihat oleh pegawai.",
        "Kecil / ringan",
    ),
    Risk(
        "Pengelola server mengubah catatan",
        "Mungkin / berat",
        "Catatan hanya dapat ditambah, rantai sidik, kepala harian bertanda tangan di luar server, tanda terima.",
        "Kecil / sedang",
    ),
    Risk(
        "Data dipakai untuk tujuan lain",
        "Mungkin / berat",
        "Tidak ada pencarian bebas wajah; nilai dan templat tidak keluar dari server; register pemrosesan.",
        "Kecil / sedang",
    ),
    Risk(
        "Data disimpan terlalu lama, juga di cadangan",
        "Sering / ringan",
        "Masa simpan bertanggal dengan laporan pemusnahan; register cadangan dengan tanggal musnah.",
        "Kecil / ringan",
    ),
)
