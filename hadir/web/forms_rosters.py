"""Forms of rosters, shifts and swaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.people.models import OrgUnit
from hadir.periods.rules import Month
from hadir.schedules.rosters.shifts import customary_stages
from hadir.web.forms import PlainForm, UnitChoice

_DATE = {"type": "date"}
_TIME = {"type": "time"}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"), **more)


class RosterOpenForm(PlainForm):
    unit = UnitChoice(label=_("Unit"), queryset=OrgUnit.objects.none())
    month = forms.CharField(label=_("Bulan"), max_length=7, widget=forms.TextInput(attrs={"type": "month"}))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_month(self) -> Month:
        try:
            found = Month.parse(self.cleaned_data["month"])
            if not 2000 <= found.year <= 2199:
                raise ValueError
        except ValueError as error:
            raise forms.ValidationError(_("Tulis bulan seperti 2026-10.")) from error
        return found


class RosterFillForm(PlainForm):
    """A pattern over days of the month for the ticked people."""

    pattern = forms.CharField(
        label=_("Pola"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "placeholder": "P P S S M M L L"}
        ),
        help_text=_("Kode dinas dipisah spasi, diulang sampai akhir. L berarti libur."),
    )
    first = _day(_("Dari tanggal"))
    last = _day(_("Sampai tanggal"))
    shift_by = forms.IntegerField(
        label=_("Geser setiap pegawai (langkah)"),
        min_value=0,
        max_value=31,
        initial=0,
        required=False,
        help_text=_("Pegawai berikutnya mulai sekian langkah lebih jauh dalam pola."),
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Pegawai"), coerce=int, widget=forms.CheckboxSelectMultiple(), choices=[]
    )
    reason = forms.CharField(
        label=_("Alasan perubahan"),
        max_length=300,
        required=False,
        help_text=_("Wajib bila roster sudah diumumkan."),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], month: Month, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"first": month.first, "last": month.last, "people": [one for one, _n in people]})
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]
        self._month = month

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not self._month.first <= first <= last <= self._month.last:
            self.add_error(
                "last", _("Kedua tanggal harus dalam bulan roster, yang terakhir tidak sebelum yang pertama.")
            )
        return cleaned


class RosterFileForm(PlainForm):
    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("CSV atau XLSX dengan kolom nip dan 1 sampai 31, seperti templatnya."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    reason = forms.CharField(
        label=_("Alasan perubahan"),
        max_length=300,
        required=False,
        help_text=_("Wajib bila roster sudah diumumkan."),
    )


class ShiftForm(PlainForm):
    """A kind of shift with the customary two stages; every number of minutes is the region's own."""

    unit = UnitChoice(label=_("Untuk unit"), queryset=OrgUnit.objects.none(), help_text=_("Dan semua di bawahnya."))
    code = forms.CharField(
        label=_("Kode"), max_length=4, help_text=_("1 sampai 4 huruf besar atau angka; L dipakai untuk libur.")
    )
    name = forms.CharField(label=_("Nama"), max_length=60)
    starts = forms.TimeField(label=_("Mulai"), widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    ends = forms.TimeField(
        label=_("Selesai"),
        widget=forms.TimeInput(attrs=_TIME, format="%H:%M"),
        help_text=_("Sama dengan atau sebelum jam mulai berarti hari berikutnya."),
    )
    break_min = forms.IntegerField(label=_("Istirahat (menit)"), min_value=0, max_value=480, initial=30)
    early_min = forms.IntegerField(
        label=_("Absen masuk dibuka sebelum mulai (menit)"), min_value=0, max_value=720, initial=60
    )
    late_min = forms.IntegerField(
        label=_("Absen masuk ditutup sesudah mulai (menit)"), min_value=0, max_value=720, initial=90
    )
    after_min = forms.IntegerField(
        label=_("Absen pulang ditutup sesudah selesai (menit)"), min_value=0, max_value=720, initial=120
    )
    valid_from = _day(_("Berlaku mulai"))
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=300)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Fields of `ShiftData`; only of a valid form."""
        cleaned = dict(self.cleaned_data)
        minutes = {name: cleaned.pop(name) for name in ("early_min", "late_min", "after_min")}
        unit = cleaned.pop("unit")
        cleaned["code"] = cleaned["code"].strip().upper()
        return {**cleaned, "unit_id": unit.pk, "stages": customary_stages(**minutes)}


class RestForm(PlainForm):
    hours = forms.DecimalField(
        label=_("Jeda paling sedikit (jam)"), min_value=1, max_value=48, max_digits=4, decimal_places=1
    )
    valid_from = _day(_("Berlaku mulai"))
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=300)


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("Alasan"), max_length=300, required=False)


class SwapForm(PlainForm):
    """`day` is fixed by the page; choices are the colleagues of that day's roster."""

    partner = forms.TypedChoiceField(label=_("Rekan"), coerce=int, widget=forms.RadioSelect(), choices=[])
    other_day = _day(
        _("Tanggal dinas rekan"),
        help_text=_("Tanggal yang sama menukar dinas hari itu saja; tanggal lain menukar kedua hari."),
    )
    reason = forms.CharField(label=_("Alasan"), max_length=300)

    def __init__(self, *args: Any, partners: Sequence[tuple[int, str]], day: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"other_day": day})
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = list(partners)  # type: ignore[attr-defined]
