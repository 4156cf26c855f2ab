"""Forms of the pages. They check shape only; what is allowed and possible is the services' business."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.people.models import EmploymentType, OrgUnit, TimeZone, UnitKind, WorkPlace
from hadir.people.texts import GRADES_OF_CONTRACTS, GRADES_OF_SERVANTS, POSITION_LEVELS

_LABEL_SUFFIX = ""

if TYPE_CHECKING:  # Django's field is generic for the type checker only
    UnitField = forms.ModelChoiceField[OrgUnit]
    WorkPlaceField = forms.ModelChoiceField[WorkPlace]
else:
    UnitField = WorkPlaceField = forms.ModelChoiceField


class PlainForm(forms.Form):
    """No colon after labels, errors in place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", _LABEL_SUFFIX)
        super().__init__(*args, **kwargs)


class UnitChoice(UnitField):
    """Units as a drawn tree: the depth is shown by leading dashes; a select cannot be indented otherwise."""

    def label_from_instance(self, obj: Any) -> str:
        depth = getattr(obj, "tree_depth", 0)
        return f"{'- ' * depth}{obj.name}"


class WorkPlaceChoice(WorkPlaceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.unit.name})"


class InvitationForm(PlainForm):
    password = forms.CharField(
        label=_("Kata sandi baru"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Sedikitnya 12 huruf, dengan huruf besar, huruf kecil, angka, dan tanda baca."),
    )
    again = forms.CharField(
        label=_("Kata sandi sekali lagi"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("Kedua kata sandi tidak sama."))
        return cleaned


class EmployeeForm(PlainForm):
    nip = forms.CharField(
        label=_("NIP"),
        max_length=30,
        help_text=_("18 angka; spasi boleh."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    employment_type = forms.ChoiceField(label=_("Status kepegawaian"), choices=EmploymentType.choices)
    front_title = forms.CharField(label=_("Gelar depan"), max_length=60, required=False)
    name = forms.CharField(label=_("Nama tanpa gelar"), max_length=200)
    back_title = forms.CharField(label=_("Gelar belakang"), max_length=60, required=False)
    position = forms.CharField(label=_("Jabatan"), max_length=200, required=False)
    position_level = forms.ChoiceField(
        label=_("Jenjang jabatan"), choices=[("", _("Belum diisi")), *POSITION_LEVELS], required=False
    )
    grade = forms.ChoiceField(
        label=_("Golongan"), choices=[("", _("Belum diisi")), *GRADES_OF_SERVANTS, *GRADES_OF_CONTRACTS], required=False
    )
    unit = UnitChoice(label=_("Unit kerja"), queryset=OrgUnit.objects.none())
    work_place = WorkPlaceChoice(label=_("Tempat kerja"), queryset=WorkPlace.objects.none())
    email = forms.EmailField(label=_("Surel"), required=False, help_text=_("Untuk undangan dan lupa kata sandi."))
    phone = forms.CharField(
        label=_("Nomor HP"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )

    def __init__(self, *args: Any, units: Any, work_places: Any, fixed_nip: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["work_place"].queryset = work_places  # type: ignore[attr-defined]
        if fixed_nip:
            self.fields["nip"].widget.attrs["readonly"] = True
            self.fields["nip"].help_text = _("NIP yang salah diperbaiki di halaman pegawai.")


class NipForm(PlainForm):
    nip = forms.CharField(
        label=_("NIP yang benar"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Nama untuk masuk ikut berubah."),
    )


class LeavingForm(PlainForm):
    last_day = forms.DateField(
        label=_("Hari terakhir bekerja"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Kosong: kemarin. Hari sesudahnya tidak dihitung, juga bukan tanpa keterangan."),
    )


class UnitForm(PlainForm):
    name = forms.CharField(label=_("Nama"), max_length=200)
    code = forms.CharField(label=_("Kode"), max_length=40)
    kind = forms.ChoiceField(label=_("Jenis"), choices=[c for c in UnitKind.choices if c[0] != UnitKind.REGION])
    parent = UnitChoice(label=_("Di bawah"), queryset=OrgUnit.objects.none())

    def __init__(self, *args: Any, parents: Any, without: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        for name in without:
            del self.fields[name]


class WorkPlaceForm(PlainForm):
    unit = UnitChoice(label=_("Milik unit"), queryset=OrgUnit.objects.none())
    name = forms.CharField(label=_("Nama"), max_length=200)
    time_zone = forms.ChoiceField(label=_("Zona waktu"), choices=TimeZone.choices)

    def __init__(self, *args: Any, units: Any, fixed_unit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if fixed_unit:
            del self.fields["unit"]


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class GrantForm(PlainForm):
    unit = UnitChoice(
        label=_("Untuk unit"), queryset=OrgUnit.objects.none(), help_text=_("Termasuk semua di bawahnya.")
    )
    valid_from = forms.DateField(label=_("Mulai"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    valid_to = forms.DateField(
        label=_("Sampai"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    legal_basis = forms.CharField(label=_("Dasar (nomor surat)"), max_length=200, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
