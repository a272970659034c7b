"""Selling: orders taken with prices and taxes, confirmed within the customer's credit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.money.selectors.credit import credit_exposure
from nonet.books.orders.services.confirming import judge_drafts, lock_orders, write_confirmed
from nonet.books.orders.services.creating import LineDraft, OrderDraft, create_orders
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.money import digits_of
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.prices.selectors import PricedLine, PriceRequest, price_items
from nonet.masters.taxes.computing import compute_tax
from nonet.systems.erp.errors import CreditExceeded, NotTraded, PartyOnHold, PriceMissing


@dataclass(frozen=True, slots=True)
class SalesLine:
    """A line as the salesperson gives it; price and discount come from the price lists unless given."""

    item_id: int
    quantity: Decimal
    unit: str | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    tax_code_id: int | None = None
    description: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SalesOrder:
    """An order as it is taken. ``channel`` and ``external_number`` make it unique when it comes from outside."""

    party_id: int
    site_id: int
    lines: Sequence[SalesLine]
    ordered_on: dt.date | None = None
    currency: str | None = None
    due_on: dt.date | None = None
    channel: str = ""
    external_number: str = ""
    ship_to: Mapping[str, Any] | None = None
    note: str = ""


_PARTIES = """
SELECT p.id, p.code, p.active AND p.is_customer AS fit, p.payment_term_id,
    coalesce(nullif(p.currency, ''), c.currency) AS currency
FROM parties_party p JOIN kernel_company c ON c.id = p.company_id WHERE p.company_id = %s AND p.id = ANY(%s)
"""
_ITEMS = """
SELECT i.id, i.code, i.unit_id, i.active AND i.is_sold AND i.kind IN ('stock', 'service') AS fit,
    i.sales_tax_id, coalesce(t.rate, 0) AS tax_rate,
    (SELECT json_object_agg(u.unit_id, u.factor::text) FROM items_itemunit u WHERE u.item_id = i.id) AS units
FROM items_item i LEFT JOIN taxes_taxcode t ON t.id = i.sales_tax_id WHERE i.company_id = %s AND i.id = ANY(%s)
"""


@dataclass(slots=True)
class _Facts:
    """What the masters say about everything in the batch."""

    parties: dict[int, Any]
    items: dict[int, Any]
    tax_rates: dict[int, Decimal]
    prices: dict[tuple[int, int], PricedLine]


@verb("erp.create_sales_orders")
def create_sales_orders(*, orders: Sequence[SalesOrder]) -> Outcome:
    """Take sales orders as drafts, priced and taxed.

    ``done`` holds the ids of those taken, in order; ``refused`` is by position in ``orders``. An order whose
    channel and external number are known is not taken twice; its id is returned. The number of statements
    does not grow with the orders.
    """
    outcome = Outcome()
    facts = _facts(orders)
    drafts = []
    for index, order in enumerate(orders):
        try:
            drafts.append(_draft(index, order, facts))
        except NonetError as error:
            outcome.refused[index] = error
    outcome.done = create_orders(drafts)
    return outcome


def _facts(orders: Sequence[SalesOrder]) -> _Facts:
    company = current_company_id()
    parties = sql.rows(_PARTIES, (company, sorted({order.party_id for order in orders})))
    items = sql.rows(_ITEMS, (company, sorted({line.item_id for order in orders for line in order.lines})))
    facts = _Facts({each.id: each for each in parties}, {each.id: each for each in items}, {}, {})
    facts.tax_rates = _tax_rates(orders)
    facts.prices = _prices(orders, facts)
    return facts


def _tax_rates(orders: Sequence[SalesOrder]) -> dict[int, Decimal]:
    wanted = sorted({line.tax_code_id for order in orders for line in order.lines if line.tax_code_id})
    if not wanted:
        return {}
    found = sql.rows(
        "SELECT id, rate FROM taxes_taxcode WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), wanted),
    )
    return {each.id: each.rate for each in found}


def _prices(orders: Sequence[SalesOrder], facts: _Facts) -> dict[tuple[int, int], PricedLine]:
    """Ask the price lists for every line that brings no price, by position of order and line."""
    asked: list[tuple[int, int]] = []
    requests: list[PriceRequest] = []
    for index, order in enumerate(orders):
        party = facts.parties.get(order.party_id)
        if party is None:
            continue
        on, currency = order.ordered_on or today(), order.currency or party.currency
        for position, line in enumerate(order.lines):
            if line.price is None and line.item_id in facts.items:
                quantity = line.quantity * _factor(line, facts.items[line.item_id])
                asked.append((index, position))
                requests.append(PriceRequest(line.item_id, order.party_id, quantity, on, currency))
    return dict(zip(asked, price_items(requests), strict=True)) if requests else {}


def _factor(line: SalesLine, item: Any) -> Decimal:
    if line.unit is None or line.unit == item.unit_id:
        return Decimal(1)
    factor = (item.units or {}).get(line.unit)
    if factor is None:
        raise InvalidInput("unit", f"{item.code} is not kept in {line.unit}; add the unit to the item")
    return Decimal(factor)


def _draft(index: int, order: SalesOrder, facts: _Facts) -> OrderDraft:
    party = facts.parties.get(order.party_id)
    if party is None or not party.fit:
        raise NotTraded(party.code if party else f"customer {order.party_id}")
    currency = order.currency or party.currency
    digits = digits_of(currency)
    return OrderDraft(
        kind="sales",
        party_id=order.party_id,
        site_id=order.site_id,
        ordered_on=order.ordered_on or today(),
        due_on=order.due_on,
        currency=currency,
        payment_term_id=party.payment_term_id,
        channel=order.channel,
        external_number=order.external_number,
        ship_to=order.ship_to,
        note=order.note,
        lines=[
            _line(line, facts, facts.prices.get((index, position)), digits)
            for position, line in enumerate(order.lines)
        ],
    )


def _line(line: SalesLine, facts: _Facts, priced: PricedLine | None, digits: int) -> LineDraft:
    item = facts.items.get(line.item_id)
    if item is None or not item.fit:
        raise NotTraded(item.code if item else f"item {line.item_id}")
    if line.quantity <= 0:
        raise InvalidInput("quantity", f"{item.code}: {line.quantity} must be more than zero")
    factor = _factor(line, item)
    price, discount, included, reason = _price(line, item, priced, factor)
    rate = facts.tax_rates.get(line.tax_code_id, item.tax_rate) if line.tax_code_id else item.tax_rate
    quantity = line.quantity * factor
    taxed = compute_tax(quantity * price * (1 - discount), rate, included, digits)
    other_unit = line.unit is not None and line.unit != item.unit_id
    return LineDraft(
        item_id=line.item_id,
        quantity=quantity,
        unit=item.unit_id,
        price=price,
        discount=discount,
        tax_code_id=line.tax_code_id or item.sales_tax_id,
        tax_rate=rate,
        net_amount=taxed.net,
        tax_amount=taxed.tax,
        description=line.description,
        entered_quantity=line.quantity if other_unit else None,
        entered_unit=line.unit if other_unit else None,
        due_on=line.due_on,
        price_reason=reason,
    )


def _price(
    line: SalesLine, item: Any, priced: PricedLine | None, factor: Decimal
) -> tuple[Decimal, Decimal, bool, str]:
    """Return price per base unit, discount, whether tax is within, and why."""
    if line.price is not None:
        return line.price / factor, line.discount or Decimal(0), False, "entered"
    if priced is None or priced.price is None:
        raise PriceMissing(item.code)
    discount = priced.discount if line.discount is None else line.discount
    return priced.price, discount, priced.tax_included, priced.reason


@verb("erp.confirm_sales_orders")
def confirm_sales_orders(*, order_ids: Sequence[int]) -> Outcome:
    """Make draft sales orders binding, within each customer's credit.

    Orders of one customer are judged in order of their ids, each counting for the next. Publishes
    ``OrdersConfirmed``. A number of statements that does not grow with the orders.
    """
    outcome = Outcome()
    locked = lock_orders(order_ids, "sales")
    fit = judge_drafts(locked, order_ids, outcome)
    limited = sorted({order.party_id for order in fit if order.credit_limit is not None})
    exposure = credit_exposure(limited) if limited else {}
    for order in fit:
        refusal = _judge_credit(order, exposure)
        if refusal is None:
            outcome.done.append(order.id)
        else:
            outcome.refused[order.id] = refusal
    write_confirmed(outcome.done, "sales")
    return outcome


def _judge_credit(order: Any, exposure: dict[int, Decimal]) -> NonetError | None:
    if order.on_hold:
        return PartyOnHold(order.number)
    if order.credit_limit is None:
        return None
    total = exposure.get(order.party_id, Decimal(0)) + order.gross_total
    if total > order.credit_limit:
        return CreditExceeded(order.number, total, order.credit_limit)
    exposure[order.party_id] = total
    return None
