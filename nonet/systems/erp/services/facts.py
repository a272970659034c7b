"""What the masters say about everything in a batch of orders, read in a few statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.masters.items.selectors import KitPart, explode_kits
from nonet.masters.prices.selectors import PricedLine, PriceRequest, price_items

if TYPE_CHECKING:
    from nonet.systems.erp.services.drafting import TradeLine, TradeOrder

Key = tuple[int, int]
"""Positions of an order in its batch and of a line in its order."""

_PARTIES = """
SELECT p.id, p.code, p.active AND p.{role} AS fit, p.payment_term_id, p.credit_limit, p.on_hold,
    coalesce(nullif(p.currency, ''), c.currency) AS currency, t.days, t.months, t.from_month_end, t.day_of_month
FROM parties_party p JOIN kernel_company c ON c.id = p.company_id
LEFT JOIN parties_paymentterm t ON t.id = p.payment_term_id WHERE p.company_id = %s AND p.id = ANY(%s)
"""
_ITEMS = """
SELECT i.id, i.code, i.name, i.kind, i.category_id, i.unit_id, i.active AND i.{use} AND i.kind = ANY(%s) AS fit,
    i.{tax} AS tax_id, coalesce(t.rate, 0) AS tax_rate,
    (SELECT json_object_agg(u.unit_id, u.factor::text) FROM items_itemunit u WHERE u.item_id = i.id) AS units
FROM items_item i LEFT JOIN taxes_taxcode t ON t.id = i.{tax} WHERE i.company_id = %s AND i.id = ANY(%s)
"""
TRADES = {
    "sales": ("is_customer", "is_sold", "sales_tax_id", ["stock", "service", "kit"]),
    "purchase": ("is_supplier", "is_purchased", "purchase_tax_id", ["stock", "service"]),
}


@dataclass(slots=True)
class Facts:
    """Parties and items by id, tax rates by code, prices and kit parts by position; ``on`` is the day it is."""

    kind: str
    on: dt.date
    parties: dict[int, Any]
    items: dict[int, Any]
    tax_rates: dict[int, Decimal] = field(default_factory=dict)
    prices: dict[Key, PricedLine] = field(default_factory=dict)
    parts: dict[Key, list[KitPart]] = field(default_factory=dict)
    bad_kits: dict[Key, NonetError] = field(default_factory=dict)
    part_prices: dict[tuple[int, int, int], Decimal] = field(default_factory=dict)

    def tax_rate(self, line: TradeLine, item: Any) -> Decimal:
        """Return the rate of the line's own tax code, else of the item's."""
        if line.tax_code_id is None:
            return Decimal(item.tax_rate)
        if line.tax_code_id not in self.tax_rates:
            raise InvalidInput("tax_code", _("is no tax code of this company"))
        return self.tax_rates[line.tax_code_id]

    def kits_of(self, index: int, order: TradeOrder) -> list[dict[str, str]]:
        """Return which kits an order was taken for, to be kept with it."""
        return [
            {"item": self.items[line.item_id].code, "quantity": f"{line.quantity.normalize():f}"}
            for position, line in enumerate(order.lines)
            if (index, position) in self.parts
        ]


def unit_factor(line: TradeLine, item: Any) -> Decimal:
    """Return how many base units of the item one unit of the line holds."""
    if line.unit is None or line.unit == item.unit_id:
        return Decimal(1)
    factor = (item.units or {}).get(line.unit)
    if factor is None:
        raise InvalidInput(
            "unit",
            _("%(item)s is not kept in %(unit)s; add the unit to the item")
            % {"item": item.code, "unit": line.unit},
        )
    return Decimal(factor)


def read_facts(kind: str, orders: Sequence[TradeOrder]) -> Facts:
    """Read what the orders need to be drafted: four statements, two more when kits are among the lines."""
    role = TRADES[kind][0]
    parties = sql.rows(
        _PARTIES.format(role=role), (current_company_id(), sorted({order.party_id for order in orders}))
    )
    items = _read_items(kind, {line.item_id for order in orders for line in order.lines})
    facts = Facts(kind, today(), {each.id: each for each in parties}, items)
    facts.tax_rates = _tax_rates(orders)
    _explode(orders, facts)
    _price(orders, facts)
    return facts


def _read_items(kind: str, ids: set[int]) -> dict[int, Any]:
    _, use, tax, kinds = TRADES[kind]
    found = sql.rows(_ITEMS.format(use=use, tax=tax), (kinds, current_company_id(), sorted(ids)))
    return {each.id: each for each in found}


def _tax_rates(orders: Sequence[TradeOrder]) -> dict[int, Decimal]:
    wanted = sorted({line.tax_code_id for order in orders for line in order.lines if line.tax_code_id})
    if not wanted:
        return {}
    found = sql.rows(
        "SELECT id, rate FROM taxes_taxcode WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), wanted),
    )
    return {each.id: each.rate for each in found}


def _explode(orders: Sequence[TradeOrder], facts: Facts) -> None:
    """Take the kits among the lines apart, and learn to know their components."""
    keys = [
        (index, position)
        for index, order in enumerate(orders)
        for position, line in enumerate(order.lines)
        if line.item_id in facts.items and facts.items[line.item_id].kind == "kit"
    ]
    if not keys:
        return
    lines = [orders[index].lines[position] for index, position in keys]
    exploded = explode_kits(
        [(line.item_id, line.quantity * unit_factor(line, facts.items[line.item_id])) for line in lines]
    )
    for part in exploded.parts:
        facts.parts.setdefault(keys[part.line], []).append(part)
    facts.bad_kits = {keys[line]: error for line, error in exploded.refused.items()}
    unknown = {part.item_id for part in exploded.parts} - set(facts.items)
    facts.items |= _read_items(facts.kind, unknown)


def _price(orders: Sequence[TradeOrder], facts: Facts) -> None:
    """Ask the price lists, in one statement, for every line that brings no price and every component of a kit."""
    asked: list[tuple[int, ...]] = []
    requests: list[PriceRequest] = []
    for index, order in enumerate(orders):
        party = facts.parties.get(order.party_id)
        if party is None:
            continue
        on, currency = order.ordered_on or facts.on, order.currency or party.currency
        for key, item_id, quantity in _unpriced(index, order, facts):
            asked.append(key)
            requests.append(PriceRequest(item_id, order.party_id, quantity, on, currency, facts.kind))
    for key, priced in zip(asked, price_items(requests) if requests else [], strict=True):
        if len(key) == 2:
            facts.prices[key[0], key[1]] = priced
        else:
            facts.part_prices[key[0], key[1], key[2]] = priced.price or Decimal(0)


def _unpriced(index: int, order: TradeOrder, facts: Facts) -> list[tuple[tuple[int, ...], int, Decimal]]:
    """Return what of an order is to be priced: by position, and with the item for components."""
    found: list[tuple[tuple[int, ...], int, Decimal]] = []
    for position, line in enumerate(order.lines):
        item = facts.items.get(line.item_id)
        if item is not None and line.price is None and not _misfit(line, item):
            found.append(((index, position), line.item_id, line.quantity * unit_factor(line, item)))
        for part in facts.parts.get((index, position), ()):
            found.append(((index, position, part.item_id), part.item_id, part.quantity))
    return found


def _misfit(line: TradeLine, item: Any) -> bool:
    """Return whether the line's unit is none of the item's; the order is refused for it when it is drafted."""
    return line.unit not in (None, item.unit_id) and line.unit not in (item.units or {})
