"""In whose eyes the database answers: the second line of defence (docs/security.md, ADR 0022).

The database shows a web connection only the rows that the person behind the request may see, whatever the statement
asks for. Who that person is travels in a context variable; `hadir.audit.guarded`, the database backend, tells it to
the connection before a statement, when it differs from what the connection was told last.

Threads begin without a viewer, and without a viewer there are no rows. Connections of the owner (command line, worker,
migrations) stand above all this: PostgreSQL does not ask an owner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SETTING = "hadir.viewer"  # the name by which policies know it: a user's id, TOKEN and a token's, SYSTEM, or nothing
SYSTEM = "system"
TOKEN = "token "  # noqa: S105 - a word, no secret
NOBODY = ""

Viewer = str | Callable[[], int | None]

_viewer: ContextVar[Viewer | None] = ContextVar("hadir_viewer", default=None)
_unguarded: ContextVar[bool] = ContextVar("hadir_unguarded", default=False)


def told() -> str | None:
    """What the connection has to know before the next statement; None outside every context below.

    A viewer that is only known by asking (the session's account) is asked once, when it is first needed.
    """
    viewer = _viewer.get()
    if viewer is None or isinstance(viewer, str):
        return viewer
    found = _name(viewer())
    _viewer.set(found)
    return found


def is_eyes_of(user_id: int | None) -> bool:
    """Whether the rows of this account are seen anyway: by itself, by the system, or outside of every context."""
    viewer = told()
    return viewer in (None, SYSTEM) or (user_id is not None and viewer == str(user_id))


def is_left_alone() -> bool:
    """Whether the next statement touches unguarded tables only, so that it does not matter who looks."""
    return _unguarded.get()


@contextmanager
def viewing_as(user_id: int | Callable[[], int | None] | None) -> Iterator[None]:
    """Statements inside see what this account may see; None: nothing. A function is asked at the first statement."""
    token = _viewer.set(user_id if callable(user_id) else _name(user_id))
    try:
        yield
    finally:
        _viewer.reset(token)


def switch_to_token(token_id: int) -> None:
    """From here to the end of the surrounding context another system looks, which has proved itself by a token."""
    _viewer.set(f"{TOKEN}{int(token_id)}")


@contextmanager
def seeing_everything(reason: str) -> Iterator[None]:
    """Statements inside see every row. For questions whose right answer depends on rows the person may not see:
    is this number taken, is this face known under another name, whose log-in is this.

    `reason` is for the reader of the code. What is found must not reach the person as rows.
    """
    if not reason:
        raise ValueError("seeing everything needs a reason")
    token = _viewer.set(SYSTEM)
    try:
        yield
    finally:
        _viewer.reset(token)


@contextmanager
def unguarded() -> Iterator[None]:
    """Statements inside touch unguarded tables only: spares telling the connection who looks. Should one touch a
    guarded table all the same, it sees what the connection's last viewer could see, so keep it to one statement."""
    token = _unguarded.set(True)
    try:
        yield
    finally:
        _unguarded.reset(token)


def _name(user_id: int | None) -> str:
    return NOBODY if user_id is None else str(int(user_id))
