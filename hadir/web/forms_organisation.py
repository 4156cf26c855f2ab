"""Forms for what changes from a day on: careers, heads of units, the units themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hadir.people.models import Employee, EmploymentType, OrgUnit, WorkPlace
from hadir.people.texts import GRADES_OF_CONTRACTS, GRADES_OF_SERVANTS, HEAD_KINDS, POSITION_LEVELS
from hadir.web.forms import PlainForm, UnitChoice, WorkPlaceChoice

_NIP_LENGTH = 30


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class DatedForm(PlainForm):
    """Whatever begins on a day has a legal basis; both stand last."""

    valid_from = _day(_("Mulai tanggal"), help_text=_("Boleh tanggal lampau atau yang akan datang."))
    legal_basis = forms.CharField(
        label=_("Dasar (nomor SK atau surat)"), max_length=300, required=False, widget=forms.TextInput
    )
    field_order: list[str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dated = ["valid_from", *(["valid_to"] if "valid_to" in self.fields else []), "legal_basis"]
        self.order_fields([name for name in self.fields if name not in dated] + dated)


class PersonField(forms.CharField):
    """A person among those the viewer may see, by NIP: lists of thousands are no choice. Gives the `Employee`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "list": "people"})
        super().__init__(max_length=_NIP_LENGTH, widget=widget, help_text=_("Ketik NIP atau pilih."), **kwargs)
        self.people: QuerySet[Employee] = Employee.objects.none()

    def clean(self, value: Any) -> Any:
        digits = "".join(str(super().clean(value)).split())
        found = self.people.filter(nip=digits, active=True).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada pegawai aktif dengan NIP ini di unit Anda."))
        return found


class PlacementForm(DatedForm):
    unit = UnitChoice(label=_("Unit kerja"), queryset=OrgUnit.objects.none())
    work_place = WorkPlaceChoice(label=_("Tempat kerja"), queryset=WorkPlace.objects.none())
    position_title = forms.CharField(label=_("Jabatan"), max_length=200, required=False)
    position_level = forms.ChoiceField(
        label=_("Jenjang jabatan"), choices=[("", _("Belum diisi")), *POSITION_LEVELS], required=False
    )
    job_class = forms.IntegerField(label=_("Kelas jabatan"), min_value=1, max_value=17, required=False)

    def __init__(self, *args: Any, units: Any, work_places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["work_place"].queryset = work_places  # type: ignore[attr-defined]


class GradeForm(DatedForm):
    grade = forms.ChoiceField(
        label=_("Golongan"),
        choices=[("", "…"), (_("PNS dan CPNS"), GRADES_OF_SERVANTS), (_("PPPK"), GRADES_OF_CONTRACTS)],
    )


class EmploymentForm(DatedForm):
    employment_type = forms.ChoiceField(label=_("Status kepegawaian"), choices=EmploymentType.choices)


class SuperiorForm(DatedForm):
    superior = PersonField(label=_("Atasan langsung"))
    valid_to = _day(_("Sampai dengan"), required=False, help_text=_("Kosongkan bila sampai ada keputusan lain."))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["superior"].people = people  # type: ignore[attr-defined]


class HeadForm(DatedForm):
    employee = PersonField(label=_("Pegawai"))
    kind = forms.ChoiceField(label=_("Sebagai"), choices=HEAD_KINDS)
    valid_to = _day(
        _("Sampai dengan"),
        required=False,
        help_text=_("Hari itu ikut terhitung. Kosongkan bila belum ditentukan."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee"].people = people  # type: ignore[attr-defined]
        self.fields["legal_basis"].required = True


class LastDayForm(PlainForm):
    """Until when something is so."""

    last_day = _day(_("Hari terakhir"))
    legal_basis = forms.CharField(label=_("Dasar (nomor SK atau surat)"), max_length=300, required=False)


class UnitChangeForm(DatedForm):
    name = forms.CharField(label=_("Nama"), max_length=200)
    code = forms.CharField(label=_("Kode"), max_length=40)
    parent = UnitChoice(label=_("Di bawah"), queryset=OrgUnit.objects.none())

    def __init__(self, *args: Any, parents: Any, is_region: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        if is_region:
            del self.fields["parent"]
