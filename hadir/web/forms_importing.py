"""Forms of import and export. They check shape only; what is allowed and possible is the services' business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.people.exporting import Format
from hadir.people.importing.shapes import Kind
from hadir.people.models import OrgUnit, WorkPlace
from hadir.web.forms import PlainForm, UnitChoice, WorkPlaceChoice

_ACCEPTED = ".xlsx,.xls,.ods,.csv,.txt"


class ImportForm(PlainForm):
    kind = forms.ChoiceField(
        label=_("Isi berkas"),
        choices=[(Kind.PEOPLE.value, _("Pegawai")), (Kind.UNITS.value, _("Daftar unor (Id;NamaUnor;DiatasanId)"))],
        initial=Kind.PEOPLE.value,
    )
    file = forms.FileField(
        label=_("Berkas"),
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
        help_text=_("XLSX, XLS, ODS, atau CSV; paling banyak 50.000 baris dan 30 MB."),
        allow_empty_file=True,
    )
    unit = UnitChoice(
        label=_("Untuk unit"),
        queryset=OrgUnit.objects.none(),
        empty_label=None,
        help_text=_("Termasuk semua di bawahnya. Baris untuk unit lain ditolak."),
    )
    work_place = WorkPlaceChoice(
        label=_("Tempat kerja bawaan"),
        queryset=WorkPlace.objects.none(),
        required=False,
        help_text=_("Untuk pegawai baru yang tempat kerjanya tidak disebut dan tidak dapat ditentukan."),
    )
    effective_on = forms.DateField(
        label=_("Berlaku mulai"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Untuk perubahan yang tanggalnya (TMT) tidak ada dalam berkas."),
    )
    legal_basis = forms.CharField(label=_("Dasar (nomor surat)"), max_length=300, required=False)

    def __init__(self, *args: Any, units: Any, work_places: Any, with_units: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["work_place"].queryset = work_places  # type: ignore[attr-defined]
        if not with_units:
            self.fields["kind"].widget = forms.HiddenInput()


class ApplyForm(PlainForm):
    plan_digest = forms.CharField(max_length=64, widget=forms.HiddenInput())
    leave_out_wrong = forms.BooleanField(label=_("Tinggalkan baris yang salah, terapkan sisanya"), required=False)
    dismiss = forms.BooleanField(
        label=_("Nonaktifkan semua pegawai yang tidak ada dalam berkas"),
        required=False,
        help_text=_("Hak dan jabatan mereka berakhir. Biarkan kosong bila berkas tidak memuat semua pegawai."),
    )
    missing_last_day = forms.DateField(
        label=_("Hari terakhir mereka"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, wrong: int, missing: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not wrong:
            del self.fields["leave_out_wrong"]
        if not missing or wrong:
            del self.fields["dismiss"], self.fields["missing_last_day"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("dismiss") and not cleaned.get("missing_last_day") and "missing_last_day" not in self.errors:
            self.add_error("missing_last_day", _("Isi hari terakhir mereka."))
        return cleaned


class ExportForm(PlainForm):
    unit = UnitChoice(label=_("Pegawai dari"), queryset=OrgUnit.objects.none(), empty_label=None)
    file_format = forms.ChoiceField(
        label=_("Bentuk"), choices=[(Format.XLSX.value, "Excel (XLSX)"), (Format.CSV.value, "CSV")]
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
