"""Forms of personal data. Shape only; what is allowed is the services' business."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.people.models import OrgUnit
from hadir.privacy.assessment import FIELDS
from hadir.privacy.rules import Addressee, DataClass, RequestKind
from hadir.privacy.texts import ADDRESSEES, CLASSES, DECLINE_GROUNDS, KINDS
from hadir.web.forms import PlainForm

_WORDS = 4000


def _text(label: Any, *, required: bool = True, hint: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _moment(label: Any, *, required: bool = True) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class RequestForm(PlainForm):
    kind = forms.ChoiceField(
        label=_("Apa yang Anda minta?"),
        choices=[(kind.value, KINDS[kind].name) for kind in RequestKind],
        widget=forms.RadioSelect,
    )
    detail = _text(
        _("Penjelasan"), required=False, hint=_("Untuk perbaikan dan keberatan: tuliskan apa, kapan, dan yang benar.")
    )


class PaperRequestForm(PlainForm):
    nip = forms.CharField(
        label=_("NIP pegawai"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nip"})
    )
    kind = forms.ChoiceField(
        label=_("Yang diminta"),
        choices=[("", _("Pilih…")), *((kind.value, KINDS[kind].name) for kind in RequestKind)],
    )
    received_at = _moment(_("Tiba di kantor pada"))
    reference = forms.CharField(
        label=_("Nomor dan tanggal surat, atau cara penyampaian"),
        max_length=200,
        help_text=_("Misalnya: surat tanggal 20 November 2026, diserahkan di loket."),
    )
    detail = _text(
        _("Isi permintaan"),
        required=False,
        hint=_("Wajib untuk perbaikan dan keberatan: apa yang salah, apa yang benar."),
    )

    def clean_nip(self) -> str:
        return re.sub(r"\D", "", self.cleaned_data["nip"])


class AnswerForm(PlainForm):
    answer = _text(_("Jawaban untuk pegawai"))


class DeclineForm(PlainForm):
    ground = forms.ChoiceField(label=_("Dasar penolakan"), choices=[("", _("Pilih…")), *DECLINE_GROUNDS.items()])
    answer = _text(_("Alasan dengan kata-kata yang mudah dipahami"))


class NoteForm(PlainForm):
    note = _text(_("Apa yang diperbaiki atau diputuskan"), rows=3)


class DraftForm(PlainForm):
    text_id = _text(_("Teks Bahasa Indonesia"), rows=10)
    text_en = _text(_("Teks bahasa Inggris"), rows=10)
    changes_id = _text(_("Apa yang berubah (Bahasa Indonesia)"), required=False, rows=3)
    changes_en = _text(_("Apa yang berubah (bahasa Inggris)"), required=False, rows=3)
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=300)
    effective_on = _day(_("Berlaku mulai"), required=False, hint=_("Kosongkan bila berlaku segera setelah terbit."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text_id", "text_en"):
            self.fields[name].max_length = None  # type: ignore[attr-defined]
            self.fields[name].widget.attrs.pop("maxlength", None)


class ControllerForm(PlainForm):
    region = forms.CharField(label=_("Pemerintah daerah"), max_length=200)
    office = forms.CharField(label=_("Perangkat daerah penanggung jawab"), max_length=200)
    address = forms.CharField(label=_("Alamat"), max_length=300)
    city = forms.CharField(label=_("Kota tempat surat ditandatangani"), max_length=100)
    phone = forms.CharField(label=_("Telepon"), max_length=40, required=False)
    email = forms.EmailField(label=_("Surel"), required=False)
    dpo_name = forms.CharField(label=_("Nama petugas pelindungan data"), max_length=200)
    dpo_contact = forms.CharField(label=_("Cara menghubungi petugas pelindungan data"), max_length=200)
    signer_name = forms.CharField(label=_("Nama penanda tangan"), max_length=200)
    signer_position = forms.CharField(label=_("Jabatan penanda tangan"), max_length=200)
    signer_nip = forms.CharField(label=_("NIP penanda tangan"), max_length=30, required=False)


class ActivityForm(PlainForm):
    code = forms.SlugField(
        label=_("Kode"), max_length=60, help_text=_("Huruf kecil dan tanda hubung, tetap selamanya.")
    )
    name = forms.CharField(label=_("Kegiatan"), max_length=200)
    purpose = _text(_("Tujuan"))
    legal_basis = _text(_("Dasar hukum"))
    subjects = _text(_("Siapa yang datanya diproses"), rows=2)
    categories = _text(_("Data yang diproses"))
    recipients = _text(_("Penerima"), rows=3)
    retention = _text(_("Masa simpan"), rows=3)
    security = _text(_("Pengamanan"))
    ended = forms.BooleanField(label=_("Kegiatan ini sudah berakhir"), required=False)


class AssessmentForm(PlainForm):
    """One field for each thing that only the region knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[field.code] = _text(field.label, required=False, hint=field.hint, rows=3)


class BreachForm(PlainForm):
    title = forms.CharField(label=_("Apa yang terjadi, singkat"), max_length=200)
    known_at = _moment(_("Diketahui pada"))
    happened_from = _moment(_("Mulai terjadi"))
    happened_to = _moment(_("Berakhir"), required=False)
    disclosed = _text(_("Data pribadi yang terungkap"))
    how = _text(_("Bagaimana terungkap"))
    consequences = _text(_("Akibat yang mungkin"), required=False)
    handling = _text(_("Penanganan dan pemulihan"), required=False)
    advice = _text(_("Yang dapat dilakukan orang terdampak"), required=False)
    public_concerned = forms.BooleanField(
        label=_("Mengganggu pelayanan publik atau kepentingan masyarakat"), required=False
    )


class AffectedForm(PlainForm):
    units = forms.ModelMultipleChoiceField(
        label=_("Semua pegawai unit ini dan di bawahnya"), queryset=OrgUnit.objects.none(), required=False
    )
    nips = forms.CharField(
        label=_("NIP, dipisah spasi atau baris"), required=False, max_length=20000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = OrgUnit.objects.order_by("name")  # type: ignore[attr-defined]

    def clean_nips(self) -> list[str]:
        return re.findall(r"\d+", self.cleaned_data["nips"])


class SummaryForm(PlainForm):
    summary = _text(_("Isi pemberitahuan kepada orang terdampak"), hint=_("Data apa, kapan, apa yang dilakukan."))


class TellingForm(PlainForm):
    addressee = forms.ChoiceField(label=_("Kepada"), choices=[(who.value, ADDRESSEES[who]) for who in Addressee])
    told_at = _moment(_("Waktu"))
    how = forms.CharField(label=_("Cara dan nomor surat"), max_length=300)


class PolicyForm(PlainForm):
    data_class = forms.ChoiceField(label=_("Kelas data"), choices=[(kind.value, CLASSES[kind]) for kind in DataClass])
    days = forms.IntegerField(
        label=_("Jumlah hari"), required=False, min_value=0, max_value=36500,
        help_text=_("Kosong berarti disimpan; hanya untuk kelas arsip."),
    )  # fmt: skip
    valid_from = _day(_("Berlaku mulai"))
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=300)


class BackupForm(PlainForm):
    label = forms.CharField(label=_("Nama cadangan"), max_length=120)
    place = forms.CharField(label=_("Tempat simpan"), max_length=200)
    made_on = _day(_("Dibuat"))
    expires_on = _day(_("Dimusnahkan paling lambat"))
