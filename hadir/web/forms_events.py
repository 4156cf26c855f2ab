"""Forms of events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.attendance.events.planning import Times
from hadir.attendance.events.policies import PolicyData
from hadir.attendance.events.texts import KINDS, WEEKDAYS
from hadir.people.models import OrgUnit, WorkPlace
from hadir.web.forms import PlainForm, UnitChoice, WorkPlaceChoice

_DATE = {"type": "date"}
_MAX_PEOPLE = 500


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"), **more)


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class _Units(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's field is generic for checkers only
    def label_from_instance(self, obj: Any) -> str:
        return f"{'- ' * getattr(obj, 'tree_depth', 0)}{obj.name}"


class _Announced(PlainForm):
    kind = forms.ChoiceField(label=_("Jenis"), choices=KINDS)
    name = forms.CharField(label=_("Nama acara"), max_length=120)
    unit = UnitChoice(label=_("Diadakan oleh"), queryset=OrgUnit.objects.none(), empty_label=None)
    place = WorkPlaceChoice(label=_("Tempat"), queryset=WorkPlace.objects.none(), empty_label=None)
    opens = _clock(_("Absen dibuka"))
    starts = _clock(_("Acara mulai"))
    closes = _clock(_("Absen ditutup"))
    legal_basis = forms.CharField(label=_("Surat atau dasar yang mewajibkan"), max_length=300)

    def __init__(self, *args: Any, units: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def times(self) -> Times:
        data = self.cleaned_data
        return Times(data["opens"], data["starts"], data["closes"])


class EventForm(_Announced):
    """One event. People by their numbers: a list of names would be thousands long."""

    day = _day(_("Hari"))
    units = _Units(
        label=_("Unit yang diharapkan hadir"),
        queryset=OrgUnit.objects.none(),
        required=False,
        help_text=_("Termasuk semua unit di bawahnya. Dapat lebih dari satu."),
    )
    people = forms.CharField(
        label=_("Atau pegawai tertentu"),
        required=False,
        max_length=20 * _MAX_PEOPLE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("NIP, satu setiap baris."),
    )

    field_order = [
        "kind",
        "name",
        "day",
        "opens",
        "starts",
        "closes",
        "unit",
        "place",
        "legal_basis",
        "units",
        "people",
    ]

    def __init__(self, *args: Any, units: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, units=units, places=places, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]

    def clean_people(self) -> list[str]:
        found = [line.replace(" ", "") for line in self.cleaned_data["people"].splitlines() if line.strip()]
        if len(found) > _MAX_PEOPLE:
            raise forms.ValidationError(_("Paling banyak 500 pegawai; untuk lebih banyak, pilih unitnya."))
        return list(dict.fromkeys(found))


class SeriesForm(_Announced):
    weekday = forms.TypedChoiceField(label=_("Setiap hari"), choices=list(enumerate(WEEKDAYS)), coerce=int)
    first = _day(_("Mulai"))
    last = _day(_("Sampai"), required=False, help_text=_("Kosongkan bila berlangsung terus."))

    field_order = [
        *("kind", "name", "weekday", "opens", "starts", "closes", "first", "last", "unit", "place", "legal_basis")
    ]


class PolicyForm(PlainForm):
    kind = forms.ChoiceField(label=_("Jenis acara"), choices=KINDS)
    by_check_in = forms.BooleanField(
        label=_("Absen di tempat acara selama absen dibuka langsung dihitung hadir"), required=False
    )
    valid_from = _day(_("Berlaku mulai"))
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def data_for_service(self) -> PolicyData:
        return PolicyData(**self.cleaned_data)


class NoteForm(PlainForm):
    note = forms.CharField(label=_("Alasan"), max_length=300)
