"""What was confirmed stays, whoever asks the database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from hadir.recap.allowance.models import AllowanceRule, AllowanceRuleSet

NOW = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def confirmed(db: None) -> AllowanceRuleSet:
    found = AllowanceRuleSet.objects.create(
        name="TPP", valid_from=date(2026, 1, 1), legal_basis="Perbup 1/2026", made_at=NOW, made_by_label="Wati"
    )
    AllowanceRule.objects.create(
        rule_set=found, place=1, code="TL", metric="late_min", effect="percent", base="whole", amount=1
    )
    found.status = "confirmed"
    found.save()
    return found


def refused(deed: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()  # type: ignore[operator]


def test_confirmed_sets_and_their_lines_cannot_change(confirmed: AllowanceRuleSet) -> None:
    sets, lines = AllowanceRuleSet.objects.filter(pk=confirmed.pk), AllowanceRule.objects.filter(rule_set=confirmed)
    refused(lambda: sets.update(discipline_percent=50))
    refused(lambda: sets.update(status="draft"))
    refused(sets.delete)
    refused(lambda: lines.update(amount=2))
    refused(lines.delete)
    refused(
        lambda: AllowanceRule.objects.create(
            rule_set=confirmed, place=2, code="X", metric="late_min", effect="percent", base="whole"
        )
    )


def test_only_its_last_day_may_come_nearer(confirmed: AllowanceRuleSet) -> None:
    sets = AllowanceRuleSet.objects.filter(pk=confirmed.pk)
    assert sets.update(valid_to=date(2026, 12, 31)) == 1
    assert sets.update(valid_to=date(2026, 6, 30)) == 1
    refused(lambda: sets.update(valid_to=date(2027, 6, 30)))
    refused(lambda: sets.update(valid_to=None))


def test_two_confirmed_sets_of_a_scope_never_share_a_day(confirmed: AllowanceRuleSet) -> None:
    def second(**more: object) -> AllowanceRuleSet:
        values = {"name": "B", "valid_from": date(2026, 7, 1), "legal_basis": "Perbup 2/2026", "made_at": NOW}
        return AllowanceRuleSet.objects.create(**values | {"made_by_label": "Wati", "status": "confirmed"} | more)

    refused(second)
    AllowanceRuleSet.objects.filter(pk=confirmed.pk).update(valid_to=date(2026, 6, 30))
    second()
