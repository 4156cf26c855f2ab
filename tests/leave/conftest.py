"""The kinds of absence as a region begins with them, and a Monday to ask on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from hadir.accounts.models import User
from hadir.leave import requests, types
from hadir.leave.checking import Ask
from hadir.leave.models import AbsenceRequest
from hadir.leave.rules import Deed
from tests.cast import SYSTEM, Cast

# The accounts' clock is the machine's: days around today are asked for by tests that need "before" and "after".
NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
TODAY = date(2026, 11, 16)

Submit = Callable[..., AbsenceRequest]


@pytest.fixture(autouse=True)
def _that_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights and days are judged as on that Monday, whenever the tests run."""
    monkeypatch.setattr("hadir.accounts.permissions.today_for", lambda _user: TODAY)


@pytest.fixture
def kinds(cast: Cast) -> Cast:
    types.seed_types(SYSTEM)
    return cast


@pytest.fixture
def granted(kinds: Cast) -> Submit:
    """Budi asks, Joko approves, Siti verifies; unless the type needs only Joko."""

    def make(user: User | None = None, **asked: object) -> AbsenceRequest:
        found = requests.submit(user or kinds.budi, ask=an_ask(**asked), now=NOW).request
        found = requests.decide(kinds.joko, request_id=found.pk, deed=Deed.APPROVE, now=NOW)
        if found.state == "verifier":
            found = requests.decide(kinds.siti, request_id=found.pk, deed=Deed.VERIFY, now=NOW)
        return found

    return make


def an_ask(**more: object) -> Ask:
    """Annual leave from Monday 7 to Wednesday 9 December 2026, unless said otherwise."""
    values: dict[str, object] = {
        "type_code": "CT",
        "first": date(2026, 12, 7),
        "last": date(2026, 12, 9),
        "reason": "Keperluan keluarga",
    }
    return Ask(**(values | more))  # type: ignore[arg-type]  # tests name the fields
