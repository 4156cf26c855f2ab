"""Everything about one person as a ZIP: JSON for machines, HTML and CSV for people, receipts and pictures beside them.

Templates are described (engine, date, state) and not copied: their numbers mean nothing outside this engine, cannot be
read by a person, and a copy outside would be a face to break in with. Pictures that are still kept are copied, because
a picture is what the person understands by "my data".
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BinaryField, Field, ForeignKey, Model, Q
from django.template.loader import render_to_string

from hadir.accounts.models import User
from hadir.attendance import retention as attendance
from hadir.attendance.models import Punch
from hadir.attendance.presence.assessing import open_picture
from hadir.attendance.services import open_evidence
from hadir.audit.models import AuditEntry
from hadir.enrolment import vault
from hadir.enrolment.models import Enrolment, ReferenceCrop
from hadir.lib.errors import Unavailable
from hadir.people.models import Employee
from hadir.privacy.contents import PARTS, Part

_LABEL_TAIL = re.compile(r"\s*\([^)]*\)$")
Row = dict[str, Any]
# The account itself, for whoever has no record of an employee; the same columns as beside one.
_ACCOUNT = Part(
    "accounts.User", "id", "Akun", by="user", without=next(p.without for p in PARTS if p.table == "accounts.User")
)


def make_copy(employee: Employee, *, now: datetime) -> bytes:
    """The ZIP. Reads only; whoever calls it has asked for rights and writes the audit entry."""
    account = User.objects.filter(employee=employee).first()
    parts = {part.title: list(_rows(part, employee, account)) for part in PARTS}
    parts["Catatan audit tentang Anda"] = list(_entries(employee, account))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(_document(employee, parts, now), ensure_ascii=False, indent=2))
        archive.writestr("baca-saya.html", _page(employee.full_name, parts, now))
        for title, rows in parts.items():
            archive.writestr(f"csv/{_file_name(title)}.csv", _csv(rows))
        _add_receipts(archive, employee)
        _add_pictures(archive, employee)
    return whole.getvalue()


def make_account_copy(account: User, *, now: datetime) -> bytes:
    """The ZIP of an account without a record of an employee: the account, what belongs to it, and its deeds."""
    parts = {"Akun": list(_rows(_ACCOUNT, None, account))}
    parts |= {part.title: list(_rows(part, None, account)) for part in PARTS if part.by == "user"}
    parts["Catatan audit tentang Anda"] = list(_entries(None, account))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        document = {"dibuat": now.isoformat(), "akun": account.username, "bagian": parts}
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=2))
        archive.writestr("baca-saya.html", _page(account.display_name, parts, now, has_face=False))
        for title, rows in parts.items():
            archive.writestr(f"csv/{_file_name(title)}.csv", _csv(rows))
    return whole.getvalue()


def _document(employee: Employee, parts: dict[str, list[Row]], now: datetime) -> Row:
    return {"dibuat": now.isoformat(), "pegawai": employee.nip, "bagian": parts}


def _page(name: str, parts: dict[str, list[Row]], now: datetime, *, has_face: bool = True) -> str:
    tables = [
        {"title": title, "columns": list(rows[0]) if rows else [], "rows": [list(row.values()) for row in rows]}
        for title, rows in parts.items()
    ]
    return render_to_string("web/privacy/copy.html", {"name": name, "tables": tables, "now": now, "has_face": has_face})


# --- rows


def _rows(part: Part, employee: Employee | None, account: User | None) -> Iterator[Row]:
    model = apps.get_model(part.table)
    if part.by == "user":
        if account is None:
            return
        condition = Q(**{part.column: account.pk})
    elif employee is None:
        return
    else:
        condition = Q(**{part.column: employee.pk})
    shown = [column for column in model._meta.concrete_fields if _is_shown(column, part)]
    rows = model._default_manager.filter(condition).order_by("pk")
    names = [column.name for column in shown if isinstance(column, ForeignKey)]
    for row in rows.select_related(*names).iterator(chunk_size=500):
        yield {column.name: _value(row, column) for column in shown}


def _is_shown(column: Field[Any, Any], part: Part) -> bool:
    return not isinstance(column, BinaryField) and column.name not in part.without


def _value(row: Model, column: Field[Any, Any]) -> Any:
    """As JSON can hold it; what points elsewhere by its name."""
    value = getattr(row, column.name)
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float | str | dict | list) else str(value)


def _entries(employee: Employee | None, account: User | None) -> Iterator[Row]:
    """Deeds about the person, looks included, and the person's own deeds. Others appear by name, not by number."""
    own_subjects = [f"employee:{employee.pk}"] if employee else []
    mine = Q(subject__in=own_subjects)
    if account is not None:
        mine |= Q(subject=f"user:{account.pk}") | Q(actor_id=account.pk)
    for entry in AuditEntry.objects.filter(mine).order_by("id").iterator(chunk_size=500):
        own = account is not None and entry.actor_id == account.pk
        yield {
            "waktu": entry.at.isoformat(),
            "oleh": "Anda" if own else without_number(entry.actor_label),
            "tindakan": entry.action,
            "sasaran": "Anda" if entry.subject in own_subjects else entry.subject,
            "keterangan": entry.detail,
        }


def without_number(label: str) -> str:
    """An actor's name without the NIP that stands behind it in the log: the number is that person's own data."""
    return _LABEL_TAIL.sub("", label)


# --- files


def _csv(rows: Iterable[Row]) -> str:
    rows = list(rows)
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> Any:
    """A spreadsheet runs what begins like a formula (CWE-1236)."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _add_receipts(archive: zipfile.ZipFile, employee: Employee) -> None:
    for punch in attendance.receipts_of(employee.pk).iterator(chunk_size=500):
        archive.writestr(f"tanda-terima/{punch.recorded_at:%Y-%m-%d}-{punch.pk}.jws", punch.receipt)


def _add_pictures(archive: zipfile.ZipFile, employee: Employee) -> None:
    """Pictures that are still kept. One that cannot be opened is missing, and said so, instead of stopping the rest."""
    for punch in attendance.with_evidence(employee.pk).iterator(chunk_size=50):
        _add_evidence(archive, punch, "", partial(open_evidence, punch))
    for frame in attendance.frames_of(employee.pk).iterator(chunk_size=50):
        _add_evidence(archive, frame.punch, f"-{frame.number}", partial(open_picture, frame))
    for case in Enrolment.objects.filter(employee=employee, sealed_portrait__isnull=False).select_related("data_key"):
        archive.writestr(f"foto-perekaman/{case.captured_at:%Y-%m-%d}.jpg", vault.open_portrait(case))
    crops = ReferenceCrop.objects.filter(enrolment__employee=employee).select_related("enrolment__data_key")
    for crop in crops:
        name = f"foto-acuan/{crop.enrolment.captured_at:%Y-%m-%d}-{crop.seq}.jpg"
        archive.writestr(name, vault.open_crop(crop.enrolment.data_key, crop))


def _add_evidence(archive: zipfile.ZipFile, punch: Punch, number: str, opened: Callable[[], bytes]) -> None:
    name = f"foto-bukti/{punch.recorded_at:%Y-%m-%d}-{punch.pk}{number}"
    try:
        archive.writestr(f"{name}.jpg", opened(), zipfile.ZIP_STORED)
    except Unavailable as error:
        archive.writestr(f"{name}.txt", f"{error.code}\n")
