"""Sentences about patterns; the numbers in braces come from their facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.attendance.patterns.rules import Grade, Kind, State

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

KINDS: dict[Kind, StrPromise] = {
    Kind.SHARED: _("Koordinat yang sama persis dipakai beberapa orang"),
    Kind.FROZEN: _("Koordinat seseorang tidak pernah berubah"),
    Kind.ACCURACY: _("Ketelitian posisi selalu sama"),
    Kind.ROUND: _("Koordinat bulat, seperti diketik"),
    Kind.TRAVEL: _("Perpindahan yang tidak mungkin"),
    Kind.CLOCK: _("Jam ponsel berubah-ubah"),
    Kind.CLOCKWORK: _("Absen pada detik yang hampir sama setiap hari"),
    Kind.ZONE: _("Zona waktu ponsel bukan zona tempat kerja"),
}
# What was seen, in one sentence; every number comes from the pattern's own facts.
SEEN: dict[Kind, StrPromise] = {
    Kind.SHARED: _(
        "{people} orang absen {punches} kali dari satu titik yang sama persis. Penerima GPS tidak pernah memberi angka "
        "yang sama berulang kali, apalagi pada beberapa ponsel."
    ),
    Kind.FROZEN: _("Pada {days} hari posisinya sama sampai angka terakhir ({percent}% dari semua absennya)."),
    Kind.ACCURACY: _("{fixes} posisi yang berbeda semuanya menyebut ketelitian {accuracy} meter."),
    Kind.ROUND: _("{fixes} posisi hanya punya empat angka desimal atau kurang. Penerima GPS memberi tujuh atau lebih."),
    Kind.TRAVEL: _("Berpindah {km} km dalam {minutes} menit ({times} kali)."),
    Kind.CLOCK: _("Selisih jam ponsel dengan server berkisar {minutes} menit."),
    Kind.CLOCKWORK: _("Pada {days} hari absen tahap yang sama terjadi dalam rentang {seconds} detik."),
    Kind.ZONE: _("Pada {days} hari zona waktu ponsel berbeda {hours} jam dari tempat kerja."),
}
# Harmless reasons that a reviewer should think of before anything else.
HARMLESS: dict[Kind, StrPromise] = {
    Kind.SHARED: _("Komputer bersama, atau posisi dari Wi-Fi kantor yang kebetulan sering berulang."),
    Kind.FROZEN: _("Absen dari komputer meja: posisinya berasal dari jaringan dan jarang berubah."),
    Kind.ACCURACY: _("Sebagian peramban selalu melaporkan ketelitian yang sama."),
    Kind.ROUND: _("Peramban yang menyamarkan posisi demi privasi."),
    Kind.TRAVEL: _("Posisi pertama dari jaringan seluler dapat meleset puluhan kilometer."),
    Kind.CLOCK: _("Baterai ponsel habis, atau jam disetel tangan setelah perjalanan."),
    Kind.CLOCKWORK: _("Kebiasaan yang sangat tetap, misalnya menunggu pintu dibuka."),
    Kind.ZONE: _("Ponsel tidak disetel ulang setelah pindah dari daerah lain."),
}
GRADES: dict[Grade, StrPromise] = {Grade.DOUBT: _("Meragukan"), Grade.GRAVE: _("Berat")}
STATES: dict[State, StrPromise] = {
    State.OPEN: _("Belum ditindaklanjuti"),
    State.EXPLAINED: _("Ada penjelasan wajar"),
    State.PURSUED: _("Diteruskan"),
}
UNKNOWN = _("Pola ini tidak ada, atau bukan untuk Anda.")
FINDINGS: dict[str, StrPromise] = {
    "patterns.same_spot_people": _("{people} orang lain absen dari koordinat yang sama persis bulan ini."),
    "patterns.same_spot_days": _("Koordinat yang sama persis dipakai pada {days} hari."),
    "patterns.round": _("Koordinat hanya punya sedikit angka desimal, seperti diketik."),
    "patterns.travel": _("Dari absen sebelumnya berpindah {km} km dalam {minutes} menit."),
    "patterns.open": _("Ada pola absen yang janggal atas nama pegawai ini yang belum ditindaklanjuti."),
    "patterns.zone": _("Zona waktu ponsel berbeda {hours} jam dari tempat kerja."),
}
