"""What an auditor searches and exports."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.accounts.texts import RIGHT_NAMES
from hadir.audit.sentences import GROUPS
from hadir.people.models import OrgUnit, TimeZone
from hadir.web.forms import PlainForm

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LOOKS, MACHINE = "_seen", "machine"


class PeriodForm(PlainForm):
    """Days in the western zone, both included; either may be left open."""

    dari = forms.DateField(label=_("Dari tanggal"), required=False, widget=_DATE)
    sampai = forms.DateField(label=_("Sampai tanggal"), required=False, widget=_DATE)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("dari"), values.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", _("Tanggal terakhir mendahului tanggal pertama."))
        return values

    def since(self) -> datetime | None:
        return _midnight(self.cleaned_data.get("dari"))

    def until(self) -> datetime | None:
        return _midnight(self.cleaned_data.get("sampai"), days=1)


class LogSearchForm(PeriodForm):
    pelaku = forms.CharField(label=_("Pelaku (nama atau NIP)"), required=False, max_length=80)
    perihal = forms.CharField(label=_("Perihal (nama, NIP, atau jenis:nomor)"), required=False, max_length=80)
    kelompok = forms.ChoiceField(label=_("Kelompok"), required=False)
    unit = forms.ModelChoiceField(
        label=_("Unit dan di bawahnya"), required=False, queryset=OrgUnit.objects.none(), empty_label=_("Semua unit")
    )
    hak = forms.ChoiceField(label=_("Hak yang dipakai"), required=False)
    oleh = forms.ChoiceField(
        label=_("Oleh"), required=False, choices=[("", _("Siapa pun")), (MACHINE, _("Sistem atau tanpa akun"))]
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["kelompok"].choices = [  # type: ignore[attr-defined]
            ("", _("Semua")),
            (LOOKS, _("Melihat data atau bukti")),
            *GROUPS.items(),
        ]
        self.fields["hak"].choices = [  # type: ignore[attr-defined]
            ("", _("Semua")),
            *sorted(((right.value, str(name)) for right, name in RIGHT_NAMES.items()), key=itemgetter(1)),
        ]


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=days), time(), ZoneInfo(TimeZone.WIB)) if day else None
