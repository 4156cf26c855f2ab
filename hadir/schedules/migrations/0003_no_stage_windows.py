"""Windows of stages become stages of schedules (ADR 0031).

What is in force for the region, and for each unit with windows of its own, becomes a schedule of five days with those
windows, confirmed in the name of this migration. Check-ins keep the code of their stage.
"""

from django.db import migrations
from django.db.models import Min
from django.utils import timezone

from hadir.schedules import presets, revision_sql

LABEL = "hadir migrate"
_WATCHED = ("calendar_calendarversion", "calendar_holidayrow")


def convert(apps, schema_editor):
    window = apps.get_model("schedules", "StageWindow")
    begins = {
        row["unit_id"]: row["first"] for row in window.objects.values("unit_id").annotate(first=Min("valid_from"))
    }
    current = {}
    for row in window.objects.filter(valid_to__isnull=True):
        current.setdefault(row.unit_id, {})[row.code] = row
    for unit_id, own in current.items():
        _make(apps, unit_id, begins[unit_id], {**current.get(None, {}), **own})


def _make(apps, unit_id, valid_from, windows):
    schedule = apps.get_model("schedules", "WorkSchedule").objects.create(unit_id=unit_id, name="5 hari kerja")
    basis = next(iter(windows.values())).legal_basis
    now = timezone.now()
    dated = {
        "valid_from": valid_from, "legal_basis": basis, "status": "confirmed", "proposed_at": now,
        "proposed_by_label": LABEL, "decided_at": now, "decided_by_label": LABEL,
    }  # fmt: skip
    version = apps.get_model("schedules", "ScheduleVersion").objects.create(
        schedule=schedule, preset="five_days", **dated
    )
    apps.get_model("schedules", "ScheduleAssignment").objects.create(schedule=schedule, unit_id=unit_id, **dated)
    day_model = apps.get_model("schedules", "ScheduleDay")
    stage_model = apps.get_model("schedules", "ScheduleStage")
    for season, week in presets.presets()["five_days"].weeks.items():
        for weekday, rule in week.items():
            hours = rule.hours
            day_model.objects.create(
                version=version, season=season.value, weekday=weekday, starts_min=hours.starts, ends_min=hours.ends,
                break_starts_min=hours.break_starts, break_min=hours.break_min, net_min=hours.net_min,
            )  # fmt: skip
            for stage in rule.stages:
                if stage.code in windows:
                    _make_stage(stage_model, version, season, weekday, stage, windows[stage.code])


def _make_stage(stage_model, version, season, weekday, stage, row):
    opens, closes = (value.hour * 60 + value.minute for value in (row.opens, row.closes))
    due = closes if stage.measure.value == "presence" else min(max(stage.due, opens), closes)
    stage_model.objects.create(
        version=version, season=season.value, weekdays=[weekday], code=stage.code, kind=row.kind,
        measure=stage.measure.value, opens_min=opens, due_min=due, closes_min=closes,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0003_free_stage_codes"),
        ("calendar", "0001_initial"),
        ("schedules", "0002_weeks_and_assignments"),
    ]

    operations = [
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.DeleteModel(name="StageWindow"),
        *(migrations.RunSQL(revision_sql.watch(table), revision_sql.unwatch(table)) for table in _WATCHED),
    ]
