"""Forms of the allowance's pages. The editor's lines are forms of their own, read together from one request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hadir.lib.tables import plain
from hadir.people.models import EmploymentType, OrgUnit
from hadir.people.texts import POSITION_LEVELS
from hadir.recap.allowance import presets, texts
from hadir.recap.allowance.rules import COUNTABLE, Base, Effect, Metric, Rounding, Rule, Tariff, Who
from hadir.recap.allowance.services import SetData
from hadir.web.forms import PlainForm, UnitChoice

_DATE = {"type": "date"}
_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
_MOST_LINES = 100
_LEVELS = {plain(code): code for code, _name in POSITION_LEVELS}


def _date(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))


class NumberField(forms.CharField):
    """A number as offices write it: 1,25 and 1.25 are the same; 6.000 and 1.250.000 have points for thousands."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs=_NUMBER))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"^rp\.?|[\s%]", "", str(value or ""), flags=re.IGNORECASE)
        if not text:
            return None
        if "," in text or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text):
            text = text.replace(".", "").replace(",", ".")
        try:
            found = Decimal(text)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found) >= Decimal(10) ** 10:
            raise forms.ValidationError(_now("Tulis angka, misalnya 1,25 atau 6.000."))
        return found.quantize(Decimal("0.0001")).normalize() + 0

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(_now("Isi angkanya."))

    def run_validators(self, value: Any) -> None:
        return None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class SetForm(PlainForm):
    name = forms.CharField(label=_("Nama"), max_length=120, help_text=_("Misalnya: TPP Kabupaten 2027."))
    legal_basis = forms.CharField(
        label=_("Dasar hukum"),
        max_length=300,
        required=False,
        help_text=_("Nomor dan tahun Perbup atau Perwali Anda. Boleh menyusul sampai diusulkan."),
    )
    valid_from = _date(_("Berlaku mulai"))
    valid_to = _date(_("Berlaku sampai"), required=False)
    discipline_percent = NumberField(
        label=_("Bagian disiplin (%)"), help_text=_("Bagian TPP yang dipengaruhi kehadiran, sering 40.")
    )
    cap_percent = NumberField(label=_("Potongan paling banyak (%)"), help_text=_("Dari seluruh TPP sebulan."))
    rounding = forms.ChoiceField(
        label=_("Pembulatan"), choices=[(one.value, name) for one, name in texts.ROUNDINGS.items()]
    )

    def data_for(self, unit_id: int | None) -> SetData:
        values = self.cleaned_data
        return SetData(
            name=values["name"],
            valid_from=values["valid_from"],
            legal_basis=values["legal_basis"],
            unit_id=unit_id,
            valid_to=values["valid_to"],
            discipline_percent=values["discipline_percent"],
            cap_percent=values["cap_percent"],
            rounding=Rounding(values["rounding"]),
        )


class NewSetForm(PlainForm):
    preset = forms.ChoiceField(label=_("Mulai dari"), required=False)
    name = forms.CharField(label=_("Nama"), max_length=120, help_text=_("Misalnya: TPP Kabupaten 2027."))
    unit = UnitChoice(
        label=_("Berlaku untuk"),
        queryset=OrgUnit.objects.none(),
        required=False,
        empty_label=_("Seluruh daerah"),
        help_text=_("Aturan OPD menggantikan aturan daerah untuk OPD itu."),
    )
    legal_basis = forms.CharField(
        label=_("Dasar hukum"),
        max_length=300,
        required=False,
        help_text=_("Nomor dan tahun Perbup atau Perwali Anda. Boleh menyusul sampai diusulkan."),
    )
    valid_from = _date(_("Berlaku mulai"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        found = [(one.code, one.name) for one in presets.all_presets()]
        self.fields["preset"].choices = [("", _("Kosong, isi sendiri")), *found]  # type: ignore[attr-defined]


class AmountsForm(PlainForm):
    name = forms.CharField(label=_("Nama"), max_length=120, help_text=_("Misalnya: Besaran TPP 2027."))
    unit = UnitChoice(
        label=_("Berlaku untuk"), queryset=OrgUnit.objects.none(), required=False, empty_label=_("Seluruh daerah")
    )
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=300)
    valid_from = _date(_("Berlaku mulai"))
    valid_to = _date(_("Berlaku sampai"), required=False)
    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("CSV atau XLSX dengan kolom tpp dan satu dari nip, kelas, atau jenjang."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class _Words(forms.CharField):
    """Words divided by commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=300, **kwargs)

    def to_python(self, value: Any) -> Any:
        return frozenset(word.strip()[:60] for word in str(value or "").split(",") if word.strip())

    def run_validators(self, value: Any) -> None:
        return None

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(sorted(value)) if isinstance(value, frozenset) else value


class LineForm(PlainForm):
    """One line of the editor. Only what cannot be read at all is a fault here; the rest is `checking`'s business."""

    code = forms.CharField(label=_("Kode"), max_length=20, required=False)
    label = forms.CharField(label=_("Uraian"), max_length=160, required=False)
    metric = forms.ChoiceField(
        label=_("Yang dilihat"), choices=[(one.value, name) for one, name in texts.METRICS.items()]
    )
    counted = forms.ChoiceField(
        label=_("Yang dihitung"),
        required=False,
        choices=[
            ("", _("Tidak dipakai")),
            *((one.value, name) for one, name in texts.METRICS.items() if one in COUNTABLE),
        ],
    )
    stages = _Words(
        label=_("Tahap, kegiatan, atau kode alasan"),
        help_text=_("Kosong: semua. Contoh: arrival, departure, morning, midday, afternoon; apel, upacara; CS, CT."),
    )
    at_least = forms.IntegerField(label=_("Dari"), min_value=-9999, max_value=99999)
    at_most = forms.IntegerField(label=_("Sampai"), min_value=-9999, max_value=99999, required=False)
    per_each = forms.IntegerField(label=_("Setiap"), min_value=-9999, max_value=99999, required=False)
    effect = forms.ChoiceField(label=_("Akibat"), choices=[(one.value, name) for one, name in texts.EFFECTS.items()])
    amount = NumberField(label=_("Besar"), required=False)
    base = forms.ChoiceField(label=_("Dari bagian"), choices=[(one.value, name) for one, name in texts.BASES.items()])
    tariffs = forms.CharField(
        label=_("Tabel rupiah"),
        required=False,
        max_length=3000,
        widget=forms.Textarea,
        help_text=_(
            "Satu baris satu tarif: jenjang; kelas; rupiah. Contoh: administrator; ; 30.000 atau ; 8-17; 45.000"
        ),
    )
    employment_types = forms.MultipleChoiceField(
        label=_("Status kepegawaian"),
        required=False,
        choices=EmploymentType.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    levels = forms.MultipleChoiceField(
        label=_("Jenjang jabatan"), required=False, choices=POSITION_LEVELS, widget=forms.CheckboxSelectMultiple
    )
    class_from = forms.IntegerField(label=_("Kelas dari"), min_value=1, max_value=17, required=False)
    class_to = forms.IntegerField(label=_("Kelas sampai"), min_value=1, max_value=17, required=False)
    units = forms.TypedMultipleChoiceField(label=_("OPD"), required=False, coerce=int)
    schedules = _Words(label=_("Jadwal"), help_text=_("Kata pada nama jadwal, misalnya: 5 hari, Malam."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Hari"),
        required=False,
        coerce=int,
        choices=list(enumerate(texts.WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
    group = forms.CharField(label=_("Kelompok batas"), max_length=20, required=False)
    cap_day = NumberField(label=_("Paling banyak sehari"), required=False)
    cap_month = NumberField(label=_("Paling banyak sebulan"), required=False)
    on_absent_day = forms.BooleanField(label=_("Juga pada hari tanpa keterangan"), required=False)
    is_example = forms.BooleanField(label=_("Masih angka contoh"), required=False)
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)
    valid_from = _date(_("Berlaku mulai"), required=False)
    valid_to = _date(_("Berlaku sampai"), required=False)
    legal_basis = forms.CharField(label=_("Dasar hukum (pasal)"), max_length=300, required=False)

    MAIN = ("code", "label", "metric", "at_least", "at_most", "effect", "amount", "base")

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = units  # type: ignore[attr-defined]

    def clean_tariffs(self) -> tuple[Tariff, ...]:
        lines = [line for line in self.cleaned_data["tariffs"].splitlines() if line.strip()]
        return tuple(_tariff(number, line) for number, line in enumerate(lines, start=1))

    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    def other_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name not in self.MAIN]

    def rule(self) -> Rule:
        values = self.cleaned_data
        return Rule(
            code=values["code"],
            label=values["label"],
            metric=Metric(values["metric"]),
            effect=Effect(values["effect"]),
            amount=values["amount"] or Decimal(0),
            at_least=values["at_least"],
            at_most=values["at_most"],
            base=Base(values["base"]),
            legal_basis=values["legal_basis"],
            who=Who(
                employment_types=frozenset(values["employment_types"]),
                units=frozenset(values["units"]),
                schedules=values["schedules"],
                weekdays=frozenset(values["weekdays"]),
                levels=frozenset(values["levels"]),
                class_from=values["class_from"],
                class_to=values["class_to"],
            ),
            stages=values["stages"],
            counted=Metric(values["counted"]) if values["counted"] else None,
            per_each=values["per_each"] or 0,
            tariffs=values["tariffs"],
            group=values["group"],
            cap_day=values["cap_day"],
            cap_month=values["cap_month"],
            on_absent_day=values["on_absent_day"],
            is_example=values["is_example"],
            note=values["note"],
            valid_from=values["valid_from"],
            valid_to=values["valid_to"],
        )


def line_values(rule: Rule) -> dict[str, Any]:
    """A rule as the first values of its form."""
    who = rule.who
    plain_names = ("code", "label", "at_least", "at_most", "amount", "stages", "group", "cap_day", "cap_month")
    more = ("on_absent_day", "is_example", "note", "valid_from", "valid_to", "legal_basis")
    return {name: getattr(rule, name) for name in (*plain_names, *more)} | {
        "metric": rule.metric.value,
        "effect": rule.effect.value,
        "base": rule.base.value,
        "counted": rule.counted.value if rule.counted else "",
        "per_each": rule.per_each or None,
        "tariffs": "\n".join(map(_tariff_line, rule.tariffs)),
        "employment_types": sorted(who.employment_types),
        "units": sorted(who.units),
        "schedules": who.schedules,
        "weekdays": sorted(who.weekdays),
        "levels": sorted(who.levels),
        "class_from": who.class_from,
        "class_to": who.class_to,
    }


def line_forms(data: QueryDict, units: Sequence[tuple[int, str]]) -> list[LineForm]:
    """The lines of a sent editor, in the order in which they stood."""
    numbers = [number for number in data.getlist("row") if number.isdigit()][:_MOST_LINES]
    return [LineForm(data, prefix=f"l{number}", units=units) for number in dict.fromkeys(numbers)]


class DecisionForm(PlainForm):
    reason = forms.CharField(label=_("Alasan dikembalikan"), max_length=300, required=False)


class SimulationForm(PlainForm):
    month = forms.CharField(
        label=_("Bulan"),
        max_length=7,
        widget=forms.DateInput(attrs={"type": "month"}),
        help_text=_("Misalnya 2026-10."),
    )
    unit = UnitChoice(label=_("Untuk"), queryset=OrgUnit.objects.none(), required=False, empty_label=_("Semua OPD"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


def _tariff(number: int, line: str) -> Tariff:
    parts = [part.strip() for part in line.split(";")]
    if len(parts) != 3:
        raise forms.ValidationError(_now("Tabel baris %(n)s: tulis jenjang; kelas; rupiah.") % {"n": number})
    levels = frozenset(_level(number, word) for word in parts[0].split(",") if word.strip())
    classes = re.fullmatch(r"(?:(\d{1,2})(?:\s*-\s*(\d{1,2}))?)?", parts[1])
    if classes is None:
        raise forms.ValidationError(_now("Tabel baris %(n)s: kelas ditulis 8 atau 8-17.") % {"n": number})
    low = int(classes[1]) if classes[1] else None
    try:
        amount = NumberField().to_python(parts[2])
    except forms.ValidationError:
        amount = None
    if amount is None:
        raise forms.ValidationError(_now("Tabel baris %(n)s: rupiahnya tidak terbaca.") % {"n": number})
    return Tariff(amount, levels, low, int(classes[2]) if classes[2] else low)


def _level(number: int, word: str) -> str:
    found = _LEVELS.get(plain(word))
    if found is None:
        known = ", ".join(sorted(_LEVELS.values()))
        facts = {"n": number, "word": word.strip()[:40], "known": known}
        raise forms.ValidationError(
            _now("Tabel baris %(n)s: jenjang %(word)s tidak dikenal. Yang dikenal: %(known)s.") % facts
        )
    return found


def _tariff_line(tariff: Tariff) -> str:
    low, high = tariff.class_from, tariff.class_to
    classes = "" if low is None else (str(low) if low == high else f"{low}-{high or 17}")
    return f"{', '.join(sorted(tariff.levels))}; {classes}; {int(tariff.amount)}"
