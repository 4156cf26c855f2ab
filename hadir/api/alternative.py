"""Checking in without a face over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from hadir.accounts.models import User
from hadir.api.capture import check_in_out
from hadir.api.schemas import AlternativeIn, AlternativeOut, ErrorOut
from hadir.attendance.alternative import checkins
from hadir.attendance.alternative.checkins import Attempt, Outcome
from hadir.attendance.presence.assessing import outcome_of

router = Router(tags=["check-in without a face"])

_ERRORS: Any = {401: ErrorOut, 403: ErrorOut, 409: ErrorOut, 422: ErrorOut, 503: ErrorOut}


@router.post("/checkins-alternative", response={201: AlternativeOut, 200: AlternativeOut, **_ERRORS})
def check_in_without_face(request: HttpRequest, payload: AlternativeIn) -> Status[AlternativeOut]:
    """PIN and the code on the screen, or PIN and an officer. The same id again gives the same answer."""
    user = request.user
    assert isinstance(user, User)  # the API's authentication lets nobody else in
    facts = payload.model_dump(mode="json", include={"position", "client_time", "device"}, exclude_none=True)
    facts["address"] = request.META.get("REMOTE_ADDR", "")
    attempt, now = Attempt(payload.id, payload.pin, facts), timezone.now()
    if payload.method == "pin_code":
        done = checkins.with_code(user, attempt, site_code=payload.site_code, now=now)
    else:
        done = checkins.ask_officer(user, attempt, now=now)
    return Status(201 if done.created else 200, _out(payload, done))


def _out(payload: AlternativeIn, done: Outcome) -> AlternativeOut:
    return AlternativeOut(
        state="decided" if done.punch else "waiting",
        id=payload.id,
        until=done.waiting.expires_at if done.waiting and not done.punch else None,
        result=check_in_out(done.punch, outcome_of(done.punch)) if done.punch else None,
    )
