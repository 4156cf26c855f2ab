"""The second line: what the database shows when a page forgets its filter. Nothing here asks for rights in Python."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import StreamingHttpResponse
from django.test import RequestFactory

from hadir.accounts.log_ins import SessionStore
from hadir.accounts.middleware import rows_of_the_log_in
from hadir.accounts.models import Invitation, RoleGrant, User
from hadir.audit import viewer
from hadir.audit.guarded.base import DatabaseWrapper
from hadir.audit.models import AuditEntry
from hadir.audit.viewer import seeing_everything, viewing_as
from hadir.people.models import Employee
from hadir.postgres.cluster import WEB_ROLE
from tests.cast import Cast
from tests.security.rows import Rows

HEADS = {"Rahma", "Joko"}  # of the Sekretariat and of Bagian Umum: everybody below knows them


def names() -> set[str]:
    return {person.name.split()[0] for person in Employee.objects.all()}


def test_people_of_another_agency_are_not_there(rows: Rows) -> None:
    with viewing_as(rows.cast.dedi.pk):
        assert "Dedi" in names()
        assert names().isdisjoint({"Siti", "Rahma", "Budi"})
    with viewing_as(rows.cast.siti.pk):
        assert {"Siti", "Rahma", "Budi"} <= names()
        assert "Dedi" not in names()


def test_an_employee_sees_the_own_row_and_those_above(rows: Rows) -> None:
    with viewing_as(rows.cast.budi.pk):
        assert names() - HEADS == {"Budi"}
        assert {user.pk for user in User.objects.all()} == {rows.cast.budi.pk}


def test_nobody_sees_nothing_of_any_guarded_table(rows: Rows) -> None:
    for context in (viewing_as(None), viewing_as(987_654)):
        with context:
            assert {model.__name__: model._default_manager.count() for model in rows.guarded()} == {
                model.__name__: 0 for model in rows.guarded()
            }


def test_no_row_of_another_agency_in_any_table(rows: Rows) -> None:
    """Every guarded table with rows, read whole by Dedi."""
    for model in rows.filled():
        with viewing_as(rows.cast.dedi.pk):
            seen = set(model._default_manager.values_list("pk", flat=True))
        hidden = rows.of_setda(model)
        assert not seen & hidden, f"{model.__name__} of the Sekretariat was shown to Dinas Kesehatan"
        with seeing_everything("to prove that there was something to hide"):
            assert hidden
            assert hidden <= set(model._default_manager.values_list("pk", flat=True))


def test_kominfo_sees_people_but_neither_faces_nor_attendance(rows: Rows) -> None:
    with viewing_as(rows.cast.made.pk):
        assert {"Siti", "Dedi"} <= names()
        for model in rows.of_class("attendance", "faces", "evidence"):
            assert model._default_manager.count() == 0, model.__name__


def test_operators_and_auditors_see_what_they_answer_for(rows: Rows) -> None:
    from hadir.attendance.models import Evidence, Punch

    with viewing_as(rows.cast.siti.pk):
        assert {punch.employee_id for punch in Punch.objects.all()} == {rows.cast.budi.employee_id}
        assert Evidence.objects.count() == 1
    with viewing_as(rows.cast.agus.pk):
        assert Punch.objects.count() == 2
        assert AuditEntry.objects.exists()
    with viewing_as(rows.cast.wati.pk):
        assert Punch.objects.count() == 2
        assert Evidence.objects.count() == 0
    with viewing_as(rows.cast.budi.pk):
        assert Punch.objects.count() == 1


def test_a_role_ends_with_its_grant(rows: Rows) -> None:
    RoleGrant.objects.filter(user=rows.cast.siti).update(revoked_at=datetime.now(UTC))
    with viewing_as(rows.cast.siti.pk):
        assert names() - HEADS == {"Siti"}


@pytest.mark.parametrize(("field", "value"), [("valid_to", date(2025, 1, 31)), ("valid_from", date(2999, 1, 1))])
def test_a_role_counts_on_its_days_only(rows: Rows, field: str, value: date) -> None:
    RoleGrant.objects.filter(user=rows.cast.siti).update(**{field: value})
    with viewing_as(rows.cast.siti.pk):
        assert names() - HEADS == {"Siti"}


def test_a_closed_account_has_no_role(rows: Rows) -> None:
    User.objects.filter(pk=rows.cast.siti.pk).update(is_active=False)
    with viewing_as(rows.cast.siti.pk):
        assert names() - HEADS == {"Siti"}


def test_somebody_who_has_left_keeps_the_own_rows_and_no_role(rows: Rows) -> None:
    Employee.objects.filter(user=rows.cast.siti).update(active=False)
    with viewing_as(rows.cast.siti.pk):
        assert names() - HEADS == {"Siti"}


def test_what_one_may_not_see_one_may_not_write(rows: Rows) -> None:
    with viewing_as(rows.cast.dedi.pk):
        assert Employee.objects.filter(user=rows.cast.budi).update(position="Diganti") == 0
        assert Invitation.objects.filter(user=rows.cast.budi).update(used_at=None) == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Employee.objects.filter(user=rows.cast.dedi).update(unit=rows.cast.setda)


def test_nobody_gives_himself_a_role_through_the_table(rows: Rows) -> None:
    """The service says no first; here it is left out."""
    with viewing_as(rows.cast.budi.pk), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        RoleGrant.objects.create(
            user=rows.cast.made, role="opd_operator", unit=rows.cast.setda, valid_from=date(2025, 1, 1)
        )


# --- the connection


@pytest.fixture
def web(db: None) -> Iterator[DatabaseWrapper]:
    """A connection as a web process has it: the restricted log-in, nothing assumed."""
    settings = connection.settings_dict | {"USER": WEB_ROLE, "GUARD": "viewer"}
    wrapper = DatabaseWrapper(settings, alias="default")
    yield wrapper
    wrapper.close()


def eyes(wrapper: BaseDatabaseWrapper) -> str:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT current_setting('hadir.viewer', true)")
        return str(cursor.fetchone()[0] or "")


def test_a_connection_forgets_its_last_viewer(web: DatabaseWrapper) -> None:
    with viewing_as(7):
        assert eyes(web) == "7"
    assert eyes(web) == ""
    with viewing_as(8):
        assert eyes(web) == "8"
        with seeing_everything("for the test"):
            assert eyes(web) == viewer.SYSTEM
        assert eyes(web) == "8"


def test_a_rollback_does_not_bring_an_earlier_viewer_back(web: DatabaseWrapper) -> None:
    with viewing_as(7):
        assert eyes(web) == "7"
    web.set_autocommit(False)
    with viewing_as(8):
        assert eyes(web) == "8"
        web.rollback()  # the database is back at 7
        assert eyes(web) == "8"
    web.rollback()
    assert eyes(web) == ""


def test_nor_does_a_savepoint(web: DatabaseWrapper) -> None:
    web.set_autocommit(False)
    with viewing_as(7):
        assert eyes(web) == "7"
        point = web.savepoint() or ""
        with viewing_as(8):
            assert eyes(web) == "8"
        web.savepoint_rollback(point)
        assert eyes(web) == "7"


def test_a_broken_transaction_is_rolled_back_by_somebody_else(web: DatabaseWrapper) -> None:
    web.set_autocommit(False)
    point = web.savepoint() or ""
    with viewing_as(7), pytest.raises(Exception, match="nonsense"), web.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    with viewing_as(8):
        web.savepoint_rollback(point)
        assert eyes(web) == "8"


def test_a_streamed_result_is_the_viewer_s(rows: Rows) -> None:
    with viewing_as(rows.cast.dedi.pk):
        found = {person.pk for person in Employee.objects.all().iterator(chunk_size=1)}
    assert rows.cast.dedi.employee_id in found
    assert rows.cast.siti.employee_id not in found


def test_a_long_answer_is_made_in_the_same_eyes_after_the_page_has_returned(rows: Rows) -> None:
    def parts() -> Iterator[str]:
        for person in Employee.objects.order_by("pk"):
            yield person.name

    request = RequestFactory().get("/daftar.csv")
    request.session = SessionStore()
    request.session[SESSION_KEY] = str(rows.cast.dedi.pk)
    response = rows_of_the_log_in(lambda _request: StreamingHttpResponse(parts()))(request)
    told = response.getvalue().decode()
    assert "Dedi" in told
    assert "Siti" not in told


def test_another_thread_begins_as_nobody() -> None:
    told: list[str | None] = []
    with viewing_as(7):
        thread = threading.Thread(target=lambda: told.append(viewer.told()))
        thread.start()
        thread.join()
    assert told == [None]


def test_who_looks_is_asked_only_when_a_statement_comes(cast: Cast) -> None:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return cast.dedi.pk

    with viewing_as(ask):
        assert asked == []
        assert Employee.objects.exists()
        assert Employee.objects.exists()
    assert asked == [1]


def test_the_test_suite_itself_looks_through_the_restricted_role(rows: Rows) -> None:
    def role() -> str:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_user::text")
            return str(cursor.fetchone()[0])

    assert role() != WEB_ROLE
    with viewing_as(rows.cast.dedi.pk):
        assert role() == WEB_ROLE


def test_everything_has_to_have_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"), seeing_everything(""):
        pass
