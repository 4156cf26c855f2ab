"""What an entry says in words. The action is the name of the deed, the sentence its meaning for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_ = gettext_lazy

# A name that ends in an underscore stands for all actions that begin so.
SENTENCES: dict[str, StrOrPromise] = {
    "accounts.accept_invitation": _("%(actor)s memakai undangan dan membuat kata sandi."),
    "accounts.activate_user": _("%(actor)s membuka kembali %(subject)s."),
    "accounts.close_elevation": _("%(actor)s menutup hak khusus lebih awal."),
    "accounts.confirm_token": _("%(actor)s menyetujui %(subject)s."),
    "accounts.create_token": _("%(actor)s membuat %(subject)s."),
    "accounts.deactivate_user": _("%(actor)s menutup %(subject)s."),
    "accounts.end_own_sessions": _("%(actor)s mengeluarkan semua perangkatnya sendiri."),
    "accounts.grant_role": _("%(actor)s memberi peran kepada %(subject)s."),
    "accounts.invite": _("%(actor)s mengundang %(subject)s."),
    "accounts.open_account": _("%(actor)s membuat %(subject)s dengan undangan."),
    "accounts.open_elevation": _("%(actor)s membuka hak khusus untuk waktu singkat."),
    "accounts.proposal_": _("%(actor)s memutuskan usulan peran untuk %(subject)s."),
    "accounts.propose_grant": _("%(actor)s mengusulkan peran untuk %(subject)s."),
    "accounts.restore_access": _("%(actor)s membuat tautan masuk baru untuk %(subject)s."),
    "accounts.revoke_grant": _("%(actor)s mencabut peran dari %(subject)s."),
    "accounts.revoke_token": _("%(actor)s mencabut %(subject)s."),
    "accounts.sign_in": _("%(actor)s masuk."),
    "accounts.sign_in_failed": _("Upaya masuk ke %(subject)s gagal."),
    "accounts.use_token": _("%(subject)s dipakai oleh program."),
    "attendance.board_seen": _("%(actor)s melihat papan kehadiran %(subject)s."),
    "attendance.check_in": _("%(actor)s absen: %(subject)s."),
    "attendance.evidence_destroyed": _("Bukti foto yang lewat masa simpannya dihancurkan."),
    "attendance.evidence_seen": _("%(actor)s melihat bukti foto %(subject)s."),
    "attendance.history_seen": _("%(actor)s melihat riwayat absen %(subject)s."),
    "attendance.permission_": _("%(actor)s memutuskan izin absen tanpa wajah untuk %(subject)s."),
    "attendance.permission_requested": _("%(actor)s mengajukan izin absen tanpa wajah untuk %(subject)s."),
    "attendance.permission_revoked": _("%(actor)s mencabut izin absen tanpa wajah dari %(subject)s."),
    "attendance.pin_set": _("%(actor)s menetapkan PIN absen."),
    "attendance.screen_closed": _("%(actor)s menutup layar kode di %(subject)s."),
    "attendance.screen_opened": _("%(actor)s membuka layar kode di %(subject)s."),
    "attendance.witness_asked": _("%(actor)s meminta petugas menyaksikan absen %(subject)s."),
    "audit.exported": _("%(actor)s mengekspor log audit."),
    "audit.head_signed": _("Kepala log audit ditandatangani (%(subject)s)."),
    "attendance.permissions_seen": _("%(actor)s melihat permohonan absen tanpa wajah."),
    "attendance.witness_queue_seen": _("%(actor)s melihat antrean pengesahan kehadiran."),
    "rollout.comparison_seen": _("%(actor)s melihat perbandingan dengan mesin lama, %(subject)s."),
    "rollout.queue_seen": _("%(actor)s melihat antrean hari perekaman, %(subject)s."),
    "audit.log_seen": _("%(actor)s membaca log audit."),
    "calendar.amend": _("%(actor)s mengubah usulan %(subject)s."),
    "calendar.confirm": _("%(actor)s menetapkan %(subject)s."),
    "calendar.propose": _("%(actor)s mengusulkan %(subject)s."),
    "calendar.reject": _("%(actor)s menolak %(subject)s."),
    "calendar.withdraw": _("%(actor)s menarik usulan %(subject)s."),
    "capture.sessions_destroyed": _("Data sesi kamera yang lewat masa simpannya dihancurkan."),
    "engine_change.embedding": _("%(actor)s memulai penghitungan ulang templat untuk mesin baru."),
    "engine_change.shadow": _("%(actor)s memulai perbandingan bayangan mesin baru."),
    "engine_change.started": _("%(actor)s memulai penggantian mesin pengenal wajah."),
    "engine_change.switched": _("%(actor)s beralih ke mesin pengenal wajah yang baru."),
    "engine_change.switched_back": _("%(actor)s kembali ke mesin pengenal wajah yang lama."),
    "enrolment.approved": _("%(actor)s menyetujui perekaman wajah %(subject)s."),
    "enrolment.capture_refused": _("Perekaman wajah %(subject)s ditolak mesin."),
    "enrolment.keys_rotated": _("%(actor)s membungkus ulang kunci data."),
    "enrolment.notice_acknowledged": _("%(subject)s membaca pemberitahuan privasi (dicatat %(actor)s)."),
    "enrolment.notice_published": _("%(actor)s menerbitkan %(subject)s."),
    "enrolment.portrait_seen": _("%(actor)s melihat foto perekaman %(subject)s."),
    "enrolment.processing_restricted": _("Pemrosesan wajah %(subject)s dibatasi oleh %(actor)s."),
    "enrolment.queue_seen": _("%(actor)s melihat antrean perekaman wajah."),
    "enrolment.rejected": _("%(actor)s menolak perekaman wajah %(subject)s."),
    "enrolment.restriction_lifted": _("Pembatasan pemrosesan wajah %(subject)s diakhiri oleh %(actor)s."),
    "enrolment.submitted": _("%(actor)s merekam wajah %(subject)s."),
    "enrolment.withdrawn": _("%(actor)s menarik dan menghancurkan data wajah %(subject)s."),
    "people.appoint_head": _("%(actor)s menetapkan kepala untuk %(subject)s."),
    "people.change_": _("%(actor)s mencatat perubahan pada %(subject)s."),
    "people.change_nip": _("%(actor)s membetulkan NIP %(subject)s."),
    "people.change_unit": _("%(actor)s mengubah %(subject)s."),
    "people.close_unit": _("%(actor)s menutup %(subject)s."),
    "people.correct_": _("%(actor)s membetulkan catatan %(subject)s."),
    "people.create_region": _("%(actor)s mendirikan %(subject)s."),
    "people.create_unit": _("%(actor)s membuat %(subject)s."),
    "people.create_work_place": _("%(actor)s membuat %(subject)s."),
    "people.employee_seen": _("%(actor)s melihat data %(subject)s."),
    "people.employees_seen": _("%(actor)s melihat daftar pegawai."),
    "people.end_headship": _("%(actor)s mengakhiri masa kepala %(subject)s."),
    "people.end_superior": _("%(actor)s mengakhiri hubungan atasan %(subject)s."),
    "people.export": _("%(actor)s mengekspor data pegawai."),
    "people.follow_dates": _("Data pegawai disesuaikan dengan tanggal berlakunya."),
    "people.import_apply": _("%(actor)s menerapkan impor pegawai."),
    "people.import_discard": _("%(actor)s membatalkan impor pegawai."),
    "people.import_upload": _("%(actor)s mengunggah berkas impor pegawai."),
    "people.move_unit": _("%(actor)s memindahkan %(subject)s dalam organisasi."),
    "people.register_employee": _("%(actor)s mendaftarkan %(subject)s."),
    "people.rename_unit": _("%(actor)s mengganti nama %(subject)s."),
    "people.reopen_unit": _("%(actor)s membuka kembali %(subject)s."),
    "people.set_employee_active": _("%(actor)s mengubah status aktif %(subject)s."),
    "people.update_employee": _("%(actor)s mengubah data %(subject)s."),
    "people.update_work_place": _("%(actor)s mengubah %(subject)s."),
    "people.withdraw_": _("%(actor)s menarik catatan %(subject)s."),
    "people.withdraw_headship": _("%(actor)s menarik penetapan kepala %(subject)s."),
    "privacy.account_copied": _("%(actor)s mengambil salinan data akunnya sendiri."),
    "privacy.activity_written": _("%(actor)s menulis kegiatan pada daftar pemrosesan."),
    "privacy.assessment_written": _("%(actor)s menulis penilaian dampak."),
    "privacy.backup_destroyed": _("%(actor)s mencatat pemusnahan cadangan."),
    "privacy.backup_registered": _("%(actor)s mencatat cadangan."),
    "privacy.breach_": _("%(actor)s mencatat perkembangan kegagalan pelindungan data."),
    "privacy.breach_changed": _("%(actor)s mengubah catatan kegagalan pelindungan data."),
    "privacy.breach_opened": _("%(actor)s mencatat kegagalan pelindungan data."),
    "privacy.breach_people_added": _("%(actor)s menambahkan orang yang terdampak kegagalan pelindungan data."),
    "privacy.breach_told": _("%(actor)s memberi tahu orang yang terdampak kegagalan pelindungan data."),
    "privacy.controller_set": _("%(actor)s menetapkan data pengendali."),
    "privacy.data_destroyed": _("Data yang lewat masa simpannya dihancurkan."),
    "privacy.export_asked": _("%(actor)s meminta salinan data pribadi %(subject)s."),
    "privacy.export_fetched": _("%(actor)s mengambil salinan data pribadi %(subject)s."),
    "privacy.export_made": _("Salinan data pribadi %(subject)s dibuat."),
    "privacy.notice_draft_dropped": _("%(actor)s membuang rancangan pemberitahuan privasi."),
    "privacy.notice_drafted": _("%(actor)s menulis rancangan pemberitahuan privasi."),
    "privacy.request_": _("%(actor)s memproses permintaan data pribadi (%(subject)s)."),
    "privacy.request_answered": _("%(actor)s menjawab permintaan data pribadi (%(subject)s)."),
    "privacy.request_carried_out": _("%(actor)s melaksanakan permintaan data pribadi (%(subject)s)."),
    "privacy.request_corrected": _("%(actor)s membetulkan data atas permintaan (%(subject)s)."),
    "privacy.request_declined": _("%(actor)s menolak permintaan data pribadi (%(subject)s)."),
    "privacy.request_entered": _("%(actor)s mencatat permintaan data pribadi tertulis (%(subject)s)."),
    "privacy.request_opened": _("%(actor)s mengajukan permintaan data pribadi (%(subject)s)."),
    "privacy.request_recalled": _("%(actor)s menarik permintaan data pribadi (%(subject)s)."),
    "privacy.request_taken_up": _("%(actor)s mulai menangani permintaan data pribadi (%(subject)s)."),
    "privacy.restriction_lifted": _("%(actor)s mengakhiri pembatasan data (%(subject)s)."),
    "privacy.retention_set": _("%(actor)s menetapkan masa simpan data."),
    "rollout.add_missing": _("%(actor)s menambahkan pegawai pada hari perekaman."),
    "rollout.close_day": _("%(actor)s menutup hari perekaman."),
    "rollout.decide_phase": _("%(actor)s memutuskan tahap penerapan %(subject)s."),
    "rollout.delete_old_list": _("%(actor)s menghapus daftar mesin lama %(subject)s."),
    "rollout.load_old_list": _("%(actor)s memuat daftar mesin lama %(subject)s."),
    "rollout.mark_step": _("%(actor)s menandai langkah penerapan %(subject)s."),
    "rollout.note_survey": _("%(actor)s mencatat survei jaringan %(subject)s."),
    "rollout.set_targets": _("%(actor)s menetapkan batas kesiapan peluncuran."),
    "rollout.plan_day": _("%(actor)s merencanakan hari perekaman."),
    "schedules.seed_default_stages": _("%(actor)s memasang jam kerja awal dengan tahap absennya."),
    "schedules.create_schedule": _("%(actor)s membuat jam kerja baru."),
    "schedules.propose_version": _("%(actor)s mengusulkan versi jam kerja."),
    "schedules.propose_assignment": _("%(actor)s mengusulkan penetapan jam kerja bagi %(subject)s."),
    "schedules.propose_season": _("%(actor)s mengusulkan masa Ramadan."),
    "schedules.propose_mode_days": _("%(actor)s mengusulkan hari kerja di luar kantor bagi %(subject)s."),
    "schedules.propose_quota": _("%(actor)s mengusulkan batas kerja di luar kantor."),
    "schedules.confirm_proposal": _("%(actor)s menyetujui %(subject)s tentang jam kerja."),
    "schedules.reject_proposal": _("%(actor)s menolak %(subject)s tentang jam kerja."),
    "schedules.withdraw_proposal": _("%(actor)s menarik %(subject)s tentang jam kerja."),
}

GROUPS: dict[str, StrOrPromise] = {
    "accounts": _("Akun dan peran"),
    "attendance": _("Absen"),
    "audit": _("Log audit"),
    "backoffice": _("Ruang belakang"),
    "calendar": _("Kalender"),
    "capture": _("Sesi kamera"),
    "engine_change": _("Penggantian mesin wajah"),
    "enrolment": _("Perekaman wajah"),
    "notices": _("Pemberitahuan"),
    "people": _("Organisasi dan pegawai"),
    "privacy": _("Data pribadi"),
    "rollout": _("Penerapan"),
    "schedules": _("Jam absen"),
}

# Kinds of subjects, as they stand before a name or a number.
KINDS: dict[str, StrOrPromise] = {
    "api_token": _("token API"),
    "audit": _("log audit"),
    "audit_head": _("kepala"),
    "calendar": _("kalender libur nomor"),
    "elevation": _("hak khusus"),
    "employee": _("pegawai"),
    "backup": _("cadangan"),
    "screen": _("layar kode"),
    "privacy_request": _("permintaan"),
    "breach": _("kegagalan pelindungan data"),
    "enrolment_day": _("hari perekaman"),
    "evidence": _("bukti foto"),
    "import": _("impor"),
    "list": _("semua unitnya"),
    "notice": _("pemberitahuan privasi versi"),
    "stage_window": _("jam absen"),
    "stage_windows": _("jam absen"),
    "schedule": _("jam kerja"),
    "schedule_proposal": _("usulan"),
    "season": _("masa Ramadan"),
    "mode_quota": _("batas kerja di luar kantor"),
    "region": _("seluruh daerah"),
    "unit": _("unit"),
    "user": _("akun"),
    "work_place": _("tempat kerja"),
}

FALLBACK = _("%(actor)s: %(action)s pada %(subject)s.")


def sentence(action: str, *, actor: str, subject: str) -> str:
    """The sentence of an entry in the reader's language; of an unknown action a plain one that names it."""
    text = SENTENCES.get(action)
    if text is None:
        prefixes = [name for name in SENTENCES if name.endswith("_") and action.startswith(name)]
        text = SENTENCES[max(prefixes, key=len)] if prefixes else FALLBACK
    said = str(text) % {"actor": actor, "action": action, "subject": subject}
    return said.removesuffix(".") if said.endswith("..") else said  # a title such as M.Si. has a stop of its own


def subject_name(subject: str, name: str = "") -> str:
    """`employee:12` for a reader: with its name where it still has one, else with its number."""
    kind, _colon, number = subject.partition(":")
    return f"{KINDS.get(kind, kind)} {name or number}".strip()


def actor_name(label: str) -> str:
    """The label under which a deed was logged; the two that are no persons get a word of the reader's language."""
    return {"anonymous": gettext("Seseorang yang belum masuk"), "system": gettext("Sistem")}.get(label, label)
