"""What a copy of somebody's data holds, table by table, and what it leaves out and why. Data, checked by a test: every
column that points at an employee or an account is named here, in one list or the other.

Tables are named by their label, not imported: the list also reaches slices above this one.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table in which `column` is the person; `by` says whether by employee or by account.

    `without`: columns that are left out, secrets and what says more about others than about the person. Encrypted
    columns (binary) are never copied.
    """

    table: str
    column: str
    title: str
    by: str = "employee"
    without: frozenset[str] = field(default_factory=frozenset)


_AUTHORS = frozenset({"authors", "proposed_by_label", "decided_by_label"})

PARTS: tuple[Part, ...] = (
    Part("people.Employee", "id", "Data pegawai"),
    Part("people.Placement", "employee", "Penempatan"),
    Part("people.ServiceGap", "employee", "Masa tidak bertugas"),
    Part("people.GradeRecord", "employee", "Pangkat dan golongan"),
    Part("people.EmploymentRecord", "employee", "Status kepegawaian"),
    Part("people.SuperiorRecord", "employee", "Atasan langsung"),
    Part("people.Headship", "employee", "Jabatan kepala unit"),
    Part("accounts.User", "employee", "Akun", without=frozenset({"password", "session_epoch"})),
    Part("accounts.RoleGrant", "user", "Peran", by="user", without=frozenset({"granted_by", "confirmed_by"})),
    Part("accounts.Invitation", "user", "Undangan", by="user", without=frozenset({"token_digest", "issued_by"})),
    Part("account.EmailAddress", "user", "Alamat surel untuk masuk", by="user"),
    Part("mfa.Authenticator", "user", "Pengaman kedua", by="user", without=frozenset({"data"})),
    Part("accounts.GrantProposal", "user", "Usulan peran", by="user", without=frozenset({"proposed_by", "decided_by"})),
    Part("accounts.Elevation", "user", "Hak khusus yang dibuka", by="user"),
    Part("notices.Notice", "user", "Pemberitahuan", by="user"),
    Part("notices.Preference", "user", "Pilihan pemberitahuan", by="user"),
    Part("notices.Reach", "user", "Jam tenang dan nomor pemberitahuan", by="user"),
    Part("enrolment.NoticeAcknowledgement", "employee", "Pemberitahuan privasi yang dibaca"),
    Part("enrolment.Enrolment", "employee", "Perekaman wajah", without=frozenset({"submitted_by", "decided_by"})),
    Part("enrolment.ProcessingRestriction", "employee", "Pembatasan pemrosesan"),
    Part("attendance.Punch", "employee", "Catatan absen"),
    Part(
        "attendance.NonBiometricPermission", "employee", "Izin absen tanpa wajah",
        without=frozenset({"requested_by", "decided_by"}),
    ),
    Part("attendance.PersonalPin", "employee", "PIN absen", without=frozenset({"hashed"})),
    Part(
        "places.PlaceAssignment", "employee", "Tempat kerja lain yang ditugaskan",
        without=frozenset({"assigned_by", "assigned_by_label", "ended_by_label"}),
    ),
    Part("patterns.PatternPerson", "employee", "Pola absen"),
    Part("places.SiteCodeUse", "employee", "Pemakaian kode tempat"),
    Part("places.SiteCodeTry", "employee", "Kode tempat yang diketik atau dipindai"),
    Part("attendance.WitnessRequest", "employee", "Permintaan pengesahan kehadiran", without=frozenset({"asked_by"})),
    Part("workdays.DayRecord", "employee_id", "Rekap harian", without=frozenset({"digest"})),
    Part(
        "workdays.DayDifference", "employee_id", "Selisih hari pada bulan terkunci",
        without=frozenset({"digest", "decided_by_label"}),
    ),
    Part("rollout.OldPunch", "employee", "Catatan mesin lama"),
    Part("rollout.Ticket", "employee", "Antrean perekaman massal", without=frozenset({"called_by"})),
    Part(
        "capture.CaptureSession", "employee", "Sesi kamera",
        without=frozenset({"progress", "last_answer", "last_digest", "nonce_digest", "chain", "kek_id", "opened_by"}),
    ),
    Part(
        "capture.FacePrint", "employee", "Ingatan gambar wajah terhadap pengiriman ulang",
        without=frozenset({"sealed", "bands", "kek_id"}),
    ),
    Part("leave.AbsenceRequest", "employee", "Permohonan cuti dan izin"),
    Part("leave.GrantedAbsence", "employee", "Cuti, izin dan tugas yang berlaku"),
    Part("leave.LetterMember", "employee", "Surat tugas yang menyebut Anda"),
    Part("leave.LedgerEntry", "employee", "Buku saldo cuti", without=frozenset({"entered_by"})),
    Part(
        "leave.AdjustmentProposal", "employee", "Usulan penyesuaian saldo cuti",
        without=frozenset({"proposed_by", "decided_by"}),
    ),
    Part(
        "leave.Attachment", "employee", "Lampiran permohonan (keterangan; berkasnya ada di halaman permohonan)",
        without=frozenset({"kek_id", "added_by"}),
    ),
    Part(
        "corrections.Correction", "employee", "Permintaan koreksi absen", without=frozenset({"requested_by"}),
    ),
    Part(
        "corrections.CorrectionPaper", "employee", "Lampiran koreksi (keterangan; berkasnya ada di halaman koreksi)",
        without=frozenset({"kek_id", "added_by"}),
    ),
    Part("presence.Assessment", "employee", "Hasil penilaian setiap absen"),
    Part("presence.SecondStep", "employee", "Langkah kedua yang diminta saat absen"),
    Part("presence.ReviewCase", "employee", "Pemeriksaan absen Anda"),
    Part(
        "presence.ObjectionPaper", "employee", "Lampiran keberatan (keterangan; berkasnya ada di halaman pemeriksaan)",
        without=frozenset({"kek_id", "added_by"}),
    ),
    Part("presence.Lookalike", "employee", "Catatan wajah mirip", without=_AUTHORS),
    Part("presence.Lookalike", "other", "Catatan wajah mirip (tentang Anda dan orang lain)", without=_AUTHORS),
    Part("devices.Device", "employee", "Ponsel untuk absen", without=frozenset({"bound_by", "ended_by"})),
    Part("devices.Request", "employee", "Permintaan ponsel untuk absen", without=frozenset({"asked_by", "decided_by"})),
    Part("devices.PairingCode", "employee", "Kode pengikatan ponsel", without=frozenset({"digest", "made_by"})),
    Part("devices.KeySighting", "employee", "Ponsel yang pernah dipakai absen"),
    Part(
        "devices.Alarm", "employee", "Peringatan ponsel bersama",
        without=frozenset({"other", "other_label", "note", "handled_by", "handled_by_label"}),
    ),
    Part("events.ExpectedPerson", "employee", "Acara yang menyebut Anda"),
    Part("events.AttendanceTick", "employee", "Hadir di acara", without=frozenset({"ticked_by_label"})),
    Part("schedules.ScheduleAssignment", "employee", "Jam kerja pribadi", without=_AUTHORS),
    Part("schedules.WorkModeDay", "employee", "Hari kerja di rumah atau di mana saja", without=_AUTHORS),
    Part("rosters.RosterEntry", "employee", "Jadwal dinas"),
    Part("rosters.RosterChange", "employee", "Perubahan jadwal dinas", without=frozenset({"changed_by_label"})),
    Part("rosters.SwapRequest", "asker", "Tukar dinas yang Anda minta", without=frozenset({"decided_by_label"})),
    Part(
        "rosters.SwapRequest", "partner", "Tukar dinas yang diminta dari Anda",
        without=frozenset({"decided_by_label"}),
    ),
    Part("recap.AllowanceBase", "employee", "Besar TPP pribadi"),
    Part("recap.AllowanceResult", "employee", "Hitungan TPP"),
    Part("recap.AllowanceLine", "employee", "Potongan TPP"),
    Part("recap.FrozenTotal", "employee", "Rekap bulan yang dikunci"),
    Part("recap.JournalLine", "employee", "Hari yang dikoreksi dengan jurnal", without=frozenset({"digest"})),
    Part("recap.JournalPerson", "employee", "Rekap dan TPP sebelum dan sesudah jurnal"),
    Part("privacy.DataRequest", "employee", "Permintaan data pribadi", without=frozenset({"handler_id"})),
    Part("privacy.SubjectExport", "employee", "Salinan data", without=frozenset({"kek_id"})),
    Part("privacy.AffectedPerson", "employee", "Pelanggaran yang menyangkut Anda"),
)  # fmt: skip

_OWN_DEEDS: tuple[tuple[str, str], ...] = (
    ("people.ImportBatch", "created_by"),
    ("people.ImportBatch", "confirmed_by"),
    ("accounts.RoleGrant", "granted_by"),
    ("accounts.RoleGrant", "confirmed_by"),
    ("accounts.GrantProposal", "proposed_by"),
    ("accounts.GrantProposal", "decided_by"),
    ("accounts.ApiToken", "created_by"),
    ("accounts.ApiToken", "confirmed_by"),
    ("admin.LogEntry", "user"),
)

# (table, column): why its rows are not in the copy.
LEFT_OUT: dict[tuple[str, str], str] = {
    ("enrolment.DataKey", "employee"): "kunci enkripsi; bukan informasi tentang orang, dan akan membuka datanya",
    ("enrolment.DuplicateFinding", "other"): "perekaman orang lain yang mirip; data orang lain (pasal 33)",
    ("people.SuperiorRecord", "superior"): "atasan dari pegawai lain; data pegawai itu (pasal 33)",
    ("people.ImportRow", "employee"): "baris berkas yang menunggu diterapkan, terenkripsi, terhapus sendiri",
    ("recap.SimulatedMonth", "employee"): "percobaan rancangan aturan; tidak menentukan apa pun dan terhapus sendiri",
    ("devices.Alarm", "other"): "peringatan yang muncul dari absen pegawai lain; data orang lain (pasal 33)",
    **dict.fromkeys(_OWN_DEEDS, "perbuatan sendiri atas data orang lain; ada di catatan audit"),
    ("accounts.Invitation", "issued_by"): "undangan untuk orang lain; perbuatan sendiri ada di catatan audit",
}
