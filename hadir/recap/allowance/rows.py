"""Stored rows as the engine's shapes, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hadir.recap.allowance.models import AllowanceRule, AllowanceRuleSet
from hadir.recap.allowance.rules import Base, Effect, Head, Metric, Rounding, Rule, Tariff, Terms, Who


def head_of(row: AllowanceRuleSet) -> Head:
    return Head(row.name, row.legal_basis, row.valid_from, row.valid_to, row.unit_id, terms_of(row))


def terms_of(row: AllowanceRuleSet) -> Terms:
    return Terms(Decimal(row.discipline_percent), Decimal(row.cap_percent), Rounding(row.rounding))


def rules_of(rule_set: AllowanceRuleSet) -> tuple[Rule, ...]:
    """The lines of a set in their order; no statement when they are prefetched."""
    return tuple(rule_of(row, rule_set) for row in rule_set.rules.all())


def rule_of(row: AllowanceRule, rule_set: AllowanceRuleSet) -> Rule:
    return Rule(
        code=row.code,
        label=row.label,
        metric=Metric(row.metric),
        effect=Effect(row.effect),
        amount=row.amount,
        at_least=row.at_least,
        at_most=row.at_most,
        base=Base(row.base),
        legal_basis=row.legal_basis,
        who=Who(
            employment_types=frozenset(row.employment_types),
            units=frozenset(row.units),
            schedules=frozenset(row.schedules),
            weekdays=frozenset(row.weekdays),
            levels=frozenset(row.levels),
            class_from=row.class_from,
            class_to=row.class_to,
        ),
        stages=frozenset(row.stages),
        counted=Metric(row.counted) if row.counted else None,
        per_each=row.per_each,
        tariffs=tuple(_tariff(one) for one in row.tariffs),
        group=row.group,
        cap_day=row.cap_day,
        cap_month=row.cap_month,
        on_absent_day=row.on_absent_day,
        is_example=row.is_example,
        note=row.note,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        id=row.pk or 0,
        set_id=rule_set.pk or 0,
        version=rule_set.label,
    )


def rows_for(rule_set: AllowanceRuleSet, lines: Iterable[Rule]) -> list[AllowanceRule]:
    """Unsaved rows of those lines, in their order."""
    return [
        AllowanceRule(rule_set=rule_set, place=place, **_columns(rule)) for place, rule in enumerate(lines, start=1)
    ]


def plain(rule: Rule) -> Rule:
    """Without the numbers of the stored row: for comparing lines of different versions."""
    return replace(rule, id=0, set_id=0, version="")


def _columns(rule: Rule) -> dict[str, Any]:
    who = rule.who
    return {
        "code": rule.code.strip(),
        "label": rule.label.strip(),
        "metric": rule.metric.value,
        "counted": rule.counted.value if rule.counted else "",
        "stages": sorted(rule.stages),
        "employment_types": sorted(who.employment_types),
        "units": sorted(who.units),
        "schedules": sorted(who.schedules),
        "weekdays": sorted(who.weekdays),
        "levels": sorted(who.levels),
        "class_from": who.class_from,
        "class_to": who.class_to,
        "at_least": rule.at_least,
        "at_most": rule.at_most,
        "per_each": rule.per_each,
        "effect": rule.effect.value,
        "amount": rule.amount,
        "tariffs": [_document(tariff) for tariff in rule.tariffs],
        "base": rule.base.value,
        "group": rule.group.strip(),
        "cap_day": rule.cap_day,
        "cap_month": rule.cap_month,
        "on_absent_day": rule.on_absent_day,
        "is_example": rule.is_example,
        "note": rule.note,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
        "legal_basis": rule.legal_basis.strip(),
    }


def _document(tariff: Tariff) -> dict[str, object]:
    return {
        "amount": str(tariff.amount),
        "levels": sorted(tariff.levels),
        "from": tariff.class_from,
        "to": tariff.class_to,
    }


def _tariff(one: dict[str, Any]) -> Tariff:
    return Tariff(Decimal(one["amount"]), frozenset(one["levels"]), one["from"], one["to"])
