"""Forms of leave, permissions and duty letters. A request's form has only the fields that its type needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.leave.models import AbsenceType
from hadir.leave.presets import EVERYBODY, TypeData
from hadir.leave.rules import Counting, Decider
from hadir.leave.spans import Category, Part
from hadir.leave.texts import CATEGORIES, COUNTINGS, DECIDERS, LONGEST_UNITS, PARTS
from hadir.people.models import Employee, EmploymentType, WorkPlace
from hadir.web.forms import PlainForm, WorkPlaceChoice
from hadir.web.forms_places import AreaField

_DATE = {"type": "date"}
_TIME = {"type": "time"}
_PAPERS = ".pdf,.jpg,.jpeg,application/pdf,image/jpeg"


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"), **more)


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Any number of files, as a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _Several(attrs={"accept": _PAPERS}))
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PapersField, self).clean(one, initial) for one in files]


class AskForm(PlainForm):
    """What somebody asks for, of one type."""

    first = _day(_("Mulai"))
    last = _day(_("Sampai"))
    part = forms.ChoiceField(label=_("Bagian hari"), choices=PARTS)
    from_time = forms.TimeField(label=_("Dari pukul"), widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    to_time = forms.TimeField(label=_("Sampai pukul"), widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    times = forms.IntegerField(label=_("Untuk anak ke-"), min_value=1, max_value=20)
    travel_days = forms.IntegerField(
        label=_("Hari perjalanan ke tempat sulit dijangkau"),
        min_value=0,
        max_value=60,
        required=False,
        help_text=_("Hari kalender di akhir rentang; tidak mengurangi saldo. Kosongkan bila tidak ada."),
    )
    place = forms.CharField(label=_("Tempat tujuan"), max_length=200)
    document_number = forms.CharField(label=_("Nomor surat"), max_length=100)
    reason = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    is_extension = forms.BooleanField(label=_("Ini perpanjangan dari yang sedang berjalan"), required=False)
    is_exception = forms.BooleanField(required=False)
    papers = PapersField(
        label=_("Lampiran"), help_text=_("PDF atau JPEG, paling banyak 5 berkas, masing-masing paling besar 5 MB.")
    )

    def __init__(self, *args: Any, kind: AbsenceType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_hours = kind.counting == Counting.HOURS.value
        unneeded = {
            "last": is_hours,
            "part": len(kind.parts) < 2,
            "from_time": not is_hours,
            "to_time": not is_hours,
            "times": kind.most_times is None,
            "travel_days": not kind.travel_days,
            "place": kind.category != Category.DUTY.value,
            "document_number": kind.category != Category.DUTY.value,
            "is_extension": not kind.extension,
            "is_exception": not kind.exception,
        }
        for name, is_unneeded in unneeded.items():
            if is_unneeded:
                del self.fields[name]
        if is_hours:
            self.fields["first"].label = _("Tanggal")
        if "part" in self.fields:
            self.fields["part"].choices = [one for one in PARTS if one[0] in kind.parts]  # type: ignore[attr-defined]
        if "is_exception" in self.fields:
            self.fields["is_exception"].label = kind.exception
        self._only_part = kind.parts[0]

    def values(self) -> dict[str, Any]:
        """What `checking.Ask` wants, without the type; papers apart."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "papers" and value is not None}
        values.setdefault("last", values["first"])
        return {**values, "part": Part(values.get("part") or self._only_part)}


class DecisionForm(PlainForm):
    note = forms.CharField(label=_("Catatan"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CancelForm(PlainForm):
    from_day = _day(_("Dibatalkan mulai"))
    note = forms.CharField(label=_("Alasan"), max_length=500)


class _People(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's field is generic for checkers only
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name} ({obj.unit.name})"


class LetterForm(PlainForm):
    """A letter for several people."""

    type_code = forms.ChoiceField(label=_("Jenis"), widget=forms.Select(attrs={"lang": "id"}))
    number = forms.CharField(label=_("Nomor surat"), max_length=100)
    dated_on = _day(_("Tanggal surat"))
    subject = forms.CharField(label=_("Perihal"), max_length=300)
    place = forms.CharField(label=_("Tempat tujuan"), max_length=200)
    work_place = WorkPlaceChoice(
        label=_("Absen selama tugas di tempat kerja"),
        queryset=WorkPlace.objects.none(),
        required=False,
        help_text=_("Kosongkan bila tidak ada absen di tempat tujuan. Tempat kerja tetap selalu boleh."),
    )
    area = AreaField(
        label=_("Atau dalam lingkaran: lintang, bujur, radius (meter)"),
        required=False,
        help_text=_("Untuk tempat yang bukan tempat kerja. Contoh: -2.635900, 111.230000, 200"),
    )
    first = _day(_("Mulai"))
    last = _day(_("Sampai"))
    employees = _People(
        label=_("Pegawai"),
        queryset=Employee.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu pegawai.")},
    )
    papers = PapersField(label=_("Lampiran"), help_text=_("Surat yang sudah ditandatangani, PDF atau JPEG."))

    def __init__(self, *args: Any, people: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employees"].queryset = people  # type: ignore[attr-defined]
        self.fields["work_place"].queryset = WorkPlace.objects.select_related("unit")  # type: ignore[attr-defined]
        self.fields["type_code"].choices = list(kinds)  # type: ignore[attr-defined]


class AdjustmentForm(PlainForm):
    type_code = forms.ChoiceField(label=_("Jenis"), widget=forms.Select(attrs={"lang": "id"}))
    year = forms.IntegerField(label=_("Tahun"), min_value=2000, max_value=2099)
    days = forms.IntegerField(label=_("Hari"), min_value=-60, max_value=60, help_text=_("Tambah: 2. Kurang: -2."))
    reason = forms.CharField(label=_("Alasan dan dasar"), max_length=300)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type_code"].choices = list(kinds)  # type: ignore[attr-defined]


class OpeningForm(PlainForm):
    file = forms.FileField(
        label=_("Berkas saldo awal"),
        help_text=_("CSV atau XLSX dengan kolom nip, jenis (misalnya CT), tahun, saldo."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )


class TypeForm(PlainForm):
    """New terms of a type from a day on."""

    valid_from = _day(_("Berlaku mulai"))
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    code = forms.CharField(label=_("Kode"), max_length=8)
    name = forms.CharField(label=_("Nama"), max_length=120)
    category = forms.ChoiceField(label=_("Golongan alasan"), choices=CATEGORIES)
    counting = forms.ChoiceField(label=_("Dihitung dalam"), choices=COUNTINGS)
    employment_types = forms.MultipleChoiceField(
        label=_("Berlaku bagi"), choices=EmploymentType.choices, widget=forms.CheckboxSelectMultiple, initial=EVERYBODY
    )
    parts = forms.MultipleChoiceField(label=_("Bagian hari"), choices=PARTS, widget=forms.CheckboxSelectMultiple)
    decider = forms.ChoiceField(label=_("Diputus oleh"), choices=DECIDERS)
    yearly_days = forms.IntegerField(label=_("Hak per tahun (hari)"), min_value=1, max_value=366, required=False)
    carry_days = forms.IntegerField(label=_("Sisa yang dapat dibawa (hari)"), min_value=0, max_value=60, required=False)
    deferred_total = forms.IntegerField(
        label=_("Jumlah paling banyak bila ditangguhkan (hari)"), min_value=0, max_value=120, required=False
    )
    travel_days = forms.IntegerField(
        label=_("Tambahan tempat sulit dijangkau (hari kalender)"), min_value=0, max_value=60, required=False
    )
    longest = forms.IntegerField(label=_("Paling lama"), min_value=1, max_value=999, required=False)
    longest_unit = forms.ChoiceField(label=_("Satuannya"), choices=[("", "–"), *LONGEST_UNITS], required=False)  # noqa: RUF001
    extension = forms.IntegerField(label=_("Perpanjangan"), min_value=0, max_value=999, required=False)
    min_service_months = forms.IntegerField(
        label=_("Masa kerja minimal (bulan)"), min_value=0, max_value=600, required=False
    )
    exception = forms.CharField(label=_("Pengecualian masa kerja"), max_length=120, required=False)
    again_after_months = forms.IntegerField(
        label=_("Jarak antar cuti (bulan)"), min_value=0, max_value=600, required=False
    )
    most_times = forms.IntegerField(label=_("Paling banyak (kali)"), min_value=1, max_value=20, required=False)
    document_from_day = forms.IntegerField(
        label=_("Dokumen wajib mulai hari ke-"), min_value=1, max_value=366, required=False
    )
    document_name = forms.CharField(label=_("Nama dokumen"), max_length=120, required=False)
    late_days = forms.IntegerField(
        label=_("Dapat diajukan setelah mulai (hari)"), min_value=0, max_value=366, required=False
    )
    counts_as_work = forms.BooleanField(label=_("Dihitung sebagai hari kerja"), required=False)
    is_health = forms.BooleanField(label=_("Dokumennya data kesehatan"), required=False)

    def data_for_service(self) -> TypeData:
        """The row as the service wants it. Empty numbers are none, or zero where none has no meaning."""
        values = dict(self.cleaned_data)
        for name in ("carry_days", "deferred_total", "travel_days", "extension", "min_service_months"):
            values[name] = values[name] or 0
        for name in ("again_after_months", "late_days"):
            values[name] = values[name] or 0
        values["category"], values["counting"] = Category(values["category"]), Counting(values["counting"])
        values["decider"], values["code"] = Decider(values["decider"]), values["code"].strip().upper()
        values["parts"] = tuple(Part(one) for one in values["parts"])
        values["employment_types"] = tuple(values["employment_types"])
        return TypeData(**values)
