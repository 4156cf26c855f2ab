"""What the web's log-in cannot do to the database, whatever statement somebody gets into it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from pydantic import SecretStr

from hadir.accounts.table_register import REGISTER, Access
from hadir.cli.checkup_database import web_log_in
from hadir.cli.checkups import Level
from hadir.cli.serve import _web_log_in_is_weak
from hadir.config import Config, load_site
from hadir.lib.errors import Unavailable
from hadir.postgres.cluster import ROLE, WEB_ROLE
from hadir.postgres.web_access import Weakness, remedy, weaknesses

pytestmark = pytest.mark.django_db


def address(role: str) -> str:
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        "", dbname=settings["NAME"], user=role, host=settings["HOST"], password=settings["PASSWORD"] or None,
        port=settings["PORT"] or None,
    )  # fmt: skip


@pytest.fixture
def web() -> Iterator[psycopg.Connection]:
    """The restricted log-in itself, past Django."""
    with psycopg.connect(address(WEB_ROLE), autocommit=True) as opened:
        yield opened


FACTS = sorted(name for name, entry in REGISTER.items() if entry.access is Access.FACT)


@pytest.mark.parametrize("table", FACTS)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER"])
def test_facts_stay(web: psycopg.Connection, table: str, verb: str) -> None:
    ((may,),) = web.execute("SELECT has_table_privilege(%s, %s)", [table, verb]).fetchall()
    assert may is False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attendance_punch SET accepted = true",
        "DELETE FROM attendance_punch",
        "TRUNCATE attendance_punch",
        "UPDATE audit_auditentry SET actor_label = 'x'",
        "DELETE FROM attendance_evidence",
        "DELETE FROM people_employee",
        "TRUNCATE people_employee CASCADE",
        "SELECT * FROM django_migrations",
        "ALTER TABLE attendance_punch DISABLE TRIGGER ALL",
        "DROP TRIGGER attendance_punch_append_only_row ON attendance_punch",
        "ALTER TABLE attendance_punch DISABLE ROW LEVEL SECURITY",
        "DROP POLICY hadir_row_guard ON attendance_punch",
        "CREATE POLICY mine ON attendance_punch USING (true)",
        "CREATE OR REPLACE FUNCTION hadir_viewer_everywhere(class text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE TABLE mine (id int)",
        f"SET ROLE {ROLE}",
        "SET ROLE postgres",
        "SET session_replication_role = replica",
        f"ALTER ROLE {WEB_ROLE} BYPASSRLS",
        f"GRANT {ROLE} TO {WEB_ROLE}",
        "COPY people_employee TO PROGRAM 'cat'",
    ],
)
def test_what_is_refused(web: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)


@pytest.mark.parametrize("nonsense", ["", "-1", "1 OR true", "system ", " system", "token", "token x", "9" * 30])
def test_only_a_well_formed_viewer_is_one(web: psycopg.Connection, nonsense: str) -> None:
    web.execute("SELECT set_config('hadir.viewer', %s, false)", [nonsense])
    asked = "SELECT hadir_viewer(), hadir_sees_everything(), hadir_viewer_everywhere('people')"
    assert web.execute(asked).fetchall() == [(None, False, False)]


def test_the_log_in_is_as_weak_as_it_should_be() -> None:
    assert weaknesses(address(WEB_ROLE)) == []


def test_the_owner_is_no_log_in_for_the_web() -> None:
    found = weaknesses(address(ROLE))
    assert Weakness.OWNS_TABLES in found
    assert Weakness.CHANGES_FACTS in found
    assert "CREATE ROLE" in remedy(Weakness.OWNS_TABLES, ROLE)


def test_a_superuser_is_none_either() -> None:
    found = weaknesses(address("postgres"))
    assert found[:2] == [Weakness.SUPERUSER, Weakness.BYPASSES_POLICIES]
    assert remedy(found[0], "postgres") == 'ALTER ROLE "postgres" NOSUPERUSER NOBYPASSRLS;'


def config_with(**more: object) -> Config:
    secret = {name: SecretStr(str(value)) if name.endswith("_url") else value for name, value in more.items()}
    return load_site().model_copy(update=secret)


def test_the_doctor_is_content_with_the_restricted_log_in() -> None:
    finding = web_log_in(config_with(database_url=address(ROLE), database_web_url=address(WEB_ROLE)))
    assert (finding.level, finding.found) == (Level.OK, f"terbatas: {WEB_ROLE}")


@pytest.mark.parametrize(("mode", "level"), [("demo", Level.WARN), ("production", Level.FAIL)])
def test_the_doctor_says_how_to_mend_a_strong_one(mode: str, level: Level) -> None:
    missing = web_log_in(config_with(mode=mode, database_url=address(ROLE)))
    assert (missing.level, "HADIR_DATABASE_WEB_URL" in missing.found) == (level, True)
    owner = web_log_in(config_with(mode=mode, database_url=address(ROLE), database_web_url=address(ROLE)))
    assert (owner.level, "CREATE ROLE" in owner.remedy) == (level, True)


def test_production_does_not_serve_over_a_strong_log_in() -> None:
    with pytest.raises(Unavailable) as caught:
        _web_log_in_is_weak(config_with(mode="production", database_url=address(ROLE), database_web_url=address(ROLE)))
    assert caught.value.code == "web_log_in_too_strong"


def test_web_processes_use_the_restricted_log_in() -> None:
    """Asked of a fresh process, as the web server starts it, whatever the environment says."""
    told = (
        "import hadir.wsgi; from django.db import connection; "
        "print(connection.settings_dict['USER'], connection.settings_dict['GUARD'])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "hadir.settings", "HADIR_MODE": "demo"}
    answer = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, env=environment, timeout=60
    )
    assert answer.stdout.split() == [WEB_ROLE, "viewer"]
