"""Forms of the calendar's pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.people.models import OrgUnit
from hadir.schedules.calendar.rules import Collection
from hadir.schedules.calendar.texts import COLLECTION_NAMES
from hadir.web.forms import PlainForm, UnitChoice

_DATE = {"type": "date"}
_MOST_DAYS = 31


class CalendarImportForm(PlainForm):
    year = forms.IntegerField(label=_("Tahun"), min_value=2000, max_value=2199)
    collection = forms.ChoiceField(
        label=_("Isi berkas"), choices=[(one.value, name) for one, name in COLLECTION_NAMES.items()]
    )
    unit = UnitChoice(
        label=_("Untuk unit"),
        queryset=OrgUnit.objects.none(),
        required=False,
        empty_label=_("Seluruh daerah"),
        help_text=_("Hanya untuk libur daerah atau OPD."),
    )
    source = forms.CharField(
        label=_("Sumber (nomor dan tahun keputusan)"),
        max_length=300,
        help_text=_("Misalnya: SKB 3 Menteri Nomor 1497/2025, 2/2025, 5/2025."),
    )
    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("CSV atau XLSX dengan kolom tanggal, nama, jenis; atau kalender ICS."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods,.ics"}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("unit") and cleaned.get("collection") == Collection.DECREE.value:
            self.add_error("unit", _("Libur nasional dan cuti bersama berlaku untuk seluruh daerah."))
        return cleaned


class HolidayForm(PlainForm):
    """A local day off, or several in a row."""

    day = forms.DateField(label=_("Tanggal"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("Sampai tanggal"),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        help_text=_("Kosongkan bila hanya satu hari."),
    )
    name = forms.CharField(
        label=_("Nama hari libur"),
        max_length=120,
        help_text=_("Misalnya: Hari Jadi Kabupaten, pemungutan suara, libur karena banjir."),
    )
    unit = UnitChoice(
        label=_("Untuk unit"),
        queryset=OrgUnit.objects.none(),
        required=False,
        empty_label=_("Seluruh daerah"),
        help_text=_("Berlaku untuk unit itu dan semua di bawahnya."),
    )
    basis = forms.CharField(label=_("Dasar hukum (nomor dan tanggal)"), max_length=300)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, last = cleaned.get("day"), cleaned.get("last")
        if day and last and not day <= last < day + timedelta(days=_MOST_DAYS):
            self.add_error("last", _("Hari terakhir harus sesudah hari pertama, paling lama 31 hari."))
        elif day and last and last.year != day.year:
            self.add_error("last", _("Kalender disusun per tahun; usulkan tahun berikutnya tersendiri."))
        return cleaned

    def days(self) -> list[date]:
        """Every day that was asked for; only of a valid form."""
        first: date = self.cleaned_data["day"]
        last: date = self.cleaned_data["last"] or first
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class DecisionForm(PlainForm):
    reason = forms.CharField(
        label=_("Alasan"), max_length=300, required=False, help_text=_("Wajib bila usulan ditolak.")
    )


class RemovalForm(PlainForm):
    day = forms.DateField(widget=forms.HiddenInput())
    source = forms.CharField(label=_("Dasar perubahan (nomor dan tahun keputusan)"), max_length=300)
