"""The two ways out of Hadir: e-mail through Django's mail backend, and a WhatsApp gateway over HTTP.

Both say the title, what to do when it was not expected, and where to read the rest: never the body.
"""

from __future__ import annotations

import json
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from hadir.notices import texts
from hadir.notices.models import Delivery, Reach
from hadir.notices.rules import Channel, Kind

_TIMEOUT_S = 10.0


class NotDelivered(Exception):
    """It did not go out. `reason` is a code without personal data; `is_final` when trying again is of no use."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


def addresses_of(person: Any, reach: Reach | None) -> frozenset[Channel]:
    """Channels that are set up here and for which the account has an address.

    Of the account are known: `pk`, `email`, `language`, `is_active`, `employee` with its `work_place.zone`.
    """
    found = set()
    if person.email and not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend"):
        found.add(Channel.EMAIL)
    if settings.CONFIG.gateway_url and reach is not None and reach.phone:
        found.add(Channel.GATEWAY)
    return frozenset(found)


def send(delivery: Delivery, person: Any) -> None:
    """Send it, in the person's language. NotDelivered when it did not go out."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        if delivery.channel == Channel.EMAIL:
            _mail(delivery, person)
        else:
            _post(delivery, Reach.objects.get(user_id=person.pk).phone)


def _mail(delivery: Delivery, person: Any) -> None:
    template = texts.TEMPLATES[Kind(delivery.notice.kind)]
    body = str(texts.MAIL_BODY).format(
        title=template.title,
        outside=template.outside or texts.OPEN_TO_READ,
        link=_link(delivery),
        choices=settings.CONFIG.base_url + reverse("notice_choices"),
    )
    host = settings.CONFIG.base_url.partition("://")[2].partition(":")[0]
    headers = {"Message-ID": f"<{_key(delivery)}@{host}>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{template.title}", body, to=[person.email], headers=headers
    )
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        raise NotDelivered(f"mail_{min(codes)}", is_final=min(codes) >= 500) from error
    except SMTPResponseException as error:
        raise NotDelivered(f"mail_{error.smtp_code}", is_final=error.smtp_code >= 500) from error
    except (SMTPException, OSError) as error:
        raise NotDelivered(f"mail_{type(error).__name__}", is_final=False) from error


def _post(delivery: Delivery, phone: str) -> None:
    """See docs/operations.md: what a gateway must answer to."""
    config = settings.CONFIG
    template = texts.TEMPLATES[Kind(delivery.notice.kind)]
    text = str(texts.SHORT_BODY).format(title=template.title, link=_link(delivery))
    token = config.gateway_token.get_secret_value() if config.gateway_token else ""
    request = Request(  # noqa: S310 - the setting allows http and https only
        config.gateway_url,
        data=json.dumps({"to": phone, "text": text, "id": _key(delivery)}).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": _key(delivery),
        },
        method="POST",
    )
    try:
        with build_opener(_NoRedirect).open(request, timeout=_TIMEOUT_S) as answer:
            answer.read(1)
    except HTTPError as error:
        error.close()
        is_final = error.code < 500 and error.code not in {408, 425, 429}
        raise NotDelivered(f"gateway_{error.code}", is_final=is_final) from error
    except (URLError, OSError) as error:
        raise NotDelivered("gateway_unreachable", is_final=False) from error


class _NoRedirect(HTTPRedirectHandler):
    """The token is for one address only."""

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> None:
        return None


def _link(delivery: Delivery) -> str:
    return str(settings.CONFIG.base_url + reverse("notice", args=[delivery.notice_id]))


def _key(delivery: Delivery) -> str:
    """The same for every attempt, so that a receiver can know a repetition."""
    return f"hadir-{delivery.notice_id}-{delivery.channel}"
