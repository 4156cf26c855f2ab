"""Forms of phones. The hidden fields are filled by the page's script, which lets the phone sign."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.devices.rules import AskReason, EndReason
from hadir.devices.statements import Signed
from hadir.devices.texts import ASK_REASONS, END_REASONS, OUTCOMES
from hadir.web.forms import PlainForm

_OWN_ENDS = {EndReason.STOLEN.value, EndReason.LOST.value, EndReason.BY_OWNER.value}
_NO_KEY = _("Ponsel ini belum dapat membuat kunci. Aktifkan JavaScript dan jangan memakai jendela privat.")


class ProofForm(PlainForm):
    """What the phone signed; empty where the script did not run."""

    key = forms.CharField(max_length=600, required=False, widget=forms.HiddenInput)
    statement = forms.CharField(max_length=6000, required=False, widget=forms.HiddenInput)
    signature = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not (cleaned.get("key") and cleaned.get("statement") and cleaned.get("signature")):
            self.add_error(None, _NO_KEY)
        return cleaned

    @property
    def signed(self) -> Signed:
        data = self.cleaned_data
        return Signed.of(data["key"], data["statement"], data["signature"])


class CodeForm(ProofForm):
    code = forms.CharField(
        label=_("Kode dari petugas"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("Delapan huruf dan angka yang dibacakan petugas di depan Anda. Berlaku 10 menit."),
    )


class AskForm(ProofForm):
    reason = forms.ChoiceField(label=_("Alasan"), choices=ASK_REASONS)
    explanation = forms.CharField(
        label=_("Penjelasan"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Misalnya: layar ponsel lama pecah, diganti 12 Januari."),
    )

    def __init__(self, *args: object, has_history: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if has_history:
            choices = [choice for choice in ASK_REASONS if choice[0] != AskReason.FIRST.value]
            self.fields["reason"].choices = choices  # type: ignore[attr-defined]


class EndForm(PlainForm):
    reason = forms.ChoiceField(
        label=_("Apa yang terjadi"), choices=[choice for choice in END_REASONS if choice[0] in _OWN_ENDS]
    )


class DecisionForm(PlainForm):
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class OfficerEndForm(PlainForm):
    note = forms.CharField(label=_("Mengapa diakhiri"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AlarmForm(PlainForm):
    outcome = forms.ChoiceField(label=_("Hasil pemeriksaan"), choices=OUTCOMES, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Apa yang ditemukan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Siapa pemilik ponsel, dan mengapa dipakai pegawai lain."),
    )
