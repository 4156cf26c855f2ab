"""Reminders: who is told before a stage closes and on the morning after, once, and who is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.attendance.incidents import reporting
from hadir.attendance.incidents.reporting import Report, Verdict
from hadir.attendance.incidents.rules import Kind as IncidentKind
from hadir.leave import types
from hadir.leave.models import GrantedAbsence
from hadir.lib.errors import InvalidInput, NotPermitted
from hadir.notices.models import Notice
from hadir.notices.rules import Kind
from hadir.rollout.models import PhaseDecision
from hadir.schedules import services as schedules
from hadir.workdays import services as workdays
from hadir.workdays.reminders import policies, services
from hadir.workdays.reminders.policies import PolicyData
from tests.cast import SYSTEM, Cast, employ, join, make_nip
from tests.colleagues import colleague

MONDAY = date(2026, 3, 2)
NEARLY_NINE = datetime(2026, 3, 2, 1, 50, tzinfo=UTC)  # 08.50 in the west; the morning stage closes at 09.01


@pytest.fixture
def region(cast: Cast) -> Cast:
    """Hours, a live secretariat, and the policy of fifteen minutes."""
    schedules.seed_default_stages(SYSTEM, valid_from=date(2025, 1, 1), legal_basis="Perbup 1/2025")
    for unit in (cast.setda,):
        PhaseDecision.objects.create(
            unit=unit, phase="live", starts_on=date(2025, 1, 1), legal_basis="SE 1", decided_at=NEARLY_NINE
        )
    policies.seed_policy(SYSTEM, now=NEARLY_NINE)
    return cast


def in_force(region: Cast, data: PolicyData) -> None:
    """Proposed by one of the HR agency, confirmed by another."""
    row = policies.propose_policy(region.wati, data=data, now=NEARLY_NINE)
    policies.decide_policy(colleague(region), row.pk, confirm=True, reason="", now=NEARLY_NINE)


def told(kind: Kind) -> set[str]:
    return set(Notice.objects.filter(kind=kind.value).values_list("user__display_name", flat=True))


def test_those_who_have_not_come_are_told_once_shortly_before(region: Cast) -> None:
    assert services.before_closing(NEARLY_NINE - timedelta(minutes=20)) == 0, "too early"

    first = services.before_closing(NEARLY_NINE)

    names = told(Kind.STAGE_CLOSES)
    assert {"Budi Contoh", "Siti Contoh"} <= names
    assert "Dedi Contoh" not in names, "an agency that still prepares checks nobody in"
    assert "Wati Contoh" not in names, "no employee"
    assert first == len(names)
    assert services.before_closing(NEARLY_NINE + timedelta(minutes=5)) == 0, "never twice"


def test_whoever_is_on_leave_is_left_in_peace(region: Cast) -> None:
    types.seed_types(SYSTEM)
    kind = types.find("CT", "PNS", MONDAY)
    assert kind is not None and region.budi.employee is not None
    GrantedAbsence.objects.create(
        employee=region.budi.employee, type=kind, first=MONDAY, last=MONDAY, reference="CT-1", granted_at=NEARLY_NINE
    )

    services.before_closing(NEARLY_NINE)

    assert "Budi Contoh" not in told(Kind.STAGE_CLOSES)
    assert "Siti Contoh" in told(Kind.STAGE_CLOSES)


def test_an_outage_that_lasts_is_waited_for_once_it_is_confirmed(region: Cast) -> None:
    begin, end = NEARLY_NINE - timedelta(hours=1), NEARLY_NINE + timedelta(minutes=5)
    units = frozenset({region.setda.pk})
    row = reporting.report(
        region.siti,
        data=Report(IncidentKind.OUTAGE, "Jaringan padam", "Tiket ISP 77.", begin, end, unit_ids=units),
        now=begin,
    )

    def told_at(moment: datetime) -> bool:
        Notice.objects.filter(kind=Kind.STAGE_CLOSES.value).delete()
        services.before_closing(moment)
        return "Budi Contoh" in told(Kind.STAGE_CLOSES)

    assert told_at(NEARLY_NINE), "nobody has confirmed it yet"
    reporting.confirm(region.wati, incident_id=row.pk, verdict=Verdict(begin, end), now=NEARLY_NINE)
    assert not told_at(NEARLY_NINE)
    assert told_at(end + timedelta(minutes=1)), "it is over, and there is time left"


def test_nobody_is_told_on_a_free_day_or_without_a_policy(region: Cast) -> None:
    assert services.before_closing(NEARLY_NINE - timedelta(days=1)) == 0, "a Sunday"
    in_force(region, PolicyData(0, digest=False, valid_from=MONDAY, legal_basis="SE 2"))
    assert services.before_closing(NEARLY_NINE) == 0
    assert services.missing_yesterday(NEARLY_NINE) == 0


def test_the_morning_after_says_what_yesterday_lacks(region: Cast) -> None:
    tuesday = NEARLY_NINE + timedelta(days=1)
    workdays.rebuild(MONDAY, MONDAY, now=tuesday)

    assert services.missing_yesterday(tuesday.replace(hour=12)) == 0, "not in the evening"
    count = services.missing_yesterday(tuesday)

    assert "Budi Contoh" in told(Kind.CHECK_IN_MISSING)
    assert count == len(told(Kind.CHECK_IN_MISSING))
    assert services.missing_yesterday(tuesday + timedelta(hours=1)) == 0, "never twice"
    notice = Notice.objects.filter(kind=Kind.CHECK_IN_MISSING.value).first()
    assert notice is not None
    assert notice.link.endswith("/2026-03-02/")


def test_the_hr_agency_proposes_how_people_are_reminded_and_another_confirms(region: Cast) -> None:
    data = PolicyData(10, digest=True, valid_from=MONDAY, legal_basis="SE 3")
    for other in (region.budi, region.siti, region.made):
        with pytest.raises(NotPermitted):
            policies.propose_policy(other, data=data, now=NEARLY_NINE)
    for wrong in (replace(data, before_min=121), replace(data, legal_basis=" ")):
        with pytest.raises(InvalidInput):
            policies.propose_policy(region.wati, data=wrong, now=NEARLY_NINE)
    row = policies.propose_policy(region.wati, data=data, now=NEARLY_NINE)
    found = policies.policy_on(MONDAY)
    assert found is not None and found.before_min == 15, "nobody has confirmed it"
    policies.decide_policy(colleague(region), row.pk, confirm=True, reason="", now=NEARLY_NINE)
    found = policies.policy_on(MONDAY)
    assert found is not None and found.before_min == 10
    before = policies.policy_on(MONDAY - timedelta(days=1))
    assert before is not None and (before.before_min, before.valid_to) == (15, MONDAY - timedelta(days=1))


def test_the_page_of_reminders_shows_what_waits_and_takes_the_second_word(
    region: Cast, browser_of: Callable[[User], Client]
) -> None:
    page = reverse("reminders")
    wati, lina, budi = (browser_of(user) for user in (region.wati, colleague(region), region.budi))
    sent = {"before_min": "121", "digest": "on", "valid_from": "2026-03-02", "legal_basis": "SE 4"}
    assert "120" in wati.post(page, sent).content.decode()
    assert budi.post(page, sent | {"before_min": "10"}).status_code == 403
    wati.post(page, sent | {"before_min": "10"})
    (row,) = policies.waiting()
    word = reverse("reminders_decide", args=[row.pk])
    assert "Tarik usulan" in wati.get(page).content.decode()
    assert word not in budi.get(page).content.decode()
    assert page in lina.get(reverse("work_inbox")).content.decode().split("<main")[-1]
    assert budi.post(word, {"decision": "withdraw"}).status_code == 403
    wati.post(word, {"decision": "confirm"})
    assert [one.pk for one in policies.waiting()] == [row.pk], "not the one who proposed it"
    lina.post(word, {"decision": "confirm"})
    found = policies.policy_on(MONDAY)
    assert found is not None and found.pk == row.pk
    wati.post(page, sent | {"before_min": "30", "valid_from": "2026-04-01"})
    (other,) = policies.waiting()
    wati.post(reverse("reminders_decide", args=[other.pk]), {"decision": "withdraw"})
    assert list(policies.waiting()) == []
    assert "Ditarik" in budi.get(page).content.decode()


def test_statements_do_not_grow_with_people(
    region: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(60) as few:
        services.before_closing(NEARLY_NINE)
    before = len(few.captured_queries)
    Notice.objects.all().delete()
    more: list[User] = []
    for n in range(6):
        nip = make_nip("19910101", "201503", 1, 100 + n)
        more.append(join(employ(f"Pegawai {n}", nip, region.setda, region.setda_office)))
    with django_assert_max_num_queries(before + 1):
        assert services.before_closing(NEARLY_NINE) >= len(more)
