"""Front-end packages from `node_modules`, served by us: the listed files only, under `vendor/`.

A finder instead of a folder in STATICFILES_DIRS because the packages hold hundreds of files
(right-to-left sheets, flags, demo scripts) of which the site needs a handful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage

# Name under STATIC_URL -> file in node_modules. The maps are listed because the manifest storage
# follows the `sourceMappingURL` comments and refuses to build when their target is missing.
FILES: dict[str, str] = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/tabler.min.js.map": "@tabler/core/dist/js/tabler.min.js.map",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/echarts.simple.min.js": "echarts/dist/echarts.simple.min.js",
    "vendor/leaflet.js": "leaflet/dist/leaflet.js",
    "vendor/leaflet.js.map": "leaflet/dist/leaflet.js.map",
    "vendor/leaflet.css": "leaflet/dist/leaflet.css",
    "vendor/images/layers.png": "leaflet/dist/images/layers.png",
    "vendor/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "vendor/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "vendor/jsQR.js": "jsqr/dist/jsQR.js",
}


def node_modules() -> Path:
    """Folder of the installed front-end packages; `NODE_MODULES` in the settings, else beside the package."""
    configured = getattr(settings, "NODE_MODULES", None)
    return Path(configured) if configured else Path(__file__).resolve().parents[2] / "node_modules"


class VendorFinder(BaseFinder):
    """Finds exactly `FILES`; tells `manage.py check` when the packages are not installed."""

    def check(self, **_kwargs: Any) -> list[CheckMessage]:
        missing = sorted(target for target in FILES.values() if not (node_modules() / target).is_file())
        if not missing:
            return []
        hint = "Run `make setup` (it runs `npm ci`)."
        return [CheckWarning(f"Front-end packages are missing: {', '.join(missing)}", hint=hint, id="hadir.web.W001")]

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        target = FILES.get(path)
        found = str(node_modules() / target) if target and (node_modules() / target).is_file() else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        del ignore_patterns  # the list is already exact
        for name, target in FILES.items():
            if (node_modules() / target).is_file():
                yield name, _OneFile(name, node_modules() / target)


class _OneFile(FileSystemStorage):
    """A storage in which one name points to one file outside the static tree."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(location=str(file.parent))
        self._name, self._file = name, file

    def path(self, name: str) -> str:
        return str(self._file) if name == self._name else super().path(name)
