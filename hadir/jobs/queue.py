"""The queue: `app` on which every slice hangs its jobs in its own `tasks.py`, and how a failed job is repeated.

    @app.task(name="slice.verb", queue=QUEUE, retry=RETRY)
    def verb(*, thing_id: int) -> None:
        services.verb(thing_id, now=timezone.now())

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="slice.sweep", queue=QUEUE, queueing_lock="slice.sweep")
    def sweep(timestamp: int) -> None: ...

`queue.defer("slice.verb", thing_id=7)` inside a service (it stands below `tasks.py` and cannot import it) writes the
job in the transaction of the deed: no deed without its job, no job without its deed, and nobody sees the job before
the commit. A job may run twice (its worker was killed before it could say that it was done), so every task must do no
harm when repeated. Arguments are ids and dates, never personal data and never secrets: they stand in the table of jobs
in the clear, and in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from procrastinate.app import App
from procrastinate.contrib.django import app as _app
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.types import JSONValue

from hadir.lib.errors import HadirError, Unavailable

app: App = _app
QUEUE = "default"


def defer(name: str, *, not_before: datetime | None = None, **arguments: JSONValue) -> None:
    """A job of the task `name`, at once or at a later time. ProcrastinateException `TaskNotFound` for unknown names."""
    app.configure_task(name, allow_unknown=False, schedule_at=not_before).defer(**arguments)


def defer_many(name: str, many: Iterable[Mapping[str, Any]]) -> None:
    """One job for each set of arguments, in one statement."""
    rows = [dict(arguments) for arguments in many]
    if rows:
        app.configure_task(name, allow_unknown=False).batch_defer(*rows)


class BackOff(BaseRetryStrategy):
    """Wait longer after each failure, then give up: the job stays as failed, where `hadir doctor` shows it.

    A refusal of the domain (`HadirError`) is the same tomorrow and is not repeated; `Unavailable` is.
    """

    def __init__(self, waits_s: tuple[int, ...]) -> None:
        self.waits_s = waits_s

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None to give up. `job.attempts` counts the failures before this one."""
        if isinstance(exception, HadirError) and not isinstance(exception, Unavailable):
            return None
        if job.attempts >= len(self.waits_s):
            return None
        return RetryDecision(retry_in={"seconds": self.waits_s[job.attempts]})


# Half a minute for a restart, an hour for a repair, in all half a day.
RETRY = BackOff((30, 120, 600, 3600, 10_800, 28_800))
