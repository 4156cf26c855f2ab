"""Forms of the way without a face. Shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.attendance.models import PermissionReason
from hadir.web.forms import PlainForm

_DATE = {"type": "date"}


def _digits(**more: str) -> dict[str, str]:
    """A keypad on phones; `one-time-code` and `new-password` keep the browser from offering the wrong thing."""
    return {"inputmode": "numeric", **more}


class PinField(forms.CharField):
    """Hidden while typed, keypad on phones; blanks are allowed because people read digits in groups."""

    def __init__(self, *, label: Any, autocomplete: str = "off", help_text: Any = "") -> None:
        widget = forms.PasswordInput(attrs=_digits(autocomplete=autocomplete))
        super().__init__(label=label, max_length=20, widget=widget, help_text=help_text)


class AttemptForm(PlainForm):
    """The id is drawn with the page, so that a double press counts once."""

    id = forms.UUIDField(widget=forms.HiddenInput)


class CodeForm(AttemptForm):
    """The PIN first: a code lives for seconds, so it is read last. Where scripts run it is sent when it is complete."""

    pin = PinField(label=_("PIN Anda"))
    site_code = forms.CharField(
        label=_("Kode di layar"),
        max_length=200,
        help_text=_("Isi terakhir: enam angka di layar tempat kerja, berganti tiap 20 detik."),
        widget=forms.TextInput(attrs=_digits(autocomplete="off")),
    )


class OfficerForm(AttemptForm):
    pin = PinField(label=_("PIN Anda"))


class PinForm(PlainForm):
    pin = PinField(
        label=_("PIN baru"),
        autocomplete="new-password",
        help_text=_("Enam angka. Jangan memakai tanggal lahir, angka berulang, atau angka berurutan."),
    )
    again = PinField(label=_("PIN sekali lagi"), autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("pin") and cleaned.get("again") and cleaned["pin"] != cleaned["again"]:
            self.add_error("again", _("Kedua PIN tidak sama."))
        return cleaned


class PermissionForm(PlainForm):
    reason = forms.ChoiceField(label=_("Alasan"), choices=PermissionReason.choices)
    document = forms.CharField(
        label=_("Keterangan atau nomor surat"),
        max_length=300,
        required=False,
        help_text=_("Jangan menulis diagnosis atau riwayat penyakit; nomor surat sudah cukup."),
    )
    valid_from = forms.DateField(label=_("Mulai"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    valid_to = forms.DateField(
        label=_("Sampai"),
        required=False,
        help_text=_("Kosongkan bila tidak ada batasnya. Izin selalu dapat dicabut."),
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )


class PermissionForForm(PermissionForm):
    """The officer names the person."""

    nip = forms.CharField(
        label=_("NIP pegawai"), max_length=30, widget=forms.TextInput(attrs=_digits(autocomplete="off"))
    )
    field_order = ("nip", "reason", "document", "valid_from", "valid_to")


class NoteForm(PlainForm):
    note = forms.CharField(label=_("Alasan"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
