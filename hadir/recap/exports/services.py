"""Handing out lists: who may, what it is called, and a line in the log."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import InvalidInput
from hadir.people import selectors as people
from hadir.people.models import OrgUnit, UnitKind
from hadir.people.rules import HeadKind
from hadir.periods.rules import Month
from hadir.recap.exports import files
from hadir.recap.exports.lists import FILE_NAMES, List, sheet_of
from hadir.recap.exports.sheets import Letterhead, Sheet, Signature
from hadir.recap.months import texts
from hadir.recap.signing.models import ClosingState, MonthClosing

_IN_MEMORY = 4 << 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Format(StrEnum):
    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"
    RFC_CSV = "rfc.csv"

    @property
    def media_type(self) -> str:
        return {Format.XLSX: _XLSX, Format.PDF: "application/pdf"}.get(self, "text/csv; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Export:
    """A finished file, to be read from its beginning; gone when it is closed."""

    file: IO[bytes]
    name: str
    media_type: str
    count: int


@transaction.atomic
def export(actor: Authority, *, unit_id: int, month: Month, what: List, file_format: Format, now: datetime) -> Export:
    """One list of an agency's month. A number of statements that does not grow with its people; the log says who took
    it. Raises `NotPermitted` (the list of allowances needs SEE_ALLOWANCE too, that of leave SEE_ABSENCES),
    `InvalidInput` (not_an_agency)."""
    actor.require(Right.EXPORT_RECAP, unit_id)
    if what is List.ALLOWANCE:
        actor.require(Right.SEE_ALLOWANCE, unit_id)
    if what is List.LEAVE:
        actor.require(Right.SEE_ABSENCES, unit_id)
    unit = people.unit(unit_id)
    if unit.kind != UnitKind.OPD:
        raise InvalidInput("not_an_agency", texts.NOT_AN_AGENCY)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        with translation.override("id"):
            count = _write(file, unit, month, sheet_of(what, unit_id, month), file_format, now)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    audit.record(
        "recap.export",
        actor=actor.actor,
        subject=f"unit:{unit_id}",
        detail={"month": str(month), "list": what.value, "format": file_format.value, "count": count},
        unit_id=unit_id,
        right=Right.EXPORT_RECAP,
    )
    suffix = "csv" if file_format is Format.RFC_CSV else file_format.value
    name = f"{FILE_NAMES[what]}-{unit.code}-{month}.{suffix}".replace("/", "-").replace(" ", "-")
    return Export(file, name, file_format.media_type, count)


def _write(file: IO[bytes], unit: OrgUnit, month: Month, sheet: Sheet, file_format: Format, now: datetime) -> int:
    made = made_at(unit, month, now)
    if file_format is Format.XLSX:
        return files.write_xlsx(file, sheet, letterhead(unit), made=made)
    if file_format is Format.PDF:
        today = people.today_in_region(now)
        return files.write_pdf(file, sheet, letterhead(unit), signature(unit, today), made=made)
    return files.write_csv(file, sheet, for_excel=file_format is Format.CSV)


def made_at(unit: OrgUnit, month: Month, now: datetime) -> str:
    """When it was made, and of which figures: locked ones with their digest, or those of the moment."""
    local = now.astimezone(people.zone_of_region())
    said = f"Dibuat {date_format(local, 'j F Y')} pukul {local:%H.%M} oleh Hadir"
    closing = MonthClosing.objects.filter(unit=unit, month=month.first, state=ClosingState.LOCKED).first()
    if closing is None:
        return f"{said} · bulan belum dikunci, angka masih dapat berubah"
    return f"{said} · terkunci, SHA-256 {closing.digest[:32]}"


def letterhead(unit: OrgUnit) -> Letterhead:
    """The region, the agency and where it sits, as far as Hadir knows."""
    region = people.region()
    place = unit.work_places.order_by("pk").first()
    return Letterhead(f"Pemerintah {region.name}" if region else "", unit.name, place.name if place else "")


def signature(unit: OrgUnit, day: date) -> Signature:
    """Whoever has the duties of the head on that day, Plt and Plh included; dots without one."""
    head = people.head_of(unit.pk, day)
    written = date_format(day, "j F Y")
    if head is None:
        return Signature(f"Kepala {unit.name}", day=written)
    prefix = {HeadKind.PLT.value: "Plt. ", HeadKind.PLH.value: "Plh. "}.get(head.kind, "")
    return Signature(f"{prefix}Kepala {unit.name}", head.employee.full_name, head.employee.nip, day=written)
