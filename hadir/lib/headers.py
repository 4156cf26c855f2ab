"""What the browser may do on our pages: camera, position and passkeys, for us only; nothing else.

Plain WSGI-style middleware without Django's classes, so that it stays pure.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import TypeVar

# Only names that Chromium knows on every system: it writes a warning into the console of each page for another one
# ("bluetooth" is unknown to it on Linux), and a console that always warns hides the warning that matters.
PERMISSIONS_POLICY = ", ".join(
    [
        "camera=(self)",
        "geolocation=(self)",
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        "fullscreen=(self)",
        "screen-wake-lock=(self)",
        "microphone=()",
        "display-capture=()",
        "payment=()",
        "usb=()",
        "serial=()",
        "midi=()",
        "browsing-topics=()",
    ]
)

Request = TypeVar("Request")
Response = TypeVar("Response", bound=MutableMapping[str, str])


def browser_powers(get_response: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Middleware that sends the Permissions-Policy header with every answer."""

    def middleware(request: Request) -> Response:
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware
