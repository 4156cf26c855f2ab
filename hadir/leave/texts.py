"""Names and sentences of the slice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hadir.leave import rules
from hadir.leave.spans import Category, Part

CATEGORIES = [
    (Category.LEAVE.value, _("Cuti")),
    (Category.DUTY.value, _("Dinas di luar kantor")),
    (Category.STUDY.value, _("Pendidikan dan penugasan")),
    (Category.PERMISSION.value, _("Izin per jam")),
    (Category.FORCE_MAJEURE.value, _("Keadaan kahar")),
    (Category.TECHNICAL.value, _("Alasan teknis")),
]
PARTS = [
    (Part.FULL.value, _("Sehari penuh")),
    (Part.MORNING.value, _("Pagi")),
    (Part.AFTERNOON.value, _("Siang sampai pulang")),
    (Part.HOURS.value, _("Beberapa jam")),
]
COUNTINGS = [
    (rules.Counting.WORKING.value, _("hari kerja")),
    (rules.Counting.CALENDAR.value, _("hari kalender")),
    (rules.Counting.HOURS.value, _("jam")),
]
DECIDERS = [
    (rules.Decider.SUPERIOR.value, _("Atasan langsung")),
    (rules.Decider.VERIFIER.value, _("Atasan langsung, lalu verifikator OPD")),
    (rules.Decider.LETTER.value, _("Surat OPD yang disahkan kepala OPD")),
    (rules.Decider.INCIDENT.value, _("Gangguan atau bencana yang ditetapkan BKPSDM")),
]
STATES = [
    (rules.State.SUPERIOR.value, _("Menunggu atasan")),
    (rules.State.VERIFIER.value, _("Menunggu verifikator")),
    (rules.State.RETURNED.value, _("Perlu dilengkapi")),
    (rules.State.GRANTED.value, _("Disetujui")),
    (rules.State.REJECTED.value, _("Ditolak")),
    (rules.State.POSTPONED.value, _("Ditangguhkan")),
    (rules.State.WITHDRAWN.value, _("Ditarik")),
    (rules.State.CANCELLED.value, _("Dibatalkan")),
]
DEEDS = {
    rules.Deed.SUBMIT: _("Diajukan"),
    rules.Deed.COMPLETE: _("Dilengkapi"),
    rules.Deed.APPROVE: _("Disetujui atasan"),
    rules.Deed.VERIFY: _("Diverifikasi"),
    rules.Deed.RETURN: _("Dikembalikan untuk dilengkapi"),
    rules.Deed.REJECT: _("Ditolak"),
    rules.Deed.POSTPONE: _("Ditangguhkan karena kepentingan dinas"),
    rules.Deed.WITHDRAW: _("Ditarik pemohon"),
    rules.Deed.CANCEL: _("Dibatalkan"),
}
ENTRY_KINDS = [
    (rules.EntryKind.OPENING.value, _("Saldo awal")),
    (rules.EntryKind.GRANT.value, _("Hak tahunan")),
    (rules.EntryKind.CARRY.value, _("Sisa tahun lalu")),
    (rules.EntryKind.USE.value, _("Diambil")),
    (rules.EntryKind.RETURN.value, _("Dikembalikan")),
    (rules.EntryKind.ADJUST.value, _("Penyesuaian")),
    (rules.EntryKind.LAPSE.value, _("Hangus")),
]
LONGEST_UNITS = [("day", _("hari")), ("month", _("bulan"))]

# --- sentences

TYPE_INVALID = _("Ketentuan ini belum lengkap. Perbaiki yang ditandai.")
BASIS_MISSING = _("Tuliskan dasar hukumnya.")
EMPLOYMENT_MISSING = _("Pilih status kepegawaian yang berhak.")
PARTS_MISSING = _("Pilih paling sedikit satu bagian hari.")
LONGEST_PAIR = _("Isi jumlah dan satuannya bersama-sama.")
LEDGER_IN_HOURS = _("Hak tahunan hanya untuk jenis yang dihitung dalam hari.")
DEFERRED_TOO_SMALL = _("Harus paling sedikit hak per tahun ditambah sisa yang dapat dibawa.")
TYPE_OVERLAPS = _("Ketentuan yang berlaku sekarang juga untuk status lain ({types}). Ubah untuk status yang sama.")

GRANTED_FOR_YEAR = _("Hak tahun ini")
CARRIED_TO_NEXT = _("Dibawa ke tahun berikutnya")
CARRIED_FROM_LAST = _("Sisa tahun lalu")
LAPSED = _("Tidak diambil sampai akhir tahun")
REASON_MISSING = _("Tuliskan alasannya.")
BALANCE_NEGATIVE = _("Saldo {rest} hari tidak dapat diubah sebanyak {days:+d} hari: hasilnya kurang dari nol.")
NO_LEDGER = _("Jenis ini tidak punya saldo bagi pegawai tersebut.")
PROPOSAL_NOT_FOUND = _("Usulan tidak ditemukan.")
PROPOSAL_DECIDED = _("Usulan ini sudah diputuskan.")
SECOND_PERSON = _("Usulan diputuskan oleh orang lain daripada pengusulnya.")
OWN_LEDGER = _("Saldo sendiri diubah oleh orang lain.")

REQUEST_INVALID = _("Permohonan belum dapat diajukan: {first}")
NOT_FOR_YOU = _("Jenis ini tidak berlaku bagi status kepegawaian Anda pada tanggal tersebut.")
BY_LETTER_ONLY = _("Jenis ini hanya dengan surat OPD. Mintalah operator OPD memasukkan surat tugasnya.")
BY_INCIDENT_ONLY = _("Jenis ini mengikuti gangguan atau bencana yang ditetapkan BKPSDM, tidak dimohonkan sendiri.")
SPAN_BACKWARDS = _("Tanggal sampai mendahului tanggal mulai.")
SPAN_TOO_LONG = _("Rentang paling lama lima tahun.")
PART_NOT_ALLOWED = _("Jenis ini tidak dapat diambil untuk bagian hari tersebut.")
HOURS_ONE_DAY = _("Izin per jam berlaku untuk satu hari.")
HOURS_MISSING = _("Isi jam mulai dan jam selesai; jam selesai harus sesudah jam mulai.")
PLACE_MISSING = _("Tuliskan tempat tujuannya.")
NUMBER_MISSING = _("Tuliskan nomor suratnya.")
NO_DAYS = _("Tidak ada hari kerja pada rentang itu, jadi tidak perlu dimohonkan.")
TOO_FEW_DAYS = _("Sisa {type} {year}: {rest} hari, diminta {asked} {unit}.")
OVERLAPS = _("Bertumpuk dengan {what} {first} sampai {last} ({reference}).")
NO_SUPERIOR = _("Belum ada atasan yang dapat memutuskan. Mintalah operator OPD mencatat atasan langsung Anda.")
NO_EMPLOYEE = _("Akun ini tidak terhubung dengan data pegawai.")
FAULTS = {
    rules.Fault.TOO_LATE: _("Paling lambat diajukan {latest}: {days} hari setelah mulai."),
    rules.Fault.TOO_LONG: _("Paling lama {longest} {unit}: sejak {first} sampai {until}."),
    rules.Fault.TOO_LONG_EXTENDED: _(
        "Paling lama {longest} {unit}, dengan perpanjangan {extension} {unit} lagi: sejak {first} sampai {until}."
        " Centang perpanjangan bila ini kelanjutannya."
    ),
    rules.Fault.SERVICE_TOO_SHORT: _("Perlu masa kerja {needed} bulan; pada tanggal mulai baru {months} bulan."),
    rules.Fault.TOO_SOON_AGAIN: _("Yang terakhir sampai {last}; dapat diambil lagi mulai {from}."),
    rules.Fault.TIMES_MISSING: _("Isi untuk anak ke berapa (1 sampai {most})."),
    rules.Fault.TIMES_EXCEEDED: _("Hanya untuk anak ke-1 sampai ke-{most}. Untuk berikutnya ajukan cuti besar."),
    rules.Fault.TRAVEL_TOO_LONG: _("Hari perjalanan paling banyak {most}."),
    rules.Fault.DOCUMENT_MISSING: _("Lampirkan dokumennya: wajib mulai hari ke-{from}."),
}
FAULT_FIELDS = {
    rules.Fault.TOO_LATE: "first",
    rules.Fault.TOO_LONG: "last",
    rules.Fault.TOO_LONG_EXTENDED: "last",
    rules.Fault.SERVICE_TOO_SHORT: "type_code",
    rules.Fault.TOO_SOON_AGAIN: "first",
    rules.Fault.TIMES_MISSING: "times",
    rules.Fault.TIMES_EXCEEDED: "times",
    rules.Fault.TRAVEL_TOO_LONG: "travel_days",
    rules.Fault.DOCUMENT_MISSING: "papers",
}
MONTH_LOCKED = _("Bulan {months} sudah dikunci. Bila disetujui, perubahannya menjadi jurnal koreksi.")
ON_ROSTER = _("Pada {days} Anda terjadwal piket. Aturlah pengganti sebelum disetujui.")
NO_VERIFIER = _("Di OPD ini belum ada verifikator lain. Mintalah BKPSDM menunjuk operator kedua.")

REQUEST_NOT_FOUND = _("Permohonan tidak ditemukan.")
NOT_POSSIBLE_NOW = _("Permohonan ini sudah {state}; tindakan itu tidak dapat dilakukan lagi.")
NOT_ONESELF = _("Tidak seorang pun memutuskan permohonannya sendiri.")
NOT_THE_SUPERIOR = _("Permohonan ini diputuskan oleh atasan langsungnya.")
SAME_DECIDER = _("Verifikasi dilakukan oleh orang lain daripada yang menyetujui.")
NOTE_MISSING = _("Tuliskan alasannya, agar pemohon tahu apa yang harus dilakukan.")
STARTED = _("Sudah dimulai. Mintalah atasan Anda membatalkan sisanya.")
NOTHING_TO_CANCEL = _("Tidak ada hari yang tersisa untuk dibatalkan sejak tanggal itu.")
RECOUNTED = _("Dihitung ulang: kalender libur berubah ({source})")
CANCELLED_FROM = _("Dibatalkan mulai {day}")

LETTER_INVALID = _("Surat belum dapat disimpan. Perbaiki yang ditandai.")
LETTER_NOT_FOUND = _("Surat tidak ditemukan.")
LETTER_DECIDED = _("Surat ini sudah diputuskan.")
LETTER_EXISTS = _("Surat dengan nomor ini sudah ada di OPD ini.")
LETTER_TYPE = _("Pilih jenis dinas atau penugasan.")
LETTER_EMPTY = _("Pilih paling sedikit satu pegawai.")
LETTER_STRANGER = _("Ada pegawai yang bukan bagian OPD ini atau sudah tidak aktif.")
LETTER_SAME_PERSON = _("Surat disahkan oleh orang lain daripada yang memasukkannya.")
LETTER_NAMES_YOU = _("Anda termasuk dalam surat ini; pejabat lain yang harus mengesahkannya.")
LETTER_OVERLAPS = _("{name}: {problem}")

PAPER_FAULTS = {
    "paper_empty": _("Berkasnya kosong."),
    "paper_too_big": _("Berkas paling besar {limit} MB."),
    "paper_kind": _("Hanya PDF atau JPEG."),
    "paper_damaged": _("Berkasnya rusak atau terpotong. Simpan ulang lalu unggah lagi."),
    "paper_active": _("PDF ini berisi skrip atau berkas sisipan ({what}). Cetak ulang sebagai PDF biasa."),
    "paper_locked": _("PDF ini berkata sandi. Simpan tanpa kata sandi."),
    "paper_too_many": _("Paling banyak {limit} berkas."),
}
PAPER_NOT_FOUND = _("Lampiran tidak ditemukan.")
PAPER_GONE = _("Lampiran ini sudah dihancurkan menurut masa simpannya.")

IMPORT_COLUMNS = _("Kolom yang harus ada: nip, jenis, tahun, saldo. Tidak ditemukan: {missing}.")
IMPORT_FAULTS = {
    "nip_unknown": _("Baris {row}, kolom nip: {value} tidak ada di OPD Anda."),
    "type_unknown": _("Baris {row}, kolom jenis: {value} tidak punya saldo bagi pegawai ini."),
    "year": _("Baris {row}, kolom tahun: {value} bukan tahun."),
    "days": _("Baris {row}, kolom saldo: {value} bukan jumlah hari dari 0 sampai {most}."),
    "twice": _("Baris {row}: pegawai, jenis dan tahun yang sama sudah ada di baris {other}."),
    "opened": _("Baris {row}: saldo awal pegawai ini sudah pernah dimasukkan."),
    "own": _("Baris {row}: saldo sendiri dimasukkan oleh orang lain."),
}
IMPORT_REFUSED = _("Tidak ada yang disimpan. {count} baris perlu diperbaiki.")
OPENING = _("Saldo awal dari berkas {name}")
