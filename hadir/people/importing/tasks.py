"""Jobs of the import. Each may be repeated: a check starts anew, an import that is applied is not applied again."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import get_user_model
from django.utils import timezone

from hadir.jobs.queue import QUEUE, RETRY, app
from hadir.lib.authority import Authority, System
from hadir.lib.errors import HadirError, Unavailable
from hadir.people.importing import services
from hadir.people.selectors import today_in_region
from hadir.people.staged import ImportBatch


@app.task(name="people.check_import", queue=QUEUE, retry=RETRY)
def check_import(*, batch_id: int) -> None:
    """Make the preview of an uploaded file."""
    try:
        services.check(batch_id, today=today_in_region())
    except Unavailable:
        raise
    except HadirError as error:
        if error.code != "import_state":
            services.fail(batch_id, error, now=timezone.now())


@app.task(name="people.apply_import", queue=QUEUE, retry=RETRY)
def apply_import(*, batch_id: int) -> None:
    """Apply what somebody has confirmed, with the rights that this person has now."""
    batch = ImportBatch.objects.get(pk=batch_id)
    try:
        services.apply(_who_confirmed(batch), batch_id=batch_id, now=timezone.now(), today=today_in_region())
    except Unavailable:
        raise
    except HadirError as error:
        if error.code != "import_state":
            services.fail(batch_id, error, now=timezone.now())


def _who_confirmed(batch: ImportBatch) -> Authority:
    """Accounts stand above this slice; an account is an `Authority`."""
    if batch.confirmed_by_id is None:
        return System("hadir people import")
    return cast(Authority, get_user_model().objects.get(pk=batch.confirmed_by_id))
