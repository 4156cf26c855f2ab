"""Forms of the recap: signing, returning, journals, policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.recap.journals.services import Decision
from hadir.recap.months.rules import FIVE, FOUR, OpenRequests, Policy, Stage
from hadir.recap.months.texts import OPEN_REQUESTS, STAGES
from hadir.web.forms import PlainForm

_STAGE_CHOICES = {"four": FOUR, "five": FIVE}


class SignForm(PlainForm):
    note = forms.CharField(label=_("Catatan (boleh kosong)"), max_length=500, required=False)


class LockForm(PlainForm):
    understood = forms.BooleanField(label=_("Saya memahami bahwa bulan ini tidak dapat dibuka lagi"), required=False)


class ReturnForm(PlainForm):
    stage = forms.ChoiceField(label=_("Kembali ke tahap"))
    reason = forms.CharField(label=_("Alasan"), max_length=500, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, STAGES[one]) for one in stages]


class JournalForm(PlainForm):
    reason = forms.CharField(label=_("Alasan koreksi"), max_length=500, required=False, widget=forms.Textarea)
    legal_basis = forms.CharField(
        label=_("Dasar"),
        max_length=300,
        required=False,
        help_text=_("Nomor surat, keputusan, atau berita acara."),
    )


class JournalDecisionForm(PlainForm):
    note = forms.CharField(label=_("Catatan keputusan"), max_length=500, required=False, widget=forms.Textarea)

    def decision(self, given: str) -> Decision:
        """ValueError for anything else."""
        return Decision(given)


class PolicyForm(PlainForm):
    valid_from = forms.DateField(
        label=_("Berlaku mulai"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=300, required=False)
    converts = forms.BooleanField(label=_("Ubah menit terlambat menjadi hari"), required=False)
    per_day = forms.IntegerField(
        label=_("Menit untuk satu hari"),
        min_value=1,
        max_value=1440,
        help_text=_("KMK 5/KMK.01/2022 memakai 450; apakah berlaku bagi semua instansi belum diverifikasi."),
    )
    with_early = forms.BooleanField(label=_("Pulang cepat ikut dihitung"), required=False)
    missing_min = forms.IntegerField(
        label=_("Menit untuk tahap tanpa absen, dalam persentase"), min_value=0, max_value=1440
    )
    stages = forms.ChoiceField(
        label=_("Tahap penutupan"),
        choices=[("four", _("Empat tahap")), ("five", _("Lima tahap, dengan persetujuan kepala badan kepegawaian"))],
    )
    open_requests = forms.ChoiceField(
        label=_("Permohonan yang belum diputuskan"), choices=[(one.value, name) for one, name in OPEN_REQUESTS.items()]
    )
    lock_day = forms.IntegerField(label=_("Dikunci paling lambat tanggal"), min_value=1, max_value=28)
    remind_days = forms.IntegerField(label=_("Diingatkan berapa hari sebelumnya"), min_value=0, max_value=27)

    def policy(self) -> Policy:
        """Of a valid form."""
        values = dict(self.cleaned_data)
        return Policy(
            **{
                **values,
                "stages": _STAGE_CHOICES[values["stages"]],
                "open_requests": OpenRequests(values["open_requests"]),
            }
        )


def policy_initial(policy: Policy) -> dict[str, Any]:
    """What a form shows of a policy."""
    return {
        "legal_basis": policy.legal_basis,
        "converts": policy.converts,
        "per_day": policy.per_day,
        "with_early": policy.with_early,
        "missing_min": policy.missing_min,
        "stages": "five" if policy.stages == FIVE else "four",
        "open_requests": policy.open_requests.value,
        "lock_day": policy.lock_day,
        "remind_days": policy.remind_days,
    }
