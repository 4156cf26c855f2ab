"""Who fills and publishes a roster, what counts, and what a change leaves behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hadir.accounts.roles import Role
from hadir.audit.models import AuditEntry
from hadir.lib import tables
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.notices.models import Notice
from hadir.periods.models import StaleSpan
from hadir.schedules.rosters import grid, resting, selectors, services, shifts
from hadir.schedules.rosters.checking import Trouble
from hadir.schedules.rosters.models import Roster, RosterChange, RosterEntry
from hadir.schedules.rosters.services import TableRefused
from tests import hours
from tests.cast import SYSTEM, Cast, employ, grant, join, make_nip
from tests.schedules.rosters.duties import MONTH, NOW, OCTOBER, Ward, make_shift, make_ward, planned, shift_data

THREE = ("P P S S M M L L", "S S M M L L P P", "M M L L P P S S")


@pytest.fixture
def ward(cast: Cast) -> Ward:
    made = make_ward(cast)
    StaleSpan.objects.all().delete()
    return made


def marks() -> list[tuple[int, date, date]]:
    return list(StaleSpan.objects.filter(cause="roster").values_list("scope_id", "first", "last"))


@pytest.mark.parametrize("who", ["siti", "rahma", "budi", "wati", "made", "agus", "dewi"])
def test_a_roster_is_for_the_operator_of_its_own_agency(cast: Cast, ward: Ward, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.open_roster(getattr(cast, who), unit_id=ward.unit.pk, month=MONTH)
    roster = services.open_roster(cast.dedi, unit_id=ward.unit.pk, month=MONTH)
    for deed in (
        lambda user: services.set_cells(user, roster.pk, cells={(ward.ani.pk, OCTOBER[0]): "P"}, now=NOW),
        lambda user: services.publish(user, roster.pk, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            deed(getattr(cast, who))


def test_a_draft_counts_for_nothing_and_publishing_makes_it_count(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, THREE, publish=False)
    assert not selectors.entries(ward.people, OCTOBER[0], OCTOBER[-1])
    assert not marks()
    services.publish(cast.dedi, roster.pk, remarks="", now=NOW)
    found = selectors.entries(ward.people, OCTOBER[0], OCTOBER[-1])
    assert len(found) == 3 * 31
    night = found[ward.ani.pk, date(2026, 10, 5)].instance("Asia/Jakarta")
    assert night is not None
    assert (night.label, night.ends_at) == ("Dinas M", datetime(2026, 10, 6, 0, 0, tzinfo=UTC))
    assert [stage.code for stage in night.stages] == ["arrival", "departure"]
    assert found[ward.ani.pk, date(2026, 10, 7)].instance("Asia/Jakarta") is None
    assert marks() == [(person, OCTOBER[0], OCTOBER[-1]) for person in sorted(ward.people)]


def test_everybody_with_an_account_is_told(cast: Cast, ward: Ward) -> None:
    ani = join(ward.ani)
    planned(ward, THREE)
    assert list(Notice.objects.filter(kind="roster_published").values_list("user_id", flat=True)) == [ani.pk]


def test_half_past_one_belongs_to_the_night_that_began_the_day_before(cast: Cast, ward: Ward) -> None:
    planned(ward, THREE)
    found = selectors.entries([ward.citra.pk], OCTOBER[0], OCTOBER[2])
    first = found[ward.citra.pk, OCTOBER[0]].instance("Asia/Jakarta")
    assert first is not None
    half_past_one = datetime(2026, 10, 1, 18, 30, tzinfo=UTC)
    assert first.starts_at < half_past_one < first.ends_at
    assert first.day == OCTOBER[0]


def test_gaps_want_a_remark_and_overlaps_are_never_published(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, THREE[:2], publish=False)
    with pytest.raises(InvalidInput, match="remarks_needed"):
        services.publish(cast.dedi, roster.pk, now=NOW)
    (gap,) = services.check(roster)
    assert (gap.trouble, gap.people) == (Trouble.GAP, (ward.citra.pk,))
    make_shift(ward.unit, "D", starts=shift_data(ward.unit, "P").starts, ends=shift_data(ward.unit, "P").starts)
    services.set_cells(
        cast.dedi, roster.pk, cells={(ward.ani.pk, OCTOBER[0]): "D", (ward.ani.pk, OCTOBER[1]): "P"}, now=NOW
    )
    assert Trouble.OVERLAP not in {one.trouble for one in services.check(roster)}, "one ends as the next begins"
    make_shift(ward.unit, "E", starts=shift_data(ward.unit, "P").starts.replace(hour=5))
    services.set_cells(cast.dedi, roster.pk, cells={(ward.ani.pk, OCTOBER[1]): "E"}, now=NOW)
    with pytest.raises(Conflict, match="roster_faults") as caught:
        services.publish(cast.dedi, roster.pk, remarks="Biar saja", now=NOW)
    assert "Ani Contoh mendapat dua dinas yang bertumpuk, 1-2 Okt 2026" in str(caught.value.message)


def test_whoever_has_hours_of_the_own_is_no_gap(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, THREE[:2], publish=False)
    office = hours.schedule("Jam kepala ruang")
    hours.assign(office, person=ward.citra, valid_from=date(2026, 10, 10))
    (gap,) = services.check(roster)
    assert (gap.trouble, gap.people, gap.last) == (Trouble.GAP, (ward.citra.pk,), date(2026, 10, 9))


def test_too_little_rest_is_found_once_a_rule_of_rest_holds(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, ("M P L", "P P L", "L L L"), publish=False)
    assert {one.trouble for one in services.check(roster)} == set()
    rule = resting.propose_rest(
        cast.wati, min_rest_min=660, valid_from=date(2026, 10, 10), legal_basis="Perbup 5/2026", now=NOW
    )
    with pytest.raises(NotPermitted, match="second_person_needed"):
        resting.decide_rest(cast.wati, rule.pk, confirm=True, reason="", now=NOW)
    assert not services.check(roster)
    resting.decide_rest(SYSTEM, rule.pk, confirm=True, reason="", now=NOW)
    found = services.check(roster)
    assert {(one.trouble, one.people) for one in found} == {(Trouble.REST, (ward.ani.pk,))}
    assert min(one.last for one in found) == date(2026, 10, 11)


def test_leave_that_is_known_is_found(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, THREE, publish=False)
    (found,) = services.check(roster, away={(ward.ani.pk, OCTOBER[0]), (ward.ani.pk, OCTOBER[6])})
    assert (found.trouble, found.first, found.last) == (Trouble.AWAY, OCTOBER[0], OCTOBER[0])
    with pytest.raises(InvalidInput, match="remarks_needed"):
        services.publish(cast.dedi, roster.pk, away={(ward.ani.pk, OCTOBER[0])}, now=NOW)


def test_a_change_after_publishing_wants_a_reason_and_is_kept_marked_and_told(cast: Cast, ward: Ward) -> None:
    ani = join(ward.ani)
    roster = planned(ward, THREE)
    StaleSpan.objects.all().delete()
    cells = {(ward.ani.pk, OCTOBER[0]): "S", (ward.ani.pk, OCTOBER[1]): "P"}
    with pytest.raises(InvalidInput, match="reason_missing"):
        services.set_cells(cast.dedi, roster.pk, cells=cells, now=NOW)
    assert services.set_cells(cast.dedi, roster.pk, cells=cells, reason="Pasien banyak", now=NOW) == 1
    (change,) = RosterChange.objects.all()
    assert (change.before, change.after, change.reason) == ("P", "S", "Pasien banyak")
    assert marks() == [(ward.ani.pk, OCTOBER[0], OCTOBER[0])]
    assert Notice.objects.filter(kind="roster_changed", user=ani).count() == 1
    assert services.set_cells(cast.dedi, roster.pk, cells=cells, now=NOW) == 0, "nothing new, nothing to explain"


def test_a_published_roster_cannot_be_changed_into_an_overlap(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, THREE)
    make_shift(ward.unit, "E", starts=shift_data(ward.unit, "P").starts.replace(hour=5))
    before = selectors.cells(roster)
    with pytest.raises(Conflict, match="roster_faults"), transaction.atomic():
        services.set_cells(cast.dedi, roster.pk, cells={(ward.ani.pk, date(2026, 10, 7)): "E"}, reason="x", now=NOW)
    assert selectors.cells(roster) == before


@pytest.mark.parametrize(
    ("day", "code", "wrong"),
    [
        (date(2026, 11, 1), "P", "cell_month"),
        (date(2026, 10, 1), "Z", "cell_code"),
    ],
)
def test_cells_that_cannot_be_are_refused_all_together(
    cast: Cast, ward: Ward, day: date, code: str, wrong: str
) -> None:
    roster = planned(ward, (), publish=False)
    cells = {(ward.ani.pk, OCTOBER[5]): "P", (ward.ani.pk, day): code}
    with pytest.raises(InvalidInput, match=wrong), transaction.atomic():
        services.set_cells(cast.dedi, roster.pk, cells=cells, now=NOW)
    assert not RosterEntry.objects.exists()


def test_nobody_of_elsewhere_is_planned_and_nobody_twice(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, (), publish=False)
    with pytest.raises(InvalidInput, match="cell_person"):
        services.set_cells(cast.dedi, roster.pk, cells={(cast.budi.employee_id or 0, OCTOBER[0]): "P"}, now=NOW)
    upper = services.open_roster(cast.dedi, unit_id=cast.dinkes.pk, month=MONTH)
    assert ward.ani.pk not in {one.employee_id for one in selectors.members(upper)}, "the ward has its own"
    services.set_cells(cast.dedi, roster.pk, cells={(ward.ani.pk, OCTOBER[0]): "P"}, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.create(roster=upper, employee=ward.ani, day=OCTOBER[0])


def test_a_pattern_fills_only_days_on_which_people_serve_there(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, (), publish=False)
    fill = services.Fill("P S", [ward.ani.pk, cast.budi.employee_id or 0], OCTOBER[0], OCTOBER[3])
    assert services.fill_pattern(cast.dedi, roster.pk, fill=fill, now=NOW) == 4
    with pytest.raises(InvalidInput, match="pattern_wrong"):
        bad = services.Fill("P ??", [ward.ani.pk], OCTOBER[0], OCTOBER[3])
        services.fill_pattern(cast.dedi, roster.pk, fill=bad, now=NOW)


def table(text: str, encoding: str = "utf-8") -> tables.Table:
    return tables.read_table("roster.csv", text.encode(encoding), header=grid.understood)


def test_a_table_from_excel_is_taken_as_a_whole_or_not_at_all(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, (), publish=False)
    good = f"Ruang Melati\n\nNIP;Nama;1;2;3\n'{ward.ani.nip};Ani é;p;S;-\n{ward.beni.nip};Beni;;M;M\n"
    assert services.load_table(cast.dedi, roster.pk, table=table(good, "cp1252"), now=NOW) == 5
    assert selectors.cells(roster)[ward.ani.pk, OCTOBER[2]] == "L"
    bad = (
        f"NIP;Nama;1;2;3\n{ward.ani.nip};Ani;P;Q;P\n199999999999999999;Siapa;P;P;P\n{ward.ani.nip};Ani;P;P;P\n"
        "1,99002E+17;Beni;P;P;P\n"
    )
    with pytest.raises(TableRefused) as caught:
        services.load_table(cast.dedi, roster.pk, table=table(bad), now=NOW)
    assert caught.value.sentences == [
        "Baris 2, kolom 2: “Q” bukan kode dinas. Kode yang dapat dipakai: M, P, S, L.",
        "Baris 3, kolom NIP: NIP “199999999999999999” tidak termasuk pegawai roster ini.",
        "Baris 4, kolom NIP: pegawai ini sudah ada di baris 2.",
        "Baris 5, kolom NIP: NIP “1,99002E+17” sudah dibulatkan Excel. Simpan kolomnya sebagai teks lalu isi lagi.",
    ]
    assert len(selectors.cells(roster)) == 5
    with pytest.raises(TableRefused) as other:
        services.load_table(cast.dedi, roster.pk, table=table("Nama;2026-09-01\nAni;P\n"), now=NOW)
    assert "Kolom nip tidak ditemukan" in other.value.sentences[0]


def test_columns_of_no_day_of_the_month_or_of_one_day_twice_are_refused(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, (), publish=False)
    wrong = f"NIP;Nama;1;01;32;2026-09-30\n{ward.ani.nip};Ani;P;S;M;P\n"
    with pytest.raises(TableRefused) as caught:
        services.load_table(cast.dedi, roster.pk, table=table(wrong), now=NOW)
    assert caught.value.sentences == [
        "Kolom tanggal 01 ada dua kali. Hapus salah satunya.",
        "Kolom 32 bukan tanggal di bulan ini (1 sampai 31). Kosongkan atau hapus kolomnya.",
        "Kolom 2026-09-30 bukan tanggal di bulan ini (1 sampai 31). Kosongkan atau hapus kolomnya.",
    ]
    empty = f"NIP;Nama;1;32\n{ward.ani.nip};Ani;P;\n"
    assert services.load_table(cast.dedi, roster.pk, table=table(empty), now=NOW) == 1


# --- kinds of shifts


def test_an_agency_proposes_a_shift_and_the_hr_agency_confirms(cast: Cast, ward: Ward) -> None:
    with pytest.raises(NotPermitted):
        shifts.propose_shift(cast.siti, data=shift_data(ward.unit, "D"), now=NOW)
    row = shifts.propose_shift(cast.dedi, data=shift_data(ward.unit, "D"), now=NOW)
    for user in (cast.dedi, cast.siti, cast.agus):
        with pytest.raises(NotPermitted):
            shifts.decide_shift(user, row.pk, confirm=True, reason="", now=NOW)
    assert "D" not in selectors.codes_for(ward.unit.pk, OCTOBER[0], OCTOBER[-1]).codes
    shifts.decide_shift(cast.wati, row.pk, confirm=True, reason="", now=NOW)
    assert "D" in selectors.codes_for(ward.unit.pk, OCTOBER[0], OCTOBER[-1]).codes


def test_other_hours_of_a_shift_hold_from_their_day_also_for_what_is_planned(cast: Cast, ward: Ward) -> None:
    planned(ward, ("P", "S", "M"))
    StaleSpan.objects.all().delete()
    later = date(2026, 10, 16)
    make_shift(ward.unit, "P", valid_from=later, starts=shift_data(ward.unit, "P").starts.replace(hour=8))
    found = selectors.entries([ward.ani.pk], OCTOBER[0], OCTOBER[-1])
    hours = {day.day: entry.shift.starts.hour for (_person, day), entry in found.items() if entry.shift}
    assert (hours[15], hours[16]) == (7, 8)
    assert marks() == [(ward.ani.pk, later, OCTOBER[-1])]
    with pytest.raises(Conflict, match="shift_not_later"):
        shifts.propose_shift(cast.dedi, data=shift_data(ward.unit, "P", valid_from=later), now=NOW)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"code": "L"}, "shift_code"),
        ({"code": "pagi"}, "shift_code"),
        ({"code": "PAGII"}, "shift_code"),
        ({"legal_basis": " "}, "legal_basis"),
        ({"break_min": 420}, "shift_break"),
        ({"stages": ()}, "stages_needed"),
        ({"stages": shifts.customary_stages(early_min=-30, late_min=60, after_min=60)}, "stage_order"),
    ],
)
def test_shifts_that_cannot_be_are_refused(cast: Cast, ward: Ward, more: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        shifts.propose_shift(cast.dedi, data=shift_data(ward.unit, **{"code": "D", **more}), now=NOW)


def test_a_unit_uses_the_shifts_of_the_units_above_and_its_own_first(cast: Cast, ward: Ward) -> None:
    make_shift(cast.dinkes, "X", starts=shift_data(ward.unit, "P").starts.replace(hour=9))
    make_shift(cast.dinkes, "P", starts=shift_data(ward.unit, "P").starts.replace(hour=9))
    codes = selectors.codes_for(ward.unit.pk, OCTOBER[0], OCTOBER[-1])
    own, upper = codes.on("P", OCTOBER[0]), codes.on("X", OCTOBER[0])
    assert own is not None
    assert upper is not None
    assert (own.unit_id, upper.unit_id) == (ward.unit.pk, cast.dinkes.pk)
    other = selectors.codes_for(cast.setda.pk, OCTOBER[0], OCTOBER[-1])
    assert not other.codes


# --- limits


def test_statements_do_not_grow_with_the_people(cast: Cast, ward: Ward, django_assert_max_num_queries: Any) -> None:
    for n in range(5):
        employ(f"Nomor{n} Contoh", make_nip("19910202", "201703", 1, 300 + n), ward.unit, cast.dinkes_office)
    roster = services.open_roster(cast.dedi, unit_id=ward.unit.pk, month=MONTH)
    ids = [one.employee_id for one in selectors.members(roster)]
    services.fill_pattern(
        cast.dedi, roster.pk, fill=services.Fill("P P S S M M L L", ids, OCTOBER[0], OCTOBER[-1], 2), now=NOW
    )
    with django_assert_max_num_queries(13):
        assert not services.check(roster)
    services.publish(SYSTEM, roster.pk, now=NOW)
    with django_assert_max_num_queries(3):
        assert len(selectors.entries(ids, OCTOBER[0], OCTOBER[-1])) == 8 * 31


def test_what_was_changed_cannot_be_unwritten(cast: Cast, ward: Ward) -> None:
    roster = planned(ward, THREE)
    services.set_cells(cast.dedi, roster.pk, cells={(ward.ani.pk, OCTOBER[0]): "L"}, reason="Sakit", now=NOW)
    with pytest.raises(Exception, match="append"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE rosters_rosterchange SET reason = 'lain'")


def test_every_step_is_in_the_log(cast: Cast, ward: Ward) -> None:
    since = AuditEntry.objects.count()
    roster = planned(ward, THREE[:1])
    services.set_cells(cast.dedi, roster.pk, cells={(ward.ani.pk, OCTOBER[0]): "L"}, reason="Sakit", now=NOW)
    found = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))[since:]
    assert found == ["rosters.open", "rosters.fill", "rosters.publish", "rosters.fill"]
    assert Roster.objects.get().remarks == "Percobaan"


def test_nobody_takes_a_duty_of_his_own_away_once_its_day_has_come(cast: Cast, ward: Ward) -> None:
    """Ani keeps the rosters of her agency and serves in the ward: whoever did not come does not make the day free."""
    ani = join(ward.ani)
    grant(SYSTEM, ani, Role.OPD_OPERATOR, cast.dinkes)
    roster = planned(ward, THREE)
    begun = datetime(2026, 10, 2, 3, tzinfo=UTC)
    for day, code in ((OCTOBER[0], "L"), (OCTOBER[1], "")):
        with pytest.raises(NotPermitted) as refused:
            services.set_cells(ani, roster.pk, cells={(ward.ani.pk, day): code}, reason="Salah tulis", now=begun)
        assert refused.value.code == "own_cell"
    assert services.set_cells(ani, roster.pk, cells={(ward.ani.pk, OCTOBER[20]): "L"}, reason="Libur", now=begun) == 1
    assert services.set_cells(ani, roster.pk, cells={(ward.beni.pk, OCTOBER[0]): "L"}, reason="Sakit", now=begun) == 1
