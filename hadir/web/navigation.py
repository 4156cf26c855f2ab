"""The menu: what each role finds where. Showing an entry grants nothing; the services decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.accounts.roles import ROLES_WITH
from hadir.lib.authority import Right


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `short` is for the bar at the bottom of a phone."""

    url: str
    label: str
    short: str
    icon: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """`main` on wide screens, `tabs` at the bottom of phones, `more` in the phone's account menu."""

    person: str = ""
    main: list[Item] = field(default_factory=list)
    tabs: list[Item] = field(default_factory=list)
    more: list[Item] = field(default_factory=list)
    manage: list[Item] = field(default_factory=list)


_MAX_TABS = 5  # 64 px each on the narrowest phone


def navigation_for(user: object, path: str) -> Navigation:
    """The menu of an account on the page at `path`; empty for strangers."""
    if not isinstance(user, User):
        return Navigation()
    roles = permissions.roles_of(user)
    rights = {right for right, holders in ROLES_WITH.items() if holders & roles}
    main = [_item(path, *entry) for right, *entry in _main() if right is None or right in rights]
    manage = [_item(path, *entry) for right, *entry in _manage() if right in rights]
    every = [*main, *manage]
    return Navigation(person=str(user), main=main, tabs=every[:_MAX_TABS], more=every[_MAX_TABS:], manage=manage)


def _main() -> Iterable[tuple[Right | None, str, str, str, str]]:
    return [
        (None, "home", _("Beranda"), _("Beranda"), "home"),
        (Right.CHECK_IN, "checkin", _("Absen"), _("Absen"), "camera"),
        (Right.SEE_OWN_HISTORY, "history", _("Riwayat"), _("Riwayat"), "history"),
        (Right.SEE_ATTENDANCE, "board", _("Papan hari ini"), _("Papan"), "layout-list"),
        (Right.SEE_ENROLMENTS, "enrolment_queue", _("Persetujuan wajah"), _("Wajah"), "face-id"),
        (Right.SEE_ROLLOUT, "launch_board", _("Peluncuran"), _("Luncur"), "rocket"),
        (Right.SEE_EMPLOYEES, "employees", _("Pegawai"), _("Pegawai"), "users"),
        (Right.REQUEST_OWN_DATA, "own_data", _("Data saya"), _("Data saya"), "user-heart"),
        (Right.SEE_PRIVACY_REGISTERS, "privacy_queue", _("Pelindungan data"), _("Privasi"), "shield-lock"),
    ]


def _manage() -> Iterable[tuple[Right, str, str, str, str]]:
    return [
        (Right.MANAGE_UNITS, "units", _("Organisasi"), _("Organisasi"), "sitemap"),
        (Right.MANAGE_WORK_PLACES, "work_places", _("Tempat kerja"), _("Tempat"), "building-community"),
        (Right.EXPORT_EMPLOYEES, "people_imports", _("Impor dan ekspor"), _("Impor"), "file-import"),
        (Right.ALLOW_NON_BIOMETRIC, "permissions", _("Izin tanpa wajah"), _("Izin"), "user-check"),
        (Right.RECORD_NON_BIOMETRIC, "witness_queue", _("Pengesahan kehadiran"), _("Sahkan"), "user-shield"),
        (Right.SEE_ATTENDANCE, "alternative_use", _("Pemakaian cara lain"), _("Cara lain"), "chart-bar"),
        (Right.MANAGE_EMPLOYEES, "privacy_queue", _("Perbaikan data pribadi"), _("Perbaikan"), "edit"),
        (Right.MANAGE_STAGES, "stage_windows", _("Jam absen"), _("Jam absen"), "clock-cog"),
        (Right.SEE_GRANTS, "grants", _("Peran"), _("Peran"), "user-shield"),
        (Right.MANAGE_ACCOUNTS, "accounts", _("Akun"), _("Akun"), "users"),
        (Right.SEE_API_TOKENS, "api_tokens", _("Token API"), _("Token"), "key"),
        (Right.SEE_AUDIT_LOG, "audit_log", _("Log audit"), _("Audit"), "list-search"),
        (Right.SEE_AUDIT_LOG, "elevations", _("Kewenangan khusus"), _("Khusus"), "lock-open"),
    ]


def _item(path: str, name: str, label: str, short: str, icon: str) -> Item:
    url = reverse(name)
    current = path == url if name in {"home", "checkin"} else path.startswith(url)
    return Item(url=url, label=label, short=short, icon=icon, current=current)
