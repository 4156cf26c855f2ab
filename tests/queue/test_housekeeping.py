"""Dead jobs are seen, revived or forgotten; what had a timer before still happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from typer.testing import CliRunner

from hadir.cli import checkup_jobs, main
from hadir.cli.checkups import Level
from hadir.config import load_site
from hadir.jobs import selectors
from hadir.jobs.queue import app, defer
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

WIPE = "capture.wipe_expired"
DELIVER = "notices.deliver"


def job(status: str, *, age: timedelta = timedelta(), attempts: int = 0, locked: bool = False) -> int:
    """A job in a state that a test cannot bring about quickly."""
    # There is no delivery 0, so that job does nothing.
    name, arguments = (WIPE, {"timestamp": 0}) if locked else (DELIVER, {"delivery_id": 0})
    number = app.configure_task(name).defer(**arguments)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status, attempts = %s WHERE id = %s",
            [status, attempts, number],
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - %s::interval WHERE job_id = %s",
            [f"{age.total_seconds()} seconds", number],
        )
    return number


def status_of(number: int) -> str | None:
    rows = selectors.jobs(None, number=number)
    return rows[0].status if rows else None


def without_worker(number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET worker_id = NULL WHERE id = %s", [number])
    return number


def test_a_job_whose_worker_was_killed_is_done_again() -> None:
    number = without_worker(job("doing"))
    defer("jobs.revive", timestamp=0)
    run_jobs()
    assert status_of(number) == "todo"


def test_a_job_that_kills_its_worker_again_and_again_stays_failed() -> None:
    number = without_worker(job("doing", attempts=4))
    defer("jobs.revive", timestamp=0)
    run_jobs()
    assert status_of(number) == "failed"


def test_a_round_whose_successor_waits_is_not_done_twice() -> None:
    number = without_worker(job("doing", locked=True))
    defer("jobs.revive", timestamp=0)
    app.configure_task(WIPE).defer(timestamp=300)
    run_jobs()
    assert status_of(number) == "aborted"


def test_a_failed_round_is_not_tried_again_beside_its_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hadir.cli.jobs.set_up_migrated", load_site)
    number = job("failed", locked=True)
    app.configure_task(WIPE).defer(timestamp=300)
    answer = CliRunner().invoke(main.app, ["jobs", "retry", str(number)])
    assert (answer.exit_code, status_of(number)) == (0, "failed")


def test_done_jobs_are_forgotten_after_a_week_and_failed_ones_after_three_months() -> None:
    old_done, new_done = job("succeeded", age=timedelta(days=8)), job("succeeded", age=timedelta(days=6))
    old_failed, new_failed = job("failed", age=timedelta(days=91)), job("failed", age=timedelta(days=89))
    defer("jobs.forget", timestamp=0)
    run_jobs()
    assert [status_of(number) for number in (old_done, new_done, old_failed, new_failed)] == [
        None, "succeeded", None, "failed",
    ]  # fmt: skip


def test_the_doctor_sees_what_failed_and_what_nobody_does() -> None:
    config = load_site()
    assert checkup_jobs.jobs(config).level is Level.OK
    late = job("todo", age=timedelta(minutes=20))
    assert "20" in checkup_jobs.jobs(config).found
    job("failed")
    finding = checkup_jobs.jobs(config)
    assert finding.level is Level.WARN
    assert "hadir jobs retry" in finding.remedy
    assert status_of(late) == "todo"


def test_failed_jobs_are_listed_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hadir.cli.jobs.set_up_migrated", load_site)
    number, other = job("failed"), job("failed")
    shown = CliRunner().invoke(main.app, ["jobs", "list"], env={"COLUMNS": "200"})
    assert DELIVER in shown.stdout
    assert CliRunner().invoke(main.app, ["jobs", "retry", str(number)]).exit_code == 0
    assert (status_of(number), status_of(other)) == ("todo", "failed")
    assert CliRunner().invoke(main.app, ["jobs", "retry", "--all"]).exit_code == 0
    assert status_of(other) == "todo"
    assert CliRunner().invoke(main.app, ["jobs", "retry", "999999"]).exit_code == 1
    assert CliRunner().invoke(main.app, ["jobs", "retry"]).exit_code == 2
    assert run_jobs() == [DELIVER, DELIVER]


def test_every_round_of_housekeeping_has_its_hour_and_its_lock() -> None:
    periodic = {task.task.name: task for task in app.periodic_registry.periodic_tasks.values()}
    assert {WIPE, "attendance.destroy_overdue", "privacy.run_retention", "jobs.revive", "jobs.forget"} <= set(periodic)
    assert [name for name, one in periodic.items() if one.task.queueing_lock != name] == []
    now = int(timezone.now().timestamp())
    for name in periodic:
        app.configure_task(name).defer(timestamp=now)
    assert set(periodic) <= set(run_jobs())
