"""Runs the jobs that are due in the test's database, through the queue's own worker.

Jobs deferred by a test that never commits are seen by its own connection only; the worker therefore works on that
connection and in the test's thread. Its taking, running, retrying and finishing of jobs is the real one.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any, LiteralString
from unittest import mock

from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.sql import queries
from procrastinate.worker import Worker

from hadir.jobs.worker import worker_app

_FAR, _NEARER = "1000 years", "500 years"


class _OfTheTest(DjangoConnector):
    """Takes jobs by the time that the test calls now. Django hands out JSON as text; the worker wants it read."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        if query == queries["fetch_job"]:
            await sync_to_async(_set_clock)(self._at)
        return await super().execute_query_one_async(query, **arguments)

    def _dictfetch(self, cursor: Any) -> Iterator[dict[str, Any]]:
        for row in super()._dictfetch(cursor):
            yield {name: json.loads(value) if name == "args" and value else value for name, value in row.items()}


class _NoClock(Worker):
    """Runs what is in the queue; what the hour would bring is the test's to defer."""

    async def _periodic_deferrer(self) -> None:
        return None


def run_jobs(*, at: datetime | None = None, may_fail: bool = False) -> list[str]:
    """Run every job that is due `at` (now), and those that they bring. Returns their task names, in order.

    The error of a job is raised unless it `may_fail`; either way the job is then what the worker made of it: to be
    repeated later (a later call with that `at` runs it) or failed.
    """
    names: list[str] = []
    errors: list[BaseException] = []

    async def note(call_next: Callable[[], Awaitable[Any]], context: JobContext, _worker: Worker) -> Any:
        names.append(context.job.task_name)
        try:
            return await call_next()
        except Exception as error:
            errors.append(error)
            raise

    async def work() -> None:
        # Without the middleware that closes old connections: the test's one is in the middle of its transaction.
        ours = worker_app(_OfTheTest(at or timezone.now()))
        worker: Any = _NoClock(
            ours, wait=False, listen_notify=False, install_signal_handlers=False, worker_middleware=[note]
        )
        await worker.run()

    async def in_this_thread(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await sync_to_async(function, thread_sensitive=True)(*args, **kwargs)

    with mock.patch("procrastinate.utils.sync_to_async", in_this_thread):
        async_to_sync(work)()
    _reset_clock()
    if errors and not may_fail:
        raise errors[0]
    return names


def jobs_waiting(task_name: str) -> list[dict[str, Any]]:
    """Arguments of the jobs of one task that have not run yet, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s ORDER BY id", [task_name]
        )
        return [json.loads(args) for (args,) in cursor.fetchall()]


def _set_clock(at: datetime) -> None:
    """The database goes by its own clock: what is due `at` loses its date, what is not is moved far away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs "
            "SET scheduled_at = CASE WHEN scheduled_at > %s THEN scheduled_at + %s::interval END "
            "WHERE status = 'todo' AND scheduled_at < now() + %s::interval",
            [at, _FAR, _NEARER],
        )


def _reset_clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - %s::interval "
            "WHERE scheduled_at > now() + %s::interval",
            [_FAR, _NEARER],
        )
