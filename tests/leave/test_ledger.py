"""The book: what the turn of the year writes, adjustments by two people, opening balances from files."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from hadir.accounts import invitations
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.leave import balances, ledger, opening, requests, selectors, types, year_turn
from hadir.leave.models import AdjustmentProposal, LedgerEntry
from hadir.leave.presets import PRESETS, TypeData
from hadir.leave.rules import Deed
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.lib.tables import read_table
from hadir.people import selectors as people
from tests.cast import PASSWORD, SYSTEM, Cast, bare, employ, grant, make_nip
from tests.colleagues import colleague
from tests.leave.conftest import NOW, TODAY, Submit, an_ask

pytestmark = pytest.mark.django_db


def rest(user: User, year: int) -> int:
    return balances.rest_by_person([user.employee_id or 0], "CT", year).get(user.employee_id or 0, 0)


def turn(day: date) -> year_turn.Turned:
    return year_turn.turn(SYSTEM, today=day, now=NOW)


@pytest.fixture
def rina(kinds: Cast) -> User:
    """A second officer of the HR agency."""
    issued = invitations.open_account(SYSTEM, username="rina", display_name="Rina Contoh", email="", link=bare, now=NOW)
    user = invitations.accept_invitation(issued.link, password=PASSWORD, now=NOW)
    grant(SYSTEM, user, Role.HR_AGENCY)
    return user


def test_the_days_of_a_year_are_granted_once(kinds: Cast) -> None:
    assert turn(TODAY).granted == 5
    assert turn(TODAY) == year_turn.Turned(0, 0)
    assert (rest(kinds.budi, 2026), rest(kinds.dedi, 2026)) == (12, 12)


def test_somebody_new_gets_the_days_when_the_first_year_ends(kinds: Cast) -> None:
    new = employ("Nia Contoh", make_nip("20000817", "202512", 2, 9), kinds.bagian_umum, kinds.setda_office)
    turn(date(2026, 11, 30))
    assert not LedgerEntry.objects.filter(employee=new).exists()
    turn(date(2026, 12, 1))
    assert LedgerEntry.objects.get(employee=new).valid_on == date(2026, 12, 1)


def test_six_days_go_on_the_rest_lapses_and_contracts_carry_nothing(granted: Submit, kinds: Cast) -> None:
    turn(TODAY)
    granted()  # three days
    assert turn(date(2027, 1, 2)).settled == 5
    assert (rest(kinds.budi, 2026), rest(kinds.budi, 2027)) == (0, 18)
    assert (rest(kinds.dedi, 2026), rest(kinds.dedi, 2027)) == (0, 12)
    assert turn(date(2027, 1, 3)) == year_turn.Turned(0, 0)


def test_what_comes_late_to_a_closed_year_moves_the_difference(granted: Submit, kinds: Cast) -> None:
    turn(TODAY)
    found = granted(first=date(2026, 12, 1), last=date(2026, 12, 11))  # nine days: three are left
    turn(date(2027, 1, 2))
    assert rest(kinds.budi, 2027) == 15
    requests.cancel(kinds.joko, request_id=found.pk, from_day=date(2026, 12, 10), note="Dipanggil", now=NOW)
    assert (rest(kinds.budi, 2026), rest(kinds.budi, 2027)) == (0, 17)


def test_deferred_days_go_on_up_to_twenty_four(kinds: Cast) -> None:
    turn(TODAY)
    ask = an_ask(first=date(2026, 12, 1), last=date(2026, 12, 16))
    asked = requests.submit(kinds.budi, ask=ask, now=NOW).request
    requests.decide(kinds.joko, request_id=asked.pk, deed=Deed.POSTPONE, note="Pemilu", now=NOW)
    turn(date(2027, 1, 2))
    assert rest(kinds.budi, 2027) == 24


def test_entries_are_never_changed(kinds: Cast) -> None:
    turn(TODAY)
    for deed in (lambda: LedgerEntry.objects.update(days=99), lambda: LedgerEntry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_an_adjustment_takes_two_people(kinds: Cast, rina: User) -> None:
    turn(TODAY)
    made = ledger.propose_adjustment(
        kinds.wati, employee_id=kinds.budi.employee_id or 0, code="CT", year=2026, days=-2, reason="SK 1", now=NOW
    )
    assert rest(kinds.budi, 2026) == 12
    with pytest.raises(Conflict) as refused:
        ledger.decide_adjustment(kinds.wati, proposal_id=made.pk, accept=True, now=NOW)
    assert refused.value.code == "same_person"
    ledger.decide_adjustment(rina, proposal_id=made.pk, accept=True, now=NOW)
    assert rest(kinds.budi, 2026) == 10
    entry = LedgerEntry.objects.get(kind="adjust")
    assert (entry.entered_by_label, entry.confirmed_by_label) == (kinds.wati.actor.label, rina.actor.label)
    with pytest.raises(Conflict):
        ledger.decide_adjustment(rina, proposal_id=made.pk, accept=True, now=NOW)


def test_an_adjustment_below_zero_or_without_the_right_is_refused(kinds: Cast) -> None:
    turn(TODAY)
    who = kinds.budi.employee_id or 0
    with pytest.raises(InvalidInput) as refused:
        ledger.propose_adjustment(kinds.wati, employee_id=who, code="CT", year=2026, days=-13, reason="x", now=NOW)
    assert "Saldo 12 hari" in str(refused.value.message)
    with pytest.raises(NotPermitted):
        ledger.propose_adjustment(kinds.siti, employee_id=who, code="CT", year=2026, days=1, reason="x", now=NOW)
    assert not AdjustmentProposal.objects.exists()


def load(user: User, text: str) -> int:
    table = read_table("saldo.csv", text.encode("cp1252"), header=opening.understood)
    return opening.load(user, table=table, name="saldo.csv", now=NOW)


def test_opening_balances_take_the_place_of_the_grant(kinds: Cast) -> None:
    turn(TODAY)
    budi, dedi = people.employee(kinds.budi.employee_id or 0), people.employee(kinds.dedi.employee_id or 0)
    text = f"BUKU CUTI\nNIP;Jenis;Tahun;Saldo\n'{budi.nip};ct;2026;7\n{dedi.nip};CT;2025;3\n"
    assert load(kinds.wati, text) == 2
    assert (rest(kinds.budi, 2026), rest(kinds.dedi, 2025)) == (7, 3)
    assert turn(TODAY) == year_turn.Turned(0, 1)  # Dedi's 2025 lapses, the rest is there
    with pytest.raises(InvalidInput) as refused:
        load(kinds.wati, text)
    assert "Baris 3" in str(refused.value.fields["file"])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("123;CT;2026;7", "Baris 2, kolom nip: 123"),
        ("{nip};XX;2026;7", "Baris 2, kolom jenis: XX"),
        ("{nip};CT;26;7", "Baris 2, kolom tahun: 26"),
        ("{nip};CT;2026;tujuh", "Baris 2, kolom saldo: tujuh"),
        ("{nip};CT;2026;-1", "kolom saldo: -1"),
        ("{nip};CT;2026;25", "kolom saldo: 25"),
        ("{nip};CT;2026;1\n{nip};CT;2026;2", "Baris 3: pegawai, jenis dan tahun yang sama sudah ada di baris 2"),
    ],
)
def test_one_wrong_line_and_nothing_is_kept(kinds: Cast, line: str, problem: str) -> None:
    good = people.employee(kinds.joko.employee_id or 0).nip
    nip = people.employee(kinds.budi.employee_id or 0).nip
    with pytest.raises(InvalidInput) as refused:
        load(kinds.wati, f"nip;jenis;tahun;saldo\n{line.format(nip=nip)}\n{good};CT;2026;5\n")
    assert problem in str(refused.value.fields["file"])
    assert not LedgerEntry.objects.exists()


def test_a_missing_column_is_named(kinds: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        load(kinds.wati, "nip,jenis,saldo\n1,CT,5\n")
    assert "tahun" in str(refused.value.message)
    with pytest.raises(NotPermitted):
        load(kinds.siti, "nip,jenis,tahun,saldo\n1,CT,2026,5\n")


def test_rows_for_lists_add_up(granted: Submit, kinds: Cast) -> None:
    turn(TODAY)
    granted()
    turn(date(2027, 1, 2))
    budi = next(one for one in selectors.ledger_rows([kinds.bagian_umum.pk], 2026) if "Budi" in one.employee.name)
    assert (budi.granted, budi.used, budi.carried_out, budi.lapsed, budi.rest) == (12, 3, 6, 3, 0)
    later = next(one for one in selectors.ledger_rows([kinds.bagian_umum.pk], 2027) if "Budi" in one.employee.name)
    assert (later.granted, later.carried_in, later.rest) == (12, 6, 18)


def test_new_terms_close_the_old_ones_and_decided_leave_keeps_its_own(kinds: Cast) -> None:
    old = types.find("CT", "PNS", TODAY)
    assert old is not None
    data = next(one for one in PRESETS if one.code == "CT" and "PNS" in one.employment_types)
    changed = TypeData(**{**{n: getattr(data, n) for n in data.__dataclass_fields__}, "yearly_days": 14,
                               "valid_from": date(2027, 1, 1), "legal_basis": "Peraturan baru"})  # fmt: skip
    with pytest.raises(NotPermitted):
        types.propose_type(kinds.siti, data=changed, now=NOW)
    row = types.propose_type(kinds.wati, data=changed, now=NOW)
    assert types.find("CT", "PNS", date(2027, 1, 1)).yearly_days == 12  # type: ignore[union-attr]
    for user in (kinds.wati, kinds.siti):
        with pytest.raises(NotPermitted):
            types.decide_type(user, row.pk, confirm=True, reason="", now=NOW)
    types.decide_type(colleague(kinds), row.pk, confirm=True, reason="", now=NOW)
    assert [types.find("CT", "PNS", day).yearly_days for day in (TODAY, date(2027, 1, 1))] == [12, 14]  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        types.propose_type(kinds.wati, data=data, now=NOW)
    torn = TypeData(**{**{n: getattr(changed, n) for n in data.__dataclass_fields__}, "employment_types": ("PNS",)})
    with pytest.raises(Conflict) as refused:
        types.propose_type(kinds.wati, data=torn, now=NOW)
    assert refused.value.code == "type_overlaps"
    assert types.seed_types(SYSTEM) == 0
