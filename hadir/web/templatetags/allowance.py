"""Money and percentages on the allowance's pages."""

from __future__ import annotations

from decimal import Decimal

from django import template

from hadir.recap.allowance import wording

register = template.Library()


@register.filter
def rupiah(value: int | None) -> str:
    """Rp 4.500.000."""
    return wording.rupiah(value or 0)


@register.filter
def decimal(value: Decimal | str | int) -> str:
    """1,25: as the reader's language writes it, without zeros at the end."""
    return wording.number(Decimal(value))


@register.filter
def plain(value: float) -> str:
    """A coordinate of a drawing, with a point whatever the language."""
    return f"{value:.1f}"
