"""Heads bind the log for witnesses; exports carry it to who checks it elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from typer.testing import CliRunner

from hadir.audit import exporting, heads, services, tasks
from hadir.audit.models import AuditEntry, Head
from hadir.cli import audit as command
from hadir.lib import audit_export, jws
from hadir.lib.authority import Actor, System
from hadir.lib.errors import Conflict
from tests.cast import Cast
from tests.jobs import run_jobs

DAY = datetime(2026, 11, 22, 16, 45, tzinfo=UTC)
KEYS = jws.KeySet([heads.audit_key()])


@pytest.fixture
def log(db: None) -> None:
    _write(5)


def _write(count: int, unit_id: int | None = 3) -> None:
    deeds = [
        services.Deed("people.update_employee", Actor(7, "Siti"), f"employee:{n}", unit_id, {}) for n in range(count)
    ]
    with transaction.atomic():
        services.record_many(deeds)


def _sign(day: datetime = DAY) -> Head:
    head, _fresh = heads.sign_head(day=day.date(), now=timezone.now())
    assert head is not None
    return head


def _export(units: set[int] | None = None) -> list[bytes]:
    made = exporting.export(System(), since=None, until=None, units=units, now=timezone.now())
    return list(made.lines)


def _tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")


def test_a_day_has_one_head_which_names_the_newest_entry(log: None) -> None:
    head, again = _sign(), _sign()
    assert head == again
    assert (head.seq, head.hash) == (5, bytes(AuditEntry.objects.get(seq=5).hash).hex())
    assert jws.verify(head.jws, KEYS, typ=audit_export.HEAD_TYPE)["date"] == "2026-11-22"
    signed = AuditEntry.objects.get(seq=6)
    assert (signed.action, signed.subject) == ("audit.head_signed", "audit_head:2026-11-22")


@pytest.mark.django_db
def test_an_empty_log_has_no_head() -> None:
    assert heads.sign_head(day=DAY.date(), now=DAY) == (None, False)


def test_a_broken_chain_is_not_signed(log: None) -> None:
    _sign()
    _write(3)
    _tamper("UPDATE audit_auditentry SET payload = replace(payload, 'Siti', 'Budi') WHERE seq = 8")
    with pytest.raises(Conflict) as refused:
        _sign(DAY + timedelta(days=1))
    assert refused.value.code == "chain_broken"
    assert "8" in str(refused.value.message)
    assert Head.objects.count() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_head SET seq = 1", "DELETE FROM audit_head", "TRUNCATE audit_head"]
)
def test_a_head_cannot_be_changed(log: None, statement: str) -> None:
    _sign()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_witness_gets_the_head_of_the_day_once(log: None, settings: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"audit_witnesses": ("a@luar.example", "b@luar.example")})
    for _again in range(2):
        tasks.sign_head(int(DAY.timestamp()))
        run_jobs()
    head = Head.objects.get()
    assert head.date == DAY.date()
    assert [message.to for message in mail.outbox] == [["a@luar.example"], ["b@luar.example"]]
    body = str(mail.outbox[0].body)
    assert head.fingerprint in body
    assert audit_export.tokens_in(body) == [head.jws]


def test_an_export_of_the_log_is_accepted_with_its_heads(log: None) -> None:
    head = _sign()
    report = audit_export.check(_export(), keys=KEYS, witnessed=[head.jws])
    assert report.findings == []
    assert (report.first, report.last, report.heads_met) == (1, 6, 2)
    assert AuditEntry.objects.get(seq=7).action == "audit.exported"


def test_an_export_for_some_units_withholds_the_others_and_stays_checkable(log: None) -> None:
    _write(2, unit_id=4)
    lines = _export({4})
    report = audit_export.check(lines, keys=KEYS)
    assert report.findings == []
    assert (report.count, report.withheld) == (7, 5)
    assert b"employee:4" not in b"".join(lines)


@pytest.mark.django_db
def test_an_export_of_a_stretch_of_time_begins_where_it_should() -> None:
    _write(3)
    middle = timezone.now()
    _write(2)
    made = exporting.export(System(), since=middle, until=None, units=None, now=timezone.now())
    assert (made.first, made.last) == (4, 5)
    assert audit_export.check(made.lines, keys=KEYS).ok
    nothing = exporting.export(System(), since=None, until=middle - timedelta(days=1), units=None, now=timezone.now())
    assert (nothing.first, nothing.last) == (1, 0)
    assert audit_export.check(nothing.lines, keys=KEYS).ok


def test_the_live_log_is_checked_too(log: None) -> None:
    _sign()
    assert heads.verify().findings == []
    _tamper("UPDATE audit_auditentry SET subject = 'employee:99' WHERE seq = 2")
    [found] = heads.verify().findings
    assert (found.kind, found.seq, found.action) == ("changed", 2, "people.update_employee")
    _tamper("DELETE FROM audit_auditentry WHERE seq = 4")
    assert {(found.kind.value, found.seq) for found in heads.verify().findings} == {("changed", 2), ("missing", 4)}


def test_the_page_of_heads_sees_an_entry_that_was_rewritten(log: None) -> None:
    head = _sign()
    [state] = heads.states([head])
    assert (state.genuine, state.fits) == (True, True)
    _tamper(f"UPDATE audit_auditentry SET hash = prev_hash WHERE seq = {head.seq}")
    [state] = heads.states([head])
    assert (state.genuine, state.fits) == (True, False)


class TestCommand:
    """`hadir audit verify FILE` has no database at hand: only the file, a key and what witnesses kept."""

    @pytest.fixture
    def folder(self, log: None, tmp_path: Path) -> Iterator[Path]:
        head = _sign()
        (tmp_path / "log.jsonl").write_bytes(b"".join(_export()))
        (tmp_path / "key.json").write_text(json.dumps(jws.public_keys(heads.audit_key())))
        (tmp_path / "letter.txt").write_text(f"Kepada saksi\n\n{head.jws}\n\nSalam")
        yield tmp_path

    def _verify(self, folder: Path, *more: str) -> tuple[int, str]:
        arguments = ["verify", str(folder / "log.jsonl"), "--key", str(folder / "key.json"), *more]
        result = CliRunner().invoke(command.app, arguments)
        return result.exit_code, result.output

    def test_an_untouched_export_is_whole(self, folder: Path) -> None:
        status, text = self._verify(folder, "--heads", str(folder / "letter.txt"))
        assert status == 0
        assert "Log utuh." in text

    def test_a_changed_entry_is_named(self, folder: Path) -> None:
        file = folder / "log.jsonl"
        file.write_bytes(file.read_bytes().replace(b'"subject": "employee:2"', b'"subject": "employee:8"'))
        status, text = self._verify(folder)
        assert status == 1
        assert "Catatan 3 (people.update_employee employee:8)" in text
        assert "LOG TIDAK UTUH." in text

    def test_the_answer_can_be_read_by_a_program(self, folder: Path) -> None:
        file = folder / "log.jsonl"
        lines = file.read_bytes().splitlines(keepends=True)
        del lines[4]
        file.write_bytes(b"".join(lines))
        status, text = self._verify(folder, "--json")
        answer = json.loads(text)
        assert (status, answer["ok"]) == (1, False)
        assert [(found["kind"], found["seq"], found["until"]) for found in answer["findings"]] == [("missing", 3, 3)]

    @pytest.mark.parametrize("name", ["key.json", "letter.txt"])
    def test_files_that_cannot_be_used_are_named(self, folder: Path, name: str) -> None:
        (folder / name).write_text("nothing")
        with pytest.raises(Exception, match=r"key_invalid|head_missing"):
            CliRunner().invoke(
                command.app,
                [
                    "verify",
                    str(folder / "log.jsonl"),
                    "--key",
                    str(folder / "key.json"),
                    "--heads",
                    str(folder / "letter.txt"),
                ],
                catch_exceptions=False,
            )


def test_a_head_can_be_printed_and_signed_by_hand(cast: Cast) -> None:
    head = _sign()
    sheet = heads.printable(head)
    assert head.fingerprint in sheet
    assert head.jws in sheet
