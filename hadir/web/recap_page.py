"""What the pages of the recap share: tabs, the month and agency that are looked at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound
from hadir.periods.rules import Month
from hadir.recap.months import texts


def frame(user: User, tab: str, month: Month | None = None) -> dict[str, Any]:
    """Tabs of the domain; which there are depends on what somebody may see."""
    tabs = [("recap", "recap", _("Rekap"))]
    if permissions.has(user, Right.SEE_RECAP):
        tabs.append(("recap_region", "region", _("Seluruh daerah")))
    if permissions.holds_somewhere(user, Right.PROPOSE_JOURNAL) or permissions.has(user, Right.SEE_RECAP):
        tabs.append(("recap_journals", "journals", _("Jurnal koreksi")))
        tabs.append(("recap_policy", "policy", _("Kebijakan bulan")))
    return {"recap_tabs": tabs if len(tabs) > 1 else [], "tab": tab, "month": month}


def month_of(text: str) -> Month:
    """The month of an address. Raises `NotFound` (recap_agency_not_found)."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise NotFound("recap_agency_not_found", texts.AGENCY_NOT_FOUND) from error


def asked_month(request: HttpRequest, user: User) -> Month:
    """`?bulan=`; this month when nothing readable was asked."""
    try:
        return Month.parse(request.GET.get("bulan", ""))
    except ValueError:
        return Month.of(permissions.today_for(user))
