"""The process that does the jobs."""

from __future__ import annotations

from datetime import datetime

from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import DjangoApp
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector

from hadir.jobs.queue import app

_GRACE_S = 10.0  # for the jobs in work when the worker is told to stop; then they are left to be repeated


class YieldingManager(JobManager):
    """A failed job whose successor waits already gives way to it.

    Both would wait under one queueing lock, which the queue forbids by an error that leaves the job in work for ever
    (procrastinate issues 1446 and 1543). The successor does the same work, and tries it as often.
    """

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        try:
            await super().retry_job(job, retry_at=retry_at, priority=priority, queue=queue, lock=lock)
        except UniqueViolation:
            await self.finish_job(job, status=Status.ABORTED, delete_job=False)


def worker_app(connector: BaseConnector) -> DjangoApp:
    """The same tasks for a worker that takes and finishes jobs over its own connection.

    Not `app.replace_connector`: a task that defers a job must still do so over Django's connection, in its own
    transaction.
    """
    ours = DjangoApp(connector=connector, periodic_defaults=app.periodic_defaults)
    ours.job_manager = YieldingManager(connector=connector)
    ours.tasks, ours.periodic_registry = app.tasks, app.periodic_registry
    return ours


def work(*, concurrency: int, once: bool = False) -> None:
    """Do jobs, `concurrency` at a time, until told to stop by a signal; `once`: until none is due."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=3, timeout=10)
    worker_app(connector).run_worker(
        concurrency=concurrency, wait=not once, listen_notify=not once, shutdown_graceful_timeout=_GRACE_S
    )
