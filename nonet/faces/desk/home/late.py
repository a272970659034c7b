"""What is late, by name and days, and what money is due, as panels of the home page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nonet.faces.desk.addresses import address_of
from nonet.kit.admin.base import actor_may
from nonet.kit.show import amount
from nonet.systems.erp.selectors.dues import Week, money_due
from nonet.systems.erp.selectors.lateness import Late, late_claims, late_deliveries, late_purchases

SHOWN = 5


@dataclass(frozen=True, slots=True)
class LatePanel:
    """A kind of lateness: its title, who may see it, where its rows come from, and the list behind it."""

    title: Any
    read: str
    rows: Callable[[int], list[Late]]
    page: str
    query: str


@dataclass(frozen=True, slots=True)
class ShownLate:
    """A late promise ready for the page."""

    number: str
    address: str
    party: str
    due: str
    days: int
    amount: str


PANELS = (
    LatePanel(
        gettext_lazy("Deliveries late"),
        "orders.read",
        late_deliveries,
        "orders_delivery",
        "state__exact=released",
    ),
    LatePanel(
        gettext_lazy("Goods not come in time"),
        "orders.read",
        late_purchases,
        "erp_purchaseorder",
        "state__exact=confirmed",
    ),
    LatePanel(
        gettext_lazy("Customers late to pay"),
        "money.read",
        late_claims,
        "money_openitem",
        "due=late&is_receivable__exact=1",
    ),
    LatePanel(
        gettext_lazy("Bills that we should have paid"),
        "money.read",
        lambda limit: late_claims(limit, receivable=False),
        "money_openitem",
        "due=late&is_receivable__exact=0",
    ),
)


def late_panels() -> list[dict[str, Any]]:
    """Return the panels that the user may see and that are not empty."""
    told = []
    for panel in PANELS:
        rows = panel.rows(SHOWN + 1) if actor_may(panel.read) else []
        if rows:
            address = f"{reverse(f'admin:{panel.page}_changelist')}?{panel.query}"
            shown = [_shown(each) for each in rows[:SHOWN]]
            told.append({"title": panel.title, "rows": shown, "more": len(rows) > SHOWN, "address": address})
    return told


def _shown(late: Late) -> ShownLate:
    return ShownLate(
        number=late.number,
        address=address_of(late.type, late.id),
        party=late.party,
        due=date_format(late.due_on, "SHORT_DATE_FORMAT"),
        days=late.days,
        amount=f"{amount(late.amount, late.currency)} {late.currency}" if late.amount is not None else "",
    )


def due_weeks(currency: str) -> list[dict[str, str]]:
    """Return what is due by week, each with the cash expected at its end; nothing to who may not see money."""
    if not actor_may("money.read"):
        return []
    weeks = money_due()
    return [_week(each, at, len(weeks), currency) for at, each in enumerate(weeks)]


def _week(week: Week, at: int, count: int, currency: str) -> dict[str, str]:
    return {
        "name": week_name(week.start, at, count),
        "receivable": amount(week.receivable, currency) if week.receivable else "–",
        "payable": amount(week.payable, currency) if week.payable else "–",
        "cash": amount(week.cash, currency),
        "tone": "late" if at == 0 and (week.receivable or week.payable) else "",
    }


def week_name(start: dt.date | None, at: int, count: int) -> str:
    """Return what a week is called: overdue, this week, from a day on."""
    if start is None:
        return _("Overdue")
    if at == 1:
        return _("This week")
    day = date_format(start, "MONTH_DAY_FORMAT")
    return _("From %(day)s") % {"day": day} if at == count - 1 else day
