"""What the letters and registers say: rows of the database as the documents want them. Indonesian, like the papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import override

from hadir.privacy import selectors
from hadir.privacy.assessment import FIELDS, RISKS, SECTIONS
from hadir.privacy.documents import pdf, table_csv
from hadir.privacy.models import Breach, Controller, DestructionReport, ProcessingActivity
from hadir.privacy.rules import Addressee, DataClass
from hadir.privacy.texts import CLASSES

_BLANK = "...................."
_CONTROLLER = (
    "region", "office", "address", "city", "phone", "email", "dpo_name", "dpo_contact", "signer_name",
    "signer_position", "signer_nip",
)  # fmt: skip
_OPTIONAL = frozenset({"phone", "email", "signer_nip"})
_COLUMNS = (
    ("purpose", "Tujuan"), ("legal_basis", "Dasar hukum"), ("subjects", "Subjek data"), ("data", "Data"),
    ("recipients", "Penerima"), ("retention", "Masa simpan"), ("security", "Pengamanan"),
)  # fmt: skip
REPORT_HEAD = ("Waktu", "Kelas data", "Jumlah", "Data dari dan sampai", "Kebijakan", "Cadangan sampai")


def breach_letter(breach: Breach, addressee: Addressee, *, zone: ZoneInfo, now: datetime) -> bytes:
    """The letter of article 46 (2): data disclosed, when and how, handling. Unknown letterhead stays dotted."""
    with override("id"):
        ended = f" sampai {_moment(breach.happened_to, zone)}" if breach.happened_to else ""
        is_authority = addressee is Addressee.AUTHORITY
        people = breach.affected.count()
        return pdf(
            "breach_letter",
            {
                "title": "Pemberitahuan kegagalan pelindungan data pribadi",
                "controller": _controller(),
                "addressee": (
                    "Kepala Lembaga Pelindungan Data Pribadi (selama belum terbentuk: Menteri Komunikasi dan Digital)"
                    if is_authority
                    else "Bapak/Ibu yang data pribadinya terdampak"
                ),
                "attachment": "daftar orang terdampak" if is_authority and people else "-",
                "people": str(people) if is_authority and people else "",
                "today": date_format(now.astimezone(zone), "j F Y"),
                "happened": f"{_moment(breach.happened_from, zone)}{ended}",
                "known": _moment(breach.known_at, zone),
                "disclosed": breach.disclosed,
                "how": breach.how,
                "consequences": breach.consequences,
                "handling": breach.handling,
                "advice": "" if is_authority else breach.advice,
            },
        )


def processing_register(rows: Iterable[ProcessingActivity], *, now: datetime) -> bytes:
    """The register of article 31 as PDF."""
    with override("id"):
        return pdf(
            "processing_register",
            {
                "title": "Rekaman kegiatan pemrosesan data pribadi",
                "region": _region(),
                "today": date_format(now, "j F Y"),
                "activities": [
                    {
                        "name": row.name,
                        "rows": [
                            *[[label, getattr(row, column)] for column, label in _COLUMNS],
                            ["Versi", f"{row.version}, {date_format(row.changed_at, 'j F Y')}"],
                        ],
                    }
                    for row in rows
                ],
            },
        )


def processing_register_csv(rows: Iterable[ProcessingActivity]) -> str:
    head = ("kode", "versi", "kegiatan", *[column for column, _label in _COLUMNS])
    return table_csv(
        head, [[row.code, row.version, row.name, *[getattr(row, column) for column, _l in _COLUMNS]] for row in rows]
    )


def impact_assessment(*, now: datetime) -> bytes:
    """The assessment of article 34 as PDF, with the region's answers so far and dots where there are none."""
    latest, who = selectors.assessment(), selectors.controller()
    answers: dict[str, str] = latest.answers if latest else {}
    labels = {field.code: field.label for field in FIELDS}
    with override("id"):
        return pdf(
            "impact_assessment",
            {
                "title": "Penilaian dampak pelindungan data pribadi: presensi wajah Hadir",
                "region": _region(),
                "version": f"versi {latest.version}" if latest else "rancangan",
                "today": date_format(now, "j F Y"),
                "sections": [
                    {
                        "title": section.title,
                        "paragraphs": list(section.paragraphs),
                        "fields": [{"label": labels[code], "answer": answers.get(code, "")} for code in section.fields],
                    }
                    for section in SECTIONS
                ],
                "risks": [[row.risk, row.before, row.measures, row.after] for row in RISKS],
                "dpo": who.dpo_name if who else _BLANK,
                "signer": who.signer_name if who else _BLANK,
            },
        )


def destruction_report(rows: Iterable[DestructionReport], *, span: str) -> bytes:
    """Numbers and dates of what was destroyed, as PDF."""
    with override("id"):
        data: dict[str, Any] = {
            "title": "Laporan pemusnahan data pribadi",
            "region": _region(),
            "span": span,
            "head": list(REPORT_HEAD),
            "rows": [[str(value) for value in row] for row in report_rows(rows)],
        }
        return pdf("destruction_report", data)


def destruction_report_csv(rows: Iterable[DestructionReport]) -> str:
    with override("id"):
        return table_csv(REPORT_HEAD, report_rows(rows))


def report_rows(rows: Iterable[DestructionReport]) -> list[list[object]]:
    """A line a report, in the columns of `REPORT_HEAD`."""
    return [
        [
            date_format(row.ran_at, "Y-m-d H:i"),
            str(CLASSES[DataClass(row.data_class)]),
            row.count,
            f"{_day(row.oldest)}, {_day(row.newest)}" if row.oldest else "-",
            f"{row.policy.days} hari sejak {date_format(row.policy.valid_from, 'Y-m-d')}: {row.policy.legal_basis}",
            date_format(row.backups_until, "Y-m-d") if row.backups_until else "-",
        ]
        for row in rows
    ]


def _controller() -> dict[str, str]:
    row: Controller | None = selectors.controller()
    return {name: (getattr(row, name) if row else "") or ("" if name in _OPTIONAL else _BLANK) for name in _CONTROLLER}


def _region() -> str:
    row = selectors.controller()
    return row.region if row else _BLANK


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{date_format(at.astimezone(zone), 'j F Y, H.i')} ({at.astimezone(zone):%Z})" if at else _BLANK


def _day(at: datetime | None) -> str:
    return date_format(at, "Y-m-d") if at else "-"
