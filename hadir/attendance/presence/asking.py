"""What is asked of one person's check-in, read by one written statement: every check-in reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from hadir.attendance.presence.rules import Demand, Requirements, Step
from hadir.people.models import Employee

REVIEW_DAYS = 5  # where no policy says otherwise: sign-posts for people, no law
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """`policy_id` None: the region has none. `unit_id`: the person's agency; `binds_first_use`: a first phone is bound
    by an accepted check-in; `tries` and `was_asked`: of this session's second step."""

    requirements: Requirements
    policy_id: int | None
    unit_id: int
    review_days: int
    binds_first_use: bool
    tries: int
    was_asked: bool


# The policy of the nearest unit above the person, the region's when none of them has one.
_POLICY = """
WITH RECURSIVE line AS (
    SELECT id, parent_id, kind, 0 AS far FROM people_orgunit WHERE id = %(unit)s
    UNION ALL
    SELECT above.id, above.parent_id, above.kind, line.far + 1
    FROM people_orgunit above JOIN line ON above.id = line.parent_id
), policy AS (
    SELECT policy.* FROM presence_presencepolicy policy LEFT JOIN line ON line.id = policy.unit_id
    WHERE policy.status = 'confirmed' AND policy.valid_from <= %(day)s
        AND (policy.valid_to IS NULL OR policy.valid_to >= %(day)s)
        AND (policy.unit_id IS NULL OR line.id IS NOT NULL)
    ORDER BY line.far NULLS LAST LIMIT 1
)
"""
_LIGHT = f"{_POLICY} SELECT EXISTS (SELECT FROM policy WHERE light <> 'off')"  # noqa: S608 - our own text
_ASKED = f"""{_POLICY}
SELECT policy.id, policy.device, policy.place, policy.code, policy.light, policy.offers_code, policy.offers_passkey,
    policy.sample, policy.doubt_sample, policy.review_days, policy.first_use,
    EXISTS (
        SELECT FROM presence_lookalike alike WHERE alike.status = 'confirmed'
            AND %(employee)s IN (alike.employee_id, alike.other_id) AND alike.valid_from <= %(day)s
            AND (alike.valid_to IS NULL OR alike.valid_to >= %(day)s)
    ),
    (SELECT id FROM line WHERE kind = 'opd' ORDER BY far LIMIT 1), step.tries
FROM (SELECT 1) always LEFT JOIN policy ON true LEFT JOIN presence_secondstep step ON step.session_id = %(session)s
"""  # noqa: S608 - our own text


def is_light_asked(employee: Employee, day: date) -> bool:
    """Whether a policy has the page change its colour, so that the skin must follow; without a policy it stays calm.
    One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LIGHT, {"unit": employee.unit_id, "day": day})
        (asked,) = cursor.fetchone()
    return bool(asked)


def asked_of(employee: Employee, day: date, *, session_id: UUID) -> Asked:
    """What holds for that person on that day. One statement."""
    values: dict[str, Any] = {
        "unit": employee.unit_id,
        "employee": employee.pk,
        "day": day,
        "session": session_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, values)
        row = cursor.fetchone()
    policy_id, *demands, offers_code, offers_passkey, sample, doubt, days, first_use, alike, unit_id, tries = row
    if policy_id is None:
        requirements = Requirements(lookalike=alike)
    else:
        offers = ((Step.SITE_CODE, offers_code), (Step.PASSKEY, offers_passkey))
        device, place, code, light = map(Demand, demands)
        steps = frozenset(step for step, is_on in offers if is_on)
        requirements = Requirements(device, place, code, light, steps, sample, doubt, alike)
    return Asked(
        requirements=requirements,
        policy_id=policy_id,
        unit_id=unit_id or employee.unit_id,
        review_days=days or REVIEW_DAYS,
        binds_first_use=bool(first_use),
        tries=tries or 0,
        was_asked=tries is not None,
    )
