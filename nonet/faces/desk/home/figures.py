"""The charts of the home page, each shown to who may read its books, each remembered for a minute."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nonet.books.money.selectors.company import company_books
from nonet.faces.desk.addresses import address_of
from nonet.faces.desk.home.late import week_name
from nonet.kernel.actor import current_company_id
from nonet.kit.admin.base import actor_may
from nonet.kit.charts import Chart, Series, bars, pie
from nonet.systems.erp.selectors.dues import money_due, receivable_ages
from nonet.systems.erp.selectors.pulse import (
    Ranked,
    best_customers,
    best_items,
    orders_by_stage,
    sales_by_day,
    stock_by_category,
)

DAYS = 30
SHOWN_CATEGORIES = 7
REMEMBERED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart of the home page: its code, who may see it, and how it is drawn."""

    code: str
    reads: Sequence[str]
    draw: Callable[[], Chart]


def _day(day: dt.date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


def _in(title: str) -> str:
    return f"{title} · {company_books().currency}"


def _sales() -> Chart:
    both = sales_by_day(2 * DAYS)
    former, latter = both[:DAYS], both[DAYS:]
    series = [
        Series(_("Last %(days)s days") % {"days": DAYS}, [each[1] for each in latter]),
        Series(_("The %(days)s days before") % {"days": DAYS}, [each[1] for each in former], quiet=True),
    ]
    return bars(_in(_("Sales by day")), [_day(each[0]) for each in latter], series)


def _cash() -> Chart:
    weeks = money_due()
    names = [week_name(each.start, at, len(weeks)) for at, each in enumerate(weeks)]
    series = [
        Series(_("To receive"), [each.receivable for each in weeks]),
        Series(_("To pay"), [-each.payable for each in weeks]),
    ]
    return bars(_in(_("Money due by week")), names, series, way="stacked")


def _stages() -> Chart:
    found = orders_by_stage(DAYS)
    names = {"draft": _("Draft"), "open": _("Under way"), "done": _("Done"), "cancelled": _("Cancelled")}
    title = _("Sales orders of the last %(days)s days") % {"days": DAYS}
    return pie(title, [names[each] for each in found], list(found.values()))


def _stock() -> Chart:
    found = stock_by_category()
    shown, rest = found[:SHOWN_CATEGORIES], found[SHOWN_CATEGORIES:]
    names = [each.name or _("Without category") for each in shown] + ([_("Others")] if rest else [])
    values = [each.amount for each in shown] + (
        [sum((each.amount for each in rest), start=shown[0].amount * 0)] if rest else []
    )
    return pie(_in(_("Value of stock")), names, values)


def _ages() -> Chart:
    names = [_("Not yet due"), _("1–30 days late"), _("31–60 days late"), _("61–90 days late"), _("Longer")]
    return bars(_in(_("What customers owe")), names, [Series(_("To receive"), receivable_ages())])


def _best(title: str, found: list[Ranked], type_: str) -> Chart:
    names = [each.name if len(each.name) <= 18 else f"{each.name[:17]}…" for each in found]
    links = [address_of(type_, each.id) for each in found]
    series = [Series(_("Sales"), [each.amount for each in found])]
    return bars(_in(title), names, series, way="lying", links=links)


FIGURES = (
    Figure("sales", ("money.read",), _sales),
    Figure("cash", ("money.read",), _cash),
    Figure("stages", ("orders.read",), _stages),
    Figure("ages", ("money.read",), _ages),
    Figure(
        "items", ("money.read", "items.read"), lambda: _best(_("What sells best"), best_items(DAYS), "item")
    ),
    Figure(
        "customers",
        ("money.read", "parties.read"),
        lambda: _best(_("Who buys most"), best_customers(DAYS), "party"),
    ),
    Figure("stock", ("money.read", "stock.read"), _stock),
)


def figures() -> list[Chart]:
    """Return the charts that the user may see."""
    return [_remembered(each) for each in FIGURES if all(actor_may(code) for code in each.reads)]


def _remembered(figure: Figure) -> Chart:
    key = f"figure:{current_company_id()}:{figure.code}:{get_language()}"
    found: Any = caches["local"].get_or_set(key, figure.draw, REMEMBERED_SECONDS)
    return found if isinstance(found, Chart) else figure.draw()
