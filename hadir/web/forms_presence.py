"""Forms of policies, reviews, objections and lookalikes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.attendance.presence import texts
from hadir.attendance.presence.policies import PolicyData
from hadir.attendance.presence.rules import Demand, Requirements, Step, Thing
from hadir.web.forms import PlainForm
from hadir.web.forms_leave import PapersField

_DATE = {"type": "date"}
_DEMANDS = [(one.value, texts.DEMANDS[one]) for one in Demand]


def _demand(thing: Thing) -> forms.ChoiceField:
    return forms.ChoiceField(label=texts.THINGS[thing], choices=_DEMANDS)


def _share(label: Any, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, help_text=help_text, min_value=0, max_value=100, decimal_places=2)


class PolicyForm(PlainForm):
    """What an agency asks; shares in percent."""

    unit = forms.ChoiceField(label=_("Berlaku untuk"), required=False)
    device = _demand(Thing.DEVICE)
    place = _demand(Thing.PLACE)
    code = _demand(Thing.CODE)
    light = _demand(Thing.LIGHT)
    offers_code = forms.BooleanField(label=_("Tawarkan kode layar sebagai langkah kedua"), required=False)
    offers_passkey = forms.BooleanField(label=_("Tawarkan kunci sandi (passkey) sebagai langkah kedua"), required=False)
    first_use = forms.BooleanField(
        label=_("Ponsel pertama terikat pada absen pertama yang diterima"),
        required=False,
        help_text=_("Tanpa ini ponsel diikat saat perekaman wajah, di meja petugas, atau dengan permintaan."),
    )
    sample = _share(
        _("Undian acak (persen)"), _("Bagian absen tanpa keraguan yang dilihat petugas; lazimnya 1 sampai 2.")
    )
    doubt_sample = _share(_("Undian bila ada satu keraguan (persen)"), _("Dua keraguan selalu diperiksa."))
    second_look = _share(
        _("Pandangan kedua (persen)"), _("Bagian pemeriksaan yang dilihat orang lain tanpa tahu hasilnya.")
    )
    review_days = forms.IntegerField(label=_("Batas pemeriksaan (hari kalender)"), min_value=1, max_value=60)
    objection_days = forms.IntegerField(label=_("Masa keberatan (hari kalender)"), min_value=1, max_value=90)
    valid_from = forms.DateField(label=_("Berlaku mulai"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, units: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]

    def data_for_service(self) -> PolicyData:
        values = dict(self.cleaned_data)
        unit = values.pop("unit")
        for name in ("sample", "doubt_sample", "second_look"):
            values[name] = round(values[name] * 100)
        return PolicyData(unit_id=int(unit) if unit else None, **values)

    def requirements(self) -> Requirements:
        """As the weighing takes it, for the preview."""
        data = self.data_for_service()
        offers = ((Step.SITE_CODE, data.offers_code), (Step.PASSKEY, data.offers_passkey))
        return Requirements(
            Demand(data.device),
            Demand(data.place),
            Demand(data.code),
            Demand(data.light),
            frozenset(step for step, is_on in offers if is_on),
            data.sample,
            data.doubt_sample,
        )


class WordForm(PlainForm):
    """A reviewer's word."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Pegawai akan membacanya. Tulis apa yang dilihat, bukan dugaan tentang orangnya."),
    )


class ObjectionForm(PlainForm):
    text = forms.CharField(
        label=_("Keberatan Anda"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Apa yang terjadi, dan siapa atau apa yang dapat membuktikannya."),
    )
    papers = PapersField(
        label=_("Lampiran"), help_text=_("PDF atau JPEG, paling banyak 5 berkas, masing-masing paling besar 5 MB.")
    )


class LookalikeForm(PlainForm):
    employee = forms.ChoiceField(label=_("Pegawai"))
    other = forms.CharField(
        label=_("NIP orang yang mirip"),
        max_length=18,
        required=False,
        help_text=_("Kosongkan bila orang itu bukan pegawai di daerah ini."),
    )
    why = forms.CharField(
        label=_("Bagaimana diketahui"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Misalnya: saudara kembar; pernah dikenali sebagai satu sama lain. Tanpa data kesehatan."),
    )
    valid_from = forms.DateField(label=_("Berlaku mulai"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))

    def __init__(self, *args: Any, people: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee"].choices = list(people)  # type: ignore[attr-defined]
