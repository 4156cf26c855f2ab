"""An invented region with a month of lifelike facts, written in a few set statements: only for measuring.

Forty agencies with twelve units each in two time zones; a twelfth of the people serve by roster in three shifts,
nights included. Of the days of work two in a hundred are missed, one in five begins late, one in thirty lacks a stage;
a tenth of the people are on leave or on duty elsewhere for some days; one day in a hundred is corrected. The same every
time: chance is a hash.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from hadir.periods.rules import Month

# Chance from 0 to 1 that does not change from run to run.
_CHANCE = "(hashtext({0}) & 2147483647) / 2147483647.0"

_UNITS = """
WITH region AS (SELECT id FROM people_orgunit WHERE kind = 'region'),
agency AS (
    INSERT INTO people_orgunit (parent_id, name, code, kind, siasn_id)
    SELECT region.id, 'Dinas Ukur ' || n, 'A' || n, 'opd', '' FROM region, generate_series(1, 40) n RETURNING id, code
)
INSERT INTO people_orgunit (parent_id, name, code, kind, siasn_id)
SELECT agency.id, 'Bidang ' || n || ' ' || agency.code, agency.code || '-' || n, 'unit', ''
FROM agency, generate_series(1, 12) n
"""
_RECORDS = """
INSERT INTO people_unitrecord (unit_id, name, code, parent_id, valid_from, legal_basis, recorded_at)
SELECT unit.id, unit.name, unit.code, unit.parent_id, NULL, '', now() FROM people_orgunit unit
WHERE NOT EXISTS (SELECT FROM people_unitrecord record WHERE record.unit_id = unit.id)
"""
_PLACES = """
INSERT INTO people_workplace (unit_id, name, time_zone)
SELECT id, 'Kantor ' || code,
    CASE WHEN substr(code, 2)::int % 4 = 0 THEN 'Asia/Makassar' ELSE 'Asia/Jakarta' END
FROM people_orgunit WHERE kind = 'opd'
"""
_LIVE = """
INSERT INTO rollout_phasedecision (unit_id, phase, starts_on, legal_basis, reason, lacking, decided_at,
    decided_by_label)
SELECT id, 'live', '2026-01-01', 'SK ukur', '', '[]', now(), 'hadir bench' FROM people_orgunit WHERE kind = 'opd'
"""
_PEOPLE = """
WITH unit AS (
    SELECT unit.id, place.id AS place, row_number() OVER (ORDER BY unit.id) - 1 AS number,
        count(*) OVER () AS units
    FROM people_orgunit unit JOIN people_workplace place ON place.unit_id = unit.parent_id WHERE unit.kind = 'unit'
), person AS (
    INSERT INTO people_employee (nip, employment_type, name, front_title, back_title, unit_id, work_place_id, position,
        position_level, grade, email, phone, siasn_id, active, registered_at)
    SELECT to_char(date '1970-01-01' + n %% 10000, 'YYYYMMDD') || '2010011' || lpad((n / 10000 + 1)::text, 3, '0'),
        'PNS', 'Pegawai Ukur ' || n, '', '', unit.id, unit.place, 'Pengelola', 'pelaksana', '31', '', '', '', true,
        now()
    FROM generate_series(1, %(people)s) n JOIN unit ON unit.number = n %% unit.units
    RETURNING id, unit_id, work_place_id
)
INSERT INTO people_placement (employee_id, unit_id, work_place_id, position_title, position_level, job_class,
    valid_from, legal_basis, recorded_at)
SELECT id, unit_id, work_place_id, 'Pengelola', 'pelaksana', 7, '2026-01-01', '', now() FROM person
"""
_SHIFTS = """
WITH agency AS (SELECT id FROM people_orgunit WHERE kind = 'opd'),
shift AS (
    INSERT INTO rosters_shifttype (unit_id, code, name, starts, ends, break_min, valid_from, legal_basis, status,
        authors, proposed_at, proposed_by_label, decided_by_label, reason)
    SELECT agency.id, kind.code, kind.name, kind.starts, kind.ends, kind.rest, '2026-01-01', 'SK ukur', 'confirmed',
        '[]', now(), 'hadir bench', 'hadir bench', ''
    FROM agency, (VALUES ('P', 'Pagi', time '07:00', time '14:00', 0), ('S', 'Siang', time '14:00', time '21:00', 0),
        ('M', 'Malam', time '21:00', time '07:00', 60)) kind (code, name, starts, ends, rest)
    RETURNING id
)
INSERT INTO rosters_shiftstage (shift_id, code, name, kind, measure, anchor, opens_min, due_min, closes_min, required)
SELECT shift.id, stage.code, stage.name, 'special', stage.measure, stage.anchor, -60, 0, 90, true
FROM shift, (VALUES ('morning', 'Masuk', 'arrival', 'start'), ('afternoon', 'Pulang', 'departure', 'end'))
    stage (code, name, measure, anchor)
"""
# Everybody whose number leaves 5 when divided by 12: two mornings, two afternoons, two nights, two days free.
_ROSTERS = """
WITH roster AS (
    INSERT INTO rosters_roster (unit_id, month, state, published_at, published_by_label, remarks)
    SELECT id, %(first)s, 'published', now(), 'hadir bench', '' FROM people_orgunit WHERE kind = 'unit'
    RETURNING id, unit_id
)
INSERT INTO rosters_rosterentry (roster_id, employee_id, day, shift_id)
SELECT roster.id, person.id, given.day::date, shift.id
FROM people_employee person
JOIN roster ON roster.unit_id = person.unit_id
JOIN people_orgunit unit ON unit.id = person.unit_id
CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') given (day)
LEFT JOIN rosters_shifttype shift ON shift.unit_id = unit.parent_id
    AND shift.code = (ARRAY['P', 'P', 'S', 'S', 'M', 'M', '-', '-'])[
        (extract(day FROM given.day)::int + person.id) %% 8 + 1
    ]
WHERE person.id %% 12 = 5
"""
_ABSENCE_TYPE = """
INSERT INTO leave_absencetype (code, name, category, counting, employment_types, parts, decider, counts_as_work,
    is_health, longest_unit, extension, min_service_months, exception, again_after_months, carry_days, deferred_total,
    travel_days, document_name, late_days, valid_from, legal_basis, proposed_at, proposed_by_label, status, authors,
    decided_by_label, reason)
SELECT kind.*, 'working', '[]', '["full"]', 'superior', kind.code = 'DL', false, '', 0, 0, '', 0, 0, 0, 0, '', 0,
    '2020-01-01', 'ukur', now(), 'hadir bench', 'confirmed', '[]', 'hadir bench', ''
FROM (VALUES ('CT', 'Cuti tahunan', 'leave'), ('DL', 'Dinas luar', 'duty')) kind (code, name, category)
WHERE NOT EXISTS (SELECT FROM leave_absencetype known WHERE known.code = kind.code)
"""
_ABSENCES = """
INSERT INTO leave_grantedabsence (employee_id, type_id, first, last, part, reference, granted_at)
SELECT person.id, kind.id, %(first)s::date + (person.id %% 25)::int,
    %(first)s::date + (person.id %% 25 + 2)::int, 'full', 'CT-' || person.id, now()
FROM people_employee person
JOIN LATERAL (
    SELECT id FROM leave_absencetype WHERE code = CASE WHEN person.id %% 20 < 10 THEN 'CT' ELSE 'DL' END
    ORDER BY id LIMIT 1
) kind ON true
WHERE person.id %% 10 = 3
"""
_PUNCHES = f"""
WITH duty AS (
    SELECT person.id AS employee_id, person.work_place_id, place.time_zone, given.day::date AS day,
        {_CHANCE.format("person.id || 'a' || given.day::date")} AS missed,
        {_CHANCE.format("person.id || 'b' || given.day::date")} AS late,
        {_CHANCE.format("person.id || 'c' || given.day::date")} AS lacking,
        {_CHANCE.format("person.id || 'd' || given.day::date")} AS minute,
        entry.id AS rostered, shift.starts, shift.ends
    FROM people_employee person
    JOIN people_workplace place ON place.id = person.work_place_id
    CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') given (day)
    LEFT JOIN rosters_rosterentry entry ON entry.employee_id = person.id AND entry.day = given.day::date
    LEFT JOIN rosters_shifttype shift ON shift.id = entry.shift_id
    WHERE (entry.id IS NULL AND extract(isodow FROM given.day) < 6) OR shift.id IS NOT NULL
), stamp AS (
    SELECT duty.*, CASE stage
        WHEN 0 THEN day + coalesce(starts, time '07:30')
            + make_interval(secs => CASE WHEN late < 0.2 THEN 60 + 2400 * minute ELSE -1500 * minute END)
        WHEN 1 THEN day + time '12:00' + make_interval(secs => 1800 * minute)
        ELSE day + coalesce(ends, CASE WHEN extract(isodow FROM day) = 5 THEN time '16:30' ELSE time '16:00' END)
            + CASE WHEN ends < starts THEN interval '1 day' ELSE interval '0' END
            + make_interval(secs => CASE WHEN late > 0.95 THEN -1200 * minute ELSE 1800 * minute END)
        END AS local_time, stage
    FROM duty CROSS JOIN generate_series(0, 2) stage
    WHERE missed > 0.02 AND NOT (lacking < 0.033 AND stage = (minute * 2.99)::int)
        AND NOT (rostered IS NOT NULL AND stage = 1)
)
INSERT INTO attendance_punch (id, session_id, employee_id, recorded_at, decided_at, accepted, code, work_day, time_zone,
    stage, work_place_id, place_note, device, engine, evidence_digest, receipt, method, witness_label)
SELECT gen_random_uuid(), gen_random_uuid(), employee_id, local_time AT TIME ZONE time_zone,
    local_time AT TIME ZONE time_zone, true, 'accepted', day, time_zone, '', work_place_id, 'inside', '{{}}', 'ukur',
    repeat('0', 64), 'ukur', 'face', ''
FROM stamp
"""  # noqa: S608 - texts of this module

# One day of duty in a hundred has its morning added by an approved correction.
_CORRECTIONS = f"""
WITH rule AS (
    INSERT INTO corrections_correctionrule (reason, allowed, days_after, needs_evidence, valid_from, legal_basis,
        proposed_at, proposed_by_label, status, authors, decided_by_label, decision_note)
    VALUES ('device_broken', true, 7, false, '2020-01-01', 'ukur', now(), 'hadir bench', 'confirmed', '[]',
        'hadir bench', '') RETURNING id
), asked AS (
    INSERT INTO corrections_correction (employee_id, unit_id, kind, day, stage, at, reason, explanation, rule_id,
        is_own, after_lock, requested_at, requested_by, requested_by_label)
    SELECT person.id, person.unit_id, 'add', given.day::date, 'morning',
        (given.day::date + time '07:20') AT TIME ZONE place.time_zone, 'device_broken', 'ukur', rule.id, true, false,
        now(), 0, 'hadir bench'
    FROM people_employee person
    JOIN people_workplace place ON place.id = person.work_place_id
    CROSS JOIN rule CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') given (day)
    WHERE extract(isodow FROM given.day) < 6 AND {_CHANCE.format("person.id || 'e' || given.day::date")} < 0.01
    RETURNING id
)
INSERT INTO corrections_correctiondecision (correction_id, outcome, note, acting_as, decided_at, decided_by,
    decided_by_label)
SELECT id, 'approved', '', '', now(), 0, 'hadir bench' FROM asked
"""  # noqa: S608 - texts of this module


def seed(people: int, month: Month) -> None:
    """Into an empty database with a region and its hours. What the facts mark is taken away: the measurement derives
    everything anyway."""
    span: dict[str, date] = {"first": month.first, "last": month.last}
    settle(people)
    with connection.cursor() as cursor:
        cursor.execute(_LIVE)
        cursor.execute(_SHIFTS)
        cursor.execute(_ROSTERS, span)
        cursor.execute(_ABSENCE_TYPE)
        cursor.execute(_ABSENCES, span)
        cursor.execute("ALTER TABLE attendance_punch DISABLE TRIGGER workdays_mark_punch")
        cursor.execute(_PUNCHES, span)
        cursor.execute(_CORRECTIONS, span)
        cursor.execute("ALTER TABLE attendance_punch ENABLE TRIGGER workdays_mark_punch")
        cursor.execute("TRUNCATE periods_stalespan")
    _vacuum()


def settle(people: int) -> None:
    """Only the agencies, their places and the people in them, below a region that is there."""
    with connection.cursor() as cursor:
        for statement in (_UNITS, _RECORDS, _PLACES):
            cursor.execute(statement)
        cursor.execute(_PEOPLE, {"people": people})


def _vacuum() -> None:
    """As the server's own cleaner would have done by the end of a month."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
