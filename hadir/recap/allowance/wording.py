"""Rules, lines and differences in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hadir.people.texts import POSITION_LEVELS
from hadir.recap.allowance import texts
from hadir.recap.allowance.amounts import Cap
from hadir.recap.allowance.checking import Fault
from hadir.recap.allowance.rules import OF_MINUTES, Effect, Head, Metric, Rounding, Rule, Tariff

_LEVELS = dict(POSITION_LEVELS)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions. `kind`: added, removed or changed; `subject`: the line, or the set."""

    kind: str
    subject: str
    field: str
    before: str
    after: str


def number(value: Decimal | int) -> str:
    """1.25 as the reader's language writes it, without zeros at the end."""
    text = f"{Decimal(value).normalize():f}"
    decimals = len(text.partition(".")[2])
    return formats.number_format(Decimal(text), decimal_pos=decimals, use_l10n=True, force_grouping=True)


def rupiah(value: int | Decimal) -> str:
    return f"Rp {formats.number_format(int(value), use_l10n=True, force_grouping=True)}"


def fault_sentence(fault: Fault) -> str:
    return str(texts.FAULTS[fault.code]) % fault.facts


def fault_where(fault: Fault, lines: Sequence[Rule]) -> str:
    """Which line it is about, by number and code; empty for the set."""
    if fault.place is None:
        return ""
    return str(texts.WHERE_LINE) % {"row": fault.place + 1, "code": lines[fault.place].code or "-"}


def interval(rule: Rule) -> str:
    """1-30 menit, mulai ke-4, 7 kali atau lebih."""
    low, high = rule.at_least, rule.at_most
    if rule.metric in OF_MINUTES or rule.metric is Metric.MONTH_MINUTES:
        if high is None:
            return _("%(low)s menit atau lebih") % {"low": low}
        return _("%(low)s sampai %(high)s menit") % {"low": low, "high": high}
    if rule.metric is Metric.COUNT_IN_MONTH:
        if high is None:
            return _("%(low)s kali atau lebih") % {"low": low}
        return _("%(low)s sampai %(high)s kali") % {"low": low, "high": high}
    if high is not None:
        return _("yang ke-%(low)s sampai ke-%(high)s dalam sebulan") % {"low": low, "high": high}
    return _("mulai yang ke-%(low)s dalam sebulan") % {"low": low} if low > 1 else _("setiap kali")


def takes(rule: Rule) -> str:
    """0,5 % dari bagian disiplin; Rp 6.000; 255 menit dihitung hilang."""
    base = str(texts.BASES[rule.base])
    if rule.effect is Effect.FULL:
        return _("100 %% dari %(base)s") % {"base": base}
    if rule.effect is Effect.MINUTES:
        return _("%(minutes)s menit dihitung hilang") % {"minutes": number(rule.amount)}
    if rule.effect is Effect.PROPORTION:
        return _("%(percent)s %% dari %(base)s kali menit hilang dibagi jam kerja sebulan") % {
            "percent": number(rule.amount),
            "base": base,
        }
    if rule.effect is Effect.RUPIAH:
        amount = "; ".join(map(_tariff, rule.tariffs)) if rule.tariffs else rupiah(rule.amount)
    else:
        amount = _("%(percent)s %% dari %(base)s") % {"percent": number(rule.amount), "base": base}
    if rule.per_each:
        amount = _("%(amount)s untuk setiap %(each)s penuh") % {"amount": amount, "each": rule.per_each}
    return amount


def base(rule: Rule) -> str:
    return str(texts.BASES[rule.base])


def who(rule: Rule) -> str:
    """Whom and which days it concerns; empty for everybody and every day."""
    one = rule.who
    parts = [", ".join(sorted(one.employment_types)), _classes(one.levels, one.class_from, one.class_to)]
    if one.units:
        parts.append(ngettext("%(n)s unit", "%(n)s unit", len(one.units)) % {"n": len(one.units)})
    parts.append(", ".join(sorted(one.schedules)))
    parts.append(", ".join(str(texts.WEEKDAYS[day]) for day in sorted(one.weekdays) if 0 <= day <= 6))
    return "; ".join(part for part in parts if part)


def what(rule: Rule) -> str:
    """The metric with what it is limited to."""
    if rule.metric is Metric.COUNT_IN_MONTH and rule.counted is not None:
        said = f"{texts.METRICS[rule.metric]}: {texts.METRICS[rule.counted]}"
    else:
        said = str(texts.METRICS[rule.metric])
    tags = ", ".join(tag(one) for one in sorted(rule.stages))
    return f"{said} ({tags})" if tags else said


def tag(code: str) -> str:
    return str(texts.TAGS.get(code, code))


def limits(rule: Rule) -> str:
    unit = rupiah if rule.effect is Effect.RUPIAH else _percent
    parts = []
    if rule.cap_day is not None:
        parts.append(_("paling banyak %(amount)s sehari") % {"amount": unit(rule.cap_day)})
    if rule.cap_month is not None:
        parts.append(_("paling banyak %(amount)s sebulan") % {"amount": unit(rule.cap_month)})
    if rule.group:
        parts.append(_("kelompok %(group)s") % {"group": rule.group})
    return ", ".join(parts)


def described(rule: Rule) -> dict[str, str]:
    """Every part of a rule in words, by the names of `texts.FIELDS`."""
    extra = [_("juga pada hari tanpa keterangan")] if rule.on_absent_day else []
    extra += [_("angka contoh")] if rule.is_example else []
    return {
        "label": rule.label,
        "what": what(rule),
        "interval": interval(rule),
        "takes": takes(rule),
        "who": who(rule),
        "limits": limits(rule),
        "extra": ", ".join(extra),
        "validity": span(rule.valid_from, rule.valid_to),
        "legal_basis": rule.legal_basis,
    }


def summary(rule: Rule) -> str:
    """A rule in one sentence."""
    parts = [f"{what(rule)}, {interval(rule)}: {takes(rule)}", who(rule), limits(rule)]
    return "; ".join(part for part in parts if part)


def differences(old: tuple[Head, Sequence[Rule]], new: tuple[Head, Sequence[Rule]]) -> list[Change]:
    """What the new version changes, in the order of its lines; lines are the same when their codes are."""
    found = [*_changes(_("Aturan"), _head(old[0]), _head(new[0]))]
    before = {rule.code: rule for rule in old[1]}
    after = {rule.code: rule for rule in new[1]}
    for code, rule in after.items():
        if code in before:
            found += _changes(code, described(before[code]), described(rule))
        else:
            found.append(Change("added", code, "", "", f"{rule.label}. {summary(rule)}".lstrip(". ")))
    for code, rule in before.items():
        if code not in after:
            found.append(Change("removed", code, "", f"{rule.label}. {summary(rule)}".lstrip(". "), ""))
    return found


def happened(metric: Metric, *, about: str, value: int) -> str:
    """The fact of a line."""
    if metric is Metric.COUNT_IN_MONTH and about in {one.value for one in Metric}:
        about = str(texts.METRICS[Metric(about)])
    return str(texts.HAPPENED[metric]) % {"about": tag(about), "value": value}


def capped(cap: str) -> str:
    return str(texts.CAPS[Cap(cap)]) if cap else ""


def span(first: date | None, last: date | None) -> str:
    """mulai 1 Januari 2026, sampai 31 Desember 2026; empty for open ends."""
    parts = []
    if first is not None:
        parts.append(_("mulai %(day)s") % {"day": formats.date_format(first, "j F Y")})
    if last is not None:
        parts.append(_("sampai %(day)s") % {"day": formats.date_format(last, "j F Y")})
    return ", ".join(parts)


def _changes(subject: str, old: dict[str, str], new: dict[str, str]) -> Iterable[Change]:
    for name, value in new.items():
        if old[name] != value:
            yield Change("changed", subject, str(texts.FIELDS[name]), old[name], value)


def _head(head: Head) -> dict[str, str]:
    return {
        "name": head.name,
        "legal_basis": head.legal_basis,
        "validity": span(head.valid_from, head.valid_to),
        "discipline_percent": _percent(head.terms.discipline_percent),
        "cap_percent": _percent(head.terms.cap_percent),
        "rounding": str(texts.ROUNDINGS[Rounding(head.terms.rounding)]),
    }


def _percent(value: Decimal | int) -> str:
    return f"{number(value)} %"


def _tariff(tariff: Tariff) -> str:
    whom = _classes(tariff.levels, tariff.class_from, tariff.class_to)
    return f"{whom} {rupiah(tariff.amount)}".strip()


def _classes(levels: Iterable[str], low: int | None, high: int | None) -> str:
    names = ", ".join(str(_LEVELS.get(level, level)) for level in sorted(levels))
    if low is None and high is None:
        return names
    ends = _("kelas %(low)s sampai %(high)s") % {"low": low or 1, "high": high or 17}
    return f"{names} {ends}".strip()
