"""How proposals of hours are called in the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from hadir.schedules.deciding import Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PROPOSALS: Mapping[Kind, StrOrPromise] = {
    Kind.VERSION: _("Jam kerja baru"),
    Kind.ASSIGNMENT: _("Penetapan jam kerja"),
    Kind.SEASON: _("Hari Ramadan"),
    Kind.MODE_DAYS: _("Hari kerja di luar kantor"),
    Kind.QUOTA: _("Batas kerja di luar kantor"),
}
