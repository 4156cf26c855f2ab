"""The settings of web processes: as `hadir.settings`, but under the restricted log-in, which owns no table and cannot
change a fact, and which PostgreSQL shows only the rows of whoever is behind the request (ADR 0022, 0023).
"""

from __future__ import annotations

from hadir.config import ConfigError
from hadir.lib.language import _
from hadir.postgres.service import web_url
from hadir.settings import *  # noqa: F403 - the same settings but one
from hadir.settings import CONFIG, DATABASES, database_of

_url = web_url(CONFIG)
if _url is not None:
    DATABASES["default"] = database_of(_url, GUARD="viewer")
elif not CONFIG.is_demo:
    raise ConfigError(
        "setting_missing",
        _(
            "Mode production dengan HADIR_DATABASE_URL membutuhkan HADIR_DATABASE_WEB_URL: akun basis data terbatas "
            "untuk proses web. Caranya ada di docs/security.md."
        ),
    )
