"""The database backend: before a statement, the connection knows who looks (`hadir.audit.viewer`).

`GUARD` in the database's settings says how: `off` for the owner, whom no policy binds; `viewer` for the web's
restricted log-in; `assume` for tests, which connect as owner and take on the restricted role (`GUARD_ROLE`) for as long
as somebody looks, so that a test may prepare and verify what the page under test must not see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from hadir.audit import viewer

_SET = f"SELECT set_config('{viewer.SETTING}', %s, false)"
_ASSUME = f"SELECT set_config('{viewer.SETTING}', %s, false), set_config('role', %s, false)"
_OWNER = "none"  # PostgreSQL's word for: the role that has logged in


class DatabaseWrapper(base.DatabaseWrapper):
    """Remembers what its connection was told last and speaks up only when that has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard: Literal["off", "viewer", "assume"] = self.settings_dict.get("GUARD", "off")
        self._told: str | None = None  # None: not known
        if self._guard != "off":
            self.execute_wrappers.append(self._tell_first)

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self._told = viewer.NOBODY if self._guard == "viewer" else None

    def create_cursor(self, name: str | None = None) -> Any:
        """Whoever takes a cursor to copy rows with goes past `_tell_first`."""
        if self._guard != "off":
            self._tell()
        return super().create_cursor(name)

    def _tell_first(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self._tell()
        return execute(sql, params, many, context)

    def _tell(self) -> None:
        if viewer.is_left_alone():
            return
        wanted = viewer.told()
        if self._guard == "viewer":
            wanted = wanted or viewer.NOBODY
            if wanted != self._told:
                self._say(wanted, _SET, [wanted])
            return
        key = _OWNER if wanted is None else f"viewer {wanted}"
        if key != self._told:
            role = _OWNER if wanted is None else self.settings_dict["GUARD_ROLE"]
            self._say(key, _ASSUME, [wanted or viewer.NOBODY, role])

    def _say(self, key: str, sql: str, values: list[str]) -> None:
        """Past Django's cursor: it would ask again who looks, and count a statement that no page has written.

        A broken transaction takes only its rollback, and that needs nobody.
        """
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        with self.wrap_database_errors:
            self.connection.execute(sql, values)
        self._told = key

    # What was said inside a transaction is taken back with it.

    def _rollback(self) -> None:
        self._told = None
        super()._rollback()  # type: ignore[misc]  # Django's own hooks, which its stubs leave out

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = None
