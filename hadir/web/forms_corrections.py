"""Forms of corrections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.attendance.corrections.ruling import RuleData
from hadir.attendance.corrections.texts import REASONS
from hadir.web.forms import PlainForm
from hadir.web.forms_leave import PapersField

_DATE = {"type": "date"}


class DayForm(PlainForm):
    hari = forms.DateField(
        label=_("Hari yang absennya perlu dikoreksi"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )


class CorrectionForm(PlainForm):
    """What is to be corrected on a chosen day; the choices come with their present check-ins."""

    what = forms.ChoiceField(
        label=_("Yang dikoreksi"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih tahap atau absen yang dikoreksi.")},
    )
    clock = forms.TimeField(
        label=_("Pukul berapa"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Untuk absen yang ditambahkan, menurut jam tempat kerja. Kosongkan bila membatalkan absen."),
    )
    reason = forms.ChoiceField(label=_("Alasan"))
    explanation = forms.CharField(
        label=_("Apa yang terjadi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya: listrik padam di kantor sejak pukul 07.00, disaksikan Kepala Subbagian."),
    )
    papers = PapersField(
        label=_("Bukti"), help_text=_("PDF atau JPEG, paling banyak 5 berkas, masing-masing paling besar 5 MB.")
    )

    def __init__(
        self, *args: Any, things: Iterable[tuple[str, Any]], reasons: Iterable[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = list(things)  # type: ignore[attr-defined]
        self.fields["reason"].choices = list(reasons)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("what", "").startswith("stage:") and not cleaned.get("clock") and "clock" not in self.errors:
            self.add_error("clock", _("Isi jamnya."))
        return cleaned


class DecisionForm(PlainForm):
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RuleForm(PlainForm):
    reason = forms.ChoiceField(label=_("Alasan"), choices=REASONS)
    allowed = forms.BooleanField(label=_("Diterima sebagai alasan koreksi"), required=False)
    days_after = forms.IntegerField(label=_("Batas pengajuan (hari kalender)"), min_value=0, max_value=366)
    most_a_month = forms.IntegerField(
        label=_("Paling banyak sebulan"),
        min_value=0,
        max_value=99,
        required=False,
        help_text=_("Per pegawai. Kosongkan bila tidak dibatasi."),
    )
    needs_evidence = forms.BooleanField(label=_("Wajib disertai bukti"), required=False)
    valid_from = forms.DateField(label=_("Berlaku mulai"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def data_for_service(self) -> RuleData:
        return RuleData(**self.cleaned_data)
