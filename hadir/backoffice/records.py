"""The kinds of plain records, each with the rights that show and change it."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob
from unfold.contrib.filters.admin import RangeDateFilter

from hadir.accounts.models import RoleGrant, User
from hadir.backoffice.record import Record, ServiceForm, Words, named_column, named_filter
from hadir.backoffice.site import site
from hadir.lib.authority import Right
from hadir.notices.models import Delivery
from hadir.people import services as people
from hadir.people.models import WorkPlace

__all__ = ["site"]

_JOB_STATES: dict[str, Words] = {
    "todo": _("menunggu"),
    "doing": _("sedang dikerjakan"),
    "succeeded": _("selesai"),
    "failed": _("gagal"),
    "cancelled": _("dibatalkan"),
    "aborted": _("dihentikan"),
}
_CHANNELS: dict[str, Words] = {"email": _("Surel"), "gateway": _("WhatsApp")}
_STATE, _ATTEMPTS, _CHANNEL = _("Keadaan"), _("Percobaan"), _("Saluran")


class WorkPlaceForm(ServiceForm):
    class Meta:
        model = WorkPlace
        fields = ("unit", "name", "time_zone")

    def serve(self, user: User) -> Model:
        values = dict(self.cleaned_data)
        unit = values.pop("unit", None) or self.instance.unit
        data = people.WorkPlaceData(**values)
        if self.instance.pk:
            return people.update_work_place(user, work_place_id=self.instance.pk, data=data)
        return people.create_work_place(user, unit_id=unit.pk, data=data)


@admin.register(WorkPlace, site=site)
class WorkPlaceRecord(Record):
    """Where people work. A place stays with its unit."""

    group, names = _("Organisasi"), (_("tempat kerja"), pgettext_lazy("jamak", "tempat kerja"))
    see, change, add, edit, unit_field = Right.MANAGE_WORK_PLACES, Right.MANAGE_WORK_PLACES, True, True, "unit_id"
    form = WorkPlaceForm
    list_display = ("name", "unit", "time_zone")
    list_select_related = ("unit",)
    list_filter = ("time_zone",)
    search_fields = ("name", "unit__name")
    ordering = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        del request
        return ("unit",) if obj is not None else ()


@admin.register(RoleGrant, site=site)
class RoleGrantRecord(Record):
    """Who holds what until when, for looking up. Grants are given and ended on their own pages."""

    group, names = _("Akun dan peran"), (_("peran"), pgettext_lazy("jamak", "peran"))
    labels = {"user": _("pemegang"), "granted_by": _("diberikan oleh"), "confirmed_by": _("disetujui oleh")}
    see, unit_field = Right.SEE_GRANTS, "unit_id"
    list_display = ("user", "role", "unit", "valid_from", "valid_to", "revoked_at", "legal_basis")
    list_select_related = ("user", "unit")
    list_filter = ("role", ("valid_from", RangeDateFilter))
    search_fields = ("user__display_name", "legal_basis")
    ordering = ("-valid_from",)


class _RunningRecord(Record):
    """Only for whoever runs the platform; holds ids and states, no personal data."""

    see = Right.MANAGE_ACCOUNTS


@admin.register(ProcrastinateJob, site=site)
class JobRecord(_RunningRecord):
    """The queue: what waits, runs, failed. Retrying is `hadir jobs retry`."""

    group, names = _("Latar belakang"), (_("pekerjaan latar"), pgettext_lazy("jamak", "pekerjaan latar"))
    labels = {
        "id": _("Nomor"),
        "task_name": _("Pekerjaan"),
        "queue_name": _("Antrean"),
        "attempts": _ATTEMPTS,
        "scheduled_at": _("Dijadwalkan"),
    }
    status_name = staticmethod(named_column("status", _STATE, _JOB_STATES))
    list_display = ("id", "task_name", "queue_name", "status_name", "attempts", "scheduled_at")
    list_filter = (named_filter("status", _STATE, _JOB_STATES), "queue_name", "task_name")
    ordering = ("-id",)
    fields = readonly_fields = list_display


@admin.register(Delivery, site=site)
class DeliveryRecord(_RunningRecord):
    """Notices on their way: which channel, how often tried, why not. Never to whom or what."""

    group, names = _("Pemberitahuan"), (_("pengiriman"), pgettext_lazy("jamak", "pengiriman"))
    labels = {"id": _("Nomor"), "state": _STATE, "attempts": _ATTEMPTS}
    channel_name = staticmethod(named_column("channel", _CHANNEL, _CHANNELS))
    list_display = ("id", "channel_name", "state", "attempts")
    list_filter = (named_filter("channel", _CHANNEL, _CHANNELS), "state")
    ordering = ("-id",)
    fields = readonly_fields = list_display
