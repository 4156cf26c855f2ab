"""Forms of incidents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.attendance.incidents.rules import Kind
from hadir.attendance.incidents.texts import KINDS
from hadir.people.models import OrgUnit, WorkPlace
from hadir.web.forms import PlainForm

_MOMENT = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S"])


class _Units(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's field is generic for checkers only
    def label_from_instance(self, obj: Any) -> str:
        return f"{'- ' * getattr(obj, 'tree_depth', 0)}{obj.name}"


class _Places(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.unit.name})"


class IncidentForm(PlainForm):
    """An incident as it is reported. Moments on the reporter's clock."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=KINDS)
    title = forms.CharField(label=_("Judul"), max_length=120)
    first_at = _moment(_("Mulai"))
    last_at = _moment(_("Sampai"))
    is_regional = forms.BooleanField(label=_("Seluruh daerah"), required=False)
    units = _Units(
        label=_("Unit yang terkena"),
        queryset=OrgUnit.objects.none(),
        required=False,
        help_text=_("Termasuk semua unit di bawahnya. Dapat lebih dari satu."),
    )
    places = _Places(
        label=_("Tempat kerja yang terkena"),
        queryset=WorkPlace.objects.none(),
        required=False,
        help_text=_("Dapat lebih dari satu."),
    )
    what_happened = forms.CharField(
        label=_("Apa yang terjadi dan apa buktinya"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    reference = forms.CharField(label=_("Nomor surat atau tiket"), max_length=120, required=False)

    def __init__(self, *args: Any, units: Any, places: Any, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        self.fields["places"].queryset = places  # type: ignore[attr-defined]
        if not everywhere:
            del self.fields["is_regional"]


class VerdictForm(PlainForm):
    """What is to hold. Only the window may be narrowed."""

    first_at = _moment(_("Mulai"))
    last_at = _moment(_("Sampai"))
    legal_basis = forms.CharField(
        label=_("Nomor dan tahun keputusan"),
        max_length=300,
        required=False,
        help_text=_("Wajib untuk keadaan kahar."),
    )
    note = forms.CharField(label=_("Catatan"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != Kind.DISASTER.value:
            self.fields["legal_basis"].help_text = _("Bila ada.")


class DropForm(PlainForm):
    note = forms.CharField(label=_("Alasan"), max_length=300)
