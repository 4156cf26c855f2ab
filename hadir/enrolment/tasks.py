"""Jobs of enrolments."""

from __future__ import annotations

from hadir.enrolment.change import services
from hadir.jobs.queue import QUEUE, RETRY, app


@app.periodic(cron="*/10 * * * *")
@app.task(name="enrolment.embed_stragglers", queue=QUEUE, queueing_lock="enrolment.embed_stragglers")
def embed_stragglers(timestamp: int) -> None:
    """While an engine change goes on: whoever was recorded since gets the other engine's template too."""
    services.embed_some()


@app.task(name="enrolment.embed", queue=QUEUE, retry=RETRY, queueing_lock="enrolment.embed")
def embed() -> None:
    """A few people, then the next few as a new job: it may be interrupted anywhere and goes on where it was."""
    if services.embed_some():
        embed.defer()
