"""The process that does the jobs."""

from __future__ import annotations

from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import DjangoApp
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from hadir.jobs.queue import app

_GRACE_S = 10.0  # for the jobs in work when the worker is told to stop; then they are left to be repeated


def worker_app(connector: BaseConnector) -> DjangoApp:
    """The same tasks for a worker that takes and finishes jobs over its own connection.

    Not `app.replace_connector`: a task that defers a job must still do so over Django's connection, in its own
    transaction.
    """
    ours = DjangoApp(connector=connector, periodic_defaults=app.periodic_defaults)
    ours.tasks, ours.periodic_registry = app.tasks, app.periodic_registry
    return ours


def work(*, concurrency: int, once: bool = False) -> None:
    """Do jobs, `concurrency` at a time, until told to stop by a signal; `once`: until none is due."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=3, timeout=10)
    worker_app(connector).run_worker(
        concurrency=concurrency, wait=not once, listen_notify=not once, shutdown_graceful_timeout=_GRACE_S
    )
