"""Files and the way of an import, for these tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hadir.lib.authority import Authority
from hadir.people.importing import services
from hadir.people.importing.services import Consent, Options, Upload
from hadir.people.importing.shapes import Kind
from hadir.people.models import ImportBatch, OrgUnit

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def csv_file(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def stage_file(actor: Authority, unit: OrgUnit, data: bytes, kind: Kind = Kind.PEOPLE, **more: Any) -> ImportBatch:
    """Uploaded and checked."""
    options = Options(unit.pk, more.pop("effective_on", TODAY), **more)
    upload = Upload(data, "pegawai.csv", kind)
    batch = services.stage(actor, upload=upload, options=options, now=NOW, today=TODAY)
    return services.check(batch.pk, today=TODAY)


def apply(actor: Authority, batch: ImportBatch, **consent: Any) -> ImportBatch:
    """Confirmed and applied."""
    given = Consent(batch.plan_digest, **consent)
    services.confirm(actor, batch_id=batch.pk, consent=given, today=TODAY)
    return services.apply(actor, batch_id=batch.pk, now=NOW, today=TODAY)


def import_file(actor: Authority, unit: OrgUnit, data: bytes, kind: Kind = Kind.PEOPLE, **consent: Any) -> ImportBatch:
    """From the file to the people."""
    effective_on = consent.pop("effective_on", TODAY)
    return apply(actor, stage_file(actor, unit, data, kind, effective_on=effective_on), **consent)
