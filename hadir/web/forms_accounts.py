"""Forms of roles, elevations and API tokens. They check shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.accounts import rules
from hadir.accounts.roles import RIGHT_TO_GRANT, Role
from hadir.accounts.rules import Scope
from hadir.lib.authority import Right
from hadir.people.models import OrgUnit
from hadir.web.forms import PlainForm, UnitChoice

_SCOPES = [
    (Scope.ATTENDANCE_READ.value, _("Absen yang diterima, per orang per hari (attendance:read)")),
    (Scope.PEOPLE_READ.value, _("Nama, unit, dan status aktif pegawai (people:read)")),
    (Scope.HEALTH_READ.value, _("Keadaan layanan, tanpa data pribadi (health:read)")),
]
# Roles that somebody in the pages can give or propose; the others are named by the command line.
GIVABLE = [role for role, right in RIGHT_TO_GRANT.items() if right is Right.GRANT_OPD_OPERATOR]


def _date(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class RoleForm(PlainForm):
    login = forms.CharField(
        label=_("NIP atau nama pengguna"),
        max_length=150,
        help_text=_("Orang yang akan memegang peran. Ia harus sudah memiliki akun."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(label=_("Peran"), choices=[(role.value, Role(role).label) for role in GIVABLE])
    unit = UnitChoice(
        label=_("Untuk unit"), queryset=OrgUnit.objects.none(), help_text=_("Termasuk semua di bawahnya.")
    )
    valid_from = _date(_("Mulai"))
    valid_to = _date(_("Sampai"), required=False, help_text=_("Kosongkan bila belum ditentukan."))
    legal_basis = forms.CharField(label=_("Dasar (nomor surat)"), max_length=200, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ElevationForm(PlainForm):
    reason = forms.CharField(
        label=_("Untuk apa?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tertulis di catatan audit, misalnya nomor aduan atau surat tugas."),
    )


class TokenForm(PlainForm):
    name = forms.CharField(label=_("Nama sistem"), max_length=100, help_text=_("Misalnya: e-Kinerja."))
    purpose = forms.CharField(
        label=_("Tujuan dan dasar"),
        max_length=300,
        help_text=_("Misalnya nomor perjanjian pemrosesan data."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    scopes = forms.MultipleChoiceField(label=_("Boleh membaca"), choices=_SCOPES, widget=forms.CheckboxSelectMultiple)
    unit = UnitChoice(
        label=_("Untuk unit"),
        queryset=OrgUnit.objects.none(),
        required=False,
        empty_label=_("Seluruh daerah"),
        help_text=_("Hanya pegawai unit ini dan di bawahnya yang terbaca."),
    )
    expires_on = _date(_("Berlaku sampai"), help_text=_("Paling lama satu tahun."))
    networks = forms.CharField(
        label=_("Hanya dari jaringan"),
        max_length=500,
        required=False,
        help_text=_("Satu per baris, misalnya 10.20.0.0/16. Kosong: dari mana saja."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_networks(self) -> tuple[str, ...]:
        typed = self.cleaned_data["networks"]
        try:
            return tuple(rules.read_networks(typed))
        except ValueError as error:
            raise forms.ValidationError(
                _("%(network)s bukan jaringan yang sah. Contoh: 10.20.0.0/16."), params={"network": str(error)[:60]}
            ) from error
