"""A check-in marks the days that it may belong to. In the database, so that no way of writing one can forget it.

The slice `attendance` stands below this one and knows nothing of marks. Which day a check-in belongs to is the
derivation's question (a night shift's belongs to yesterday, one that opens before midnight to tomorrow), so the days
around it are marked: deriving a day that does not change costs little.
"""

from __future__ import annotations

MARK_PUNCHES = """
CREATE FUNCTION workdays_mark_punch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    local_day date := (NEW.recorded_at AT TIME ZONE NEW.time_zone)::date;
BEGIN
    INSERT INTO periods_stalespan (scope, scope_id, first, last, cause)
    VALUES ('employee', NEW.employee_id, local_day - 1, local_day + 1, 'punch');
    RETURN NULL;
END
$$;
CREATE TRIGGER workdays_mark_punch AFTER INSERT ON attendance_punch
    FOR EACH ROW WHEN (NEW.accepted) EXECUTE FUNCTION workdays_mark_punch();
"""

UNMARK_PUNCHES = """
DROP TRIGGER workdays_mark_punch ON attendance_punch;
DROP FUNCTION workdays_mark_punch();
"""
