"""The allowance as people see it: own month, agency, rules, editor, amounts, simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hadir.accounts.models import User
from hadir.lib.errors import Conflict
from hadir.lib.tables import read_table
from hadir.recap.allowance import amount_lists, presets, selectors, services
from hadir.recap.allowance.amount_lists import ListData
from hadir.recap.allowance.models import AllowanceBase, AllowanceBaseList, AllowanceRuleSet, AllowanceSimulation
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.recap.allowance.months import DATA, NOW, OCTOBER, RULE, amounts, in_force, october, second_officer

BrowserOf = Callable[[User], Client]
HEAD = {
    "name": "TPP",
    "legal_basis": "Perbup 12/2026",
    "valid_from": "2026-01-01",
    "discipline_percent": "40",
    "cap_percent": "100",
    "rounding": "half_up",
}


def line(number: int, **more: str) -> dict[str, Any]:
    first = {"code": "TL1", "metric": "late_min", "at_least": "1", "effect": "percent", "amount": "0,5"}
    values = first | {"base": "discipline", "legal_basis": "pasal 5"} | more
    return {f"l{number}-{name}": value for name, value in values.items()}


@pytest.fixture
def reckoned(cast: Cast) -> AllowanceRuleSet:
    october(cast)
    rules = in_force(cast)
    amounts(**{f"p{cast.budi.employee_id}": 5_000_000})
    services.compute(cast.setda.pk, OCTOBER)
    return rules


def test_the_own_month_says_every_deduction_in_a_sentence(
    cast: Cast, browser_of: BrowserOf, reckoned: AllowanceRuleSet
) -> None:
    budi = browser_of(cast.budi)
    assert "Rp 4.920.000" in budi.get(reverse("tpp")).content.decode()
    page = budi.get(reverse("tpp_person", args=[cast.budi.employee_id, "2026-10"])).content.decode()
    assert "Terlambat 20 menit (Tahap pagi)." in page
    assert "Aturan TL1 (1 menit atau lebih): 2 % dari bagian disiplin = Rp 40.000." in page
    assert "pasal 5" in page and reckoned.label in page and "Perbup 13/2026" in page


@pytest.mark.parametrize(
    ("who", "status"), [("siti", 200), ("wati", 200), ("agus", 200), ("dedi", 404), ("joko", 404), ("made", 404)]
)
def test_the_month_of_another_needs_the_right(
    cast: Cast, browser_of: BrowserOf, reckoned: AllowanceRuleSet, who: str, status: int
) -> None:
    page = reverse("tpp_person", args=[cast.budi.employee_id, "2026-10"])
    assert browser_of(getattr(cast, who)).get(page).status_code == status
    assert browser_of(cast.budi).get(reverse("tpp_person", args=[cast.budi.employee_id, "kemarin"])).status_code == 404


def test_an_agency_s_list_is_for_its_own_people_only(
    cast: Cast, browser_of: BrowserOf, reckoned: AllowanceRuleSet
) -> None:
    where = {"opd": str(cast.setda.pk), "bulan": "2026-10"}
    page = browser_of(cast.siti).get(reverse("tpp_agency"), where).content.decode()
    assert "Budi Contoh" in page and "Rp 80.000" in page
    assert "Budi Contoh" not in browser_of(cast.dedi).get(reverse("tpp_agency"), where).content.decode()
    assert browser_of(cast.budi).get(reverse("tpp_agency"), where).status_code == 403


def test_reckoning_anew_is_a_job(cast: Cast, browser_of: BrowserOf, reckoned: AllowanceRuleSet) -> None:
    where = {"opd": str(cast.setda.pk), "bulan": "2026-10"}
    assert browser_of(cast.siti).post(reverse("tpp_reckon"), where).status_code == 302
    assert browser_of(cast.agus).post(reverse("tpp_reckon"), where).status_code == 403
    assert "recap.reckon_allowance" in run_jobs()


@pytest.mark.parametrize("who", ["siti", "budi", "dedi", "wati", "made", "agus", "dewi"])
def test_everybody_reads_rules_in_force_and_presets(
    cast: Cast, browser_of: BrowserOf, reckoned: AllowanceRuleSet, who: str
) -> None:
    browser = browser_of(getattr(cast, who))
    assert "belum diverifikasi" in browser.get(reverse("tpp_rules")).content.decode()
    for code in presets.CODES:
        assert "belum diverifikasi" in browser.get(reverse("tpp_preset", args=[code])).content.decode()
    assert "2 % dari bagian disiplin" in browser.get(reverse("tpp_rule_set", args=[reckoned.pk])).content.decode()


def test_drafts_are_for_those_who_write_or_confirm_them(cast: Cast, browser_of: BrowserOf) -> None:
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    page = reverse("tpp_rule_set", args=[draft.pk])
    assert browser_of(cast.wati).get(page).status_code == 200
    for who in (cast.siti, cast.budi, cast.made, cast.agus):
        assert browser_of(who).get(page).status_code == 404
        assert browser_of(who).get(reverse("tpp_edit", args=[draft.pk])).status_code == 404
        assert browser_of(who).get(reverse("tpp_rules_new")).status_code == 403


def test_from_a_preset_through_the_editor_to_confirmation(cast: Cast, browser_of: BrowserOf) -> None:
    wati = browser_of(cast.wati)
    sent = {"preset": "pekalongan", "name": "TPP", "legal_basis": "Perbup 12/2026", "valid_from": "2026-01-01"}
    where = wati.post(reverse("tpp_rules_new"), sent).headers["Location"]
    draft = AllowanceRuleSet.objects.get()
    assert where == reverse("tpp_edit", args=[draft.pk])
    page = wati.get(where).content.decode()
    assert "TK7" in page and "Angkanya masih angka contoh" in page
    refused = wati.post(reverse("tpp_decide", args=[draft.pk]), {"perbuatan": "usulkan"})
    assert refused.status_code == 422 and "Baris 1 (M2)" in refused.content.decode()
    lines = line(0, at_most="30") | line(1, code="TL2", at_least="31", amount="1.250,5", effect="rupiah")
    lines["l1-amount"] = "6.000"
    saved = wati.post(where, HEAD | lines | {"row": ["0", "1"]})
    assert saved.status_code == 302
    rules = selectors.rule_set(draft.pk).rules.all()
    assert [(one.code, one.at_least, one.at_most, one.amount) for one in rules] == [
        ("TL1", 1, 30, Decimal("0.5")),
        ("TL2", 31, None, Decimal(6000)),
    ]
    decide = reverse("tpp_decide", args=[draft.pk])
    assert wati.post(decide, {"perbuatan": "usulkan"}).status_code == 302
    assert wati.post(decide, {"perbuatan": "sahkan"}).status_code == 422
    sari = browser_of(second_officer())
    assert "1 menunggu" in sari.get(reverse("tpp_rules")).content.decode()
    assert sari.post(decide, {"perbuatan": "sahkan"}).status_code == 302
    draft.refresh_from_db()
    assert draft.is_confirmed
    made = wati.post(decide, {"perbuatan": "versi"}).headers["Location"]
    assert wati.get(made).status_code == 200
    page = wati.get(made.replace("ubah/", "")).content.decode()
    assert "Perubahan dari TPP v1" in page and "masa berlaku" in page


def test_lines_are_added_and_taken_away_without_a_script_too(cast: Cast, browser_of: BrowserOf) -> None:
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    page, wati = reverse("tpp_edit", args=[draft.pk]), browser_of(cast.wati)
    sent = HEAD | line(0) | {"row": ["0"]}
    assert wati.post(page, sent | {"tambah": "1"}).content.decode().count('class="rule-line"') == 2
    assert wati.post(page, sent | {"hapus": "l0"}).content.decode().count('class="rule-line"') == 0
    assert 'class="rule-line"' in wati.get(reverse("tpp_line")).content.decode()
    assert wati.get(reverse("tpp_line"), {"hapus": "1"}).content == b""
    assert not selectors.rule_set(draft.pk).rules.exists()


def test_the_preview_follows_what_stands_in_the_editor_and_stores_nothing(cast: Cast, browser_of: BrowserOf) -> None:
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    page, wati = reverse("tpp_preview", args=[draft.pk]), browser_of(cast.wati)
    days = {"d0-late": "33", "ex-whole": "4.000.000", "ex-level": "pelaksana"}
    shown = wati.post(page, HEAD | line(0) | days | {"row": ["0"]}).content.decode()
    assert "Terlambat 33 menit (Tahap pagi)." in shown
    assert "0,5 % dari bagian disiplin = Rp 8.000" in shown
    wrong = wati.post(page, HEAD | line(0, amount="120") | {"row": ["0"]}).content.decode()
    assert "Baris 1 (TL1):" in wrong and "120 % lebih dari 100 %." in wrong
    unreadable = wati.post(page, HEAD | line(0, amount="seribu", at_least="x") | {"row": ["0"]}).content.decode()
    assert "Tulis angka" in unreadable
    assert not selectors.rule_set(draft.pk).rules.exists()


@pytest.mark.parametrize("bad", ["NaN", "1e99", "Infinity", "-", "1,2,3", "\x00", "9" * 25])
def test_odd_numbers_never_break_the_editor(cast: Cast, browser_of: BrowserOf, bad: str) -> None:
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    wati = browser_of(cast.wati)
    for name in ("amount", "at_least", "cap_day", "tariffs", "class_from"):
        sent = HEAD | line(0, **{name: bad}) | {"row": ["0", "x", "-1"]}
        for page in ("tpp_edit", "tpp_preview"):
            assert wati.post(reverse(page, args=[draft.pk]), sent).status_code in {200, 302}


def test_a_table_by_level_and_class_is_typed_line_by_line(cast: Cast, browser_of: BrowserOf) -> None:
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    wati, page = browser_of(cast.wati), reverse("tpp_edit", args=[draft.pk])
    table = "jpt_pratama; ; 60.000\n; 8-17; 45000\npelaksana, fungsional; 5; Rp 6.000"
    sent = HEAD | line(0, metric="missing", effect="rupiah", amount="", tariffs=table) | {"row": ["0"]}
    assert wati.post(page, sent).status_code == 302
    (rule,) = selectors.rule_set(draft.pk).rules.all()
    assert rule.tariffs == [
        {"amount": "60000", "levels": ["jpt_pratama"], "from": None, "to": None},
        {"amount": "45000", "levels": [], "from": 8, "to": 17},
        {"amount": "6000", "levels": ["fungsional", "pelaksana"], "from": 5, "to": 5},
    ]
    broken = sent | {"l0-tariffs": "staf; ; 6000"}
    assert "Tabel baris 1: jenjang staf tidak dikenal." in wati.post(page, broken).content.decode()


def test_amounts_come_from_a_file_and_are_confirmed_by_another(cast: Cast, browser_of: BrowserOf) -> None:
    wati = browser_of(cast.wati)
    sent = {"name": "Besaran 2026", "legal_basis": "Perbup 13/2026", "valid_from": "2026-01-01"}
    nip = cast.budi.employee.nip if cast.budi.employee else ""
    text = f"sep=;\nNIP;Kelas;Jenjang;TPP\n'{nip};;;5.000.000\n;7;;Rp 4.250.000,00\n;;Pelaksana;3000000\n"
    file = SimpleUploadedFile("besaran.csv", text.encode("cp1252"))
    where = wati.post(reverse("tpp_amounts_new"), sent | {"file": file}).headers["Location"]
    row = AllowanceBaseList.objects.get()
    assert sorted(row.amounts.values_list("rupiah", flat=True)) == [3_000_000, 4_250_000, 5_000_000]
    decide = reverse("tpp_amounts_decide", args=[row.pk])
    assert wati.post(decide, {"perbuatan": "usulkan"}).status_code == 302
    assert wati.post(decide, {"perbuatan": "sahkan"}).status_code == 422
    assert browser_of(second_officer()).post(decide, {"perbuatan": "sahkan"}).status_code == 302
    assert "Budi Contoh" in browser_of(cast.budi).get(where).content.decode()
    other = browser_of(cast.dedi).get(where).content.decode()
    assert "Budi Contoh" not in other and "Rp 4.250.000" in other


def test_a_new_list_ends_the_one_before_it(cast: Cast) -> None:
    old, sari = amounts(pelaksana=3_000_000), second_officer()
    table = read_table("b.csv", b"kelas;tpp\n7;1000\n")
    data = ListData("B", date(2026, 7, 1), "Perbup 20/2026")
    new = amount_lists.load(cast.wati, data=data, table=table, now=NOW)
    amount_lists.propose(cast.wati, list_id=new.pk, now=NOW)
    amount_lists.confirm(sari, list_id=new.pk, now=NOW)
    old.refresh_from_db()
    assert old.valid_to == date(2026, 6, 30)
    early = amount_lists.load(cast.wati, data=replace(data, valid_from=date(2025, 1, 1)), table=table, now=NOW)
    with pytest.raises(Conflict) as refused:
        amount_lists.propose(cast.wati, list_id=early.pk, now=NOW)
    assert refused.value.code == "two_in_force"


def test_a_wrong_row_is_named_and_nothing_is_kept(cast: Cast, browser_of: BrowserOf) -> None:
    sent = {"name": "B", "legal_basis": "Perbup 13/2026", "valid_from": "2026-01-01"}
    text = "kelas,jenjang,nip,tpp\n7,,,1000\n18,,,1000\n7,,,1000\n8,pelaksana,,1\n,,123,1\n9,,,sejuta\n10,,,-5\n,,,1\n"
    file = SimpleUploadedFile("besaran.csv", text.encode())
    page = browser_of(cast.wati).post(reverse("tpp_amounts_new"), sent | {"file": file}).content.decode()
    for sentence in (
        "Baris 3, kolom kelas: kelas jabatan adalah 1 sampai 17.",
        "Baris 4: sudah ada pada baris 2.",
        "Baris 5: isi hanya satu dari NIP, kelas, dan jenjang.",
        "Baris 6, kolom nip: NIP tidak dikenal di lingkup ini.",
        "Baris 7, kolom tpp: tulis rupiah bulat",
        "Baris 8, kolom tpp: 0 sampai 1.000.000.000.",
        "Baris 9: isi salah satu dari NIP, kelas, atau jenjang.",
    ):
        assert sentence in page
    assert not AllowanceBase.objects.exists() and not AllowanceBaseList.objects.exists()
    wrong = SimpleUploadedFile("b.csv", b"nama;jumlah uang\nx;1\n")
    assert (
        "Kolom tidak ditemukan"
        in browser_of(cast.wati).post(reverse("tpp_amounts_new"), sent | {"file": wrong}).content.decode()
    )


def test_a_simulation_is_asked_for_and_shown_with_its_chart(
    cast: Cast, browser_of: BrowserOf, reckoned: AllowanceRuleSet
) -> None:
    data = replace(DATA, valid_from=date(2027, 1, 1))
    draft = services.create_set(cast.wati, data=data, now=NOW)
    services.save_set(cast.wati, set_id=draft.pk, data=data, lines=[replace(RULE, amount=Decimal(5))])
    wati = browser_of(cast.wati)
    where = wati.post(reverse("tpp_simulate", args=[draft.pk]), {"month": "2026-10"}).headers["Location"]
    assert "Sedang dihitung" in wati.get(where).content.decode()
    run_jobs()
    page = wati.get(where).content.decode()
    assert "Budi Contoh" in page and "Rp 200.000" in page and "<svg" in page and "<rect" in page
    found = AllowanceSimulation.objects.get()
    state = wati.get(reverse("tpp_simulation_state", args=[found.pk]))
    assert state.headers["HX-Refresh"] == "true"
    for who in (cast.siti, cast.agus, cast.made):
        assert browser_of(who).get(where).status_code == 404
    assert wati.post(reverse("tpp_simulate", args=[draft.pk]), {"month": "besok"}).status_code == 422
