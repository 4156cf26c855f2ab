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
