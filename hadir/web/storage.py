"""Static files with their hash in the name, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types here
    """Also rewrites `import ... from "./x.js"`: a new page must never load an old module from a cache."""

    support_js_module_import_aggregation = True
