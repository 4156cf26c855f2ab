"""Reporting an incident, deciding on it, whom it concerns, and what the server notices by itself."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from hadir.accounts import invitations
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.attendance.facts import IncidentState
from hadir.attendance.incidents import reach, reporting, rules, selectors, watching
from hadir.attendance.incidents.models import IncidentReport, OutageSign
from hadir.attendance.incidents.reporting import Report, Verdict
from hadir.attendance.incidents.rules import Kind, Sign
from hadir.audit.models import AuditEntry
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.periods.models import StaleSpan
from tests.attendance.conftest import MONDAY, NOW, CheckIn
from tests.cast import PASSWORD, SYSTEM, Cast, bare, employ, grant, make_nip

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)  # 07.00 WIB
LAST = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
VERDICT = Verdict(FIRST, LAST)
_TABLE = Path(__file__).parent / "law" / "incidents.csv"
with _TABLE.open(encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table))


def outage(cast: Cast, **more: object) -> Report:
    values: dict[str, object] = {
        "kind": Kind.OUTAGE,
        "title": "Jaringan kantor padam",
        "what_happened": "Tiket ISP 77; tidak ada yang dapat membuka aplikasi.",
        "first_at": FIRST,
        "last_at": LAST,
        "unit_ids": frozenset({cast.setda.pk}),
    }
    return Report(**(values | more))  # type: ignore[arg-type]  # tests name the fields


def second_of_hr() -> User:
    issued = invitations.open_account(
        SYSTEM, username="putu", display_name="Putu Contoh", email="", link=bare, now=datetime.now(UTC)
    )
    user = invitations.accept_invitation(issued.link, password=PASSWORD, now=datetime.now(UTC))
    grant(SYSTEM, user, Role.HR_AGENCY)
    return user


@pytest.mark.parametrize("row", ROWS, ids=[row["article"] for row in ROWS])
def test_the_table(row: dict[str, str]) -> None:
    moments = [datetime.fromisoformat(row[name]) for name in ("first", "last", "reported_first", "reported_last")]
    assert rules.narrows(*moments) == (row["expected"] == "allowed")


def test_reported_waits_and_confirmed_holds(office: Cast) -> None:
    row = reporting.report(office.siti, data=outage(office), now=NOW)
    (proposed,) = selectors.between(MONDAY, MONDAY)
    assert (proposed.state, proposed.units, proposed.places) == (
        IncidentState.PROPOSED,
        frozenset({office.setda.pk}),
        frozenset(),
    )
    span = StaleSpan.objects.get(cause="incident")
    assert (span.scope, span.scope_id, span.first, span.last) == (
        "unit",
        office.setda.pk,
        date(2026, 11, 15),
        date(2026, 11, 17),
    )
    assert Notice.objects.get(kind="incident_reported").user_id == office.wati.pk
    assert [one.pk for one in selectors.waiting_for(office.wati)] == [row.pk]
    narrower = Verdict(FIRST + timedelta(minutes=30), LAST, note="Sejak 07.30 menurut ISP")
    reporting.confirm(office.wati, incident_id=row.pk, verdict=narrower, now=NOW)
    (confirmed,) = selectors.between(MONDAY, MONDAY)
    assert (confirmed.state, confirmed.first_at) == (IncidentState.CONFIRMED, narrower.first_at)
    assert IncidentReport.objects.get().reported_first_at == FIRST
    assert StaleSpan.objects.filter(cause="incident").count() == 2
    assert Notice.objects.filter(kind="incident_decided", user=office.siti).exists()
    assert selectors.between(date(2026, 11, 19), date(2026, 11, 30)) == []
    assert sorted(AuditEntry.objects.filter(subject=f"incident:{row.pk}").values_list("action", flat=True)) == [
        "attendance.incident_confirmed",
        "attendance.incident_reported",
    ]


def test_two_people_and_only_the_hr_agency(office: Cast) -> None:
    row = reporting.report(office.wati, data=outage(office), now=NOW)
    with pytest.raises(NotPermitted) as own:
        reporting.confirm(office.wati, incident_id=row.pk, verdict=VERDICT, now=NOW)
    assert own.value.code == "second_person_needed"
    for user in (office.siti, office.rahma, office.budi, office.dedi, office.made, office.agus):
        with pytest.raises(NotPermitted):
            reporting.confirm(user, incident_id=row.pk, verdict=VERDICT, now=NOW)
        assert selectors.waiting_for(user) == []
    putu = second_of_hr()
    reporting.confirm(putu, incident_id=row.pk, verdict=VERDICT, now=NOW)
    with pytest.raises(Conflict):
        reporting.reject(putu, incident_id=row.pk, note="Terlambat", now=NOW)


def test_everybody_speaks_for_the_own_units_only(office: Cast) -> None:
    for user in (office.dedi, office.budi, office.agus):
        with pytest.raises(NotPermitted):
            reporting.report(user, data=outage(office), now=NOW)
    places = outage(office, unit_ids=frozenset(), place_ids=frozenset({office.setda_office.pk}))
    with pytest.raises(NotPermitted):
        reporting.report(office.dedi, data=places, now=NOW)
    regional = outage(office, unit_ids=frozenset(), is_regional=True)
    with pytest.raises(NotPermitted):
        reporting.report(office.siti, data=regional, now=NOW)
    row = reporting.report(office.made, data=regional, now=NOW)  # Kominfo knows when the network was down
    (found,) = selectors.between(MONDAY, MONDAY)
    assert (found.units, found.places, row.is_regional) == (frozenset(), frozenset(), True)
    assert StaleSpan.objects.get(cause="incident").scope == "region"


def test_at_a_place_only_its_people_are_derived_anew(office: Cast) -> None:
    places = outage(office, unit_ids=frozenset(), place_ids=frozenset({office.dinkes_office.pk}))
    reporting.report(office.dedi, data=places, now=NOW)
    spans = StaleSpan.objects.filter(cause="incident").values_list("scope", "scope_id")
    assert list(spans) == [("employee", office.dedi.employee_id)]


def test_rejected_with_a_reason(office: Cast) -> None:
    row = reporting.report(office.siti, data=outage(office), now=NOW)
    with pytest.raises(InvalidInput):
        reporting.reject(office.wati, incident_id=row.pk, note="", now=NOW)
    reporting.reject(office.wati, incident_id=row.pk, note="Hanya satu perangkat", now=NOW)
    assert [one.state for one in selectors.between(MONDAY, MONDAY)] == [IncidentState.REJECTED]


def test_a_disaster_needs_its_decree_and_a_window_only_shrinks(office: Cast) -> None:
    row = reporting.report(office.siti, data=outage(office, kind=Kind.DISASTER), now=NOW)
    with pytest.raises(InvalidInput) as refused:
        reporting.confirm(office.wati, incident_id=row.pk, verdict=VERDICT, now=NOW)
    assert list(refused.value.fields) == ["legal_basis"]
    wider = replace(VERDICT, last_at=LAST + timedelta(minutes=1), legal_basis="SK Bupati 360/11/2026")
    with pytest.raises(InvalidInput) as wide:
        reporting.confirm(office.wati, incident_id=row.pk, verdict=wider, now=NOW)
    assert "07.00" in str(wide.value.fields["first_at"])
    reporting.confirm(office.wati, incident_id=row.pk, verdict=replace(wider, last_at=LAST), now=NOW)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"what_happened": ""}, "what_happened"),
        ({"last_at": FIRST}, "last_at"),
        ({"last_at": FIRST + timedelta(days=32)}, "last_at"),
        ({"unit_ids": frozenset()}, "units"),
        ({"is_regional": True}, "is_regional"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(office: Cast, more: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        reporting.report(office.wati, data=outage(office, **more), now=NOW)
    assert list(refused.value.fields) == [field]
    assert IncidentReport.objects.count() == 0


def test_whom_it_concerns(
    office: Cast, check_in: CheckIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = reporting.report(office.siti, data=outage(office), now=NOW)
    check_in(office.joko, FIRST + timedelta(minutes=5))
    with django_assert_max_num_queries(8):
        found = reach.affected(row, first_at=FIRST, last_at=LAST)
    assert (found.people, found.without, found.days) == (4, 3, 1)
    assert [(one.name, one.people) for one in found.agencies] == [("Sekretariat Daerah", 4)]
    assert [one.name for one in found.sample] == ["Budi Contoh", "Rahma Contoh", "Siti Contoh"]
    for n in range(8):
        employ(f"Orang {n}", make_nip("19910101", "201503", 1, 100 + n), office.bagian_umum, office.setda_office)
    with django_assert_max_num_queries(8):
        assert reach.affected(row, first_at=FIRST, last_at=LAST).people == 12


# --- what the server notices


def test_a_gap_in_the_pulse_is_a_sign_unless_somebody_came(office: Cast, check_in: CheckIn) -> None:
    start = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
    assert watching.beat(now=start) is None
    assert watching.beat(now=start + timedelta(minutes=9)) is None
    sign = watching.beat(now=start + timedelta(minutes=40))
    assert sign is not None
    assert (sign.sign, sign.facts) == (Sign.DOWN.value, {"minutes": 31})
    check_in(office.budi, start + timedelta(minutes=60))  # the server was there, only its worker was not
    assert watching.beat(now=start + timedelta(minutes=90)) is None


def test_a_silent_stage_is_a_sign_and_changes_nothing(office: Cast, check_in: CheckIn) -> None:
    crowd = [office.siti, office.rahma, office.budi, office.joko]
    for n in range(2):
        more = employ(f"Orang {n}", make_nip("19910101", "201503", 1, 100 + n), office.setda, office.setda_office)
        crowd.append(User(employee=more))
    for weeks in range(1, 5):
        for user in crowd:
            check_in(user, datetime(2026, 11, 16, 0, 20, tzinfo=UTC) - timedelta(weeks=weeks))
    check_in(crowd[0], datetime(2026, 10, 19, 0, 40, tzinfo=UTC), code="accepted_again")
    check_in(crowd[0], datetime(2026, 11, 16, 0, 20, tzinfo=UTC))
    (sign,) = watching.look_at(MONDAY, now=NOW)
    assert (sign.work_place, sign.stage, sign.facts) == (office.setda_office, "morning", {"usual": 6, "seen": 1})
    assert sign.first_at == datetime(2026, 11, 16, 0, 20, tzinfo=UTC)
    assert watching.look_at(MONDAY, now=NOW) == []
    assert StaleSpan.objects.filter(cause="incident").count() == 0
    assert selectors.between(MONDAY, MONDAY) == []
    assert [one.pk for one in selectors.open_signs(office.siti)] == [sign.pk]
    assert list(selectors.open_signs(office.dedi)) == []


def test_a_sign_is_taken_up_or_dropped_once(office: Cast) -> None:
    signs = [
        OutageSign.objects.create(
            sign="down", first_at=FIRST + timedelta(hours=n), last_at=LAST + timedelta(hours=n), noticed_at=NOW
        )
        for n in range(2)
    ]
    regional = outage(office, unit_ids=frozenset(), is_regional=True, sign=signs[0].pk)
    row = reporting.report(office.made, data=regional, now=NOW)
    assert [one.pk for one in row.signs.all()] == [signs[0].pk]
    with pytest.raises(NotFound):
        reporting.report(office.made, data=regional, now=NOW)
    with pytest.raises(HadirError):
        reporting.drop_sign(office.siti, sign_id=signs[1].pk, note="Bukan", now=NOW)
    reporting.drop_sign(office.wati, sign_id=signs[1].pk, note="Pemeliharaan terjadwal", now=NOW)
    assert not selectors.open_signs(office.made).exists()


@pytest.mark.parametrize(
    ("seen", "before", "usual"),
    [(0, [6, 6, 6, 6], 6), (2, [6, 6, 6, 6], 0), (0, [4, 4, 4, 4], 0), (0, [9, 9, 9], 0), (1, [1, 8, 8, 9], 8)],
)
def test_silence_is_judged_by_the_usual(seen: int, before: list[int], usual: int) -> None:
    assert rules.is_silent(seen, before) == usual
