"""The database refuses to forget, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from hadir.audit import append_only, selectors, services
from hadir.audit.models import AuditEntry
from hadir.lib.authority import Actor


@pytest.fixture
def entry(db: None) -> AuditEntry:
    with transaction.atomic():
        return services.record(
            "people.create_unit", actor=Actor(7, "Siti"), subject="unit:1", detail={"a": 1}, unit_id=1
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET actor_label = 'nobody'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
    ],
)
def test_database_refuses_to_change_an_entry(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get(pk=entry.pk).actor_label == "Siti"


def test_entry_tells_who_did_what(entry: AuditEntry) -> None:
    stored = selectors.entries_about("unit:1").get()
    assert (stored.actor_id, stored.actor_label, stored.action) == (7, "Siti", "people.create_unit")
    assert stored.detail == {"a": 1}
    assert stored.at is not None


@pytest.mark.django_db
def test_a_deed_without_an_actor_is_anonymous() -> None:
    with transaction.atomic():
        services.record("accounts.sign_in_failed", actor=None, subject="user:1", detail={}, unit_id=None)
    assert AuditEntry.objects.get().actor_label == "anonymous"


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside the transaction"):
        services.record("people.create_unit", actor=None, subject="unit:1", detail={}, unit_id=None)
    assert not AuditEntry.objects.exists()


def test_only_plain_table_names_are_protected() -> None:
    with pytest.raises(ValueError, match="not a plain table name"):
        append_only.protect("audit; DROP TABLE people_employee")
