"""Calendars for tests, entered through the services: Wati proposes, Ratna confirms, both of the HR agency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from hadir.accounts import invitations
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.schedules.calendar import services
from hadir.schedules.calendar.models import CalendarVersion
from hadir.schedules.calendar.rules import Collection, Kind, Line
from hadir.schedules.calendar.services import VersionData
from tests.cast import PASSWORD, SYSTEM, Cast, bare, grant

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
PROCLAMATION = Line(date(2026, 8, 17), "Proklamasi Kemerdekaan", Kind.NATIONAL)
CHRISTMAS = Line(date(2026, 12, 25), "Natal", Kind.NATIONAL)


def second_officer() -> User:
    """Somebody else of the HR agency."""
    issued = invitations.open_account(
        SYSTEM, username="ratna", display_name="Ratna Contoh", email="", link=bare, now=NOW
    )
    user = invitations.accept_invitation(issued.link, password=PASSWORD, now=NOW)
    grant(SYSTEM, user, Role.HR_AGENCY)
    return user


def proposed(
    cast: Cast, lines: Sequence[Line] = (PROCLAMATION, CHRISTMAS), *, source: str = "SKB 1/2025", **more: object
) -> CalendarVersion:
    more.setdefault("collection", Collection.DECREE)
    more.setdefault("year", 2026)
    data = VersionData(source=source, lines=lines, **more)  # type: ignore[arg-type]
    return services.propose(cast.wati, data=data, now=NOW)


def confirmed(cast: Cast, lines: Sequence[Line] = (PROCLAMATION, CHRISTMAS), **more: object) -> CalendarVersion:
    """Confirmed by the command line, which may always."""
    version = proposed(cast, lines, **more)  # type: ignore[arg-type]
    return services.decide(SYSTEM, version.pk, confirm=True, reason="", now=NOW)
