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
class Section:
    """Entries that belong together: a menu on wide screens, a heading on the menu page of phones."""

    title: str
    items: list[Item]

    @property
    def current(self) -> bool:
        return any(item.current for item in self.items)


@dataclass(frozen=True, slots=True)
class Navigation:
    """`main` and `sections` on wide screens, `tabs` at the bottom of phones (the last one leads to the menu page with
    everything), `own` in the account menu."""

    person: str = ""
    main: list[Item] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    own: list[Item] = field(default_factory=list)
    tabs: list[Item] = field(default_factory=list)


_MAX_TABS = 5  # 64 px each on the narrowest phone

Entry = tuple[Right | None, str, str, str, str]  # right that shows it, address, label, short label, icon


def navigation_for(user: object, path: str) -> Navigation:
    """The menu of an account on the page at `path`; empty for strangers."""
    if not isinstance(user, User):
        return Navigation()
    roles = permissions.roles_of(user)
    rights = {right for right, holders in ROLES_WITH.items() if holders & roles}

    def items(entries: Iterable[Entry]) -> list[Item]:
        return [_item(path, *entry) for right, *entry in entries if right is None or right in rights]

    main, own = items(_main()), items(_own())
    sections = [Section(title, found) for title, entries in _sections() if (found := items(entries))]
    tabs = [*main[: _MAX_TABS - 1], _item(path, "menu", _("Menu"), _("Menu"), "menu-2")]
    return Navigation(str(user), main, sections, own, tabs)


def _main() -> Iterable[Entry]:
    return [
        (None, "home", _("Beranda"), _("Beranda"), "home"),
        (Right.CHECK_IN, "checkin", _("Absen"), _("Absen"), "camera"),
        (Right.SEE_OWN_HISTORY, "my_month", _("Bulan saya"), _("Bulan"), "calendar-month"),
        (None, "work_inbox", _("Kotak kerja"), _("Kotak"), "inbox"),
        (Right.SEE_ATTENDANCE, "board", _("Papan"), _("Papan"), "layout-list"),
    ]


def _own() -> Iterable[Entry]:
    return [
        (Right.SEE_OWN_HISTORY, "own_career", _("Karier saya"), _("Karier"), "briefcase"),
        (Right.BIND_OWN_DEVICE, "own_device", _("Ponsel saya"), _("Ponsel"), "device-mobile"),
        (Right.CHECK_IN, "own_places", _("Tempat kerja saya"), _("Tempat"), "map-pin"),
        (None, "own_data", _("Data saya"), _("Data saya"), "user-heart"),
    ]


def _sections() -> Iterable[tuple[str, Iterable[Entry]]]:
    return [
        (_("Pegawai"), _people()),
        (_("Kehadiran"), _attendance()),
        (_("Pengawasan"), _oversight()),
    ]


def _people() -> Iterable[Entry]:
    return [
        (Right.SEE_EMPLOYEES, "employees", _("Pegawai"), _("Pegawai"), "users"),
        (Right.SEE_EMPLOYEES, "units", _("Organisasi"), _("Organisasi"), "sitemap"),
        (Right.SEE_EMPLOYEES, "work_places", _("Tempat kerja"), _("Tempat"), "building-community"),
        (Right.EXPORT_EMPLOYEES, "people_imports", _("Impor dan ekspor"), _("Impor"), "file-import"),
        (Right.SEE_ENROLMENTS, "enrolment_queue", _("Perekaman wajah"), _("Wajah"), "face-id"),
        (Right.SEE_DEVICES, "devices", _("Ponsel pegawai"), _("Ponsel"), "device-mobile"),
        (Right.SEE_ROLLOUT, "launch_board", _("Peluncuran"), _("Luncur"), "rocket"),
        (Right.MANAGE_EMPLOYEES, "privacy_queue", _("Perbaikan data pribadi"), _("Perbaikan"), "edit"),
    ]


def _attendance() -> Iterable[Entry]:
    return [
        (None, "my_leave", _("Cuti & izin"), _("Cuti"), "beach"),
        (None, "corrections", _("Koreksi & kejadian"), _("Koreksi"), "edit-circle"),
        (Right.SEE_PRESENCE_POLICY, "reviews", _("Bukti hadir"), _("Bukti"), "shield-check"),
        (Right.SEE_RECAP, "month_grid", _("Rekap harian"), _("Rekap"), "table"),
        (Right.SEE_RECAP, "recap", _("Rekap bulanan"), _("Bulanan"), "report"),
        (Right.SEE_SCHEDULES, "calendar", _("Kalender"), _("Kalender"), "calendar"),
        (Right.SEE_ALLOWANCE_RULES, "tpp", _("TPP"), _("TPP"), "cash"),
        (Right.SEE_SCHEDULES, "own_shifts", _("Jadwal dinas"), _("Dinas"), "calendar-user"),
        (Right.RECORD_NON_BIOMETRIC, "witness_queue", _("Pengesahan kehadiran"), _("Sahkan"), "user-shield"),
        (Right.OPEN_SITE_SCREEN, "site_screens", _("Layar kode"), _("Layar"), "device-desktop"),
        (Right.ALLOW_NON_BIOMETRIC, "permissions", _("Izin tanpa wajah"), _("Izin"), "user-check"),
        (Right.SEE_ATTENDANCE, "alternative_use", _("Pemakaian cara lain"), _("Cara lain"), "chart-bar"),
        (Right.SEE_SCHEDULES, "schedules", _("Jam kerja"), _("Jam kerja"), "clock-cog"),
    ]


def _oversight() -> Iterable[Entry]:
    return [
        (Right.SEE_PATTERNS, "patterns", _("Pola absen"), _("Pola"), "chart-dots"),
        (Right.SEE_GRANTS, "grants", _("Peran"), _("Peran"), "user-shield"),
        (Right.MANAGE_ACCOUNTS, "accounts", _("Akun"), _("Akun"), "users"),
        (Right.SEE_API_TOKENS, "api_tokens", _("Token API"), _("Token"), "key"),
        (Right.SEE_PRIVACY_REGISTERS, "privacy_queue", _("Pelindungan data"), _("Privasi"), "shield-lock"),
        (Right.SEE_ENGINE_CHANGE, "engine_change", _("Mesin wajah"), _("Mesin"), "cpu"),
        (Right.SEE_AUDIT_LOG, "audit_log", _("Log audit"), _("Audit"), "list-search"),
        (Right.SEE_AUDIT_LOG, "elevations", _("Kewenangan khusus"), _("Khusus"), "lock-open"),
        (Right.SEE_STRUCTURE, "backoffice:index", _("Data kantor"), _("Kantor"), "database"),
    ]


def _item(path: str, name: str, label: str, short: str, icon: str) -> Item:
    url = reverse(name)
    current = path == url if name in {"home", "checkin"} else path.startswith(url)
    return Item(url=url, label=label, short=short, icon=icon, current=current)
