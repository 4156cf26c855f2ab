"""Forms of the example month beside the editor of allowance rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.people.texts import POSITION_LEVELS
from hadir.recap.allowance.example import Case, ExampleDay
from hadir.web.forms import PlainForm
from hadir.web.forms_allowance import NumberField


class ExampleDayForm(PlainForm):
    late = forms.IntegerField(label=_("Terlambat (menit)"), min_value=0, max_value=720, required=False)
    early = forms.IntegerField(label=_("Pulang cepat (menit)"), min_value=0, max_value=720, required=False)
    case = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            (Case.NORMAL.value, _("Hadir")),
            (Case.NO_ARRIVAL.value, _("Tidak absen datang")),
            (Case.NO_DEPARTURE.value, _("Tidak absen pulang")),
            (Case.ABSENT.value, _("Tanpa keterangan")),
            (Case.EVENT.value, _("Tidak ikut apel")),
            (Case.FLEX.value, _("Fleksibel, sudah diganti")),
            (Case.SICK.value, _("Cuti sakit (CS)")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, css in (("late", "form-control"), ("early", "form-control"), ("case", "form-select")):
            self.fields[name].widget.attrs["class"] = css

    def day(self) -> ExampleDay:
        """The day as typed; what cannot be read counts as nothing."""
        self.is_valid()
        values = self.cleaned_data
        return ExampleDay(values.get("late") or 0, values.get("early") or 0, Case(values.get("case") or Case.NORMAL))


class ExamplePersonForm(PlainForm):
    whole = NumberField(label=_("Besar TPP (rupiah)"), required=False)
    level = forms.ChoiceField(label=_("Jenjang"), choices=POSITION_LEVELS, required=False)
    job_class = forms.IntegerField(label=_("Kelas jabatan"), min_value=1, max_value=17, required=False)
    schedule = forms.ChoiceField(
        label=_("Jadwal"),
        required=False,
        choices=[("Normal 5 hari", _("5 hari kerja")), ("Normal 6 hari", _("6 hari kerja"))],
    )


def example_days(data: Mapping[str, Any] | None, first: Sequence[ExampleDay]) -> list[ExampleDayForm]:
    """The days of the example month, as sent or as they stand at first."""
    return [
        ExampleDayForm(
            data, prefix=f"d{number}", initial={"late": one.late, "early": one.early, "case": one.case.value}
        )
        for number, one in enumerate(first)
    ]
