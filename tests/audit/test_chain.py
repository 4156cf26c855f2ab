"""Every entry is linked to the one before it by the database itself, whoever writes and however many at once."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from hadir.audit import chain_sql, selectors, services
from hadir.audit.models import AuditEntry
from hadir.lib.authority import Actor, Right
from hadir.lib.chain import GENESIS, Checker
from tests.cast import Cast

ACTOR = Actor(7, "Siti Contoh (1985)")


def _write(subject: str = "employee:1", **more: Any) -> AuditEntry:
    with transaction.atomic():
        row = services.record(
            "people.update_employee", actor=ACTOR, subject=subject, detail={"a": 1}, unit_id=3, **more
        )
    row.refresh_from_db()
    return row


def _check() -> Checker:
    checker = Checker()
    for entry in selectors.linked(*selectors.bounds(None, None)):
        checker.add(entry.prev, entry.hash, entry.payload.encode())
    checker.finish()
    return checker


@pytest.mark.django_db
def test_entries_are_numbered_and_linked() -> None:
    first, second = (
        _write(),
        _write("employee:2", right=Right.MANAGE_EMPLOYEES, before={"unit_id": 3}, after={"unit_id": 5}),
    )
    assert (first.seq, second.seq) == (1, 2)
    assert bytes(first.prev_hash).hex() == GENESIS
    assert bytes(second.prev_hash) == bytes(first.hash)
    checker = _check()
    assert (checker.count, checker.findings) == (2, [])


@pytest.mark.django_db
def test_the_chained_text_says_everything() -> None:
    entry = _write(right=Right.MANAGE_EMPLOYEES, before={"unit_id": 3}, after={"unit_id": 5})
    assert entry.at is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload::jsonb FROM audit_auditentry")
        [(text,)] = cursor.fetchall()
    said = json.loads(text) if isinstance(text, str) else text
    assert said == {
        "seq": 1,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": "Siti Contoh (1985)",
        "actor_id": 7,
        "action": "people.update_employee",
        "right": "manage_employees",
        "subject": "employee:1",
        "unit": 3,
        "detail": {"a": 1},
        "before": {"unit_id": 3},
        "after": {"unit_id": 5},
    }


@pytest.mark.django_db
def test_no_writer_can_choose_number_time_or_hash() -> None:
    _write()
    forged = AuditEntry(
        seq=99,
        action="people.create_unit",
        actor_label="x",
        subject="unit:1",
        payload="{}",
        hash=b"1" * 32,
        prev_hash=b"2",
    )
    forged.save(force_insert=True)
    forged.refresh_from_db()
    assert forged.seq == 2
    assert forged.payload != "{}"
    assert _check().ok


@pytest.mark.django_db
def test_an_import_writes_its_entries_at_once() -> None:
    _write()
    deeds = [services.Deed("people.register_employee", ACTOR, f"employee:{n}", 3, {}) for n in range(300)]
    with transaction.atomic():
        assert services.record_many(deeds) == 300
    _write()
    checker = _check()
    assert (checker.count, checker.findings) == (302, [])
    assert AuditEntry.objects.get(seq=2).subject == "employee:0"


@pytest.mark.django_db
def test_a_deed_that_is_undone_leaves_no_gap() -> None:
    _write()
    with pytest.raises(IntegrityError), transaction.atomic():
        services.record("people.create_unit", actor=ACTOR, subject="unit:1", detail={}, unit_id=None)
        services.record("NOT AN ACTION", actor=ACTOR, subject="unit:1", detail={}, unit_id=None)
    assert _write().seq == 2
    assert _check().ok


def test_replayed_rows_form_a_valid_chain(cast: Cast) -> None:
    assert cast.siti.pk
    checker = _check()
    assert checker.count == AuditEntry.objects.count() > 20
    assert checker.ok


@pytest.mark.django_db
def test_a_column_that_no_longer_says_what_was_chained_is_named() -> None:
    _write()
    changed = _write("employee:9")
    assert selectors.differing(1, 9) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_auditentry SET actor_label = 'Nobody' WHERE seq = %s", [changed.seq])
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")
    assert selectors.differing(1, 9) == [(2, "people.update_employee", "employee:9")]


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_give_one_chain_without_gaps() -> None:
    """Six writers, some of whose transactions fail after the entry was written."""
    failures: list[BaseException] = []

    def work(writer: int) -> None:
        try:
            for round_ in range(15):
                try:
                    with transaction.atomic():
                        services.record(
                            "people.update_employee", actor=Actor(writer, f"w{writer}"), subject=f"employee:{round_}",
                            detail={}, unit_id=None,
                        )  # fmt: skip
                        if round_ % 5 == 4:
                            raise _Undone
                except _Undone:
                    continue
        except BaseException as error:  # noqa: BLE001 - shown below
            failures.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=work, args=[number]) for number in range(6)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join(60)
    assert failures == []
    checker = _check()
    assert (checker.count, checker.findings) == (6 * 12, [])
    assert {entry.actor_id for entry in AuditEntry.objects.all()} == set(range(6))


class _Undone(Exception):
    pass


class TestLooks:
    def _look(self, actor: Actor = ACTOR, subject: str = "employee:1") -> AuditEntry | None:
        return services.record_look(actor=actor, subject=subject, what="people.employee_seen", unit_id=3)

    @pytest.mark.django_db
    def test_looking_again_soon_is_the_same_look(self) -> None:
        assert self._look() is not None
        assert self._look() is None
        assert self._look(subject="employee:2") is not None
        assert self._look(Actor(8, "Rahma")) is not None
        assert AuditEntry.objects.count() == 3

    @pytest.mark.django_db
    def test_looking_again_later_is_another_look(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._look()
        monkeypatch.setattr(services, "ONE_LOOK", timedelta(0))
        assert self._look() is not None

    @pytest.mark.django_db
    def test_a_look_is_named_as_one(self) -> None:
        with pytest.raises(ValueError, match="_seen"):
            services.record_look(actor=ACTOR, subject="employee:1", what="people.employee", unit_id=3)


def test_a_difference_masks_what_the_log_must_not_repeat() -> None:
    before, after = services.difference(
        {"unit_id": 3, "phone": "0812", "email": "", "name": "A"},
        {"unit_id": 5, "phone": "", "email": "a@b", "name": "A"},
    )
    assert before == {"unit_id": 3, "phone": "•••", "email": None}
    assert after == {"unit_id": 5, "phone": None, "email": "•••"}


@pytest.mark.django_db
def test_entries_from_before_the_chain_are_chained_in_order_and_keep_their_times() -> None:
    """What migration 0002 does to a log that is already there."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        for column in ("seq", "prev_hash", "hash", "payload"):
            cursor.execute(f"ALTER TABLE audit_auditentry ALTER {column} DROP NOT NULL")
        cursor.execute(
            'INSERT INTO audit_auditentry (at, actor_label, action, "right", subject, detail) '
            "SELECT timestamptz '2025-01-01' + n * interval '1 day', 'Siti', 'people.create_unit', '', 'unit:' || n, "
            "'{}' "
            "FROM generate_series(1, 5) n"
        )
        cursor.execute(chain_sql.CHAIN_EXISTING)
    first = AuditEntry.objects.get(seq=1)
    assert (first.subject, first.at.date()) == ("unit:1", date(2025, 1, 2))
    _write()
    checker = _check()
    assert (checker.count, checker.findings) == (6, [])
    assert selectors.differing(1, 6) == []
