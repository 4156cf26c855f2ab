"""Sentences for decisions and places. A test makes sure that no code lacks one."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.attendance.rules import DecisionCode
from hadir.capture.texts import FAILURES, PROOFS
from hadir.capture.verdict import ProofCode
from hadir.places.codes_rules import CodeState
from hadir.places.codes_texts import STATES

DECISIONS: dict[DecisionCode, Promise | str] = {
    DecisionCode.ACCEPTED: _("Kehadiran Anda tercatat."),
    DecisionCode.ACCEPTED_AGAIN: _("Kehadiran Anda tercatat lagi. Catatan yang pertama tetap berlaku untuk tahap ini."),
    DecisionCode.ACCEPTED_OUTSIDE_WINDOW: _(
        "Tercatat di luar jam absensi. Catatan disimpan, tetapi tidak mengisi tahap hari ini."
    ),
    DecisionCode.SESSION_EXPIRED: _("Waktu sesi habis sebelum petunjuk selesai. Coba lagi."),
    DecisionCode.SUPERSEDED: FAILURES["superseded"],
    DecisionCode.FRAME_REPLAYED: FAILURES["frame_replayed"],
    DecisionCode.TOO_MANY_FRAMES: FAILURES["too_many_frames"],
    DecisionCode.TOO_FEW_FRAMES: PROOFS[ProofCode.TOO_FEW_FRAMES],
    DecisionCode.PERSON_CHANGED: PROOFS[ProofCode.PERSON_CHANGED],
    DecisionCode.FLAT_PICTURE: PROOFS[ProofCode.FLAT_PICTURE],
    DecisionCode.PRESENTATION_SUSPECTED: PROOFS[ProofCode.PRESENTATION_SUSPECTED],
    DecisionCode.NOT_MATCHED: _(
        "Wajah tidak cocok dengan rekaman Anda. Coba lagi di tempat terang; bila tetap gagal, hubungi operator OPD."
    ),
    DecisionCode.PIN_WRONG: _("PIN salah. Coba lagi, atau buat PIN baru bila lupa."),
    DecisionCode.SITE_CODE_WRONG: STATES[CodeState.WRONG],
    DecisionCode.SITE_CODE_USED: STATES[CodeState.USED],
    DecisionCode.SITE_CODE_EXPIRED: STATES[CodeState.EXPIRED],
    DecisionCode.SITE_CODE_ELSEWHERE: STATES[CodeState.ELSEWHERE],
    DecisionCode.WITNESS_REFUSED: _("Petugas tidak mengesahkan kehadiran ini. Temui petugas atau operator OPD."),
}
