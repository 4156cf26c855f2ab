"""Log-ins in the database, as Django keeps them, read with written SQL.

Every frame of every check-in asks for its log-in; building that statement through the ORM costs more than running it
(docs/benchmarks.md, "HTTP"). Writing, expiry and format stay Django's.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from hadir.audit.viewer import unguarded

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's database sessions with a cheaper `load`."""

    def load(self) -> dict[str, Any]:
        with unguarded(), connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(row[0])
        return found
