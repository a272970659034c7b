"""What orders would come to, line by line, before they are taken: prices, units, tax, what can be promised."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from nonet.books.orders.services.creating import LineDraft
from nonet.books.stock.selectors.promise import available_to_promise
from nonet.kernel.clock import today
from nonet.kernel.errors import NonetError
from nonet.kernel.money import QUANTA
from nonet.kernel.verbs import error_of, verb
from nonet.masters.items.selectors import item_measures
from nonet.systems.erp.services.drafting import TradeOrder, draft_orders

ZERO = Decimal(0)


@dataclass(slots=True)
class LineQuote:
    """One line as it would be taken: price per unit of the line, amounts, why; or the error that stands against it."""

    unit: str = ""
    units: list[str] = field(default_factory=list)
    price: Decimal | None = None
    discount: Decimal = ZERO
    tax_code_id: int | None = None
    net: Decimal = ZERO
    tax: Decimal = ZERO
    why: str = ""
    available: Decimal | None = None
    error: NonetError | None = None


@dataclass(slots=True)
class OrderQuote:
    """The lines of an order in their order, and its currency."""

    currency: str
    lines: list[LineQuote] = field(default_factory=list)


def quote_order(kind: str, order: TradeOrder) -> OrderQuote:
    """Return what each line of an order would come to, by itself; a fault of one is told with it.

    Seven statements, however many lines; two more when there are kits among them.
    """
    alone = [replace(order, lines=[line]) for line in order.lines]
    drafts, refused = draft_orders(kind, alone)
    taken = dict(zip((n for n in range(len(alone)) if n not in refused), drafts, strict=True))
    measures = item_measures(line.item_id for line in order.lines)
    promised = promised_until(order.due_on, order.site_id, [line.item_id for line in order.lines])
    currency = next((each.currency for each in drafts), order.currency or "")
    quote = OrderQuote(currency)
    for n, line in enumerate(order.lines):
        told = LineQuote(
            error=refused.get(n), available=promised.get(line.item_id) if kind == "sales" else None
        )
        measure = measures.get(line.item_id)
        if measure is not None:
            told.unit = line.unit or measure.base
            told.units = [measure.base, *measure.factors]
            if n in taken:
                _fill(told, line, taken[n].lines, measure)
        quote.lines.append(told)
    return quote


def _fill(told: LineQuote, line: Any, drafted: Sequence[LineDraft], measure: Any) -> None:
    """Put the draft of a line into its quote; a kit's components count together."""
    first = drafted[0]
    told.net = sum((each.net_amount for each in drafted), ZERO)
    told.tax = sum((each.tax_amount for each in drafted), ZERO)
    told.why = first.price_reason
    told.tax_code_id = first.tax_code_id
    if first.role == "component":
        told.available = None
        told.price = (told.net / line.quantity).quantize(QUANTA[4])
        return
    told.price = first.price * measure.to_base(Decimal(1), told.unit)
    told.discount = first.discount


def promised_until(due_on: dt.date | None, site_id: int, item_ids: Sequence[int]) -> dict[int, Decimal]:
    """Return what can be promised of items at a site until a day, by item, in base units."""
    if not site_id or not item_ids:
        return {}
    rows = available_to_promise(item_ids, [site_id], max(due_on or today(), today()))
    return {item: list(days)[-1].available for item, days in groupby(rows, lambda row: row.item)}


@verb("erp.quote_sales_orders")
def quote_sales_orders(*, orders: Sequence[TradeOrder]) -> dict[str, Any]:
    """Tell what sales orders would come to, line by line, and what can be promised; nothing is written."""
    return {"orders": [_plain(quote_order("sales", each)) for each in orders]}


@verb("erp.quote_purchase_orders")
def quote_purchase_orders(*, orders: Sequence[TradeOrder]) -> dict[str, Any]:
    """Tell what purchase orders would come to, line by line; nothing is written."""
    return {"orders": [_plain(quote_order("purchase", each)) for each in orders]}


def _plain(quote: OrderQuote) -> dict[str, Any]:
    """Return a quote as plain data; an error by its code and message."""
    lines = []
    for line in quote.lines:
        told = {each.name: getattr(line, each.name) for each in fields(LineQuote)}
        lines.append({**told, "error": error_of(line.error) if line.error else None})
    return {"currency": quote.currency, "lines": lines}
