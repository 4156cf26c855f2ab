"""What other systems (e-Kinerja and the like) read with a token: people, their accepted check-ins. See docs/api.md."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db import connection
from django.http import HttpRequest
from ninja import Router
from ninja.params import Path
from pydantic import Field

from hadir.accounts import api_tokens
from hadir.accounts.rules import Scope
from hadir.api.authentication import TokenAuth, token_of
from hadir.api.schemas import DayOut, ErrorOut, HealthOut, PersonOut, PunchOut
from hadir.attendance import selectors as attendance
from hadir.audit.viewer import seeing_everything
from hadir.rollout import selectors as rollout

router = Router(tags=["other systems"])

Nip = Annotated[str, Field(pattern=r"^[0-9]{18}$", description="NIP, 18 digits")]
_ERRORS: Any = {401: ErrorOut, 403: ErrorOut, 404: ErrorOut, 422: ErrorOut, 429: ErrorOut, 503: ErrorOut}


@router.get("/people/{nip}", response={200: PersonOut, **_ERRORS}, auth=TokenAuth(Scope.PEOPLE_READ))
def person(request: HttpRequest, nip: Path[Nip]) -> PersonOut:
    """A person of the token's units: name, unit, whether active. Anybody else is answered with 404."""
    found = api_tokens.person_for(token_of(request), nip, what="accounts.token_person_seen")
    return PersonOut(nip=found.nip, name=found.full_name, unit=found.unit.name, active=found.active)


@router.get("/attendance/{nip}/{day}", response={200: DayOut, **_ERRORS}, auth=TokenAuth(Scope.ATTENDANCE_READ))
def attendance_day(request: HttpRequest, nip: Path[Nip], day: Path[date]) -> DayOut:
    """Accepted check-ins of one work day, in order of arrival. Refused attempts are nobody else's business."""
    found = api_tokens.person_for(token_of(request), nip, what="accounts.token_attendance_seen")
    with seeing_everything("another system reads with its token; person_for has kept it to its units"):
        punches = attendance.punches_of_day(found.pk, day)
        counts = rollout.counts_on([found.unit_id], day)[found.unit_id]
    return DayOut(
        nip=found.nip,
        day=day,
        time_zone=found.work_place.time_zone,
        counts=counts,
        punches=[PunchOut(stage=punch.stage or None, recorded_at=punch.recorded_at) for punch in punches],
    )


@router.get("/health", response={200: HealthOut, **_ERRORS}, auth=TokenAuth(Scope.HEALTH_READ))
def health(request: HttpRequest) -> HealthOut:
    """Whether the database answers; 503 when it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HealthOut(database=True)
