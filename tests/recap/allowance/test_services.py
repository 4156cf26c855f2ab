"""From a draft to a set in force: who may, in which order, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hadir.audit.models import AuditEntry
from hadir.lib.errors import Conflict, InvalidInput, NotPermitted
from hadir.recap.allowance import presets, rows, selectors, services, wording
from hadir.recap.allowance.models import AllowanceRuleSet
from tests.cast import Cast
from tests.recap.allowance.months import DATA, NOW, RULE, in_force, second_officer


def test_only_the_hr_agency_writes_rules(cast: Cast) -> None:
    for somebody in (cast.siti, cast.rahma, cast.made, cast.agus, cast.budi):
        with pytest.raises(NotPermitted):
            services.create_set(somebody, data=DATA, now=NOW)
    assert services.create_set(cast.wati, data=DATA, now=NOW).is_draft


def test_a_second_person_confirms_and_no_author_may(cast: Cast) -> None:
    sari = second_officer()
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    services.save_set(sari, set_id=draft.pk, data=DATA, lines=[RULE])
    services.propose_set(cast.wati, set_id=draft.pk, now=NOW)
    for author in (cast.wati, sari):
        with pytest.raises(NotPermitted) as refused:
            services.confirm_set(author, set_id=draft.pk, now=NOW)
        assert refused.value.code == "second_person_needed"
    with pytest.raises(NotPermitted):
        services.confirm_set(cast.rahma, set_id=draft.pk, now=NOW)
    assert AllowanceRuleSet.objects.get(pk=draft.pk).is_proposed


def test_confirmed_by_another_officer(cast: Cast) -> None:
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    services.save_set(cast.wati, set_id=draft.pk, data=DATA, lines=[RULE])
    services.propose_set(cast.wati, set_id=draft.pk, now=NOW)
    done = services.confirm_set(second_officer(), set_id=draft.pk, now=NOW)
    assert done.is_confirmed and done.decided_by_label.startswith("Sari")
    actions = set(AuditEntry.objects.filter(action__startswith="recap.").values_list("action", flat=True))
    assert actions == {"recap.draft_rules", "recap.edit_rules", "recap.propose_rules", "recap.confirm_rules"}
    with pytest.raises(Conflict):
        services.save_set(cast.wati, set_id=draft.pk, data=DATA, lines=[])


def test_what_is_wrong_cannot_be_proposed_and_is_named(cast: Cast) -> None:
    data = replace(DATA, legal_basis="")
    draft = services.create_set(cast.wati, data=data, now=NOW)
    lines = [replace(RULE, at_most=30), replace(RULE, code="TL2", at_least=30, amount=Decimal(120))]
    services.save_set(cast.wati, set_id=draft.pk, data=data, lines=lines)
    with pytest.raises(InvalidInput) as refused:
        services.propose_set(cast.wati, set_id=draft.pk, now=NOW)
    told = str(refused.value.fields[""])
    assert "Dasar hukum belum diisi" in told
    assert "Baris 2 (TL2): Bertindihan dengan baris 1 (TL1)" in told
    assert "Baris 2 (TL2): 120 % lebih dari 100 %." in told


def test_sent_back_with_a_reason_it_is_a_draft_again(cast: Cast) -> None:
    sari = second_officer()
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    services.save_set(cast.wati, set_id=draft.pk, data=DATA, lines=[RULE])
    services.propose_set(cast.wati, set_id=draft.pk, now=NOW)
    with pytest.raises(InvalidInput):
        services.send_back_set(sari, set_id=draft.pk, reason=" ", now=NOW)
    services.send_back_set(sari, set_id=draft.pk, reason="pasal 6 terlewat", now=NOW)
    found = selectors.rule_set(draft.pk)
    assert found.is_draft and found.reason == "pasal 6 terlewat"


@pytest.mark.parametrize("code", presets.CODES)
def test_a_preset_becomes_a_draft_with_every_line(cast: Cast, code: str) -> None:
    draft = services.create_from_preset(cast.wati, preset=code, data=DATA, now=NOW)
    found = selectors.rule_set(draft.pk)
    wanted = [replace(rule, legal_basis="Perbup 12/2026") for rule in presets.preset(code).rules]
    assert [rows.plain(rule) for rule in rows.rules_of(found)] == wanted
    assert found.verification == "belum diverifikasi" and found.source


def test_examples_of_a_preset_must_be_replaced_before_it_can_be_proposed(cast: Cast) -> None:
    draft = services.create_from_preset(cast.wati, preset="pekalongan", data=DATA, now=NOW)
    with pytest.raises(InvalidInput) as refused:
        services.propose_set(cast.wati, set_id=draft.pk, now=NOW)
    assert "Baris 1 (M2): Angkanya masih angka contoh" in str(refused.value.fields[""])


def test_a_new_version_takes_the_place_of_the_old_from_its_day_on(cast: Cast) -> None:
    old = in_force(cast)
    draft = services.new_version(cast.wati, set_id=old.pk, valid_from=date(2026, 7, 1), now=NOW)
    assert (draft.version, draft.label) == (2, "TPP v2")
    data = replace(DATA, valid_from=date(2026, 7, 1))
    services.save_set(cast.wati, set_id=draft.pk, data=data, lines=[replace(RULE, amount=Decimal(3))])
    services.propose_set(cast.wati, set_id=draft.pk, now=NOW)
    services.confirm_set(second_officer(), set_id=draft.pk, now=NOW)
    old.refresh_from_db()
    assert old.valid_to == date(2026, 6, 30)


def test_two_sets_of_a_scope_are_never_in_force_at_once(cast: Cast) -> None:
    in_force(cast)
    draft = services.create_set(cast.wati, data=DATA, now=NOW)
    services.save_set(cast.wati, set_id=draft.pk, data=DATA, lines=[RULE])
    with pytest.raises(Conflict) as refused:
        services.propose_set(cast.wati, set_id=draft.pk, now=NOW)
    assert refused.value.code == "two_in_force"
    in_force(cast, unit_id=cast.setda.pk)  # another scope


def test_a_version_cannot_begin_before_what_it_replaces(cast: Cast) -> None:
    old = in_force(cast)
    draft = services.new_version(cast.wati, set_id=old.pk, valid_from=date(2025, 7, 1), now=NOW)
    services.propose_set(cast.wati, set_id=draft.pk, now=NOW)
    with pytest.raises(Conflict) as refused:
        services.confirm_set(second_officer(), set_id=draft.pk, now=NOW)
    assert refused.value.code == "begins_too_early"


def test_a_unit_below_an_agency_has_no_rules_of_its_own(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        services.create_set(cast.wati, data=replace(DATA, unit_id=cast.bagian_umum.pk), now=NOW)


def test_differences_of_versions_in_words(cast: Cast) -> None:
    old = in_force(cast, RULE, replace(RULE, code="PSW", metric=RULE.metric.EARLY_MIN))
    head = rows.head_of(old)
    other = replace(head, terms=replace(head.terms, discipline_percent=Decimal(30)))
    lines = [replace(RULE, amount=Decimal("2.5"), at_most=30), replace(RULE, code="TL2", at_least=31)]
    found = wording.differences((head, rows.rules_of(old)), (other, lines))
    assert [(one.kind, one.subject, one.field, one.before, one.after) for one in found] == [
        ("changed", "Aturan", "bagian disiplin", "40 %", "30 %"),
        ("changed", "TL1", "jangkauan", "1 menit atau lebih", "1 sampai 30 menit"),
        ("changed", "TL1", "potongan", "2 % dari bagian disiplin", "2,5 % dari bagian disiplin"),
        (
            "added",
            "TL2",
            "",
            "",
            "Terlambat. Menit terlambat pada satu tahap, 31 menit atau lebih: 2 % dari bagian disiplin",
        ),
        (
            "removed",
            "PSW",
            "",
            "Terlambat. Menit pulang cepat pada satu tahap, 1 menit atau lebih: 2 % dari bagian disiplin",
            "",
        ),
    ]
