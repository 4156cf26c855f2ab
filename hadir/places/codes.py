"""The code of the screen, taken from a person: one mechanism for every way of checking in (ADR 0049).

A code proves that somebody near the screen read it within the last 20 to 40 seconds. It does not prove who: that is
for the face, the PIN and the device. Callers hold the person's row (`people.saving.lock`), so that two codes of one
person come one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction

from hadir.audit import services as audit
from hadir.lib.errors import TooMany
from hadir.lib.findings import Finding, Weight
from hadir.lib.sealing import KeyRing
from hadir.people.models import Employee
from hadir.people.saving import lock
from hadir.places import codes_rules as rules
from hadir.places.codes_rules import CodeState, Reading, Screen, Span, Standing
from hadir.places.codes_texts import STATES
from hadir.places.site_models import SiteCodeTry

__all__ = [
    "CodeState",
    "CodeVerdict",
    "consume",
    "examine",
    "forget_tries",
    "key_of",
    "note",
    "redeem",
    "sentence",
    "too_many",
]

_WEIGHTS = {
    CodeState.RIGHT: Weight.GOOD,
    CodeState.WRONG: Weight.DOUBT,
    CodeState.USED: Weight.NOTE,
    CodeState.EXPIRED: Weight.NOTE,
    CodeState.ELSEWHERE: Weight.DOUBT,
    CodeState.LIMITED: Weight.DOUBT,
}
# Kept as a try; what was not looked at would only fill the table.
_KEPT = frozenset({CodeState.WRONG, CodeState.EXPIRED, CodeState.ELSEWHERE})


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What a code proves. `place_id`: whose code it is, also when it is used, expired or elsewhere.

    `retry_after_s` belongs to LIMITED.
    """

    state: CodeState
    place_id: int | None = None
    screen_id: int | None = None
    findings: tuple[Finding, ...] = ()
    retry_after_s: int | None = None
    span: Span | None = None
    place: str = ""

    @property
    def right(self) -> bool:
        return self.state is CodeState.RIGHT


def redeem(employee: Employee, typed: str, *, now: datetime) -> CodeVerdict:
    """Judge a code and, when it is right, use it up. One written statement and at most one insert.

    Call inside the transaction of the check-in, holding the person's row. A wrong code is counted in the same
    transaction: commit it, also when the check-in is refused.
    """
    return consume(employee, examine(employee, typed, now=now), now=now)


def examine(employee: Employee, typed: str, *, now: datetime) -> CodeVerdict:
    """Judge a code without using it up: for a way that has something else to ask first. Counts a wrong one."""
    standing, names = _standing(employee, now)
    rest = rules.rest_after(standing.wrong, now)
    if rest is not None:
        return _verdict(CodeState.LIMITED, retry_after_s=int(rest.total_seconds()) + 1)
    reading = rules.read(typed)
    spans = rules.spans_of(reading, _with_keys(standing.screens), now)
    state, span = rules.judge(spans, standing, now)
    if state is CodeState.WRONG:
        span, name = _elsewhere(reading, standing, now)
        state = CodeState.WRONG if span is None else CodeState.ELSEWHERE
    else:
        name = names.get(span.screen.place_id, "") if span else ""
    if state in _KEPT:
        _keep_try(employee, state, span, now)
    return _verdict(state, span=span, place=name, now=now)


def consume(employee: Employee, verdict: CodeVerdict, *, now: datetime) -> CodeVerdict:
    """Use a right code up; USED when another request of the same person was faster. Others pass unchanged."""
    span = verdict.span
    if not verdict.right or span is None:
        return verdict
    with connection.cursor() as cursor:
        cursor.execute(_USE, [employee.pk, span.screen.place_id, span.window, span.screen.id, now])
        if cursor.fetchone() is not None:
            return verdict
    return _verdict(CodeState.USED, span=span, place=verdict.place, now=now)


@transaction.atomic
def note(employee: Employee, typed: str, *, now: datetime) -> CodeVerdict:
    """Take a code when it comes, before the check-in that it belongs to: a right one stays good for five minutes.

    Typing a PIN or showing a face takes longer than a code lives; what matters is when the code was read. It can be
    redeemed by this person alone, once. Writes no audit entry: the check-in that uses it does.
    """
    lock(employee)
    verdict = examine(employee, typed, now=now)
    span = verdict.span
    if verdict.right and span is not None and span.window > rules.window_of(now) - rules.WINDOWS_TAKEN:
        _keep_try(employee, CodeState.RIGHT, span, now)  # what had arrived before keeps its own five minutes
    return verdict


@transaction.atomic
def forget_tries(*, now: datetime) -> int:
    """Delete tries that are older than 90 days: they count guesses, and no guess is counted for so long."""
    count, _by_model = SiteCodeTry.objects.filter(at__lt=now - rules.TRIES_KEPT).delete()
    if count:
        audit.record(
            "places.code_tries_destroyed", actor=None, subject="site-codes", detail={"count": count}, unit_id=None
        )
    return count


def sentence(verdict: CodeVerdict) -> str:
    """What is told to the person."""
    minutes = -(-(verdict.retry_after_s or 0) // 60)
    return str(STATES[verdict.state]).format(minutes=minutes)


def too_many(verdict: CodeVerdict) -> TooMany:
    """The refusal for LIMITED, where nothing else is to be written."""
    return TooMany("site_code_limited", sentence(verdict), retry_after_s=verdict.retry_after_s)


def key_of(place_id: int) -> bytes:
    """The secret of a place's screens, from the key outside the database; a rotation changes every code at once."""
    return _key_of(settings.CONFIG.template_key_ring[0].id, place_id)


@lru_cache(maxsize=4096)
def _key_of(kek_id: str, place_id: int) -> bytes:
    ring = KeyRing({key.id: key.key for key in settings.CONFIG.template_key_ring})
    return ring.derive(f"site-code|{place_id}", kek_id=kek_id)


# --- reading


# Places: the regular one and those that the day's assignments add. The first two arrays go together.
_STANDING = """
WITH open AS (
    SELECT screen.id, screen.work_place_id, place.name
    FROM places_sitescreen screen JOIN people_workplace place ON place.id = screen.work_place_id
    WHERE screen.closed_at IS NULL AND screen.expires_at > %(now)s AND screen.work_place_id IN (
        SELECT work_place_id FROM people_employee WHERE id = %(employee)s
        UNION ALL
        SELECT work_place_id FROM places_placeassignment
        WHERE employee_id = %(employee)s AND cancelled_at IS NULL
            AND first <= %(day)s AND (last IS NULL OR last >= %(day)s)
    )
), used AS (
    SELECT work_place_id, "window" FROM places_sitecodeuse WHERE employee_id = %(employee)s AND used_at > %(lately)s
), tried AS (
    SELECT work_place_id, "window", at, state FROM places_sitecodetry
    WHERE employee_id = %(employee)s AND at > %(yesterday)s
)
SELECT
    ARRAY(SELECT ARRAY[id, work_place_id] FROM open ORDER BY id),
    ARRAY(SELECT name FROM open ORDER BY id),
    ARRAY(SELECT ARRAY[work_place_id, "window"] FROM used),
    ARRAY(SELECT ARRAY[work_place_id, "window"] FROM tried WHERE state = 'right' AND at > %(arrival)s),
    ARRAY(SELECT at FROM tried WHERE state IN ('wrong', 'elsewhere') ORDER BY at)
"""

_USE = """
INSERT INTO places_sitecodeuse (employee_id, work_place_id, "window", screen_id, used_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (employee_id, work_place_id, "window") DO NOTHING RETURNING id
"""

_OTHERS = """
SELECT screen.id, screen.work_place_id, place.name
FROM places_sitescreen screen JOIN people_workplace place ON place.id = screen.work_place_id
WHERE screen.closed_at IS NULL AND screen.expires_at > %s AND NOT screen.work_place_id = ANY (%s)
"""


def _standing(employee: Employee, now: datetime) -> tuple[Standing, dict[int, str]]:
    """What is known of the person, and the names of the places; one statement."""
    values: dict[str, int | date | datetime] = {
        "employee": employee.pk,
        "day": _today(employee, now),
        "now": now,
        "lately": now - 2 * rules.ARRIVAL_LIFE,
        "yesterday": now - rules.DAY,
        "arrival": now - rules.ARRIVAL_LIFE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, values)
        screens, names, used, arrived, wrong = cursor.fetchone()
    standing = Standing(
        tuple(Screen(screen_id, place_id) for screen_id, place_id in screens),
        frozenset((place, window) for place, window in used),
        frozenset((place, window) for place, window in arrived),
        tuple(wrong),
    )
    return standing, {screen.place_id: name for screen, name in zip(standing.screens, names, strict=True)}


def _today(employee: Employee, now: datetime) -> date:
    return now.astimezone(employee.work_place.zone).date()


def _elsewhere(reading: Reading, standing: Standing, now: datetime) -> tuple[Span | None, str]:
    """The screen of another place that shows this code now, and that place's name. Only asked for a wrong code."""
    if not (reading.digits or reading.secret):
        return None, ""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, [now, sorted({screen.place_id for screen in standing.screens})])
        rows = cursor.fetchall()
    screens = [Screen(screen_id, place_id) for screen_id, place_id, _name in rows]
    spans = rules.spans_of(reading, _with_keys(screens), now, windows=rules.WINDOWS_TAKEN)
    names = {place_id: name for _screen, place_id, name in rows}
    return (spans[0], names[spans[0].screen.place_id]) if spans else (None, "")


def _with_keys(screens: Iterable[Screen]) -> list[tuple[Screen, bytes]]:
    return [(screen, key_of(screen.place_id)) for screen in screens]


# --- writing


def _keep_try(employee: Employee, state: CodeState, span: Span | None, now: datetime) -> None:
    SiteCodeTry.objects.create(
        employee=employee,
        at=now,
        state=state.value,
        screen_id=span.screen.id if span else None,
        work_place_id=span.screen.place_id if span else None,
        window=span.window if span else None,
    )


def _verdict(
    state: CodeState,
    *,
    span: Span | None = None,
    place: str = "",
    now: datetime | None = None,
    retry_after_s: int | None = None,
) -> CodeVerdict:
    facts: dict[str, str | int | float | bool] = {}
    if span is not None:
        facts["place"] = place
        if state is CodeState.EXPIRED and now is not None:
            taken_until = rules.end_of(span.window + rules.WINDOWS_TAKEN - 1)
            facts["seconds"] = int((now - taken_until).total_seconds())
    return CodeVerdict(
        state,
        span.screen.place_id if span else None,
        span.screen.id if span else None,
        (Finding(f"places.code_{state.value}", _WEIGHTS[state], facts),),
        retry_after_s,
        span,
        place,
    )
