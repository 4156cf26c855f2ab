"""The queue: with the deed or not at all, repeated with patience, given up in plain sight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from procrastinate.jobs import Job
from procrastinate.tasks import Task
from procrastinate.worker import Worker

from hadir.jobs.queue import RETRY, BackOff, app
from hadir.jobs.worker import work
from hadir.lib.errors import Conflict, Unavailable
from tests.jobs import jobs_waiting, run_jobs

NAME = "trial.greet"
Greet = Task[..., None, ...]


class Greeter:
    """A job whose luck the test decides."""

    def __init__(self) -> None:
        self.greeted: list[int] = []
        self.trouble: list[Exception] = []

    def __call__(self, *, person_id: int) -> None:
        if self.trouble:
            raise self.trouble.pop()
        self.greeted.append(person_id)


async def nothing_periodic(_worker: Worker) -> None:
    """No hour strikes."""


@pytest.fixture
def greeter() -> Greeter:
    return Greeter()


@pytest.fixture
def greet(greeter: Greeter) -> Iterator[Greet]:
    def run(*, person_id: int) -> None:
        greeter(person_id=person_id)

    yield app.task(name=NAME, retry=RETRY)(run)
    del app.tasks[NAME]


@pytest.mark.django_db
def test_a_deferred_job_runs_once(greet: Greet, greeter: Greeter) -> None:
    greet.defer(person_id=7)
    assert jobs_waiting(NAME) == [{"person_id": 7}]
    assert run_jobs() == [NAME]
    assert greeter.greeted == [7]
    assert run_jobs() == []


@pytest.mark.django_db
def test_a_deed_that_is_undone_leaves_no_job(greet: Greet, greeter: Greeter) -> None:
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        greet.defer(person_id=7)
        raise Undone
    assert run_jobs() == []


@pytest.mark.django_db
def test_a_failed_job_is_repeated_when_its_time_has_come(greet: Greet, greeter: Greeter) -> None:
    greeter.trouble = [OSError("no network")]
    greet.defer(person_id=7)
    run_jobs(may_fail=True)
    assert run_jobs() == [], "half a minute has not passed"
    run_jobs(at=timezone.now() + timedelta(seconds=31))
    assert greeter.greeted == [7]


@pytest.mark.django_db
def test_an_error_of_a_job_is_an_error_of_the_test(greet: Greet, greeter: Greeter) -> None:
    greeter.trouble = [OSError("no network")]
    greet.defer(person_id=7)
    with pytest.raises(OSError, match="no network"):
        run_jobs()


@pytest.mark.parametrize(
    ("error", "attempts", "repeated"),
    [
        (OSError(), 0, True),
        (OSError(), 5, True),
        (OSError(), 6, False),
        (Unavailable("engine_busy", "sibuk"), 0, True),
        (Conflict("already_decided", "sudah"), 0, False),
    ],
)
def test_when_a_job_is_repeated(error: Exception, attempts: int, repeated: bool) -> None:
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name=NAME, task_kwargs={}, attempts=attempts)
    assert (RETRY.get_retry_decision(exception=error, job=job) is not None) is repeated


def test_the_wait_grows() -> None:
    waits = RETRY.waits_s
    assert list(waits) == sorted(set(waits))
    assert BackOff((1,)).waits_s == (1,)


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_was_committed(greet: Greet, greeter: Greeter, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its threads' connections must not outlive them: the test's database is dropped.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr("procrastinate.worker.Worker._periodic_deferrer", nothing_periodic)
    greet.defer(person_id=9)
    work(concurrency=2, once=True)
    assert greeter.greeted == [9]
    job = next(iter(app.job_manager.list_jobs(task=NAME)))
    assert job.status == "succeeded"


@pytest.mark.django_db(transaction=True)
def test_a_failed_round_gives_way_to_a_successor_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both under one queueing lock: the queue has room for one, and the other must not stay in work for ever."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr("procrastinate.worker.Worker._periodic_deferrer", nothing_periodic)
    rounds: list[int] = []

    def sweep(*, number: int) -> None:
        rounds.append(number)
        if number == 1:
            app.configure_task("trial.sweep").defer(number=2)
            raise OSError("no network")

    app.task(name="trial.sweep", retry=RETRY, queueing_lock="trial.sweep")(sweep)
    try:
        app.configure_task("trial.sweep").defer(number=1)
        work(concurrency=1, once=True)
    finally:
        del app.tasks["trial.sweep"]
    assert rounds == [1, 2]
    assert [job.status for job in app.job_manager.list_jobs(task="trial.sweep")] == ["aborted", "succeeded"]
