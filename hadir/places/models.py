"""Where people may be: screens with a code."""

from __future__ import annotations

from hadir.places.site_models import SiteCodeTry, SiteCodeUse, SiteScreen

__all__ = ["SiteCodeTry", "SiteCodeUse", "SiteScreen"]
