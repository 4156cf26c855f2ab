"""Forms of hours: a whole week at once, who has which schedule, Ramadan, days elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from hadir.people.models import OrgUnit
from hadir.schedules.instances import Flex, FlexTerms, Measure, WorkMode
from hadir.schedules.models import WorkSchedule
from hadir.schedules.rules import StageCode, StageKind
from hadir.schedules.services import VersionData
from hadir.schedules.texts import FLEX_NAMES, KIND_NAMES, MEASURE_NAMES, MODE_NAMES, SEASON_NAMES, STAGE_NAMES
from hadir.schedules.weeks import DAY_MIN, DayRule, Hours, SeasonName, StageRule, Week, minutes_of
from hadir.web.forms import PlainForm, UnitChoice

OTHER = "other"
_FOLLOWS = -9999  # in place of a time to be kept that follows from the hours of the day
_ROLL_CALL = ("roll_call", _("Apel"))
_WEEKDAYS = [(str(number), name) for number, name in WEEKDAYS.items()]
_DATE = {"type": "date"}


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"), **more)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more
    )


def _basis() -> forms.CharField:
    return forms.CharField(label=_("Dasar hukum"), max_length=300, help_text=_("Misalnya nomor peraturan bupati."))


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("Catatan (wajib bila menolak)"), max_length=300, required=False)


class VersionForm(PlainForm):
    """What a wording says besides its week."""

    valid_from = _date(_("Berlaku mulai"))
    valid_to = _date(_("Berlaku sampai"), required=False)
    legal_basis = _basis()
    exception_basis = forms.CharField(
        label=_("Dasar pengecualian jam seminggu"),
        max_length=300,
        required=False,
        help_text=_("Hanya bila jumlah jamnya bukan 37,5 jam (Ramadan 32,5): Perpres 21/2023 Pasal 7."),
    )
    flex_kind = forms.ChoiceField(
        label=_("Jam datang fleksibel"),
        choices=[(one.value, name) for one, name in FLEX_NAMES.items()],
        initial=Flex.NONE.value,
    )
    flex_limit_min = forms.IntegerField(label=_("Boleh terlambat sampai (menit)"), required=False, min_value=0)
    flex_fixed_min = forms.IntegerField(label=_("Pengganti tetap (menit)"), required=False, min_value=0)
    works_on_holidays = forms.BooleanField(label=_("Tetap bekerja pada hari libur"), required=False)

    def data_with(self, weeks: Mapping[SeasonName, Week], preset: str) -> VersionData:
        """What was typed, as the service takes it. Only after validation."""
        values = self.cleaned_data
        flex = FlexTerms(Flex(values["flex_kind"]), values["flex_limit_min"] or 0, values["flex_fixed_min"] or 0)
        return VersionData(
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
            legal_basis=values["legal_basis"],
            exception_basis=values["exception_basis"],
            weeks=weeks,
            flex=flex,
            works_on_holidays=values["works_on_holidays"],
            preset=preset,
        )


class ScheduleForm(VersionForm):
    name = forms.CharField(label=_("Nama jam kerja"), max_length=80)
    unit = UnitChoice(
        label=_("Milik"), queryset=OrgUnit.objects.none(), required=False, empty_label=_("Seluruh daerah")
    )
    field_order = ("name", "unit")

    def __init__(self, *args: Any, units: Any, may_region: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset, field.required = units, not may_region
        if not may_region:
            field.empty_label = None


class DayRowForm(PlainForm):
    """Hours of one weekday; all empty: free. An end before the beginning lies on the next day."""

    season = forms.ChoiceField(
        choices=[(one.value, name) for one, name in SEASON_NAMES.items()], widget=forms.HiddenInput
    )
    weekday = forms.ChoiceField(choices=_WEEKDAYS, widget=forms.HiddenInput)
    starts = _clock(_("Masuk"))
    ends = _clock(_("Pulang"))
    break_starts = _clock(_("Mulai istirahat"))
    break_min = forms.IntegerField(label=_("Istirahat (menit)"), required=False, min_value=0, max_value=DAY_MIN)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for one, other in (("starts", "ends"), ("ends", "starts")):
            if values.get(one) is not None and values.get(other) is None and other not in self.errors:
                self.add_error(other, _("Isi jam masuk dan jam pulang, atau kosongkan keduanya."))
        return values

    def hours(self) -> Hours | None:
        values = self.cleaned_data
        if values.get("starts") is None or values.get("ends") is None:
            return None
        starts, ends = minutes_of(values["starts"]), minutes_of(values["ends"])
        ends += DAY_MIN if ends <= starts else 0
        pause = _within(values.get("break_starts"), starts, ends)
        return Hours(starts, ends, pause, values.get("break_min") or 0)


class StageRowForm(PlainForm):
    """A stage of some weekdays. Without any time the row is left out."""

    season = forms.ChoiceField(label=_("Musim"), choices=[(one.value, name) for one, name in SEASON_NAMES.items()])
    code = forms.ChoiceField(label=_("Tahap"))
    name = forms.CharField(
        label=_("Nama sendiri"), max_length=60, required=False, help_text=_("Wajib untuk tahap lain.")
    )
    kind = forms.ChoiceField(label=_("Jenis"), choices=[(one.value, name) for one, name in KIND_NAMES.items()])
    measure = forms.ChoiceField(
        label=_("Yang diukur"), choices=[(one.value, name) for one, name in MEASURE_NAMES.items()]
    )
    opens = _clock(_("Buka"))
    due = _clock(_("Batas"), help_text=_("Kosong: jam masuk, jam pulang, atau jam tutup."))
    closes = _clock(_("Tutup"))
    required = forms.BooleanField(label=_("Wajib"), required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("Hari"), choices=_WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    remove = forms.BooleanField(label=_("Hapus tahap ini"), required=False)

    def __init__(self, *args: Any, codes: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, STAGE_NAMES[code]) for code in StageCode]
        field: Any = self.fields["code"]
        field.choices = [*known, _ROLL_CALL, *codes, (OTHER, _("Lainnya"))]

    @property
    def is_empty(self) -> bool:
        values = self.cleaned_data
        return values.get("remove") or not any(values.get(name) is not None for name in ("opens", "due", "closes"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.cleaned_data = values
        if self.is_empty:
            return values
        for name in ("opens", "closes"):
            if values.get(name) is None and name not in self.errors:
                self.add_error(name, _("Isi jam buka dan jam tutup."))
        if not values.get("weekdays"):
            self.add_error("weekdays", _("Pilih sedikitnya satu hari."))
        if values.get("code") == OTHER and not _slug(values.get("name", "")):
            self.add_error("name", _("Beri nama untuk tahap lain."))
        return values

    def rule_on(self, hours: Hours) -> StageRule:
        """The stage on a day with those hours: the time to be kept lies within them, the window around it."""
        values = self.cleaned_data
        measure = Measure(values["measure"])
        opens, closes = minutes_of(values["opens"]), minutes_of(values["closes"])
        due = _within(values["due"], hours.starts, hours.ends)
        if due is None:
            closing = _within(values["closes"], hours.starts, hours.ends) or 0
            due = _usual_due(measure, hours, closing)
        if due >= DAY_MIN:
            opens += DAY_MIN if opens + DAY_MIN <= due else 0
            closes += DAY_MIN
        elif hours.ends > DAY_MIN and closes < opens:
            closes += DAY_MIN
        code = values["code"] if values["code"] != OTHER else _slug(values["name"])
        name = values["name"] or ("" if code in STAGE_NAMES else str(dict([_ROLL_CALL]).get(code, "")))
        return StageRule(code, name, StageKind(values["kind"]), measure, opens, due, closes, values["required"])


DayRows = formset_factory(DayRowForm, extra=0, max_num=14, absolute_max=14)
StageRows = formset_factory(StageRowForm, extra=1, max_num=60, absolute_max=60)


class ScopeForm(PlainForm):
    """For whom: one person, a unit, or (for those who may) the whole region."""

    nip = forms.CharField(
        label=_("NIP pegawai"), max_length=25, required=False, help_text=_("Kosongkan untuk seluruh unit.")
    )
    unit = UnitChoice(
        label=_("Untuk unit"), queryset=OrgUnit.objects.none(), required=False, empty_label=_("Seluruh daerah")
    )

    def __init__(self, *args: Any, units: Any, may_region: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset, self.may_region = units, may_region
        if not may_region:
            unit.empty_label = _("Pilih unit")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        nip, unit = values.get("nip"), values.get("unit")
        if nip and unit:
            self.add_error("nip", _("Isi NIP pegawai atau pilih unit, jangan keduanya."))
        if not (nip or unit or self.may_region or {"nip", "unit"} & set(self.errors)):
            self.add_error("unit", _("Pilih unit, atau isi NIP pegawai."))
        return values


class AssignmentForm(ScopeForm):
    schedule = forms.ModelChoiceField(
        label=_("Jam kerja"),
        queryset=WorkSchedule.objects.none(),
        required=False,
        empty_label=_("Ikut jam kerja di atasnya"),
    )
    valid_from = _date(_("Berlaku mulai"))
    valid_to = _date(_("Berlaku sampai"), required=False)
    legal_basis = _basis()
    field_order = ("schedule", "nip", "unit")

    def __init__(self, *args: Any, schedules: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schedule"].queryset = schedules  # type: ignore[attr-defined]


class SeasonForm(PlainForm):
    first = _date(_("Hari pertama"))
    last = _date(_("Hari terakhir"))
    legal_basis = _basis()


class ModeForm(ScopeForm):
    mode = forms.ChoiceField(label=_("Cara kerja"), choices=[(one.value, MODE_NAMES[one]) for one in
                             (WorkMode.HOME, WorkMode.ANYWHERE, WorkMode.OFFICE)])  # fmt: skip
    first = _date(_("Hari pertama"))
    last = _date(_("Hari terakhir"))
    weekdays = forms.MultipleChoiceField(
        label=_("Hanya pada hari"), choices=_WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Kosongkan untuk setiap hari."),
    )  # fmt: skip
    legal_basis = _basis()
    field_order = ("mode", "nip", "unit")


class QuotaForm(PlainForm):
    unit = UnitChoice(label=_("Untuk unit"), queryset=OrgUnit.objects.none(), required=False,
                      empty_label=_("Seluruh daerah"))  # fmt: skip
    max_percent = forms.IntegerField(
        label=_("Paling banyak di luar kantor (%)"), min_value=0, max_value=100,
        help_text=_("0 untuk pelayanan langsung."),
    )  # fmt: skip
    valid_from = _date(_("Berlaku mulai"))
    legal_basis = _basis()

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class CheckForm(PlainForm):
    nip = forms.CharField(label=_("NIP"), max_length=25)
    day = _date(_("Tanggal"))


# --- from weeks to rows and back


def day_rows(weeks: Mapping[SeasonName, Week]) -> list[dict[str, Any]]:
    """Initial values of fourteen rows: seven weekdays in both seasons."""
    rows = []
    for season in SeasonName:
        for weekday in range(7):
            rule = weeks.get(season, {}).get(weekday)
            row: dict[str, Any] = {"season": season.value, "weekday": str(weekday)}
            if rule is not None:
                hours = rule.hours
                row |= {"starts": _time(hours.starts), "ends": _time(hours.ends), "break_min": hours.break_min}
                row["break_starts"] = _time(hours.break_starts) if hours.break_starts is not None else None
            rows.append(row)
    return rows


def stage_rows(weeks: Mapping[SeasonName, Week]) -> list[dict[str, Any]]:
    """Initial values: one row for all weekdays on which a stage is the same. A time to be kept that follows from the
    hours of the day is left out, so that it goes on following them."""
    alike: dict[tuple[SeasonName, StageRule], list[str]] = {}
    for season, week in weeks.items():
        for weekday, rule in sorted(week.items()):
            for stage in rule.stages:
                usual = stage.due == _usual_due(stage.measure, rule.hours, stage.closes)
                key = replace(stage, due=_FOLLOWS) if usual else stage
                alike.setdefault((season, key), []).append(str(weekday))
    return [
        {
            "season": season.value,
            "code": stage.code,
            "name": stage.name,
            "kind": stage.kind.value,
            "measure": stage.measure.value,
            "opens": _time(stage.opens),
            "due": _time(stage.due) if stage.due != _FOLLOWS else None,
            "closes": _time(stage.closes),
            "required": stage.required,
            "weekdays": weekdays,
        }
        for (season, stage), weekdays in alike.items()
    ]


def weeks_from(days: BaseFormSet[Any], stages: BaseFormSet[Any]) -> dict[SeasonName, Week]:
    """The weeks that were typed. Only after validation; a stage on a free weekday is left out."""
    weeks: dict[SeasonName, dict[int, DayRule]] = {}
    rows = [form for form in stages.forms if not form.is_empty]
    for form in days.forms:
        hours = form.hours()
        if hours is None:
            continue
        season, weekday = form.cleaned_data["season"], form.cleaned_data["weekday"]
        rules = [
            row.rule_on(hours)
            for row in rows
            if row.cleaned_data["season"] == season and weekday in row.cleaned_data["weekdays"]
        ]
        weeks.setdefault(SeasonName(season), {})[int(weekday)] = DayRule(hours, tuple(rules))
    return dict(weeks)


def _usual_due(measure: Measure, hours: Hours, closes: int) -> int:
    """Arrive when work begins, leave when it ends, be there before the stage closes."""
    return {Measure.ARRIVAL: hours.starts, Measure.DEPARTURE: hours.ends, Measure.PRESENCE: closes}[measure]


def _time(minutes: int) -> time:
    return time((minutes % DAY_MIN) // 60, minutes % 60)


def _within(value: time | None, starts: int, ends: int) -> int | None:
    """A clock time as minutes of the shift's day: on the next day where only that lies within the shift."""
    if value is None:
        return None
    minutes = minutes_of(value)
    return minutes + DAY_MIN if not starts <= minutes <= ends and minutes + DAY_MIN <= ends else minutes


def _slug(name: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:20].strip("_")
    return found if re.match(r"[a-z]", found) else ""
