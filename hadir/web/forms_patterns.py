"""What became of a pattern."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hadir.attendance.patterns.rules import State
from hadir.attendance.patterns.texts import STATES
from hadir.web.forms import PlainForm


class HandlingForm(PlainForm):
    outcome = forms.ChoiceField(
        label=_("Hasil"),
        choices=[(state.value, STATES[state]) for state in (State.EXPLAINED, State.PURSUED)],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Yang ditemukan atau langkah yang diambil"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
