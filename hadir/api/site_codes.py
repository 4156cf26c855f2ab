"""The code of the screen over HTTP, ahead of the check-in that it belongs to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from hadir.accounts.models import User
from hadir.accounts.permissions import Right
from hadir.api.schemas import ErrorOut, SiteCodeIn, SiteCodeOut
from hadir.enrolment.services import own_employee
from hadir.places import codes

router = Router(tags=["site codes"])

_ERRORS: Any = {401: ErrorOut, 403: ErrorOut, 422: ErrorOut}


@router.post("/site-codes", response={200: SiteCodeOut, **_ERRORS})
def note_site_code(request: HttpRequest, payload: SiteCodeIn) -> SiteCodeOut:
    """Judge a code when it comes. A right one is not used up: the check-in names it again within five minutes."""
    user = request.user
    assert isinstance(user, User)  # the API's authentication lets nobody else in
    verdict = codes.note(own_employee(user, Right.CHECK_IN), payload.code, now=timezone.now())
    return SiteCodeOut(state=verdict.state.value, message=codes.sentence(verdict), retry_after_s=verdict.retry_after_s)
