"""Jobs of the allowance."""

from __future__ import annotations

from django.utils import timezone

from hadir.jobs.queue import QUEUE, RETRY, app
from hadir.recap.allowance import reckoning, simulating


@app.task(name="recap.reckon_allowance", queue=QUEUE, retry=RETRY)
def reckon_allowance(*, run_id: int) -> None:
    """An agency's month."""
    reckoning.run_waiting(run_id)


@app.task(name="recap.simulate_allowance", queue=QUEUE, retry=RETRY)
def simulate_allowance(*, simulation_id: int) -> None:
    """A month under a draft."""
    simulating.run(simulation_id)


@app.periodic(cron="40 18 * * *")  # 01.40 in the west of the country, after the days have turned in all three zones
@app.task(name="recap.refresh_allowance", queue=QUEUE, queueing_lock="recap.refresh_allowance")
def refresh_allowance(timestamp: int) -> None:
    """This month and the last one in every agency, so that pages show yesterday's state in the morning."""
    del timestamp
    reckoning.refresh(timezone.now())
    simulating.forget(timezone.now())
