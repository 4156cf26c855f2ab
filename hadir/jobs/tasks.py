"""The queue's own housekeeping."""

from __future__ import annotations

from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from hadir.jobs.queue import QUEUE, app

_SILENT_S = 90.0  # a worker says every ten seconds that it lives
_DEADLY = 4  # a job that has taken its worker with it so often stays failed
_KEEP_DONE_H, _KEEP_FAILED_H = 7 * 24, 90 * 24


@app.periodic(cron="*/2 * * * *")
@app.task(name="jobs.revive", queue=QUEUE, queueing_lock="jobs.revive", pass_context=True)
async def revive(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker was killed in the middle of them are done again, unless they look like the cause."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=_SILENT_S):
        if job.attempts >= _DEADLY:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
        elif job.queueing_lock and await jobs.list_jobs_async(queueing_lock=job.queueing_lock, status="todo"):
            await jobs.finish_job(job, status=Status.ABORTED, delete_job=False)  # the next round waits already
        else:
            await jobs.retry_job(job)


@app.periodic(cron="37 2 * * *")
@app.task(name="jobs.forget", queue=QUEUE, queueing_lock="jobs.forget", pass_context=True)
async def forget(context: JobContext, timestamp: int) -> None:
    """Done jobs are forgotten after a week, failed ones after three months."""
    jobs = context.app.job_manager
    await jobs.delete_old_jobs(_KEEP_DONE_H, include_cancelled=True, include_aborted=True)
    await jobs.delete_old_jobs(_KEEP_FAILED_H, include_failed=True)
