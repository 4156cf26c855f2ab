"""Sentences about places: what the position and the network of a check-in say, and what is wrong with an area."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.places import codes_texts
from hadir.places.rules import PlaceNote
from hadir.places.shapes import Fault

PLACES: dict[PlaceNote, Promise | str] = {
    PlaceNote.INSIDE: _("Di dalam area kerja"),
    PlaceNote.OUTSIDE: _("Di luar area kerja"),
    PlaceNote.UNSURE: _("Posisi kurang teliti"),
    PlaceNote.NO_POSITION: _("Tanpa posisi"),
    PlaceNote.NO_CIRCLE: _("Area kerja belum diatur"),
}

# To reviewers. Facts: place and office (names), distance_m and accuracy_m (whole metres).
FINDINGS: dict[str, Promise | str] = {
    "places.inside": _("Posisi ponsel berada di dalam area {place} (ketelitian {accuracy_m} m)."),
    "places.outside": _("Posisi ponsel {distance_m} m di luar area terdekat, {place} (ketelitian {accuracy_m} m)."),
    "places.unsure": _(
        "Posisi ponsel di tepi area {place}: dengan ketelitian {accuracy_m} m, di dalam atau di luar tidak dapat "
        "dipastikan."
    ),
    "places.coarse": _(
        "Ketelitian posisi yang dilaporkan {accuracy_m} m: terlalu kasar untuk membuktikan kehadiran di {place}."
    ),
    "places.no_position": _("Ponsel tidak mengirim posisi."),
    "places.no_area": _("Area tempat kerja belum digambar, jadi posisi tidak dapat dibandingkan."),
    "places.network": _("Permintaan datang dari jaringan kantor {office}."),
    "places.network_elsewhere": _("Permintaan datang dari jaringan kantor {office}, bukan kantor pegawai ini."),
    **codes_texts.FINDINGS,
}

# {0}, {1} ...: the numbers of the fault, in order.
FAULTS: dict[str, Promise | str] = {
    "not_on_earth": _("Koordinat tidak mungkin: lintang -90 sampai 90, bujur -180 sampai 180."),
    "swapped": _("Lintang dan bujur tampaknya tertukar. Lintang Indonesia antara -11 dan 6, bujur antara 95 dan 141."),
    "abroad": _("Titik {0} berada di luar Indonesia. Periksa angkanya, atau nyatakan bahwa memang demikian."),
    "radius_small": _("Radius paling kecil {0} meter."),
    "too_large": _("Luas area {0} km², paling besar {1} km². Area sebesar itu tidak membuktikan kehadiran di kantor."),
    "too_small": _("Area lebih kecil dari {0} m². Periksa titik-titiknya."),
    "few_points": _("Poligon perlu paling sedikit {0} titik; sekarang {1}."),
    "many_points": _("Poligon boleh memiliki paling banyak {0} titik; sekarang {1}."),
    "point_twice": _("Titik {0} dan titik {1} berada di tempat yang sama. Hapus salah satunya."),
    "edges_cross": _("Garis dari titik {0} ke {1} berpotongan dengan garis dari titik {2} ke {3}."),
    "network_wide": _("Jaringan /{0} terlalu luas; paling luas /{1}. Minta penyedia alamat milik kantor saja."),
    "network_private": _(
        "Alamat ini hanya berlaku di dalam jaringan (privat atau NAT penyedia), jadi sama di banyak kantor dan "
        "rumah. Masukkan alamat publik kantor."
    ),
    "network_special": _("Alamat ini bukan alamat jaringan kantor (loopback, link-local atau multicast)."),
}

# What is wrong with a file or one of its rows; {what}: the part that cannot be read.
FILE_PROBLEMS: dict[str, Promise | str] = {
    "file_large": _("Berkas lebih besar dari {what} MB. Bagi menjadi beberapa berkas."),
    "file_kind": _("Jenis berkas tidak dikenal: {what}. Pakai .csv, .geojson atau .kml."),
    "file_empty": _("Berkas tidak berisi area."),
    "not_text": _("Berkas bukan teks UTF-8. Simpan ulang sebagai CSV UTF-8."),
    "not_csv": _("Berkas bukan CSV yang benar: {what}."),
    "columns_missing": _("Kolom tidak ada: {what}."),
    "kind_unknown": _("Jenis “{what}” tidak dikenal. Tulis lingkaran atau poligon."),
    "not_a_number": _("Bukan angka: {what}."),
    "point_pair": _("Titik harus berisi lintang dan bujur: {what}."),
    "not_json": _("Berkas bukan JSON yang benar."),
    "not_geojson": _("Berkas bukan GeoJSON: harus FeatureCollection atau Feature."),
    "no_geometry": _("Tidak ada bentuknya."),
    "geometry_kind": _("Bentuk {what} tidak dapat menjadi area. Pakai poligon, atau titik dengan radius_m."),
    "radius_missing": _("Titik memerlukan radius_m."),
    "holes": _("Poligon berlubang tidak didukung. Gambar tanpa lubang."),
    "not_kml": _("Berkas bukan KML yang benar: {what}."),
    "many_rows": _("Lebih dari {what} baris. Bagi menjadi beberapa berkas."),
    "place_unknown": _("Tempat kerja “{what}” tidak ada di unit Anda."),
    "place_twice": _("Ada beberapa tempat kerja bernama “{what}”. Gambar areanya di halamannya masing-masing."),
    "area_wrong": _("{what}"),
}

IN_ROW = _("Baris {row}: {said}")
AREA_NAMELESS = _("Beri nama setiap area, misalnya “Gedung utama”.")
AREA_NAMED_TWICE = _("Dua area bernama sama: {name}.")
MANY_AREAS = _("Paling banyak {most} area untuk satu tempat kerja.")
MANY_NETWORKS = _("Paling banyak {most} jaringan sekaligus.")
NOT_A_NETWORK = _("“{text}” bukan alamat atau jaringan, misalnya 203.0.113.0/28 atau 2001:db8::/48.")
NETWORK_TWICE = _("Sudah termasuk dalam baris {other}.")
AREAS_INVALID = _("Area belum dapat diusulkan. Perbaiki yang ditandai.")
NETWORKS_INVALID = _("Jaringan belum dapat diusulkan. Perbaiki yang ditandai.")
ASSIGNMENT_INVALID = _("Penugasan belum dapat disimpan. Perbaiki yang ditandai.")
BASIS_NEEDED = _("Tuliskan dasarnya, misalnya nomor surat atau berita acara.")
DAY_PAST = _("Pilih hari ini atau sesudahnya: yang sudah lewat telah dinilai.")
SPAN_BACKWARDS = _("Hari terakhir tidak boleh sebelum hari pertama.")
SPAN_LONG = _("Area di luar tempat kerja berlaku paling lama {days} hari.")
WAITING = _("Sudah ada usulan yang menunggu keputusan. Putuskan atau tarik dahulu.")
NOTHING_CHANGES = _("Usulan sama dengan yang sudah berlaku.")
VERSION_NOT_FOUND = _("Usulan tidak ditemukan.")
PLACE_NOT_FOUND = _("Tempat kerja tidak ditemukan.")
PLACE_NEEDED = _("Pilih tempat kerja.")
OWN_PLACE = _("Itu tempat kerja tetapnya; tidak perlu penugasan.")
ASSIGNED_ALREADY = _("Pegawai ini sudah ditugaskan ke sana pada hari-hari itu.")
ASSIGNMENT_NOT_FOUND = _("Penugasan tidak ditemukan.")
ASSIGNMENT_OVER = _("Penugasan ini sudah berakhir.")
ASSIGNMENT_OF_LETTER = _("Penugasan ini mengikuti surat tugas. Ubah melalui surat tugasnya.")
NOT_ONESELF = _("Anda tidak dapat menetapkan tempat kerja untuk diri sendiri. Mintalah orang lain yang berwenang.")
FOUNDING_ONLY = _("Hanya pendirian wilayah yang memasukkan area tanpa orang kedua.")


def fault(found: Fault) -> str:
    """The sentence of a fault with its numbers, without needless decimals."""
    return str(FAULTS[found.code]).format(*(f"{number:g}" for number in found.numbers))
