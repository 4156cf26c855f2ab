"""The form in which people choose what they are told, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from hadir.notices.rules import Channel, Group, is_compulsory
from hadir.notices.services import Choices
from hadir.notices.texts import CHANNELS, GROUPS
from hadir.web.forms import PlainForm


class NoticeChoicesForm(forms.Form):
    """One box for each group and channel, quiet hours, and a number where there is a gateway."""

    quiet_begin = forms.TimeField(
        label=_("Jam tenang mulai"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    quiet_end = forms.TimeField(
        label=_("Jam tenang selesai"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    phone = forms.CharField(
        label=_("Nomor WhatsApp"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, channels: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = list(channels)
        for group in Group:
            for channel in self.channels:
                fixed = is_compulsory(group, channel)
                self.fields[_name(group, channel)] = forms.BooleanField(
                    label=CHANNELS[channel], required=False, disabled=fixed
                )
                if fixed:
                    self.initial[_name(group, channel)] = True
        if Channel.GATEWAY not in self.channels:
            del self.fields["phone"]

    def groups(self) -> Iterator[tuple[object, list[BoundField]]]:
        """Each group's name with its boxes, for the page."""
        for group in Group:
            yield GROUPS[group], [self[_name(group, channel)] for channel in self.channels]

    def choices(self) -> Choices:
        """What was sent, for the service."""
        data = self.cleaned_data
        return Choices(
            wanted={(group, one): data[_name(group, one)] for group in Group for one in self.channels},
            quiet_begin=data["quiet_begin"],
            quiet_end=data["quiet_end"],
            phone=data.get("phone", ""),
        )


def starting_point(values: dict[tuple[Group, Channel], bool]) -> dict[str, bool]:
    """Values of the boxes by field name."""
    return {_name(group, channel): wanted for (group, channel), wanted in values.items()}


def _name(group: Group, channel: Channel) -> str:
    return f"{group.value}_{channel.value}"


class ReminderForm(PlainForm):
    """How the region reminds its people, from a day on."""

    before_min = forms.IntegerField(
        label=_("Menit sebelum tahap ditutup"),
        min_value=0,
        max_value=120,
        help_text=_("0: tidak diingatkan. Hanya yang bertugas dan belum absen yang menerima."),
    )
    digest = forms.BooleanField(label=_("Pagi berikutnya beri tahu absen yang kurang"), required=False)
    valid_from = forms.DateField(
        label=_("Berlaku mulai"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    legal_basis = forms.CharField(label=_("Dasar hukum"), max_length=300)
