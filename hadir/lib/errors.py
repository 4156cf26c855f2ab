"""The one exception family of Hadir's domain.

An *expected refusal* (wrong person, outside a window) is a result that is stored, never an exception.
Exceptions are for wrong state, missing right and broken input; each has a stable code that the API
shows and `docs/` explains, and a sentence that says what to do.
"""

from __future__ import annotations


class HadirError(Exception):
    """Something the caller can understand and mend.

    `code` is stable (clients may branch on it), `message` is a sentence for a person (translated lazily
    where the raiser uses gettext_lazy), `fields` maps form fields to sentences.
    """

    http_status = 400

    def __init__(
        self, code: str, message: object, *, fields: dict[str, object] | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields = fields or {}
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class InvalidInput(HadirError):
    """The data given cannot be right."""

    http_status = 422


class NotRecognised(HadirError):
    """Whoever asks did not prove who they are."""

    http_status = 401


class TooMany(HadirError):
    """Asked too often; `retry_after_s` says when it may be tried again."""

    http_status = 429


class NotPermitted(HadirError):
    """The person lacks the right; also raised when the thing must not be known to exist."""

    http_status = 403


class NotFound(HadirError):
    """There is no such thing, or the person may not know of it."""

    http_status = 404


class Conflict(HadirError):
    """The thing is in a state in which this cannot be done (again)."""

    http_status = 409


class Expired(HadirError):
    """It was valid once; the time for it is over."""

    http_status = 410


class Unavailable(HadirError):
    """A part Hadir needs is busy or down: fail closed, ask for patience."""

    http_status = 503
