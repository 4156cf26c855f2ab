"""Forms of the roll-out's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.people.models import WorkPlace
from hadir.rollout.models import PhaseName
from hadir.web.forms import PlainForm, WorkPlaceChoice

_DATE = {"type": "date"}


class PhaseForm(PlainForm):
    phase = forms.ChoiceField(label=_("Tahap"), choices=PhaseName.choices)
    starts_on = forms.DateField(label=_("Mulai berlaku"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    legal_basis = forms.CharField(label=_("Dasar (nomor surat)"), max_length=200)
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        required=False,
        help_text=_("Wajib bila ada langkah yang belum selesai atau tahapnya mundur."),
    )


class TargetForm(PlainForm):
    """Shares in percent; the names are those of `rollout.services.TargetData`."""

    operators = forms.IntegerField(label=_("Operator per OPD"), min_value=2, max_value=50)
    joined = forms.IntegerField(label=_("Pegawai dengan akun (%)"), min_value=1, max_value=100)
    ready = forms.IntegerField(label=_("Wajah siap (%)"), min_value=1, max_value=100)
    tried = forms.IntegerField(label=_("Dipakai saat uji coba (%)"), min_value=1, max_value=100)
    agreement = forms.IntegerField(label=_("Cocok dengan mesin lama (%)"), min_value=1, max_value=100)
    starts_on = forms.DateField(label=_("Mulai berlaku"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    legal_basis = forms.CharField(label=_("Dasar (nomor surat)"), max_length=200)


class StepNoteForm(PlainForm):
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)


class SurveyForm(PlainForm):
    work_place = WorkPlaceChoice(label=_("Tempat kerja"), queryset=WorkPlace.objects.none())
    provider = forms.CharField(
        label=_("Jaringan"), max_length=80, help_text=_("Misalnya: Wi-Fi kantor, Telkomsel, Starlink.")
    )
    round_trip_ms = forms.IntegerField(label=_("Waktu bolak-balik (ms)"), min_value=0, max_value=60_000)
    down_kbps = forms.IntegerField(label=_("Unduh (kbit/s)"), min_value=0, max_value=10_000_000)
    up_kbps = forms.IntegerField(label=_("Unggah (kbit/s)"), min_value=0, max_value=10_000_000)
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_place"].queryset = places  # type: ignore[attr-defined]


class OldListForm(PlainForm):
    file = forms.FileField(
        label=_("Berkas dari mesin lama"),
        help_text=_("CSV atau XLSX dengan kolom nip, tanggal, dan satu atau beberapa kolom jam."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    first_day = forms.DateField(label=_("Hari pertama"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    last_day = forms.DateField(label=_("Hari terakhir"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    tolerance_min = forms.IntegerField(
        label=_("Toleransi (menit)"),
        min_value=0,
        max_value=240,
        initial=15,
        help_text=_("Dua catatan yang berjarak tidak lebih dari ini dianggap kehadiran yang sama."),
    )


class EnrolmentDayForm(PlainForm):
    work_place = WorkPlaceChoice(label=_("Tempat"), queryset=WorkPlace.objects.none())
    held_on = forms.DateField(label=_("Tanggal"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    desks = forms.IntegerField(label=_("Jumlah meja"), min_value=1, max_value=50, initial=2)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_place"].queryset = places  # type: ignore[attr-defined]
        if len(places) == 1:  # nothing to choose
            self.fields["work_place"].initial = places[0]
